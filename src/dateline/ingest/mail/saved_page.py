from collections.abc import Iterator
from email.message import EmailMessage

from dateline.errors import InputError
from dateline.ingest.html import html_document
from dateline.ingest.mail.parsing import flatten, parse_message, read_bytes, read_date, read_header
from dateline.ingest.source import Item, Reading, Source
from dateline.model import Note


def saved_page_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the report of a page that a browser saved as one file (MHTML, RFC 2557: ``.mhtml``, ``.mht``).

    The page is the part that the message names as its start, else the first HTML part; its address is the one that was
    saved with it. When it was saved is a note: it is no date of publication.
    """
    message = parse_message(source.read_all(reading.limits), source.name)
    page = _page(message)
    if page is None:
        raise InputError("damaged", f"{source.name}: the saved page holds no HTML; save the page again")
    address = read_header(page, "Content-Location") or read_header(message, "Snapshot-Content-Location")
    charset = str(page.get_param("charset", "") or "") or None
    document = html_document(read_bytes(page), source.name, reading.limits, url=address, charset=charset)
    saved = read_date(message)
    if saved and not document.meta.published:
        reason = f"the page was saved on {saved.day}; it gives no date of publication that a program can read"
        document = document.with_notes([Note(field="header.published", code="saved-on", reason=reason)])
    yield document


def _page(message: EmailMessage) -> EmailMessage | None:
    pages = [part for part in flatten(message) if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = str(message.get_param("start", "") or "")
    return next((part for part in pages if start and read_header(part, "Content-ID") == start), next(iter(pages), None))
