"""The rows of the data set that differ from the machine's: of documents and stories that people corrected."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from dateline.model.story import CopyGroup, Occurrence
from dateline.store.connection import Connection, insert
from dateline.store.links import contradiction_rows, member_rows, occurrence_row
from dateline.store.rows import Record, record_rows
from dateline.store.tables import REVIEWED, STORIES

CHANGING = ("reject", "correct", "add")  # without any of these the data set of a document is the machine's
ABOUT_STORIES = ("split", "merge")
MADE_FOR, MADE_STORIES = "reviewed_for", "reviewed_stories"  # in the table project: what the rows were made from


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedDocument:
    """A document as people left it: its record with rejected events still in it, and which those are."""

    key: str
    record: Record
    rejected: frozenset[str]


def write_documents(connection: Connection, keys: Sequence[str], reviewed: Sequence[ReviewedDocument]) -> None:
    """Keep the rows of reviewed documents in place of what was kept of ``keys``; call it in a transaction."""
    for table in REVIEWED:
        connection.run(f"DELETE FROM {table} WHERE document IN (SELECT unnest(?::TEXT[]))", [list(keys)])
    names = [one.key for one in reviewed]
    sql = "SELECT key, n, stamp FROM documents WHERE key IN (SELECT unnest(?::TEXT[]))"
    known = {key: (n, stamp) for key, n, stamp in connection.rows(sql, [names])} if names else {}
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in REVIEWED}
    for one in reviewed:
        n, stamp = known[one.key]
        found = record_rows(_detached(one), key=one.key, n=n)
        rows["reviewed_documents"].append({"document": one.key, "stamp": stamp})
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
    where = "" if keys is None else " WHERE document IN (SELECT unnest(?::TEXT[]))"
    rows = connection.rows(f"SELECT document FROM reviewed_documents{where}", [] if keys is None else [list(keys)])
    return {row[0] for row in rows}


def changed_documents(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return those of some documents that somebody corrected, rejected an event of, or added one to."""
    marks = ", ".join("?" * len(CHANGING))
    sql = (
        f"SELECT DISTINCT document FROM decisions WHERE action IN ({marks}) AND document IN (SELECT unnest(?::TEXT[]))"
    )
    return {row[0] for row in connection.rows(sql, [*CHANGING, list(keys)])}


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
    for table in STORIES:
        connection.run(f"DELETE FROM {table} WHERE occurrence IN (SELECT unnest(?::TEXT[]))", [list(gone)])
    insert(connection, "replaced_occurrences", [{"occurrence": id} for id in replaced])
    insert(connection, "reviewed_occurrences", [occurrence_row(one) for one in occurrences])
    insert(connection, "reviewed_members", list(chain.from_iterable(map(member_rows, occurrences))))
    insert(connection, "reviewed_contradictions", list(chain.from_iterable(map(contradiction_rows, occurrences))))


def reviewed_stories_of(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Return the ids of the data set's own stories that have a member in one of these documents."""
    sql = "SELECT DISTINCT occurrence FROM reviewed_members WHERE document IN (SELECT unnest(?::TEXT[])) ORDER BY 1"
    return [row[0] for row in connection.rows(sql, [list(keys)])]


def changed_members(connection: Connection, keys: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Return the events of reviewed documents that were rejected or added, or are in stories of several reports."""
    where, added = ("", "") if keys is None else (
        "AND m.document IN (SELECT unnest(?::TEXT[])) ", "AND document IN (SELECT unnest(?::TEXT[])) "
    )  # fmt: skip
    sql = (
        "SELECT m.document, m.event FROM occurrence_members m JOIN occurrences o ON o.occurrence = m.occurrence "
        f"WHERE m.document IN (SELECT document FROM reviewed_documents) {where}"
        "AND (o.reports > 1 OR (m.document, m.event) NOT IN (SELECT document, event FROM reviewed_events)) "
        f"UNION SELECT document, event FROM reviewed_events WHERE starts_with(event, 'r') {added}ORDER BY 1, 2"
    )
    return [(key, event) for key, event in connection.rows(sql, [] if keys is None else [list(keys), list(keys)])]


def story_decisions(connection: Connection) -> Iterator[Mapping[str, Any]]:
    """Yield what people decided about stories, and what took it back, in the order in which it was kept."""
    marks = ", ".join("?" * len(ABOUT_STORIES))
    sql = f"SELECT decision FROM decisions WHERE action IN ({marks}) ORDER BY serial"
    found = [json.loads(row[0]) for row in connection.rows(sql, list(ABOUT_STORIES))]
    if not found:
        return
    keys, documents = {row["key"] for row in found}, sorted({row["document"] for row in found})
    undone = "SELECT decision FROM decisions WHERE action = 'undo' AND document IN (SELECT unnest(?::TEXT[]))"
    back = (json.loads(row[0]) for row in connection.rows(undone, [documents]))
    gone = [row for row in back if row["undoes"] in keys]
    yield from sorted([*found, *gone], key=lambda row: row["serial"])


def read_outlets(connection: Connection) -> set[str]:
    """Return the names of the outlets of the documents that are present."""
    sql = "SELECT DISTINCT outlet FROM documents WHERE presence = 'present' AND outlet IS NOT NULL"
    return {row[0] for row in connection.rows(sql)}


def read_copies_of(connection: Connection, keys: Sequence[str]) -> list[CopyGroup]:
    """Return the groups of copies that some documents are in, each with those of them that are in it."""
    groups: dict[str, list[str]] = {}
    sql = "SELECT copy_group, document FROM copies WHERE document IN (SELECT unnest(?::TEXT[])) ORDER BY 1, 2"
    for group, document in connection.rows(sql, [list(keys)]):
        groups.setdefault(group, []).append(document)
    return [CopyGroup(id=group, documents=tuple(documents)) for group, documents in groups.items()]
