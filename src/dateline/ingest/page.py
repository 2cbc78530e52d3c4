"""Pages that an archive of the web holds: their bytes, with what the server and the archive said of them."""

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from types import MappingProxyType

from dateline.ingest.archive import read_member
from dateline.ingest.source import Item, Reading
from dateline.model import Document, Failure, Note

PAGES: Mapping[str, str] = MappingProxyType(  # media type -> the kind of its reader
    {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
)


def read_page(
    data: bytes, where: str, *, url: str | None, media: str, charset: str | None, crawled: str | None, reading: Reading
) -> Iterator[Item]:
    """Yield the documents of a page: ``url`` becomes its address, and the time of the crawl a note."""
    kind = PAGES[media]
    for item in read_member(BytesIO(in_utf8(data, charset)), where, reading, kind):
        if isinstance(item, Failure):
            yield item
            continue
        notes = item.notes
        if crawled:
            reason = f"the page was archived at {crawled}; that is not when it was published"
            notes = (*notes, Note(field="header.published", code="crawl-time", reason=reason))
        yield _located(replace(item, notes=notes), url)


def _located(doc: Document, url: str | None) -> Document:
    return replace(doc, raw_kind="warc", meta=replace(doc.meta, url=url or doc.meta.url))


def in_utf8(data: bytes, charset: str | None) -> bytes:
    """Return a page in UTF-8 with a byte order mark, if the server said how it is encoded and that is true.

    The order is that of the HTML standard: a mark in the page wins over the server, the server over the page's own
    words. Where the page is UTF-8 whatever the server says, it is left as it is.
    """
    if not charset or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _from_charset(data, charset)
    return data


def _from_charset(data: bytes, charset: str) -> bytes:
    try:
        name = "windows-1252" if codecs.lookup(charset).name in ("iso8859-1", "ascii") else charset
        return codecs.BOM_UTF8 + data.decode(name, "strict").encode("utf-8")
    except (LookupError, UnicodeError, ValueError):
        return data
