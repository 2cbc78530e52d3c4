"""Web archives of the years before WARC (ARC 1, the Internet Archive's file format of 1996)."""

from collections import Counter
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from io import BytesIO
from typing import NamedTuple

from dateline.errors import InputError
from dateline.ingest.page import PAGES, read_page
from dateline.ingest.source import BUFFER, Item, Reading, Source
from dateline.ingest.warc import tell_counts

LONGEST = 16_384  # bytes of a header line


class _Record(NamedTuple):
    url: str
    crawled: str
    media: str
    size: int


def arc_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of the pages of an ARC file, as of a WARC one; ``crawl.arc.gz#URL`` is a page.

    Raises:
        InputError: ``damaged``, ``empty``.
    """
    counts = Counter[str]()
    first = True
    while line := source.stream.readline(LONGEST):
        if not line.strip():
            continue
        record = _read_header(line, source.name)
        if first:  # filedesc:// describes the file itself
            first = False
            _skip(source, record.size)
            continue
        counts["records"] += 1
        if record.size > reading.limits.max_bytes:
            _skip(source, record.size)
            counts["too large"] += 1
            continue
        block = source.stream.read(record.size)
        if len(block) < record.size:
            raise _damaged(source.name, "it ends in a record")
        yield from _read_block(block, record, counts, source.name, reading)
    tell_counts(source.name, counts)


def _read_header(line: bytes, name: str) -> _Record:
    fields = line.decode("latin-1").split()
    try:
        return _Record(url=fields[0], crawled=fields[2], media=fields[3].lower(), size=max(0, int(fields[-1])))
    except (IndexError, ValueError):
        raise _damaged(name, "a header line is expected") from None


def _read_block(block: bytes, record: _Record, counts: Counter[str], name: str, reading: Reading) -> Iterator[Item]:
    status, headers, body = _split(block)
    media = (headers.get_content_type() if headers.get("Content-Type") else record.media).lower()
    if status != 200:
        counts[f"with status {status or 'unknown'}"] += 1
    elif media not in PAGES:
        counts["that are no pages"] += 1
    else:
        counts["pages"] += 1
        charset = headers.get_content_charset()
        where = f"{name}#{record.url}"
        yield from read_page(
            body, where, url=record.url, media=media, charset=charset, crawled=record.crawled, reading=reading
        )


def _split(block: bytes) -> tuple[int, Message, bytes]:
    """Return the status, the headers and the body of a response; one without a status line is all body."""
    if not block.startswith(b"HTTP/"):
        return 200, Message(), block
    stream = BytesIO(block)
    first = stream.readline().split()
    lines = []
    while (line := stream.readline()).strip():
        lines.append(line)
    headers = BytesHeaderParser().parsebytes(b"".join(lines))
    return int(first[1]) if len(first) > 1 and first[1].isdigit() else 0, headers, stream.read()


def _skip(source: Source, size: int) -> None:
    while size > 0:
        data = source.stream.read(min(size, BUFFER))
        if not data:
            raise _damaged(source.name, "it ends in a record")
        size -= len(data)


def _damaged(name: str, why: str) -> InputError:
    return InputError("damaged", f"{name}: the web archive is damaged or cut off ({why}); records before it were read")
