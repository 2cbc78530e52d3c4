"""RSS 0.9x-2.0, RSS 1.0 (RDF) and Atom: each item is a document."""

import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from dateline.errors import InputError
from dateline.ingest.decode import replace_surrogates
from dateline.ingest.fragment import fragment_text, has_markup
from dateline.ingest.length import too_long
from dateline.ingest.published import read_time
from dateline.ingest.source import Item, Reading, Source
from dateline.model import Document, Failure, Metadata, Note, make_document

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_NULL = re.compile(rb"\x00")
_CHUNK = 1 << 16


def feed_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield a document for each item of a feed, named ``feed.xml#GUID``, in the feed's order. Nothing is fetched.

    The text is the item's full content (``content:encoded``, Atom ``content``); where there is only a summary, that,
    with the note ``summary-only``. Dates keep the zone in which they were written.

    Raises:
        InputError: ``unsafe-xml`` (entities or outside references), ``empty``, ``too-large``.
    """
    import feedparser

    data = source.read_all(reading.limits)
    refuse_entities(data, source.name)
    try:
        parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # its lenient parser raises whatever its rules for odd markup run into
        why = f"{type(error).__name__}: {error}"
        raise InputError("damaged", f"{source.name}: the feed cannot be made out ({why}); get it anew") from None
    if not parsed.entries:
        why = " (it is damaged)" if parsed.bozo else ""
        raise InputError("empty", f"{source.name}: the feed has no items{why}; get it anew")
    notes: tuple[Note, ...] = ()
    if parsed.bozo and not isinstance(parsed.bozo_exception, feedparser.CharacterEncodingOverride):
        reason = "the feed is not well-formed XML; it was read as far as it could be made out"
        notes = (Note(field="raw", code="feed-damaged", reason=reason),)
    for number, entry in enumerate(parsed.entries, 1):
        # plain dictionaries: feedparser's own answer "updated" with the time of publication
        yield _document(dict(entry), dict(parsed.feed), number, source.name, reading, notes)


def refuse_entities(data: bytes, name: str) -> None:
    """Raise InputError (``unsafe-xml``) where XML declares entities, or refers to something outside itself.

    They are how a small file becomes gigabytes ("billion laughs") or asks for other files. What is not well-formed is
    left to the lenient reader, unless it declares an entity anywhere.
    """
    from xml.sax import SAXException

    import defusedxml
    import defusedxml.sax

    refused = InputError(
        "unsafe-xml",
        f"{name}: it declares XML entities, by which a small file can unpack to gigabytes or ask for others",
    )
    try:
        parser = defusedxml.sax.make_parser()
        parser.forbid_external = False  # an RSS 0.91 file names its DTD, which is never loaded
        parser.setFeature("http://xml.org/sax/features/external-general-entities", False)
        parser.setFeature("http://xml.org/sax/features/external-parameter-entities", False)
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
    except defusedxml.DefusedXmlException:
        raise refused from None
    except (SAXException, ValueError, LookupError):
        if _ENTITY.search(_NULL.sub(b"", data).decode("latin-1")):
            raise refused from None


def _document(
    entry: Mapping[str, Any], feed: Mapping[str, Any], number: int, name: str, reading: Reading, notes: tuple[Note, ...]
) -> Item:
    given = _clean(entry.get("link"))
    link = given if given.startswith(("http:", "https:")) else None  # feedparser puts any guid there
    id = _clean(entry.get("id")) or given or None
    where = f"{name}#{id or number}"
    text, more = _text(entry)
    problem = find_problem(text, where, reading.limits.max_chars)
    if problem:
        return Failure(id=id or f"item-{number}", source=where, code=problem.code, message=str(problem))
    published, published_at, dated = _moment(entry, "published")
    updated, updated_at, _ = _moment(entry, "updated")
    text, broken = replace_surrogates(text)
    meta = Metadata(
        title=_plain(entry.get("title")) or None,
        published=published or updated,
        published_at=published_at or (updated_at if not published else None),
        updated_at=updated_at,
        outlet=_outlet(entry, feed, link),
        url=link,
        authors=_authors(entry),
        language=_language(entry, feed),
    )
    if updated and not published:
        reason = "the feed gives the time of the last change only, which may be later than that of publication"
        dated = (Note(field="header.published", code="published-is-update", reason=reason),)
    return _make(text, id, where, meta, (*notes, *more, *broken, *dated))


def _make(text: str, id: str | None, where: str, meta: Metadata, notes: tuple[Note, ...]) -> Document:
    return make_document(text, id=id, source=where, raw_kind="feed", meta=meta, notes=notes)


def find_problem(text: str, where: str, max_chars: int) -> InputError | None:
    """Return why an item cannot be used, if so."""
    if not text.strip():
        return InputError("no-text", f"{where}: the item has neither content nor summary; read the page that it names")
    if len(text) > max_chars:
        return too_long(where, max_chars)
    return None


def _text(entry: Mapping[str, Any]) -> tuple[str, tuple[Note, ...]]:
    full = max((_plain(part.get("value")) for part in entry.get("content") or ()), key=len, default="")
    summary = _plain(entry.get("summary"))
    if full.strip() and len(full) >= len(summary):
        return full, ()
    if summary.strip():
        return summary, (summary_note(),)
    return full, ()


def summary_note() -> Note:
    """Return the note of an item of which only the summary is there."""
    reason = "the feed gives a summary of this item, not the whole report; the page at its url has the rest"
    return Note(field="raw", code="summary-only", reason=reason)


def _moment(entry: Mapping[str, Any], name: str) -> tuple[str | None, str | None, tuple[Note, ...]]:
    written = _clean(entry.get(name))
    if not written:
        return None, None, ()
    day, moment = read_time(written)
    parsed = entry.get(f"{name}_parsed")
    if day is None and parsed:  # one of the many forms that feedparser knows; it gives them in UTC
        day, moment = read_time(datetime.fromtimestamp(timegm(parsed), UTC).isoformat())
    if day is None:
        reason = f"the publication date {written[:40]!r} of the item cannot be read; it was not used"
        return None, None, (Note(field="header.published", code="published-unreadable", reason=reason),)
    return day, moment, ()


def _outlet(entry: Mapping[str, Any], feed: Mapping[str, Any], link: str | None) -> str | None:
    """Return who published the item: its own source, else the feed's title, else the host of its address."""
    own = _plain((entry.get("source") or {}).get("title"))
    return own or _plain(feed.get("title")) or host_of(link)


def host_of(url: str | None) -> str | None:
    """Return the host of an address, without ``www.``; None where it has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = [_plain(author.get("name")) for author in entry.get("authors") or ()]
    return tuple(dict.fromkeys(name for name in names if name))


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str | None:
    content = entry.get("content") or [{}]
    return _clean(entry.get("language")) or _clean(content[0].get("language")) or _clean(feed.get("language")) or None


def _plain(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return (fragment_text(text) if has_markup(text) or "&" in text else text).strip()


def _clean(value: object) -> str:
    return replace_surrogates(" ".join(value.split()))[0] if isinstance(value, str) else ""
