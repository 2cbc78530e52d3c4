"""Rows of tables and records of JSON exports, as documents."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dateline.errors import InputError
from dateline.ingest.columns import Columns, Row, fold_row, value_of
from dateline.ingest.decode import replace_surrogates
from dateline.ingest.fragment import fragment_text, has_markup
from dateline.ingest.length import check_length
from dateline.ingest.published import from_epoch, read_time
from dateline.ingest.source import Item
from dateline.model import Document, Failure, Metadata, Note, make_document

_NAMES = re.compile(r"\s*[;|]\s*")
_LISTED = re.compile(r"^\[(.*)\]$", re.DOTALL)
PLAIN = ("name", "title", "uri", "original", "value")  # what an object is called where its name is wanted


def read_row(row: Mapping[str, Any], columns: Columns, *, where: str, id: str, raw_kind: str, max_chars: int) -> Item:
    """Return the document of one row, or its Failure; ``id`` is that of a failure without one of its own."""
    folded = fold_row(row)
    own = plain(value_of(folded, columns.id)[0]) or None
    try:
        return _document(folded, columns, where, own, raw_kind, max_chars)
    except InputError as error:
        return Failure(id=own or id, source=where, code=error.code, message=str(error))


def _document(row: Row, columns: Columns, where: str, id: str | None, raw_kind: str, max_chars: int) -> Document:
    text, notes = _text(row, columns, where)
    check_length(text, where, max_chars)
    text, broken = replace_surrogates(text)
    published, published_at, dated = _published(row, columns)
    _, updated_at = read_moment(value_of(row, columns.updated)[0], columns)
    meta = Metadata(
        title=_field(row, columns, "title"),
        published=published,
        published_at=published_at,
        updated_at=updated_at,
        outlet=_field(row, columns, "outlet"),
        url=_field(row, columns, "url"),
        authors=_authors(row, columns),
        language=_field(row, columns, "language"),
    )
    notes = (*notes, *broken, *dated)
    return make_document(text, id=id, source=where, raw_kind=raw_kind, meta=meta, notes=notes)


def _text(row: Row, columns: Columns, where: str) -> tuple[str, tuple[Note, ...]]:
    parts, used = [], []
    for spec in columns.text:
        value, name = value_of(row, spec)
        part = plain(value)
        if columns.find and part:
            found = re.search(columns.find, part, re.DOTALL)
            part = fragment_text(found[1]) if found else ""
        if part.strip():
            parts.append(part)
            used.append(name)
    text = columns.join.join(parts)
    notes: tuple[Note, ...] = ()
    if not text.strip():
        raise InputError("no-text", f"{where}: no text in {' or '.join(columns.text)}; remove the row, or fill it")
    if has_markup(text):
        text = fragment_text(text)
        notes = (Note(field="raw", code="markup-removed", reason="the column held HTML; the text is what it shows"),)
        if not text.strip():
            raise InputError("no-text", f"{where}: there is only markup in {' or '.join(columns.text)}")
    if used and all(name in columns.partial for name in used):
        reason = f"{', '.join(used)} of a {columns.name} export is a headline or a snippet, not the whole report"
        notes = (*notes, Note(field="raw", code="text-partial", reason=reason))
    return text, notes


def _published(row: Row, columns: Columns) -> tuple[str | None, str | None, tuple[Note, ...]]:
    value, name = value_of(row, columns.published)
    if value is None:
        value = columns.constant("published")
    if value is None:
        return None, None, ()
    day, moment = read_moment(value, columns)
    shown = replace_surrogates(plain(value)[:40])[0]
    if columns.seen and name:
        reason = f"{name} {shown!r} says when the page was seen, not when it was published; it was not used"
        return None, None, (Note(field="header.published", code="crawl-time", reason=reason),)
    if day is None:
        reason = f"the publication date {shown!r} cannot be read; `dates` in a column mapping says how it is written"
        return None, None, (Note(field="header.published", code="published-unreadable", reason=reason),)
    return day, moment, ()


def read_moment(value: Any, columns: Columns) -> tuple[str | None, str | None]:
    """Return the day and the full time of a value: a date, a Unix time, or a date in words."""
    if isinstance(value, datetime):
        return value.date().isoformat(), value.isoformat() if value.tzinfo else None
    if isinstance(value, date):
        return value.isoformat(), None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return read_time(str(value), columns.dates) if 1e7 < value < 1e8 else from_epoch(value)
    return read_time(plain(value), columns.dates) if value is not None else (None, None)


def _field(row: Row, columns: Columns, name: str) -> str | None:
    value, _ = value_of(row, getattr(columns, name))
    text = " ".join(replace_surrogates(plain(value))[0].split()) or columns.constant(name)
    return text or None


def _authors(row: Row, columns: Columns) -> tuple[str, ...]:
    value, _ = value_of(row, columns.authors)
    if isinstance(value, list | tuple):
        names = [plain(item) for item in value]
    else:
        text = plain(value) or columns.constant("authors") or ""
        listed = _LISTED.match(text)  # a list as Python or JSON prints it
        names = [part.strip(" '\"") for part in listed[1].split(",")] if listed else _NAMES.split(text)
    clean = (" ".join(replace_surrogates(name)[0].split()) for name in names)
    return tuple(dict.fromkeys(name for name in clean if name))


def plain(value: Any) -> str:
    """Return a value as text: the name of an object, the items of a list, no text for None."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return next((plain(value[key]) for key in PLAIN if value.get(key)), "")
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(plain, value)))
    return value.isoformat() if isinstance(value, date) else str(value)
