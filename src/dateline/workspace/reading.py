"""Reading by settings: how files are read, and what a program hands over instead of files."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dateline.errors import InputError, UsageError
from dateline.ingest import WARM_UP, Reading, find_columns, read_inputs, read_record, with_published, with_unique_ids
from dateline.isolation import Isolated
from dateline.model import Document, Failure
from dateline.settings import Settings

Input = str | Path | Mapping[str, Any]


def apart(settings: Settings) -> Isolated:
    """Return the process in which files are read whose libraries may crash or hang; it starts when it is needed."""
    return Isolated(settings.bounds, WARM_UP)


def make_reading(settings: Settings, process: Isolated | None = None) -> Reading:
    """Return how inputs are read: what the settings say of limits, dates, columns and splitting, and in which process.

    Raises:
        UsageError: the column mapping of the settings cannot be used.
    """
    options: dict[str, object] = {"split": settings.split}
    if settings.columns:
        options["columns"] = find_columns(settings.columns)
    return Reading(
        limits=settings.limits,
        published=settings.published,
        options=options,
        process=None if settings.isolate == "none" else process,
    )


def read_records(records: Iterable[Input], settings: Settings) -> Iterator[Document | Failure]:
    """Read texts, paths and records as a program holds them."""
    with apart(settings) as process:
        read = (item for number, record in enumerate(records, 1) for item in _read(record, number, settings, process))
        yield from with_unique_ids(with_published(read, settings.published))


def _read(record: Input, number: int, settings: Settings, process: Isolated) -> Iterator[Document | Failure]:
    limit, where = settings.max_chars, f"<record {number}>"
    try:
        if isinstance(record, Path):
            yield from read_inputs([str(record)], make_reading(settings, process), stdin=io.BytesIO())
        elif isinstance(record, str):
            yield replace(read_record({"text": record}, where="<text>", id=None, max_chars=limit), raw_kind="text")
        elif isinstance(record, Mapping):
            id = record.get("id")
            where = where if id is None else str(id)
            yield read_record(dict(record), where=where, id=None if id is None else str(id), max_chars=limit)
        else:
            raise UsageError(
                f"{where} is of the type {type(record).__name__}; give a text, a pathlib.Path or a record (a dict)"
            )
    except InputError as error:
        yield Failure(id=where, source=where, code=error.code, message=str(error))
