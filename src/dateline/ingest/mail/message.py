import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage

from dateline.errors import InputError
from dateline.ingest.html.letter import letter_text
from dateline.ingest.length import check_length
from dateline.ingest.mail.parsing import flatten, parse_message, read_bytes, read_date, read_header, read_part
from dateline.ingest.source import Item, Limits, Reading, Source, in_place, open_source
from dateline.model import Document, Metadata, Note, Region, Span, make_document

_PREFIX = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w. ()+-]+")


def mail_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the document of a message, then those of its attachments, each under the message's name and its own."""
    yield from message_documents(source.read_all(reading.limits), source.name, reading)


def message_documents(data: bytes, source: str, reading: Reading) -> Iterator[Item]:
    """Yield the documents of one message.

    Its text is the plain part, else the HTML part; attachments go back through ``reading.read``. A message without text
    is a fault only where nothing is attached to it either.
    """
    message = parse_message(data, source)
    parts = flatten(message)
    body = _body(message, parts)
    attached = [part for part in parts if part is not body and _is_attached(part)]
    try:
        yield _document(message, body, source, reading.limits)
    except InputError as error:
        if error.code != "empty" or not attached:
            raise
    for number, part in enumerate(attached, 1):
        name = f"{source}/{_name(part, number)}"
        yield from in_place(_attachment(part, name, reading), name)


def _document(message: EmailMessage, body: EmailMessage | None, source: str, limits: Limits) -> Document:
    text, notes = _text(body, source, limits) if body is not None else ("", ())
    if not text.strip():
        raise InputError("empty", f"{source}: the message has no text; give one with a report in it")
    subject = _PREFIX.sub("", read_header(message, "Subject") or "") or None
    marks: tuple[Region, ...] = ()
    if subject and subject.casefold() not in " ".join(text[: 4 * len(subject)].split()).casefold():
        text, marks = f"{subject}\n\n{text}", (Region(span=Span(0, len(subject)), kind="title"),)
    check_length(text, source, limits.max_chars)
    sent = read_date(message)
    meta = Metadata(
        title=subject,
        authors=_senders(message),
        published=sent.day if sent else None,
        published_at=sent.at if sent else None,
        language=read_header(message, "Content-Language"),
        marks=marks,
    )
    return make_document(text, source=source, raw_kind="mail", meta=meta, notes=notes)


def _body(message: EmailMessage, parts: list[EmailMessage]) -> EmailMessage | None:
    texts = [part for part in parts if part.get_content_maintype() == "text" and not _is_attached(part)]
    for kind in ("plain", "html"):
        for part in texts:
            if part.get_content_subtype() == kind and read_bytes(part).strip():
                return part
    return None


def _text(body: EmailMessage, source: str, limits: Limits) -> tuple[str, tuple[Note, ...]]:
    if body.get_content_subtype() == "html":
        return letter_text(read_bytes(body), source, limits, charset=str(body.get_param("charset", "") or "") or None)
    text, notes = read_part(body, source)
    if str(body.get_param("format", "")).lower() == "flowed":
        text = _unflowed(text, delete=str(body.get_param("delsp", "")).lower() == "yes")
    return text, notes


def _unflowed(text: str, *, delete: bool) -> str:
    """Join the lines of ``format=flowed`` (RFC 3676): one that ends in a blank goes on in the next."""
    lines: list[str] = []
    open_ = False
    for line in text.split("\n"):
        line = line.removeprefix(" ") if line.startswith(" ") else line
        if open_ and not line.startswith(">"):
            lines[-1] = (lines[-1].removesuffix(" ") if delete else lines[-1]) + line
        else:
            lines.append(line)
        open_ = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def _is_attached(part: EmailMessage) -> bool:
    """Whether a part is a document of its own: pictures and styles that belong to the text are not."""
    if part.get_content_disposition() == "attachment":
        return True
    if part.get_content_maintype() == "message":
        return True
    return part.get_content_maintype() == "application" and bool(part.get_filename())


def _attachment(part: EmailMessage, name: str, reading: Reading) -> Iterator[Item]:
    if reading.depth >= reading.limits.max_depth or reading.read is None:
        raise InputError(
            "too-large",
            f"{name}: the attachment lies in more than {reading.limits.max_depth} files within files; take it out "
            "and give it itself",
        )
    inner = replace(reading, depth=reading.depth + 1)
    if part.get_content_type() == "message/rfc822":
        yield from message_documents(_as_bytes(part.get_payload()), name, inner)
    else:
        yield from reading.read(open_source(io.BytesIO(read_bytes(part)), name), inner)


def _as_bytes(payload: object) -> bytes:
    message = payload[0] if isinstance(payload, list) and payload else None
    try:
        return message.as_bytes() if isinstance(message, EmailMessage) else b""
    except Exception:  # a message that the standard library cannot write again
        return b""


def _name(part: EmailMessage, number: int) -> str:
    try:
        given = part.get_filename() or ""
    except Exception:  # a broken Content-Disposition
        given = ""
    name = _UNSAFE.sub("_", given.replace("\\", "/").rpartition("/")[2])[-100:].strip(". ")
    if name:
        return name
    return f"attachment-{number}{'.eml' if part.get_content_maintype() == 'message' else ''}"


def _senders(message: EmailMessage) -> tuple[str, ...]:
    """Return the names of the senders; of one without a name, nothing: an address says who sends, not who writes."""
    try:
        addresses = getattr(message.get("From"), "addresses", ())
        names = [address.display_name for address in addresses if isinstance(address, Address)]
    except Exception:  # the same
        return ()
    clean = (" ".join(name.split()).strip("'\"")[:200].encode("utf-8", "replace").decode("utf-8") for name in names)
    return tuple(dict.fromkeys(name for name in clean if name and "@" not in name))
