"""Readers that run in a process of their own: those whose libraries may crash or hang on a hostile file."""

import logging
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.ingest.source import Item, Limits, Reading, Source
from dateline.isolation import ADVICE, Bounds, Isolated, Lost, Remote
from dateline.model import Failure

WHOLE = "\0whole"  # the id of the failure that stands for an InputError, which the reader raised last
PAGED = frozenset({"pdf", "image"})
WARM_UP = ("dateline.ingest.isolated:prepare", ())
HERE = "dateline.ingest.readers:read_here"


def read_isolated(process: Isolated, kind: str, source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a source that is read in the other process.

    Raises:
        InputError: what the reader says; or ``crashed``, ``timed-out``, ``out-of-memory`` where the process was lost.
    """
    data = None if source.path else source.read_all(reading.limits)
    try:
        given = (kind, source.name, source.path, data, reading.limits, dict(reading.options))
        items = process.call(HERE, *given, seconds=_seconds(process.bounds, kind, reading.limits))
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


def _seconds(bounds: Bounds, kind: str, limits: Limits) -> float:
    """Return how long a file may take: one with pages, a tenth of what all its pages may, if that is more."""
    pages = limits.page_seconds * limits.max_pages / 10 if kind in PAGED else 0.0
    return max(bounds.seconds, pages)


def prepare() -> None:
    """Keep the library from speaking in the other process: its warnings are notes and messages of the documents."""
    logging.getLogger("dateline").addHandler(logging.NullHandler())
    logging.getLogger("dateline").propagate = False
