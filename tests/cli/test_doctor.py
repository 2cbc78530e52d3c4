from collections.abc import Callable
from pathlib import Path

import pytest


def test_doctor_says_that_all_is_here(dateline: Callable[..., object]) -> None:
    done = dateline("doctor")
    assert done.status == 0  # type: ignore[attr-defined]
    assert "everything that coding needs is here" in done.out  # type: ignore[attr-defined]


def test_doctor_names_the_command_and_coding_goes_on_without(
    dateline: Callable[..., object], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = dateline("doctor")
    assert done.status == 0  # type: ignore[attr-defined]
    assert "apt-get install tesseract-ocr tesseract-ocr-eng" in done.out  # type: ignore[attr-defined]
    assert dateline("doctor", "--strict").status == 1  # type: ignore[attr-defined]
    assert dateline("code", file, "--format", "jsonl").status == 0  # type: ignore[attr-defined]
