import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_find_tells_codes_names_and_why(dateline: Run) -> None:
    done = dateline("actors", "find", "Hizballah", "--date", "2006-07-12")
    assert done.status == 0
    assert "LBNREB" in done.out
    assert "armed_groups.yaml:" in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_find_by_day(dateline: Run) -> None:
    codes = {}
    for day in ("2012-12-01", "2014-01-01"):
        done = dateline("actors", "find", "Mohamed Morsi", "--date", day, "--format", "jsonl")
        rows = [json.loads(line) for line in done.out.splitlines()]
        codes[day] = rows[0]["code"]
        assert {"id", "aliases", "codes", "why", "check"} <= rows[0].keys()
    assert codes == {"2012-12-01": "EGYGOV", "2014-01-01": "EGYOPP"}


def test_find_by_surname(dateline: Run) -> None:
    done = dateline("actors", "find", "Morsi", "--format", "jsonl")
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["mohamed-morsi"]
    assert "surname" in done.out


def test_find_nobody_is_status_1_and_a_bad_call_2(dateline: Run) -> None:
    done = dateline("actors", "find", "Nobody Atall")
    assert (done.status, done.out) == (1, "")
    assert "Nobody Atall" in done.err
    for wrong in (("--date", "soon"), ("--format", "xml"), ("--actors", "absent.csv")):
        assert dateline("actors", "find", "Hamas", *wrong).status == 2


def test_import_checks_and_writes(dateline: Run, tmp_path: Path) -> None:
    given = tmp_path / "own.actors.txt"
    given.write_text("TESTLAND_CLUB_ [MLIBUS]\n\t[MLIOPP >99013]\n")
    out = tmp_path / "own.csv"
    done = dateline("actors", "import", given, "--out", out)
    assert done.status == 1
    assert f"{given}:2: " in done.out
    assert done.out.endswith(f"1 actors with 1 codes (0 dated), written to {out}: 1 fault\n")
    found = dateline("actors", "find", "Testland Club", "--actors", out, "--format", "jsonl")
    assert json.loads(found.out)["code"] == "MLIBUS"
    given.write_text("TESTLAND_CLUB_ [MLIBUS]\n")
    assert dateline("actors", "import", given).status == 0


@pytest.mark.parametrize("out", ["own.txt", "absent/own.csv"])
def test_import_refuses_what_it_cannot_write(dateline: Run, tmp_path: Path, out: str) -> None:
    given = tmp_path / "own.actors.txt"
    given.write_text("TESTLAND_CLUB_ [MLIBUS]\n")
    assert dateline("actors", "import", given, "--out", tmp_path / out).status == 2
    assert dateline("actors", "import", tmp_path / "absent.txt").status == 2
