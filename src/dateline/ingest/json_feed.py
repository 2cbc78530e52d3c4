"""JSON Feed 1 and 1.1: each item is a document."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.errors import InputError
from dateline.ingest.decode import decode_text, replace_surrogates
from dateline.ingest.feed import find_problem, host_of, summary_note
from dateline.ingest.fragment import fragment_text
from dateline.ingest.published import read_time
from dateline.ingest.source import Item, Reading, Source
from dateline.model import Failure, Metadata, Note, make_document


def json_feed_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield a document for each item of a JSON Feed (jsonfeed.org, version 1.1), named ``feed.json#ID``.

    Raises:
        InputError: ``bad-json``, ``bad-record``, ``empty``, ``too-large``.
    """
    text, _ = decode_text(source.read_all(reading.limits), source.name)
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("bad-json", f"{source.name}: the feed is not JSON ({error}); get it anew") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise InputError("bad-record", f"{source.name}: the feed has no list of items; get it anew")
    if not items:
        raise InputError("empty", f"{source.name}: the feed has no items")
    for number, item in enumerate(items, 1):
        yield _document(item if isinstance(item, dict) else {}, feed, number, source.name, reading)


def _document(item: Mapping[str, Any], feed: Mapping[str, Any], number: int, name: str, reading: Reading) -> Item:
    url = _string(item.get("url")) or _string(item.get("external_url")) or None
    id = _string(item.get("id")) or url
    where = f"{name}#{id or number}"
    text, notes = _text(item)
    problem = find_problem(text, where, reading.limits.max_chars)
    if problem:
        return Failure(id=id or f"item-{number}", source=where, code=problem.code, message=str(problem))
    written = _string(item.get("date_published"))
    published, published_at = read_time(written) if written else (None, None)
    if written and not published:
        reason = f"the publication date {written[:40]!r} of the item cannot be read; it was not used"
        notes = (*notes, Note(field="header.published", code="published-unreadable", reason=reason))
    text, broken = replace_surrogates(text)
    meta = Metadata(
        title=_string(item.get("title")) or None,
        published=published,
        published_at=published_at,
        updated_at=read_time(_string(item.get("date_modified")))[1],
        outlet=_string(feed.get("title")) or host_of(url),
        url=url,
        authors=_authors(item) or _authors(feed),
        language=_string(item.get("language")) or _string(feed.get("language")) or None,
    )
    return make_document(text, id=id, source=where, raw_kind="feed", meta=meta, notes=(*notes, *broken))


def _text(item: Mapping[str, Any]) -> tuple[str, tuple[Note, ...]]:
    plain, markup = item.get("content_text"), item.get("content_html")
    if isinstance(plain, str) and plain.strip():
        return plain, ()
    if isinstance(markup, str) and fragment_text(markup):
        return fragment_text(markup), ()
    summary = item.get("summary")
    return (summary, (summary_note(),)) if isinstance(summary, str) else ("", ())


def _authors(thing: Mapping[str, Any]) -> tuple[str, ...]:
    listed = thing.get("authors")
    found = listed if isinstance(listed, list) else [thing.get("author")]  # version 1 had one author
    names = (_string(author.get("name")) for author in found if isinstance(author, dict))
    return tuple(dict.fromkeys(name for name in names if name))


def _string(value: object) -> str:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return replace_surrogates(" ".join(text.split()))[0]
