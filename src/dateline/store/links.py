import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from dateline.model.story import Account, Contradiction, CopyGroup, Occurrence, OccurrenceMember
from dateline.store.connection import Connection, insert, one
from dateline.store.tables import DATA_SET, MACHINE, OWN, STORIES, Tables

CHUNK = 5_000  # rows of one statement
LINKS = ("occurrences", "occurrence_members", "contradictions")


def replace_links(
    connection: Connection, *, copies: Sequence[CopyGroup], occurrences: Sequence[Occurrence],
    drop_copies: Sequence[str] | None = None, drop_occurrences: Sequence[str] | None = None, stamp: int | None = None,
) -> None:  # fmt: skip
    """Write groups of copies and occurrences, in one transaction.

    Args:
        connection: an open project.
        copies: groups to write; one of the same id is replaced.
        occurrences: occurrences to write; one of the same id is replaced.
        drop_copies: ids of groups to remove first; None removes all that there are.
        drop_occurrences: ids of occurrences to remove first; None removes all that there are.
        stamp: the stamp of the newest document that was taken into account (``linked_stamp`` gives it back).
    """
    with connection.writing():
        forget_stories(connection)
        _drop(connection, ("copies",), "copy_group", drop_copies, [group.id for group in copies])
        _drop(connection, LINKS, "occurrence", drop_occurrences, [one.id for one in occurrences])
        tables: dict[str, Iterator[dict[str, Any]]] = {
            "copies": ({"copy_group": group.id, "document": key} for group in copies for key in group.documents),
            "occurrences": map(occurrence_row, occurrences),
            "occurrence_members": (row for one in occurrences for row in member_rows(one)),
            "contradictions": (row for one in occurrences for row in contradiction_rows(one)),
        }
        for table, rows in tables.items():
            while chunk := list(islice(rows, CHUNK)):
                insert(connection, table, chunk)
        if stamp is not None:
            set_value(connection, "linked", str(stamp))


def forget_stories(connection: Connection) -> None:
    """Forget what people made of the stories: the machine's stand until theirs are made anew from these."""
    for table in STORIES:
        connection.run(f"DELETE FROM {table}")
    connection.run("DELETE FROM project WHERE name = 'reviewed_stories'")


def _drop(
    connection: Connection, tables: Sequence[str], column: str, ids: Sequence[str] | None, again: Sequence[str]
) -> None:
    for table in tables:
        if ids is None:
            connection.run(f"DELETE FROM {table}")
        elif ids or again:
            connection.run(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?::TEXT[]))", [[*ids, *again]])


def iterate_occurrences(
    connection: Connection, *, documents: Sequence[str] | None = None, tables: Tables = MACHINE
) -> Iterator[Occurrence]:
    """Yield occurrences in the order of their ids; with ``documents`` those that have a member in one of them."""
    where, values = "", list[Any]()
    if documents is not None:
        members = f"SELECT m.occurrence FROM {tables.members} m WHERE m.document IN (SELECT unnest(?::TEXT[]))"
        where = f" WHERE o.occurrence IN ({members})"
        values = [list(documents)]
    columns = "occurrence, reports, outlets, origins, origin_keys, document, event"
    rows = iter(connection.rows(f"SELECT {columns} FROM {tables.occurrences} o{where} ORDER BY occurrence", values))
    while chunk := list(islice(rows, CHUNK)):
        yield from read_occurrences(connection, chunk, tables=tables)


def iterate_copies(connection: Connection) -> Iterator[CopyGroup]:
    """Yield the groups of copies in the order of their ids, the documents of each in the order of arrival."""
    sql = (
        "SELECT c.copy_group, c.document FROM copies c JOIN documents d ON d.key = c.document "
        "ORDER BY c.copy_group, d.n"
    )
    group: str | None = None
    documents: list[str] = []
    for id, document in connection.rows(sql):
        if id != group and group is not None:
            yield CopyGroup(id=group, documents=tuple(documents))
            documents = []
        group = id
        documents.append(document)
    if group is not None:
        yield CopyGroup(id=group, documents=tuple(documents))


def read_occurrences(
    connection: Connection, rows: Sequence[tuple[Any, ...]], *, tables: Tables = MACHINE
) -> Iterator[Occurrence]:
    """Yield the occurrences of these rows, with their members and contradictions."""
    ids = [row[0] for row in rows]
    members, against = _read_parts(connection, ids, OWN if tables is OWN else MACHINE)
    if tables is DATA_SET:
        own, own_against = _read_parts(connection, ids, OWN)
        members |= own
        against = {id: own_against.get(id, ()) if id in own else against.get(id, ()) for id in ids}
    for id, reports, outlets, origins, keys, document, event in rows:
        yield Occurrence(
            id=id, members=members[id], reports=reports, outlets=outlets, origins=origins,
            representative=next(m for m in members[id] if (m.document, m.event) == (document, event)),
            origin_keys=tuple(json.loads(keys)), contradictions=against.get(id, ()),
        )  # fmt: skip


def _read_parts(
    connection: Connection, ids: Sequence[str], tables: Tables
) -> tuple[dict[str, tuple[OccurrenceMember, ...]], dict[str, tuple[Contradiction, ...]]]:
    """Return the members and contradictions of occurrences, by their ids."""
    members: dict[str, list[OccurrenceMember]] = {}
    where = "WHERE occurrence IN (SELECT unnest(?::TEXT[])) ORDER BY occurrence, position"
    for id, document, event, reasons in connection.rows(
        f"SELECT occurrence, document, event, reasons FROM {tables.members} m {where}", [ids]
    ):
        member = OccurrenceMember(document=document, event=event, reasons=tuple(json.loads(reasons)))
        members.setdefault(id, []).append(member)
    against: dict[str, list[Contradiction]] = {}
    columns = "occurrence, field, grows, accounts"
    for id, name, grows, accounts in connection.rows(f"SELECT {columns} FROM {tables.contradictions} c {where}", [ids]):
        given = tuple(Account(**account) for account in json.loads(accounts))
        against.setdefault(id, []).append(Contradiction(field=name, accounts=given, grows=bool(grows)))
    return {id: tuple(m) for id, m in members.items()}, {id: tuple(c) for id, c in against.items()}


def write_sketches(
    connection: Connection, kind: str, sketches: Mapping[str, str], *, stamps: Mapping[str, int]
) -> None:
    """Keep what linking remembers of documents, so that the next time it reads only those that changed."""
    with connection.writing():
        connection.run(
            "DELETE FROM sketches WHERE kind = ? AND document IN (SELECT unnest(?::TEXT[]))", [kind, list(sketches)]
        )
        rows = ({"kind": kind, "document": key, "stamp": stamps[key], "sketch": text} for key, text in sketches.items())
        while chunk := list(islice(rows, CHUNK)):
            insert(connection, "sketches", chunk)


def read_sketches(connection: Connection, kind: str) -> dict[str, str]:
    """Return the sketches of documents that are present and have not changed since, by key in the order of arrival."""
    sql = (
        "SELECT s.document, s.sketch FROM sketches s JOIN documents d ON d.key = s.document "
        "WHERE s.kind = ? AND d.presence = 'present' AND d.stamp = s.stamp ORDER BY d.n"
    )
    return dict(connection.rows(sql, [kind]))


def read_stamps(connection: Connection, *, since: int = -1) -> dict[str, int]:
    """Return the stamp of every coded document that is present, in the order of arrival."""
    sql = "SELECT key, stamp FROM documents WHERE presence = 'present' AND state = 'coded' AND stamp > ? ORDER BY n"
    return dict(connection.rows(sql, [since]))


def linked_stamp(connection: Connection) -> int:
    """Return the stamp up to which documents are linked; -1 where they never were."""
    value = one(connection, "SELECT value FROM project WHERE name = 'linked'")
    return -1 if value is None else int(value)


def newest_stamp(connection: Connection) -> int:
    """Return the stamp of the document that changed last."""
    return int(one(connection, "SELECT coalesce(max(stamp), 0) FROM documents") or 0)


def set_value(connection: Connection, name: str, value: str) -> None:
    """Set a value of the table project."""
    connection.run("DELETE FROM project WHERE name = ?", [name])
    connection.run("INSERT INTO project VALUES (?, ?)", [name, value])


def occurrence_row(one: Occurrence) -> dict[str, Any]:
    """Return the row of an occurrence."""
    return {
        "occurrence": one.id, "reports": one.reports, "outlets": one.outlets, "origins": one.origins,
        "origin_keys": json.dumps(one.origin_keys), "document": one.representative.document,
        "event": one.representative.event,
    }  # fmt: skip


def member_rows(one: Occurrence) -> Iterator[dict[str, Any]]:
    """Yield the rows of an occurrence's members, in their order."""
    for position, member in enumerate(one.members):
        reasons = json.dumps(member.reasons, ensure_ascii=False)
        yield {"occurrence": one.id, "position": position, "document": member.document, "event": member.event,
               "reasons": reasons}  # fmt: skip


def contradiction_rows(one: Occurrence) -> Iterator[dict[str, Any]]:
    """Yield the rows of what an occurrence's reports disagree on."""
    for position, found in enumerate(one.contradictions):
        accounts = [
            {"value": account.value, "document": account.document, "event": account.event, "claim": account.claim}
            for account in found.accounts
        ]
        yield {"occurrence": one.id, "position": position, "field": found.field, "grows": found.grows,
               "accounts": json.dumps(accounts, ensure_ascii=False)}  # fmt: skip
