"""What a reader may see: rows and documents as they may be given on (docs/sharing.md), and no oracle beside them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dateline.review import ReviewedRecord
from dateline.sharing import Profile, share_record
from dateline.store import EventFilter, StoredDocument, StoredEvent
from dateline.store.folding import fold
from dateline.store.rows import SERIALS, record_rows

SHARED = Profile(coarsen_km=25.0)
Read = Callable[[str], Mapping[str, Any]]  # a contract record by the key of its document; empty where there is none


def share_reviewed(reviewed: ReviewedRecord) -> ReviewedRecord:
    """Return a reviewed record as it may be shared; a party that a person added by name alone is a private person."""
    actors = [
        {**actor, "kind": "person", "person_status": "private"}
        if actor["basis"] == "reviewed" and not actor["code"]
        else actor
        for actor in reviewed.record["actors"]
    ]
    return replace(reviewed, record=share_record({**reviewed.record, "actors": actors}, SHARED), stale=())


def share_rows(rows: Iterable[StoredEvent], read: Read, wanted: EventFilter | None = None) -> list[StoredEvent]:
    """Return events' rows as they may be shared.

    An event that was found by a name which is not to be seen is left out: else whoever searches for a private person's
    name would learn where they were.
    """
    shared: dict[str, tuple[dict[str, dict[str, Any]], dict[str, Any]]] = {}
    out = []
    for stored in rows:
        key = stored.row["document"]
        if key not in shared:
            record = read(key)
            whole = share_record(record, SHARED) if "events" in record else {"events": []}
            events = record_rows(whole, key=key, n=stored.row["serial"] // SERIALS)["events"] if whole["events"] else []
            shared[key] = {row["event"]: row for row in events}, whole
        found, whole = shared[key]
        if stored.row["event"] in found:
            one = _share_row(stored, found[stored.row["event"]], whole)
            if wanted is None or _still_wanted(one.row, wanted):
                out.append(one)
    return out


def share_documents(rows: Iterable[StoredDocument], read: Read, words: str = "") -> list[StoredDocument]:
    """Return documents' rows as they may be shared, without those found by words that are not to be seen."""
    out = []
    for row in rows:
        record = read(row.key)
        if "events" not in record:
            continue
        shared = share_record(record, SHARED)
        title = ((shared["header"] or {}).get("title") or {}).get("value")
        seen = fold(f"{title or ''} {shared['text']}")
        if all(part.strip() in seen for part in map(fold, words.replace('"', " ").replace("*", " ").split())):
            out.append(replace(row, id=shared["id"], title=title, source=shared["source"], identity="", corpus="",
                               byline=None, url=None, error_message=None))  # fmt: skip
    return out


def _share_row(stored: StoredEvent, row: Mapping[str, Any], whole: Mapping[str, Any]) -> StoredEvent:
    title = ((whole["header"] or {}).get("title") or {}).get("value")
    of_document = {"id": whole["id"], "source": whole["source"], "title": title}
    values = {name: row.get(name, value) for name, value in stored.row.items() if name not in of_document}
    return replace(stored, row={**stored.row, **values, **of_document})


def _still_wanted(row: Mapping[str, Any], wanted: EventFilter) -> bool:
    """Tell whether the names that were asked for are to be seen in a shared row."""
    parties = {role: (row[f"{role}_names"] or "", row[f"{role}_codes"] or "") for role in ("source", "target")}
    both = tuple(" | ".join(part) for part in zip(*parties.values(), strict=True))
    asked = ((wanted.actor, both), (wanted.source, parties["source"]), (wanted.target, parties["target"]))
    named = all(not names or any(_names(name, held) for name in names) for names, held in asked)
    places = not wanted.place or any(fold(name) in fold(row["place_name"] or "") for name in wanted.place)
    return named and places


def _names(name: str, held: tuple[str, ...]) -> bool:
    names, codes = held
    listed = [code.strip() for code in codes.split("|")]
    if name.endswith("*"):
        return any(code.startswith(name[:-1].upper()) for code in listed)
    return name.upper() in listed or (bool(fold(name)) and fold(name) in fold(names))
