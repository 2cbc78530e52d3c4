"""What a reader may see: rows and documents as they may be given on (docs/sharing.md), and no oracle beside them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dateline.review import ReviewedRecord
from dateline.sharing import Profile, share_record
from dateline.store import StoredDocument, StoredEvent
from dateline.store.rows import SERIALS, record_rows

SHARED = Profile(coarsen_km=25.0)
Read = Callable[[str], Mapping[str, Any]]  # a contract record by its document's key; no events where there is none


def share_reviewed(reviewed: ReviewedRecord) -> ReviewedRecord:
    """Return a reviewed record as it may be shared."""
    return replace(reviewed, record=share_one(reviewed.record), stale=())


def share_one(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as it may be shared; a party that a person added by name alone is a private person."""
    actors = [
        {**actor, "kind": "person", "person_status": "private"}
        if actor["basis"] == "reviewed" and not actor["code"]
        else actor
        for actor in record["actors"]
    ]
    return share_record({**record, "actors": actors}, SHARED)


def share_rows(rows: Iterable[StoredEvent], read: Read) -> list[StoredEvent]:
    """Return events' rows as they may be shared; an event that is withheld is left out."""
    shared: dict[str, tuple[dict[str, dict[str, Any]], dict[str, Any]]] = {}
    out = []
    for stored in rows:
        key = stored.row["document"]
        if key not in shared:
            record = read(key)
            whole = share_one(record) if record.get("events") else {"events": []}
            events = record_rows(whole, key=key, n=stored.row["serial"] // SERIALS)["events"] if whole["events"] else []
            shared[key] = {row["event"]: row for row in events}, whole
        found, whole = shared[key]
        if stored.row["event"] in found:
            out.append(_share_row(stored, found[stored.row["event"]], whole))
    return out


def share_documents(rows: Iterable[StoredDocument], read: Read) -> list[StoredDocument]:
    """Return documents' rows as they may be shared."""
    out = []
    for row in rows:
        record = read(row.key)
        if "events" not in record:
            continue
        shared = share_record(record, SHARED)
        title = ((shared["header"] or {}).get("title") or {}).get("value")
        out.append(replace(row, id=shared["id"], title=title, source=shared["source"], identity="", corpus="",
                               byline=None, url=None, error_message=None))  # fmt: skip
    return out


def _share_row(stored: StoredEvent, row: Mapping[str, Any], whole: Mapping[str, Any]) -> StoredEvent:
    title = ((whole["header"] or {}).get("title") or {}).get("value")
    of_document = {"id": whole["id"], "source": whole["source"], "title": title}
    values = {name: row.get(name, value) for name, value in stored.row.items() if name not in of_document}
    return replace(stored, row={**stored.row, **values, **of_document})
