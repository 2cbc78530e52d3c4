import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_our_own_records_keep_the_contract(dateline: Run, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, the army said.\n")
    out = tmp_path / "out.jsonl"
    dateline("code", tmp_path / "x.txt", tmp_path / "nope.txt", "--out", out)
    done = dateline("validate", out)
    assert (done.status, done.out) == (0, f"{out}: keeps the contract\n")


def test_faults_are_told_by_file_line_and_path(dateline: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps({"id": "x"}) + "\n{\n")
    done = dateline("validate", bad)
    assert done.status == 1
    (first,) = [line for line in done.out.splitlines() if line.startswith(f"{bad}:1: ")]
    assert first.startswith(f"{bad}:1: record: lacks 'contract', 'dateline', ")
    assert f"{bad}:2: record: is not JSON" in done.out


def test_missing_file(dateline: Run) -> None:
    done = dateline("validate", "nope.jsonl")
    assert done.status == 1
    assert "nope.jsonl" in done.err


def test_standard_input(dateline: Run) -> None:
    assert dateline("validate", "-", stdin=b"{}").status == 1
