"""The rows of the data set that differ from the machine's: of documents and stories that people corrected."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from dateline.model.story import CopyGroup, Occurrence
from dateline.store.connection import Connection, among, insert
from dateline.store.links import contradiction_rows, member_rows, occurrence_row
from dateline.store.rows import Record, record_rows
from dateline.store.tables import MACHINE, REVIEWED, STORIES, Tables

CHANGING = ("reject", "correct", "add")  # without any of these the data set of a document is the machine's
ABOUT_STORIES = ("split", "merge")
MADE_FOR, MADE_STORIES = "reviewed_for", "reviewed_stories"  # in the table project: what the rows were made from


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedDocument:
    """A document as people left it: its record with rejected events still in it, and which those are.

    ``n`` and ``stamp`` are those that the document had when the record was read.
    """

    key: str
    n: int
    stamp: int
    record: Record
    rejected: frozenset[str]


def write_documents(connection: Connection, keys: Sequence[str], reviewed: Sequence[ReviewedDocument]) -> None:
    """Keep the rows of reviewed documents in place of what was kept of ``keys``; call it in a transaction."""
    if old := sorted(read_reviewed(connection, keys)):
        which, values = among("document", old)
        for table in REVIEWED:
            connection.run(f"DELETE FROM {table} WHERE {which}", values)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in REVIEWED}
    for one in reviewed:
        found = record_rows(_detached(one), key=one.key, n=one.n)
        rows["reviewed_documents"].append({"document": one.key, "stamp": one.stamp})
        for table, name in (("reviewed_events", "events"), ("reviewed_participants", "participants")):
            rows[table] += [row for row in found.get(name, ()) if row["event"] not in one.rejected]
    for table, given in rows.items():
        insert(connection, table, given)


def _detached(one: ReviewedDocument) -> Record:
    """Return the record without references from and to rejected events; they stay, so that all keep their place."""
    events = [
        {**event, "about": None if event["id"] in one.rejected or event["about"] in one.rejected else event["about"]}
        for event in one.record["events"]
    ]
    others = dict.fromkeys(("numbers", "edits", "notes", "loaded_terms", "times"), ())
    return {**one.record, **others, "events": events}


def read_pending(connection: Connection) -> list[str]:
    """Return the documents that people changed and of which no rows, or those of an older coding, are kept."""
    marks = ", ".join("?" * len(CHANGING))
    sql = (
        "SELECT DISTINCT c.document FROM decisions c JOIN documents d ON d.key = c.document "
        f"WHERE c.action IN ({marks}) AND d.state = 'coded' "
        "AND (c.document, d.stamp) NOT IN (SELECT document, stamp FROM reviewed_documents) "
        "ORDER BY 1"
    )
    return [row[0] for row in connection.rows(sql, list(CHANGING))]


def read_reviewed(connection: Connection, keys: Sequence[str] | None = None) -> set[str]:
    """Return the documents of which the data set has rows of its own; with ``keys`` those of them."""
    which, values = ("TRUE", list[Any]()) if keys is None else among("document", keys)
    return {row[0] for row in connection.rows(f"SELECT document FROM reviewed_documents WHERE {which}", values)}


def read_coded(connection: Connection, keys: Sequence[str]) -> list[tuple[str, int, int, Record]]:
    """Return key, ``n``, stamp and record of those of some documents that are present and coded, in no order."""
    which, values = among("r.document", keys)
    sql = (
        "SELECT r.document, d.n, d.stamp, r.record FROM records r JOIN documents d ON d.key = r.document "
        f"WHERE d.presence = 'present' AND d.state = 'coded' AND {which}"
    )
    return [(key, n, stamp, json.loads(record)) for key, n, stamp, record in connection.rows(sql, values)]


def changing_decisions(connection: Connection, keys: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the decisions on those of some documents that somebody changed, in the order in which they were kept."""
    which, values = among("document", keys)
    sql = f"SELECT decision FROM decisions WHERE {which} ORDER BY serial"
    found: dict[str, list[dict[str, Any]]] = {}
    for (text,) in connection.rows(sql, values):
        row = json.loads(text)
        found.setdefault(row["document"], []).append(row)
    return {key: rows for key, rows in found.items() if any(row["action"] in CHANGING for row in rows)}


def all_changed_documents(connection: Connection) -> list[str]:
    """Return the documents that somebody corrected, rejected an event of, or added one to, taken back or not."""
    marks = ", ".join("?" * len(CHANGING))
    sql = f"SELECT DISTINCT document FROM decisions WHERE action IN ({marks}) ORDER BY 1"
    return [row[0] for row in connection.rows(sql, list(CHANGING))]


def document_ids(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return the ids of some documents, by their keys."""
    sql = "SELECT key, id FROM documents WHERE key IN (SELECT unnest(?::TEXT[]))"
    return dict(connection.rows(sql, [list(keys)]))


def write_stories(
    connection: Connection, *, gone: Sequence[str], replaced: Sequence[str], occurrences: Sequence[Occurrence]
) -> None:
    """Keep the data set's stories in place of the machine's ``replaced`` ones; call it in a transaction.

    Args:
        connection: an open project.
        gone: ids of stories of the data set, and of replaced ones, that are forgotten first.
        replaced: ids of the machine's occurrences that give way.
        occurrences: what stands in their place.
    """
    which, values = among("occurrence", gone)
    kept = " UNION ALL ".join(f"SELECT '{table}' FROM {table} WHERE {which}" for table in STORIES)
    for table in sorted({row[0] for row in connection.rows(kept, values * len(STORIES))} if gone else ()):
        connection.run(f"DELETE FROM {table} WHERE {which}", values)
    insert(connection, "replaced_occurrences", [{"occurrence": id} for id in replaced])
    insert(connection, "reviewed_occurrences", [occurrence_row(one) for one in occurrences])
    insert(connection, "reviewed_members", list(chain.from_iterable(map(member_rows, occurrences))))
    insert(connection, "reviewed_contradictions", list(chain.from_iterable(map(contradiction_rows, occurrences))))


def read_members(
    connection: Connection, keys: Sequence[str], *, tables: Tables = MACHINE
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the members of the occurrences that have one in some documents, by their ids and in the order of these."""
    which, values = among("document", keys)
    sql = (
        f"SELECT m.occurrence, m.document, m.event FROM {tables.members} m WHERE m.occurrence IN "
        f"(SELECT occurrence FROM {tables.members} h WHERE {which}) ORDER BY m.occurrence, m.position"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for id, document, event in connection.rows(sql, values):
        found.setdefault(id, []).append((document, event))
    return {id: tuple(members) for id, members in found.items()}


def changed_members(connection: Connection) -> list[tuple[str, str]]:
    """Return the events of reviewed documents that were rejected or added, or are in stories of several reports."""
    sql = (
        "SELECT m.document, m.event FROM occurrence_members m JOIN occurrences o ON o.occurrence = m.occurrence "
        "WHERE m.document IN (SELECT document FROM reviewed_documents) "
        "AND (o.reports > 1 OR (m.document, m.event) NOT IN (SELECT document, event FROM reviewed_events)) "
        "UNION SELECT document, event FROM reviewed_events WHERE starts_with(event, 'r') ORDER BY 1, 2"
    )
    return [(key, event) for key, event in connection.rows(sql)]


def story_decisions(connection: Connection) -> Iterator[Mapping[str, Any]]:
    """Yield what people decided about stories, and what took it back, in the order in which it was kept."""
    marks = ", ".join("?" * len(ABOUT_STORIES))
    sql = f"SELECT decision FROM decisions WHERE action IN ({marks}) ORDER BY serial"
    found = [json.loads(row[0]) for row in connection.rows(sql, list(ABOUT_STORIES))]
    if not found:
        return
    keys, documents = {row["key"] for row in found}, sorted({row["document"] for row in found})
    which, values = among("document", documents)
    undone = f"SELECT decision FROM decisions WHERE action = 'undo' AND {which}"
    back = (json.loads(row[0]) for row in connection.rows(undone, values))
    gone = [row for row in back if row["undoes"] in keys]
    yield from sorted([*found, *gone], key=lambda row: row["serial"])


def read_outlets(connection: Connection) -> set[str]:
    """Return the names of the outlets of the documents that are present."""
    sql = "SELECT DISTINCT outlet FROM documents WHERE presence = 'present' AND outlet IS NOT NULL"
    return {row[0] for row in connection.rows(sql)}


def read_copies_of(connection: Connection, keys: Sequence[str]) -> list[CopyGroup]:
    """Return the groups of copies that some documents are in, each with those of them that are in it."""
    groups: dict[str, list[str]] = {}
    which, values = among("document", keys)
    sql = f"SELECT copy_group, document FROM copies WHERE {which} ORDER BY 1, 2"
    for group, document in connection.rows(sql, values):
        groups.setdefault(group, []).append(document)
    return [CopyGroup(id=group, documents=tuple(documents)) for group, documents in groups.items()]
