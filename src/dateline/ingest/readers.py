"""Which reader reads what: chosen by content, with the name only as a hint where the content does not tell."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from dateline.ingest.formats import load_formats
from dateline.ingest.jsonl import jsonl_documents
from dateline.ingest.mail.kind import find_mail_kind
from dateline.ingest.office.kind import find_office_kind
from dateline.ingest.source import Item, Reader, Reading, Source
from dateline.ingest.text import text_documents

HTML_ENDINGS = (".html", ".htm", ".xhtml")
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')


def _html_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.html import html_documents

    return html_documents(source, reading)


def _saved_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.mail import saved_page_documents

    return saved_page_documents(source, reading)


def _mail_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.mail import mail_documents

    return mail_documents(source, reading)


def _mbox_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.mail import mbox_documents

    return mbox_documents(source, reading)


def _docx_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.office import docx_documents

    return docx_documents(source, reading)


def _odt_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.office import odt_documents

    return odt_documents(source, reading)


def _rtf_documents(source: Source, reading: Reading) -> Iterator[Item]:
    from dateline.ingest.office import rtf_documents

    return rtf_documents(source, reading)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "text": text_documents,
        "jsonl": jsonl_documents,
        "html": _html_documents,
        "mhtml": _saved_documents,
        "mail": _mail_documents,
        "mbox": _mbox_documents,
        "docx": _docx_documents,
        "odt": _odt_documents,
        "rtf": _rtf_documents,
    }
)


def find_kind(source: Source) -> str:
    """Tell what a source is by its first bytes; ``text`` where nothing speaks against it.

    A file whose name ends in ``.jsonl`` is JSONL whatever it begins with, so that its first bad line is told as one.
    """
    if source.ending in load_formats().jsonl or (source.name == "<stdin>" and _OBJECT.match(source.head)):
        return "jsonl"
    signature = load_formats().find_signature(source.head)
    kind = signature.kind if signature else "text"
    if kind == "zip":
        return find_office_kind(source) or kind
    if kind == "text" and source.ending in HTML_ENDINGS and source.head.lstrip()[:1] == b"<":
        return "html"
    if kind == "text":
        return find_mail_kind(source.head, source.ending) or kind
    return kind


def read_source(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of one source.

    Raises:
        InputError: the source as a whole cannot be used; documents before the fault have been yielded.
    """
    reader = READERS.get(find_kind(source), text_documents)  # the text reader says why it does not read the rest
    yield from reader(source, reading)
