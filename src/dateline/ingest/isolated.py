"""Readers that run in a process of their own: those whose libraries may crash or hang on a hostile file."""

import logging
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.ingest.source import Item, Reading, Source
from dateline.isolation import ADVICE, Isolated, Lost, Remote
from dateline.model import Failure

WHOLE = "\0whole"  # the id of the failure that stands for an InputError, which the reader raised last
WARM_UP = ("dateline.ingest.isolated:prepare", ())
HERE = "dateline.ingest.readers:read_here"


def read_isolated(process: Isolated, kind: str, source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a source that is read in the other process.

    Raises:
        InputError: what the reader says; or ``crashed``, ``timed-out``, ``out-of-memory`` where the process was lost.
    """
    data = None if source.path else source.read_all(reading.limits)
    try:
        items = process.call(HERE, kind, source.name, source.path, data, reading.limits, dict(reading.options))
    except Lost as lost:
        raise InputError(
            lost.reason, f"{source.name}: the file was quarantined while it was read: {lost}; {ADVICE[lost.reason]}"
        ) from None
    except Remote as error:
        raise InputError(
            "internal",
            f"{source.name}: the reader of {kind} failed ({error}); please report this file as a bug of dateline",
        ) from None
    last = items[-1] if items else None
    if isinstance(last, Failure) and last.id == WHOLE:
        yield from items[:-1]
        raise InputError(last.code, last.message)
    yield from items


def prepare() -> None:
    """Keep the library from speaking in the other process: its warnings are notes and messages of the documents."""
    logging.getLogger("dateline").addHandler(logging.NullHandler())
    logging.getLogger("dateline").propagate = False
