"""What people decided, kept in the project: appended in one transaction each, never changed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import ConflictError
from dateline.store.connection import Connection, among, insert, one

PAGE = 1_000
OF_EACH = ("key", "coder", "document", "event", "action", "sample")  # columns of what a decision has under their names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A queue that was drawn: who reviews it, and the addresses in the order of showing."""

    sample: str
    kind: str
    seed: int
    wanted: dict[str, Any]
    made: str
    made_by: str
    coders: tuple[str, ...]
    addresses: tuple[str, ...]


def append_decisions(
    connection: Connection, rows: Sequence[dict[str, Any]], *, follow: Callable[[], None] | None = None
) -> list[int]:
    """Keep decisions (``Decision.to_dict()``) and return their serials, in order: all of them are kept, or none.

    ``follow`` is called in the same transaction: what it writes is there with them, or not at all.

    One whose key is there already, from the same coder, keeps its serial. What was kept is safe on disk when this
    returns.

    Raises:
        ConflictError: another coder's decision has the key; nothing is told about it, and nothing is kept.
    """
    with connection.writing():
        last = int(one(connection, "SELECT coalesce(max(serial), 0) FROM decisions") or 0)
        which, values = among("key", [row["key"] for row in rows])
        known = {
            key: (int(serial), coder)
            for key, serial, coder in connection.rows(f"SELECT key, serial, coder FROM decisions WHERE {which}", values)
        }
        new: list[dict[str, Any]] = []
        for row in rows:
            serial, coder = known.setdefault(row["key"], (last + 1, row["coder"]))
            if coder != row["coder"]:
                raise ConflictError("this key was used for another decision; send the decision with a new key")
            if serial > last:
                last = serial
                whole = json.dumps({**row, "serial": serial}, ensure_ascii=False, sort_keys=True)
                given = {name: row[name] for name in OF_EACH}
                new.append({**given, "moment": row["at"], "serial": serial, "decision": whole})
        insert(connection, "decisions", new)
        if follow:
            follow()
    return [known[row["key"]][0] for row in rows]


def iterate_decisions(
    connection: Connection, *, document: str | None = None, coder: str | None = None, sample: str | None = None,
    after: int = 0,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Yield decisions as they were kept, in order, behind the serial ``after``."""
    where, values = ["serial > ?"], list[Any]([after])
    for column, wanted in (("document", document), ("coder", coder), ("sample", sample)):
        if wanted is not None:
            where.append(f"{column} = ?")
            values.append(wanted)
    sql = f"SELECT serial, decision FROM decisions WHERE {' AND '.join(where)} ORDER BY serial LIMIT {PAGE}"
    while rows := connection.rows(sql, values):
        for _, decision in rows:
            yield json.loads(decision)
        if len(rows) < PAGE:
            return
        values[0] = rows[-1][0]


def last_decisions(connection: Connection, coder: str, *, limit: int = 10) -> list[dict[str, Any]]:
    """Return a coder's last decisions, the newest first."""
    sql = "SELECT decision FROM decisions WHERE coder = ? ORDER BY serial DESC LIMIT ?"
    return [json.loads(row[0]) for row in connection.rows(sql, [coder, limit])]


def read_decision(connection: Connection, key: str) -> dict[str, Any] | None:
    """Return the decision with a key."""
    found = one(connection, "SELECT decision FROM decisions WHERE key = ?", [key])
    return None if found is None else dict(json.loads(found))


def write_sample(connection: Connection, sample: Sample) -> None:
    """Keep a sample. Raises ConflictError where one of that name is there."""
    with connection.writing():
        if one(connection, "SELECT count(*) FROM samples WHERE sample = ?", [sample.sample]):
            raise ConflictError(f"{connection.place}: there is a sample {sample.sample!r} already; name another")
        connection.run(
            "INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                sample.sample, sample.kind, sample.seed, json.dumps(sample.wanted, ensure_ascii=False), sample.made,
                sample.made_by, json.dumps(sample.coders), json.dumps(sample.addresses),
            ],
        )  # fmt: skip


def read_sample_names(connection: Connection) -> tuple[str, ...]:
    """Return the names of the samples, in the order in which they were drawn."""
    return tuple(row[0] for row in connection.rows("SELECT sample FROM samples ORDER BY made, sample"))


def read_samples(connection: Connection, *, name: str | None = None) -> tuple[Sample, ...]:
    """Return the samples, in the order in which they were drawn; with ``name`` only that one."""
    where, values = ("", []) if name is None else (" WHERE sample = ?", [name])
    columns = "sample, kind, seed, wanted, made, made_by, coders, addresses"
    sql = f"SELECT {columns} FROM samples{where} ORDER BY made, sample"
    return tuple(
        Sample(
            sample=name, kind=kind, seed=seed, wanted=json.loads(wanted), made=made, made_by=by,
            coders=tuple(json.loads(coders)), addresses=tuple(json.loads(addresses)),
        )
        for name, kind, seed, wanted, made, by, coders, addresses in connection.rows(sql, values)
    )  # fmt: skip
