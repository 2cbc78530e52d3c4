"""Which reader reads what: chosen by content, with the name only as a hint where the content does not tell."""

import logging
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from dateline.errors import InputError
from dateline.ingest.archive import tar_documents, zip_documents
from dateline.ingest.columns import load_all
from dateline.ingest.feed_kind import is_feed
from dateline.ingest.formats import load_formats
from dateline.ingest.isolated import WHOLE, read_isolated
from dateline.ingest.json_records import is_json, json_documents
from dateline.ingest.jsonl import jsonl_documents
from dateline.ingest.mail.kind import find_mail_kind
from dateline.ingest.office.kind import find_office_kind
from dateline.ingest.packed import MAGIC, unpacked_documents
from dateline.ingest.source import Item, Limits, Reader, Reading, Source, open_source
from dateline.ingest.splitting import splitting
from dateline.ingest.table import looks_like_table, table_documents
from dateline.ingest.text import text_documents
from dateline.model import Failure

HTML_ENDINGS = (".html", ".htm", ".xhtml")
log = logging.getLogger(__name__)

_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')
_TAR = slice(257, 262)


def lazily(module: str, function: str) -> Reader:
    """Return a reader whose module, and the libraries that it needs, are loaded when its first source comes."""

    def read(source: Source, reading: Reading) -> Iterator[Item]:
        reader = cast("Reader", getattr(import_module(f"dateline.ingest.{module}"), function))
        yield from reader(source, reading)

    return read


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "text": splitting(text_documents),
        "jsonl": jsonl_documents,
        "json": json_documents,
        "table": table_documents,
        "parquet": lazily("parquet", "parquet_documents"),
        "feed": lazily("feed", "feed_documents"),
        "json-feed": lazily("json_feed", "json_feed_documents"),
        "warc": lazily("warc", "warc_documents"),
        "arc": lazily("arc", "arc_documents"),
        "zip": zip_documents,
        "tar": tar_documents,
        **dict.fromkeys(MAGIC, unpacked_documents),
        "html": lazily("html", "html_documents"),
        "mhtml": lazily("mail", "saved_page_documents"),
        "mail": lazily("mail", "mail_documents"),
        "mbox": lazily("mail", "mbox_documents"),
        "docx": splitting(lazily("office", "docx_documents")),
        "odt": splitting(lazily("office", "odt_documents")),
        "rtf": splitting(lazily("office", "rtf_documents")),
        "pdf": splitting(lazily("paper", "pdf_documents")),
        "image": splitting(lazily("paper", "image_documents")),
    }
)


def find_kind(source: Source) -> str:
    """Tell what a source is by its first bytes; ``text`` where nothing speaks against it.

    A file whose name ends in ``.jsonl`` is JSONL whatever it begins with, unless it is compressed, so that its first
    bad line is told as one.
    """
    if source.kind:
        return source.kind
    formats, head = load_formats(), source.head
    signature = formats.find_signature(head)
    if signature and signature.kind in MAGIC:
        return signature.kind
    if source.ending in formats.jsonl:
        return "jsonl"
    if is_feed(head):
        return "feed"
    if is_json(head) or (source.ending in formats.json and head.lstrip()[:1] in (b"{", b"[")):
        return _json_kind(source)
    if head[_TAR] == b"ustar":
        return "tar"
    kind = signature.kind if signature and signature.kind != "json" else "text"
    if kind == "zip":
        return find_office_kind(source) or kind
    return _text_kind(source) if kind == "text" else kind


def _text_kind(source: Source) -> str:
    """Tell what a source is that begins like text, by its name, then by its first line."""
    if source.ending in load_formats().tables:
        return "table"
    if source.ending in HTML_ENDINGS and source.head.lstrip()[:1] == b"<":
        return "html"
    return find_mail_kind(source.head, source.ending) or ("table" if looks_like_table(source.head) else "text")


def _json_kind(source: Source) -> str:
    if b"jsonfeed.org/version" in source.head:
        return "json-feed"
    lines = source.head.splitlines()
    one_a_line = len(lines) > 1 and lines[0].rstrip().endswith(b"}") and lines[1].lstrip().startswith(b"{")
    wrapped = any(f'"{name}":'.encode() in source.head for name in load_all()[1])
    on_stdin = source.name == "<stdin>" and len(lines) == 1 and not wrapped and _OBJECT.match(source.head)
    broken: bool = source.name == "<stdin>" and len(lines) > 1 and lines[1].startswith(b"{")
    return "jsonl" if one_a_line or on_stdin or broken else "json"


def read_source(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of one source.

    Raises:
        InputError: the source as a whole cannot be used; documents before the fault have been yielded.
    """
    kind = find_kind(source)
    if reading.process and kind in load_formats().isolated and kind in READERS:
        yield from read_isolated(reading.process, kind, source, reading)
        return
    reader = READERS.get(kind, text_documents)  # the text reader says why it does not read the rest
    try:
        yield from reader(source, reading)
    except (InputError, OSError):
        raise
    except Exception as error:
        log.exception("the reader of %s failed on %s", kind, source.name)
        raise InputError(
            "internal",
            f"{source.name}: the reader of {kind} failed ({type(error).__name__}: {error}); please report this file as "
            "a bug of dateline",
        ) from error


def read_here(
    kind: str, name: str, path: Path | None, data: bytes | None, limits: Limits, options: dict[str, Any]
) -> list[Item]:
    """Read a source in this process, whole: what the other process is asked to do."""
    reading = Reading(limits=limits, options=options, read=read_source)
    items: list[Item] = []
    try:
        with path.open("rb") if path else BytesIO(data or b"") as stream:
            items.extend(read_source(open_source(stream, name, path=path, kind=kind), reading))
    except InputError as error:
        items.append(Failure(id=WHOLE, source=name, code=error.code, message=str(error)))
    return items
