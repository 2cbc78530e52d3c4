"""What the commands over a project have in common: which project, which events, and how rows are written."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dateline.errors import UsageError
from dateline.project import Store, open_store

VARIABLE = "DATELINE_PROJECT"
FORMATS = ("table", "jsonl", "csv")


def split_project(arguments: Sequence[str], *, least: int, most: int, names: str) -> tuple[str, list[str]]:
    """Return the project and the other arguments of a command, where the project may be left to ``DATELINE_PROJECT``.

    Raises:
        UsageError: there are too few or too many arguments, or no project is named.
    """
    given, project = list(arguments), os.environ.get(VARIABLE)
    if len(given) > most or (not project and len(given) > least):
        return given[0], given[1:]
    if project and len(given) >= least:
        return project, given
    raise UsageError(f"give {names}, or set {VARIABLE} to the project and leave it out")


def find_project(given: str | None) -> str:
    """Return the project that a command is about.

    Raises:
        UsageError: neither an argument nor ``DATELINE_PROJECT`` names one.
    """
    project = given or os.environ.get(VARIABLE)
    if not project:
        raise UsageError(f"no project is named: give its file or address, or set {VARIABLE}")
    return project


@contextmanager
def asked(project: str) -> Iterator[Store]:
    """Open a project to read it, and make standard output ready for any character."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    with open_store(project) as store:
        yield store


def refuse_unknown_format(format: str) -> None:
    """Raise UsageError where ``--format`` is none of table, jsonl and csv."""
    if format not in FORMATS:
        raise UsageError(f"--format {format} is not known; use {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")


def write_jsonl(rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as JSON lines."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def write_csv(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    """Write rows as CSV (RFC 4180, but with a line feed), the names of the columns first; what is missing is empty."""
    writer = csv.DictWriter(sys.stdout, fieldnames=columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
