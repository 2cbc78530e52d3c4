"""Rows into files: CSV and TSV with exactly the columns of a format, and Parquet through DuckDB."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from dateline.export.full import Table

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
TABS = (".tsv", ".tab", ".txt")


class RowFile:
    """An open table: CSV, or TSV where the name says so (.tsv, .tab, .txt), with a header line."""

    def __init__(self, stream: TextIO, columns: Sequence[str], *, tabs: bool = False) -> None:
        """Write the header."""
        self.columns = tuple(columns)
        self.count = 0
        self._writer = csv.writer(stream, delimiter="\t" if tabs else ",", lineterminator="\n")
        self._writer.writerow(self.columns)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows; a column that a row lacks is empty, what is no column is not written."""
        for row in rows:
            self._writer.writerow([cell(row.get(column)) for column in self.columns])
            self.count += 1

    def write_exact(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows as they are, line breaks and all (the full model keeps whole texts)."""
        for row in rows:
            self._writer.writerow([int(value) if isinstance(value, bool) else value for value in row])
            self.count += 1


def cell(value: Any) -> Any:
    """Return a value as a cell shows it: no line breaks or control characters, whole numbers without ".0"."""
    if isinstance(value, str):
        return CONTROL.sub(" ", value)
    if isinstance(value, bool):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def write_parquet(lines: Path, out: Path, table: Table) -> None:
    """Turn a file of JSON lines into Parquet, with the table's types and in its order; same rows, same bytes."""
    import duckdb

    columns = json.dumps({field.name: field.type for field in table.fields})
    with duckdb.connect(":memory:", config={"threads": 1}) as base:
        base.execute(
            f"COPY (SELECT * FROM read_json(?, format='newline_delimited', columns={columns}, "
            f"maximum_object_size=1000000000)) TO '{_quoted(out)}' (FORMAT parquet, COMPRESSION zstd)",
            [str(lines)],
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
