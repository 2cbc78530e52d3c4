"""What can be read of a project: plain functions over a connection, all of them in SQL that both databases know."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dateline.errors import ProjectError
from dateline.store.connection import Connection, one
from dateline.store.filters import EventFilter
from dateline.store.folding import fold
from dateline.store.stored import (
    BESIDE,
    DOCUMENT_COLUMNS,
    EVENT_COLUMNS,
    EventLink,
    StoredDocument,
    StoredEvent,
    StoredRecord,
)
from dateline.store.tables import DATA_SET, MACHINE, OWN, Tables

PAGE = 256  # records that are read at a time


def iterate_records(
    connection: Connection, *, present: bool = True, since_stamp: int | None = None,
    keys: Sequence[str] | None = None, tables: Tables = MACHINE,
) -> Iterator[StoredRecord]:  # fmt: skip
    """Yield the records of coded documents in the order of arrival, a page at a time; memory does not grow.

    Args:
        connection: an open project.
        present: only documents that are still in their corpus.
        since_stamp: only documents that changed after this stamp.
        keys: only these documents.
        tables: where the links of their events are from.
    """
    where, values = ["n > ?", "state = 'coded'"], list[Any]([0])
    if present:
        where.append("presence = 'present'")
    if since_stamp is not None:
        where.append("stamp > ?")
        values.append(since_stamp)
    if keys is not None:
        where.append("key IN (SELECT unnest(?::TEXT[]))")
        values.append(list(keys))
    page = f"SELECT key, n FROM documents WHERE {' AND '.join(where)} ORDER BY n LIMIT {PAGE}"
    span = "n >= ? AND n <= ? AND document IN (SELECT unnest(?::TEXT[]))"
    sql = f"SELECT document, record FROM records WHERE {span} ORDER BY n"
    while rows := connection.rows(page, values):
        found = [row[0] for row in rows]
        links, copies = read_links(connection, found, tables=tables), read_copies(connection, found)
        for key, record in connection.rows(sql, [rows[0][1], rows[-1][1], found]):
            yield StoredRecord(key=key, record=json.loads(record), links=links.get(key, {}), copies=copies.get(key))
        values[0] = rows[-1][1]


def read_record_text(connection: Connection, key: str) -> str | None:
    """Return a document's record as it was written, byte for byte; None where it was not coded."""
    found = one(connection, "SELECT record FROM records WHERE document = ?", [key])
    return None if found is None else str(found)


def read_raw(connection: Connection, key: str) -> str | None:
    """Return the raw text of a document, which is kept once for all that share it."""
    sql = "SELECT t.raw FROM texts t JOIN documents d ON d.text_sha256 = t.text_sha256 WHERE d.key = ?"
    found = one(connection, sql, [key])
    return None if found is None else str(json.loads(found))


def find_document(connection: Connection, name: str) -> StoredDocument:
    """Return a document by its key, its id, or its source; one that is present comes before one that was replaced.

    Raises:
        ProjectError: there is none, or the name means several.
    """
    for column in ("key", "id", "source"):
        sql = f"SELECT {', '.join(DOCUMENT_COLUMNS)} FROM documents WHERE {column} = ? ORDER BY n"
        found = [_document(row) for row in connection.rows(sql, [name])]
        here = [doc for doc in found if doc.presence == "present"] or found[-1:]
        if len(here) == 1:
            return here[0]
        if here:
            ids = ", ".join(doc.id for doc in here[:8])
            raise ProjectError(
                f"{connection.place}: {name!r} is the {column} of {len(here)} documents; name one: {ids}"
            )
    raise ProjectError(f"{connection.place}: there is no document {name!r}; `dateline show` without a name lists them")


def iterate_documents(
    connection: Connection,
    *,
    present: bool | None = True,
    state: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Iterator[StoredDocument]:
    """Yield documents in the order of arrival, behind the ``n`` given as ``after``."""
    where, values = ["n > ?"], list[Any]([after])
    if present is not None:
        where.append("presence = 'present'" if present else "presence <> 'present'")
    if state:
        where.append("state = ?")
        values.append(state)
    sql = f"SELECT {', '.join(DOCUMENT_COLUMNS)} FROM documents WHERE {' AND '.join(where)} ORDER BY n LIMIT {PAGE}"
    given = 0
    while rows := connection.rows(sql, values):
        for row in rows:
            if limit is not None and given >= limit:
                return
            given += 1
            yield _document(row)
        values[0] = _document(rows[-1]).n


def iterate_events(
    connection: Connection,
    wanted: EventFilter,
    *,
    after: int = -1,
    limit: int | None = None,
    representatives: bool = False,
    tables: Tables = MACHINE,
) -> Iterator[StoredEvent]:
    """Yield events of documents that are present, in the order of arrival, a page at a time.

    Args:
        connection: an open project.
        wanted: the filter.
        after: the cursor of the last event that was seen.
        limit: at most so many.
        representatives: one event for each occurrence; events that were not linked stand for themselves.
        tables: the machine's rows, or those of the data set.
    """
    where, values = wanted.where(tables)
    if representatives:
        where += f" AND {tables.representatives()}"
    sql = f"SELECT e.serial FROM {tables.events} e WHERE e.serial > ? AND {where} ORDER BY e.serial LIMIT ?"
    given = 0
    while limit is None or given < limit:
        size = min(4 * PAGE, limit - given) if limit is not None else 4 * PAGE
        serials = [row[0] for row in connection.rows(sql, [after, *values, size])]
        yield from read_events(connection, serials, tables=tables)
        if len(serials) < size:
            return
        given += len(serials)
        after = serials[-1]


def read_event(connection: Connection, key: str, event: str, *, tables: Tables = MACHINE) -> StoredEvent:
    """Return one event of a document.

    Raises:
        ProjectError: the document has no event of that id; the message lists those there are.
    """
    rows = connection.rows(f"SELECT e.serial FROM {tables.events} e WHERE document = ? AND event = ?", [key, event])
    for found in read_events(connection, [row[0] for row in rows], tables=tables):
        return found
    there = connection.rows(f"SELECT e.event FROM {tables.events} e WHERE document = ? ORDER BY serial", [key])
    ids = ", ".join(row[0] for row in there) or "none"
    raise ProjectError(f"{connection.place}: the document {key} has no event {event!r}; its events: {ids}")


def count_events(
    connection: Connection, wanted: EventFilter, *, by: str | None = None, tables: Tables = MACHINE
) -> dict[str, int]:
    """Return how many events a filter finds: under "" in all, or by a column of events (``type``, ``country`` …).

    ``by`` may also be ``day``, ``month`` or ``year`` of the start of the event; what has none is under "".
    """
    where, values = wanted.where(tables)
    parts = {"day": 10, "month": 7, "year": 4}
    if by is not None and by not in parts and by not in EVENT_COLUMNS:
        raise ProjectError(f"events cannot be counted by {by!r}; use {', '.join((*parts, *EVENT_COLUMNS))}")
    column = "''" if by is None else f"substr(e.start_date, 1, {parts[by]})" if by in parts else f"e.{by}"
    sql = f"SELECT {column}, count(*) FROM {tables.events} e WHERE {where} GROUP BY 1 ORDER BY 1"
    found = connection.rows(sql, values)
    return {"" if name is None else str(name): int(count) for name, count in found} or ({"": 0} if by is None else {})


def count_all(connection: Connection) -> dict[str, int]:
    """Return how many documents there are by state and presence, and rows of the other tables."""
    sql = "SELECT presence, state, count(*) FROM documents GROUP BY 1, 2 ORDER BY 1, 2"
    counts = {f"documents {presence} {state}": int(count) for presence, state, count in connection.rows(sql)}
    for table in ("events", "claims", "actors", "places", "numbers", "edits", "notes", "occurrences", "copies", "runs"):
        counts[table] = int(one(connection, f"SELECT count(*) FROM {table}") or 0)
    return counts


def search_documents(
    connection: Connection, words: str, *, after: int = 0, limit: int = 50
) -> tuple[StoredDocument, ...]:
    """Return documents whose title or text has all the words, in the order of arrival.

    ``truce*`` finds words that begin so, ``"safe passage"`` words that stand together; case and accents play no part.
    """
    patterns = search_patterns(words)
    if not patterns:
        return ()
    where = " AND ".join("s.folded LIKE ?" for _ in patterns)
    columns = ", ".join(f"d.{name}" for name in DOCUMENT_COLUMNS)
    sql = (
        f"SELECT {columns} FROM searchable s JOIN documents d ON d.key = s.document "
        f"WHERE d.presence = 'present' AND d.n > ? AND {where} ORDER BY d.n LIMIT ?"
    )
    return tuple(_document(row) for row in connection.rows(sql, [after, *patterns, limit]))


def search_patterns(words: str) -> tuple[str, ...]:
    """Return the LIKE patterns of a search."""
    found = []
    for number, part in enumerate(words.split('"')):
        for piece in [part] if number % 2 else part.split():
            if folded := fold(piece):
                found.append(f"%{folded.rstrip() if piece.endswith('*') else folded}%")
    return tuple(found)


def read_links(
    connection: Connection, keys: Sequence[str], *, tables: Tables = MACHINE
) -> dict[str, dict[str, EventLink]]:
    """Return the links of documents' events: by document, then by event id."""
    if not keys:
        return {}
    found = _links(connection, keys, MACHINE)
    if tables is DATA_SET:
        sql = "SELECT occurrence FROM replaced_occurrences WHERE occurrence IN (SELECT unnest(?::TEXT[]))"
        replaced = {row[0] for row in connection.rows(sql, [sorted({link.occurrence for _, _, link in found})])}
        found = [row for row in found if row[2].occurrence not in replaced] + _links(connection, keys, OWN)
    links: dict[str, dict[str, EventLink]] = {}
    for document, event, link in found:
        links.setdefault(document, {})[event] = link
    return links


def _links(connection: Connection, keys: Sequence[str], tables: Tables) -> list[tuple[str, str, EventLink]]:
    within = "= ?" if len(keys) == 1 else "IN (SELECT unnest(?::TEXT[]))"
    sql = (
        "SELECT m.document, m.event, o.occurrence, o.reports, o.outlets, o.origins, "
        f"o.document = m.document AND o.event = m.event FROM {tables.members} m JOIN {tables.occurrences} o "
        f"ON o.occurrence = m.occurrence WHERE m.document {within}"
    )
    rows = connection.rows(sql, [keys[0] if len(keys) == 1 else list(keys)])
    return [(document, event, _link(link)) for document, event, *link in rows]


def read_copies(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return the group of copies that each document is in, if it is in one."""
    sql = "SELECT document, copy_group FROM copies WHERE document IN (SELECT unnest(?::TEXT[]))"
    return dict(connection.rows(sql, [list(keys)])) if keys else {}


def _link(row: Sequence[Any]) -> EventLink:
    occurrence, reports, outlets, origins, representative = row
    return EventLink(
        occurrence=occurrence, reports=reports, outlets=outlets, origins=origins, representative=bool(representative)
    )


def _document(row: Sequence[Any]) -> StoredDocument:
    return StoredDocument(**dict(zip(DOCUMENT_COLUMNS, row, strict=True)))


def read_events(connection: Connection, serials: Sequence[int], *, tables: Tables = MACHINE) -> Iterator[StoredEvent]:
    """Yield events by their serial numbers, in order; documents and links are looked up only for these."""
    if not serials:
        return
    events = _event_rows(connection, serials, MACHINE)
    if tables is DATA_SET:
        sql = "SELECT document FROM reviewed_documents WHERE document IN (SELECT unnest(?::TEXT[]))"
        gone = {row[0] for row in connection.rows(sql, [sorted({event["document"] for event in events})])}
        own = _event_rows(connection, serials, OWN) if gone or len(events) < len(serials) else []
        kept = [event for event in events if event["document"] not in gone]
        events = sorted([*kept, *own], key=lambda event: int(event["serial"]))
    keys = list(dict.fromkeys(event["document"] for event in events))
    sql = f"SELECT key, {', '.join(BESIDE)} FROM documents WHERE key IN (SELECT unnest(?::TEXT[]))"
    beside = {row[0]: dict(zip(BESIDE, row[1:], strict=True)) for row in connection.rows(sql, [keys])}
    links = read_links(connection, keys, tables=tables)
    for event in events:
        link = links.get(event["document"], {}).get(event["event"])
        yield StoredEvent(cursor=event["serial"], row=event | beside[event["document"]], link=link)


def _event_rows(connection: Connection, serials: Sequence[int], tables: Tables) -> list[dict[str, Any]]:
    rows = connection.rows(
        f"SELECT {', '.join(EVENT_COLUMNS)} FROM {tables.events} e WHERE serial >= ? AND serial <= ? "
        "AND serial IN (SELECT unnest(?::BIGINT[])) ORDER BY serial",
        [serials[0], serials[-1], list(serials)],
    )
    return [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in rows]
