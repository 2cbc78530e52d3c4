import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from dateline.contract.reading import read_value
from dateline.contract.record import plain
from dateline.model import Document, Failure, Metadata, Note, Page
from dateline.store.connection import Connection, insert, one
from dateline.store.keys import Incoming, hash_metadata, hash_text
from dateline.store.rows import CHILDREN, Record, record_rows
from dateline.store.tables import REVIEWED
from dateline.store.versions import digest_events, hash_record

Outcome = Literal["new", "recoded", "retried", "unchanged", "failed", "failed-before"]
KNOWN = (
    "key", "n", "stem", "id", "identity", "corpus", "state", "presence", "coding", "seen", "outcome", "attempts",
    "first_run", "run", "error_message",
)  # fmt: skip
_AGAIN = re.compile(r"~\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a project knows of a document already."""

    key: str
    n: int
    stem: str
    id: str
    identity: str
    corpus: str
    state: str
    presence: str
    coding: str
    seen: int
    outcome: str
    attempts: int
    first_run: int
    run: int
    error_message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document of a batch: ``result`` is its record, or its failure, or None where what is there is kept."""

    incoming: Incoming
    result: Record | Failure | None


class Writer:
    """Writes the documents of one run. A batch is one transaction: a document is there whole, or not at all."""

    def __init__(self, connection: Connection, *, run: int, coding: str) -> None:
        """Write nothing yet."""
        self._db = connection
        self.run, self.coding = run, coding

    def look_up(self, keys: Iterable[str]) -> dict[str, Known]:
        """Return what is known of these documents."""
        return self._known("key IN (SELECT unnest(?::TEXT[]))", list(keys))

    def write(self, batch: Sequence[Entry]) -> tuple[Outcome, ...]:
        """Write a batch, and return what became of each document.

        Another process may have coded one of them meanwhile: then what that one wrote is kept.
        """
        if not batch:
            return ()
        with self._db.writing():
            known = self.look_up(entry.incoming.key for entry in batch)
            batch = [self._settle(entry, known.get(entry.incoming.key)) for entry in batch]
            outcomes = [self._outcome(entry, known.get(entry.incoming.key)) for entry in batch]
            fresh = [
                (entry, outcome) for entry, outcome in zip(batch, outcomes, strict=True) if entry.result is not None
            ]
            kept = [(entry, outcome) for entry, outcome in zip(batch, outcomes, strict=True) if entry.result is None]
            self._mark([(known[entry.incoming.key], outcome) for entry, outcome in kept])
            self._refresh([entry.incoming for entry, _ in kept])
            self._replace(fresh, known)
            self._separate([entry.incoming for entry, _ in kept])
        return tuple(outcomes)

    def _known(self, where: str, *parameters: Any) -> dict[str, Known]:
        names = KNOWN
        found = (
            dict(zip(names, row, strict=True))
            for row in self._db.rows(f"SELECT {', '.join(KNOWN)} FROM documents WHERE {where}", parameters)
        )
        return {row["key"]: Known(**row) for row in found}

    def _settle(self, entry: Entry, known: Known | None) -> Entry:
        """Keep what is there already where another writer came first."""
        same = known is not None and known.coding == self.coding and known.state == "coded"
        return replace(entry, result=None) if same else entry

    def _outcome(self, entry: Entry, known: Known | None) -> Outcome:
        if entry.result is None:
            return "unchanged" if known and known.state == "coded" else "failed-before"
        if isinstance(entry.result, Failure):
            return "failed"
        return "new" if known is None else "retried" if known.state == "failed" else "recoded"

    def _mark(self, kept: Sequence[tuple[Known, Outcome]]) -> None:
        """Note that documents are still there; what a run that was stopped has noted already stays."""
        for outcome in sorted({outcome for _, outcome in kept}):
            keys = [known.key for known, one in kept if one == outcome and known.seen < self.run]
            where = "key IN (SELECT unnest(?::TEXT[]))"
            if keys:
                values = "seen = ?, outcome = ?, presence = 'present', replaced_by = NULL"
                self._db.run(f"UPDATE documents SET {values} WHERE {where}", [self.run, outcome, keys])
        back = [known.key for known, _ in kept if known.presence != "present"]
        if back:
            self._bring_back(back)

    def _refresh(self, kept: Sequence[Incoming]) -> None:
        """Keep the hash of a file with pages that was saved anew, though its text and all else are as they were."""
        for incoming in kept:
            if isinstance(incoming.item, Document) and incoming.item.file_sha256:
                given, sql = _given(incoming.item), "UPDATE documents SET given = ? WHERE key = ? AND given <> ?"
                self._db.run(sql, [given, incoming.key, given])

    def _bring_back(self, keys: list[str]) -> None:
        """Say for documents that had vanished that they are there again, with what they gave before."""
        stamp = self._next_stamp()
        sql = (
            "INSERT INTO versions SELECT v.document, ?, v.state, v.record_sha256, v.events FROM versions v "
            "JOIN documents d ON d.key = v.document AND d.run = v.run WHERE v.state IN ('coded', 'failed') "
            "AND v.document IN (SELECT unnest(?::TEXT[]))"
        )
        self._db.run(sql, [self.run, keys])
        for number, key in enumerate(keys):
            self._db.run("UPDATE documents SET stamp = ? WHERE key = ?", [stamp + number, key])

    def _replace(self, fresh: Sequence[tuple[Entry, Outcome]], known: dict[str, Known]) -> None:
        keys = [entry.incoming.key for entry, _ in fresh]
        # before anything is removed, so that the number of the last document is not given twice
        n, stamp = int(one(self._db, "SELECT coalesce(max(n), 0) FROM documents") or 0), self._next_stamp()
        if any(key in known for key in keys):
            self.remove([key for key in keys if key in known])
        ids = self._give_ids([entry.incoming for entry, _ in fresh], known)
        tables: dict[str, list[dict[str, Any]]] = {name: [] for name in (*CHILDREN, "documents", "records", "versions")}
        texts: dict[str, str] = {}
        for number, (entry, outcome) in enumerate(fresh):
            before = known.get(entry.incoming.key)
            n += before is None
            place = {"n": before.n if before else n, "stamp": stamp + number, "outcome": outcome}
            rows = self._rows(entry, ids[entry.incoming.key], place, before)
            for table, found in rows.items():
                tables[table] += found
            if isinstance(entry.incoming.item, Document):
                texts[hash_text(entry.incoming.item.raw)] = entry.incoming.item.raw
        for table, found in tables.items():
            insert(self._db, table, found)
        self._keep_texts(texts)

    def _rows(
        self, entry: Entry, id: str, place: dict[str, Any], before: Known | None
    ) -> dict[str, list[dict[str, Any]]]:
        incoming, result = entry.incoming, entry.result
        document = {
            **_document(incoming, id),
            **place,
            "presence": "present",
            "replaced_by": None,
            "coding": self.coding,
        }
        document |= {"first_run": before.first_run if before else self.run, "run": self.run}
        document |= {
            "seen": max(self.run, before.seen if before else 0),
            "attempts": (before.attempts if before else 0) + 1,
        }
        version = {"document": incoming.key, "run": self.run, "record_sha256": None, "events": "[]"}
        if isinstance(result, Failure) or result is None:
            reason = {"error_code": result.code, "error_message": result.message} if result else {}
            return {
                "documents": [{**document, **reason, "state": "failed"}],
                "versions": [{**version, "state": "failed"}],
            }
        record = with_id(result, incoming, id)
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
        document |= {
            "state": "coded",
            "events": len(record["events"]),
            "language": record["language"],
            **_header(record),
        }
        version |= {"state": "coded", "record_sha256": hash_record(text), "events": digest_events(record)}
        rows = record_rows(record, key=incoming.key, n=place["n"])
        stored = {"document": incoming.key, "n": place["n"], "record": text}
        return {**rows, "documents": [document], "versions": [version], "records": [stored]}

    def remove(self, keys: list[str]) -> None:
        """Remove documents that are about to be written again, with all their rows; texts and versions stay."""
        for table in (*CHILDREN, "records", *REVIEWED):
            self._db.run(f"DELETE FROM {table} WHERE document IN (SELECT unnest(?::TEXT[]))", [keys])
        self._db.run("DELETE FROM documents WHERE key IN (SELECT unnest(?::TEXT[]))", [keys])
        self._db.run("DELETE FROM versions WHERE run = ? AND document IN (SELECT unnest(?::TEXT[]))", [self.run, keys])

    def _keep_texts(self, texts: dict[str, str]) -> None:
        sql = "SELECT text_sha256 FROM texts WHERE text_sha256 IN (SELECT unnest(?::TEXT[]))"
        there = {row[0] for row in self._db.rows(sql, [list(texts)])}
        rows = [{"text_sha256": key, "raw": json.dumps(raw)} for key, raw in texts.items() if key not in there]
        insert(self._db, "texts", rows)

    def _next_stamp(self) -> int:
        return int(one(self._db, "SELECT coalesce(max(stamp), 0) FROM documents") or 0) + 1

    def _give_ids(self, incoming: Sequence[Incoming], known: dict[str, Known]) -> dict[str, str]:
        """Give each document an id that no other one has which is there; a repeated ``x`` becomes ``x~2``.

        A corrected text takes over the id of the one that it replaces.
        """
        stems = sorted({_AGAIN.sub("", one.item.id) for one in incoming})
        holders = self._known("stem IN (SELECT unnest(?::TEXT[])) AND presence = 'present'", stems)
        taken = {one.id: (one.identity, one.corpus, one.seen == self.run) for one in holders.values()}
        found: dict[str, str] = {}
        for doc in incoming:
            base, number = doc.item.id, 1
            id = before.id if (before := known.get(doc.key)) else base
            while id in taken and taken[id] != (doc.identity, doc.corpus, False):
                number += 1
                id = f"{base}~{number}"
            taken[id] = (doc.identity, doc.corpus, True)
            found[doc.key] = id
        return found

    def _separate(self, kept: Sequence[Incoming]) -> None:
        """Give another id to documents that are still there, though theirs went to a text that came in their place."""
        keys = {incoming.key: incoming for incoming in kept}
        same = self._db.rows(
            "SELECT DISTINCT d.key FROM documents d JOIN documents o ON o.id = d.id AND o.key <> d.key "
            "WHERE d.key IN (SELECT unnest(?::TEXT[])) AND o.presence = 'present' AND o.seen = ? AND o.n > d.n "
            "ORDER BY 1",
            [list(keys), self.run],
        )
        for key, id in self._give_ids([keys[row[0]] for row in same], {}).items():
            text = one(self._db, "SELECT record FROM records WHERE document = ?", [key])
            self._db.run("UPDATE documents SET id = ?, stamp = ? WHERE key = ?", [id, self._next_stamp(), key])
            if text is not None:
                record = json.dumps(with_id(json.loads(text), keys[key], id), ensure_ascii=False, allow_nan=False)
                self._db.run("UPDATE records SET record = ? WHERE document = ?", [record, key])


def with_id(record: Record, incoming: Incoming, id: str) -> Record:
    """Return a record with the id that it has in the project, and a note where that is not the one it came with."""
    base, given = incoming.item.id, incoming.item.notes if isinstance(incoming.item, Document) else ()
    record = {**record, "id": id, "notes": [note for note in record["notes"] if note["code"] != "id-repeated"]}
    if id == base:
        return record
    reason = f"the id {base!r} was already taken by an earlier document of this project; this one got {id!r}"
    note = {"field": "id", "code": "id-repeated", "reason": reason, "event": None}
    notes = [*record["notes"][: len(given)], note, *record["notes"][len(given) :]]
    return {**record, "notes": notes}


def _document(incoming: Incoming, id: str) -> dict[str, Any]:
    item = incoming.item
    row: dict[str, Any] = {
        "key": incoming.key, "id": id, "stem": _AGAIN.sub("", item.id), "identity": incoming.identity,
        "corpus": incoming.corpus, "source": item.source, "file": incoming.file, "error_code": None,
        "error_message": None, "events": 0,
    }  # fmt: skip
    names = ("raw_kind", "raw_sha256", "text_sha256", "meta_sha256", "given", "title", "outlet", "agency", "byline",
             "published", "url", "language")  # fmt: skip
    row |= dict.fromkeys(names)
    if isinstance(item, Failure):
        return row
    given = _given(item)
    row |= {name: getattr(item.meta, name) for name in ("title", "outlet", "published", "url")}
    row |= {"raw_kind": item.raw_kind, "raw_sha256": item.raw_sha256, "given": given}
    return row | {"text_sha256": hash_text(item.raw), "meta_sha256": hash_metadata(item)}


def _given(item: Document) -> str:
    """Return what came with a document beside its text, in JSON; the hash of its file where it has pages."""
    given = {name: plain(getattr(item, name)) for name in ("id", "meta", "pages", "notes")}
    return json.dumps(given | ({"file_sha256": item.file_sha256} if item.file_sha256 else {}), ensure_ascii=False)


def _header(record: Record) -> dict[str, str]:
    header = record["header"] or {}
    names = ("title", "outlet", "agency", "byline", "published")
    return {name: header[name]["value"] for name in names if header.get(name)}


def restore_item(connection: Connection, key: str) -> Incoming:
    """Return a document as it came from its reader, from what the project keeps of it: ready to be coded again."""
    sql = (
        "SELECT d.identity, d.file, d.corpus, d.source, d.raw_kind, d.raw_sha256, d.given, t.raw FROM documents d "
        "JOIN texts t ON t.text_sha256 = d.text_sha256 WHERE d.key = ?"
    )
    ((identity, file, corpus, source, kind, digest, given, raw),) = connection.rows(sql, [key])
    came = json.loads(given)
    doc = Document(
        id=came["id"], source=source, raw=json.loads(raw), raw_sha256=digest, raw_kind=kind,
        meta=read_value(came["meta"], Metadata), pages=read_value(came["pages"], tuple[Page, ...] | None),
        notes=read_value(came["notes"], tuple[Note, ...]), file_sha256=came.get("file_sha256"),
    )  # fmt: skip
    return Incoming(key=key, identity=identity, file=file, corpus=corpus, item=doc)
