"""Chunks of documents, coded in a process that may be lost: the document that it is lost on becomes a Failure."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from dateline.isolation import ADVICE, Isolated, Lost, Remote
from dateline.model import Document, Failure

Item = Document | Failure
T = TypeVar("T")
log = logging.getLogger(__name__)


def code_chunk(
    process: Isolated, target: str, chunk: Sequence[Item], finish: Callable[[Item], T], *args: object
) -> list[T]:
    """Return the coded documents of a chunk, finished, in order, whatever happens to the process.

    The chunk goes there whole. Where the process is lost on it, each document goes alone, into a process that is whole
    again; one that loses it so, ``bounds.tries`` times (a time limit or the memory: once), is quarantined: it becomes a
    Failure with the reason, and the others are coded.
    """
    try:
        return list(process.call(target, list(chunk), finish, *args))
    except (Lost, Remote) as error:
        if len(chunk) > 1:
            log.warning("a process was lost on %d documents (%s); trying them one by one", len(chunk), error)
    return [_code_alone(process, target, item, finish, args) for item in chunk]


def _code_alone(process: Isolated, target: str, item: Item, finish: Callable[[Item], T], args: tuple[object, ...]) -> T:
    if isinstance(item, Failure):
        return finish(item)
    lost = Lost("crashed", "it was never tried")
    for _ in range(process.bounds.tries):
        try:
            (coded,) = process.call(target, [item], finish, *args)
        except Lost as error:
            lost = error
            if error.reason != "crashed":
                break
        except Remote as error:
            message = f"{item.source}: coding failed ({error}); please report this document as a bug of dateline"
            return finish(Failure(id=item.id, source=item.source, code="internal", message=message))
        else:
            result: T = coded
            return result
    message = f"{item.source}: the document was quarantined: {lost}; {ADVICE[lost.reason]}"
    return finish(Failure(id=item.id, source=item.source, code=lost.reason, message=message))
