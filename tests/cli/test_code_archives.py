"""Exports and archives through the whole command."""

import json
from pathlib import Path

from samples import HELLO, zipped


def test_zip_of_an_export_is_coded_with_its_columns(dateline, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    table = f'Head,Words,Day\nGoma shelled,"{HELLO}",26/08/2024\nEmpty,,27/08/2024\n'
    (tmp_path / "b.zip").write_bytes(zipped(("x.csv", table.encode()), ("evil/../../y.txt", HELLO.encode())))
    mapping = tmp_path / "mine.yaml"
    mapping.write_text("text: Words\ntitle: Head\npublished: Day\ndates: '%d/%m/%Y'\n")
    done = dateline("code", tmp_path / "b.zip", "--columns", mapping, "--isolate", "all", "--format", "jsonl")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record.get("error", {}).get("code") for record in records] == [None, "no-text", "unsafe-archive"]
    assert records[0]["header"]["published"]["value"] == "2024-08-26"
    assert records[0]["events"]
    assert done.status == 1
    assert "2 of 3 documents were not coded: 1 no-text, 1 unsafe-archive" in done.err


def test_unknown_columns_are_a_wrong_call(dateline, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.csv").write_text("text\nA.\n")
    done = dateline("code", tmp_path / "x.csv", "--columns", "nope")
    assert done.status == 2
    assert "all-the-news" in done.err
