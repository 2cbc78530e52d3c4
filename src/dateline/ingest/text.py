import logging
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.ingest.decode import decode
from dateline.ingest.length import check_length, too_long
from dateline.ingest.source import Item, Reading, Source
from dateline.model import Document, make_document

log = logging.getLogger(__name__)


def text_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the one document of a text file; one that is certainly too large is refused before it is read whole."""
    limit = reading.limits.max_chars
    yield text_document(source.stream.read(limit * 4 + 5), source.name, limit)


def text_document(data: bytes, source: str, max_chars: int) -> Document:
    """Return the document of one text, decoded and checked.

    Raises:
        InputError: empty, too large, or not text.
    """
    if len(data) > max_chars * 4 + 4:  # no encoding takes more than four bytes a character, and a mark
        raise too_long(source, max_chars)
    text, notes = decode(data, source)
    if not text.strip():
        raise InputError("empty", f"{source}: the text is empty; give a file with a report in it")
    check_length(text, source, max_chars)
    for note in notes:
        log.warning("%s: %s", source, note.reason)
    return make_document(text, source=source, notes=notes)
