import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

from dateline.errors import StoreError
from dateline.model.story import Account, Contradiction, CopyGroup, Occurrence, OccurrenceMember
from dateline.store.connection import Connection, insert, one
from dateline.store.postgres import LINK_LOCK
from dateline.store.tables import DATA_SET, MACHINE, OWN, STORIES, Tables

CHUNK = 5_000  # rows of one statement
_FRESH = (
    "FROM sketches s JOIN documents d ON d.key = s.document AND d.stamp = s.stamp "
    "WHERE s.kind = ? AND d.presence = 'present'"
)
LINKS = ("occurrences", "occurrence_members", "contradictions")


@contextmanager
def linking_alone(connection: Connection) -> Iterator[None]:
    """Make a stretch in which nobody else links the project: who comes second waits, and finds what the first one did.

    A DuckDB file is open in one process at a time; PostgreSQL frees the lock of a session that was killed.
    """
    if connection.dialect != "postgres":
        yield
        return
    connection.run("SELECT pg_advisory_lock(?)", [LINK_LOCK])
    try:
        yield
    finally:
        with suppress(StoreError):  # the connection is lost, and the lock with it
            connection.run("SELECT pg_advisory_unlock(?)", [LINK_LOCK])


def replace_links(
    connection: Connection, *, copies: Iterable[CopyGroup], occurrences: Iterable[Occurrence],
    drop_copies: Iterable[str] | None = None, drop_occurrences: Iterable[str] | None = None, stamp: int | None = None,
) -> None:  # fmt: skip
    """Write groups of copies and occurrences, in one transaction and as they come, a few thousand at a time.

    Args:
        connection: an open project.
        copies: groups to write.
        occurrences: occurrences to write.
        drop_copies: ids of groups to remove first, with those of the groups to write that are there; None: all.
        drop_occurrences: ids of occurrences to remove first, in the same way; None removes all that there are.
        stamp: the stamp of the newest document that was taken into account (``linked_stamp`` gives it back).
    """
    with connection.writing():
        forget_stories(connection)
        _drop(connection, ("copies",), "copy_group", drop_copies)
        _drop(connection, LINKS, "occurrence", drop_occurrences)
        groups = iter(copies)
        while some := list(islice(groups, CHUNK)):
            _insert(connection, "copies", ({"copy_group": g.id, "document": key} for g in some for key in g.documents))
        found = iter(occurrences)
        while told := list(islice(found, CHUNK)):
            _insert(connection, "occurrences", map(occurrence_row, told))
            _insert(connection, "occurrence_members", (row for one in told for row in member_rows(one)))
            _insert(connection, "contradictions", (row for one in told for row in contradiction_rows(one)))
        if stamp is not None:
            set_value(connection, "linked", str(stamp))


def forget_stories(connection: Connection) -> None:
    """Forget what people made of the stories: the machine's stand until theirs are made anew from these."""
    for table in STORIES:
        connection.run(f"DELETE FROM {table}")
    connection.run("DELETE FROM project WHERE name = 'reviewed_stories'")


def _insert(connection: Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        insert(connection, table, chunk)


def _drop(connection: Connection, tables: Sequence[str], column: str, ids: Iterable[str] | None) -> None:
    if ids is None:
        for table in tables:
            connection.run(f"DELETE FROM {table}")
        return
    given = iter(ids)
    while chunk := list(islice(given, CHUNK)):
        for table in tables:
            connection.run(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?::TEXT[]))", [chunk])


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
    sql = f"SELECT {columns} FROM {tables.occurrences} o{where} ORDER BY occurrence"
    rows = connection.stream(sql) if documents is None else iter(connection.rows(sql, values))
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
    for id, document in connection.stream(sql):
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
    """Yield the occurrences of these rows, with their members and contradictions; one that is gone is left out.

    Rows and members are read in several statements: somebody may have decided in between.
    """
    ids = [row[0] for row in rows]
    members, against = _read_parts(connection, ids, OWN if tables is OWN else MACHINE)
    if tables is DATA_SET:
        own, own_against = _read_parts(connection, ids, OWN)
        members |= own
        against = {id: own_against.get(id, ()) if id in own else against.get(id, ()) for id in ids}
    for id, reports, outlets, origins, keys, document, event in rows:
        told = members.get(id, ())
        first = next((member for member in told if (member.document, member.event) == (document, event)), None)
        if first:
            yield Occurrence(
                id=id, members=told, reports=reports, outlets=outlets, origins=origins, representative=first,
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


def write_sketches(connection: Connection, kind: str, sketches: Iterable[tuple[str, int, str]]) -> None:
    """Keep what linking remembers of documents that it remembered nothing of: key, stamp and text of each."""
    columns = ("document", "stamp", "sketch")
    with connection.writing():
        _insert(connection, "sketches", ({"kind": kind, **dict(zip(columns, one, strict=True))} for one in sketches))


def forget_sketches(connection: Connection, kind: str, *, stale: bool = False) -> None:
    """Forget what linking remembers, or only what is ``stale``: of documents that have changed or are not present."""
    keep = (
        " AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.key = sketches.document AND d.stamp = sketches.stamp "
        "AND d.presence = 'present')"
    )
    with connection.writing():
        connection.run(f"DELETE FROM sketches WHERE kind = ?{keep if stale else ''}", [kind])


def forget_repeated(connection: Connection, kind: str) -> None:
    """Forget what linking remembers of a document more than once, as two linkings at once used to write."""
    repeated = "SELECT document FROM sketches WHERE kind = ? GROUP BY document HAVING count(*) > 1"
    with connection.writing():
        connection.run(f"DELETE FROM sketches WHERE kind = ? AND document IN ({repeated})", [kind, kind])


def iterate_sketches(
    connection: Connection, kind: str, *, beside: str = "", without: str = ""
) -> Iterator[tuple[str, int, str]]:
    """Yield key, stamp and sketch of the documents that are present and have not changed since, in no order.

    Args:
        connection: an open project.
        kind: of the sketches.
        beside: only documents that have a sketch of this kind, too.
        without: only documents that have none of this kind.
    """
    where, values = "", [kind]
    for other, word in ((beside, ""), (without, "NOT ")):
        if other:
            same = "o.document = s.document AND o.stamp = s.stamp"
            where += f" AND {word}EXISTS (SELECT 1 FROM sketches o WHERE o.kind = ? AND {same})"
            values.append(other)
    yield from connection.stream(f"SELECT s.document, s.stamp, s.sketch {_FRESH}{where}", values)


def count_sketches(connection: Connection, kind: str) -> int:
    """Return how many documents have a sketch, are present and have not changed since."""
    return int(one(connection, f"SELECT count(*) {_FRESH}", [kind]))


def iterate_unsketched(connection: Connection, kind: str) -> Iterator[tuple[str, int]]:
    """Yield key and stamp of the coded documents that are present and have no sketch, in the order of arrival."""
    sql = (
        "SELECT d.key, d.stamp FROM documents d WHERE d.presence = 'present' AND d.state = 'coded' AND NOT EXISTS "
        "(SELECT 1 FROM sketches s WHERE s.kind = ? AND s.document = d.key AND s.stamp = d.stamp) ORDER BY d.n"
    )
    yield from connection.stream(sql, [kind])


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
