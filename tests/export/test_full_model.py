from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest
from making import TEXT, make_occurrence, make_record

from dateline.contract.validate import load_schema
from dateline.export import Coded
from dateline.export.full import load_tables

Export = Callable[..., Any]
FAILED = {"id": "r9", "source": "x", "error": {"code": "empty", "message": "no text"}}


def linked() -> list[Any]:
    told = make_occurrence()
    return [Coded(record=make_record(id), occurrences={"e1": told}) for id in ("r1", "r2")] + [FAILED]


def read(folder: Path, name: str, table: str) -> pandas.DataFrame:
    if name == "csv":
        return pandas.read_csv(folder / f"{table}.csv")
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder / table}.parquet')").df()


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_every_table_loads_with_its_columns(name: str, export: Export, tmp_path: Path) -> None:
    done = export(name, linked(), out="all")
    for table in load_tables():
        frame = read(tmp_path / "all", name, table.name)
        assert list(frame.columns) == [field.name for field in table.fields]
        assert len(frame) == done.manifest["counts"][f"rows_of_{table.name}"]
    counts = done.manifest["counts"]
    assert (counts["rows_of_documents"], counts["rows_of_events"], counts["rows_of_occurrences"]) == (3, 4, 1)
    assert (counts["rows_of_occurrence_members"], counts["rows_of_contradictions"]) == (2, 1)
    text = read(tmp_path / "all", name, "documents")["text"]
    assert list(text.dropna()) == [TEXT, TEXT]
    events = read(tmp_path / "all", name, "events")
    assert list(events["trigger"]) == ["shelled", "attack"] * 2
    assert list(events["status"]) == ["occurred", "planned"] * 2
    assert list(events["occurrence"].dropna()) == ["o1", "o1"]


def test_parquet_has_types_and_the_same_bytes_again(export: Export, tmp_path: Path) -> None:
    export("parquet", linked(), out="all")
    first = {path.name: path.read_bytes() for path in (tmp_path / "all").iterdir()}
    schema = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{tmp_path / 'all' / 'events.parquet'}')").fetchall()
    types = {row[0]: row[1] for row in schema}
    assert (types["background"], types["goldstein"], types["quad"]) == ("BOOLEAN", "DOUBLE", "INTEGER")
    export("parquet", linked(), out="all")
    assert {path.name: path.read_bytes() for path in (tmp_path / "all").iterdir()} == first


def test_strange_texts_survive_parquet(export: Export, tmp_path: Path) -> None:
    strange = 'a"b\\n\n\r\u2028\u0001'
    record = make_record()
    record["actors"][0]["name"] = strange
    export("parquet", [record], out="all")
    assert read(tmp_path / "all", "parquet", "actors")["name"][0] == strange


def test_no_part_of_the_contract_is_left_out() -> None:
    """Each layer of a record is a table, and each plain field of its items a column."""
    schema, tables = load_schema()["$defs"], {table.each: table for table in load_tables()}
    for layer, kind in (("events", "event"), ("actors", "actor"), ("places", "place"), ("claims", "claim"),
                        ("numbers", "number"), ("times", "time"), ("edits", "edit"), ("notes", "note")):  # fmt: skip
        paths = " ".join(field.path for field in tables[layer].fields)
        inner = {path.split(".")[1] for path in tables if path.startswith(f"{layer}.")}
        views = {"mentions", "source", "target", "source_spans", "target_spans", "numbers", "alternatives"}
        for name in schema[kind]["required"]:
            assert name in paths or name in inner | views, f"{layer}.{name}"
