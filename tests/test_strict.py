"""The strict mode of CI: a skip is a failure, unless the test reads ../shared and that is not there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """
import pytest

def test_passes(): pass

@pytest.mark.xfail(reason="known")
def test_known_failure(): raise AssertionError

@pytest.mark.shared
def test_reads_shared(): pass

def test_skips(): pytest.skip("a package is missing")
"""


def copy_conftest(folder: Path) -> None:
    """Put the conftest into a folder, with what it imports."""
    for name in ("conftest.py", "needs.py", "postgres.py"):
        shutil.copy(Path(__file__).parent / name, folder)


@pytest.mark.parametrize(
    ("strict", "counts"), [("", "1 passed, 2 skipped, 1 xfailed"), ("1", "1 failed, 1 passed, 1 skipped, 1 xfailed")]
)
def test_skips_fail_in_strict_mode(tmp_path: Path, strict: str, counts: str) -> None:
    copy_conftest(tmp_path)
    (tmp_path / "test_cases.py").write_text(CASES)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = shared: reads ../shared\n")
    env = {**os.environ, "DATELINE_STRICT": strict, "DATELINE_SHARED": str(tmp_path / "nowhere")}
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert counts in done.stdout


def test_skipped_module_fails_in_strict_mode(tmp_path: Path) -> None:
    copy_conftest(tmp_path)
    (tmp_path / "test_cases.py").write_text("import pytest\npytest.importorskip('no_such_package')\n")
    env = {**os.environ, "DATELINE_STRICT": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode not in (0, 5)
    assert "skipped in strict mode" in done.stdout


@pytest.mark.parametrize(("strict", "counts"), [("", "1 passed, 1 skipped"), ("1", "1 passed, 1 error")])
def test_missing_program_is_named_with_its_packages(tmp_path: Path, strict: str, counts: str) -> None:
    copy_conftest(tmp_path)
    (tmp_path / "test_cases.py").write_text(
        "import pytest\n\n@pytest.mark.needs('tesseract')\ndef test_scan(): pass\n\ndef test_text(): pass\n"
    )
    env = {**os.environ, "DATELINE_STRICT": strict, "PATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:xdist", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert counts in done.stdout
    assert "apt-get install tesseract-ocr tesseract-ocr-eng" in done.stdout
