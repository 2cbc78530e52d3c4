"""The data set of a project, kept as rows for its views: the machine's coding plus the decisions on record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.review import Decision, ReviewedRecord, apply_decisions
from dateline.store import Store
from dateline.store.reviewed import ReviewedDocument, changing_decisions, read_coded

Event = tuple[str, str]
FINAL = ("adjudicator", "owner")  # roles of those whose word stands over everybody else's


def find_final(store: Store) -> tuple[str, ...]:
    """Return the coders whose word stands over everybody else's: adjudicators and owners."""
    return tuple(one.name for one in store.accounts() if one.role in FINAL)


class ReviewedRecords:
    """Records as people left them, read when they are asked for; a document that is not present has none."""

    def __init__(self, store: Store, *, until: str | None = None, final: Sequence[str] = ()) -> None:
        """Read nothing yet.

        Args:
            store: an open project.
            until: only decisions up to this moment (UTC, ISO 8601).
            final: coders whose word stands over everybody else's.
        """
        self._store, self._until, self._final = store, until, final
        self._found: dict[str, ReviewedRecord | None] = {}
        self._places: dict[str, tuple[int, int]] = {}

    def load(self, keys: Iterable[str]) -> None:
        """Read the records of some documents that were not read before."""
        missing = sorted(set(keys) - self._found.keys())
        if not missing:
            return
        given = changing_decisions(self._store.connection, missing)
        self._found |= dict.fromkeys(missing)
        for key, n, stamp, record in read_coded(self._store.connection, missing):
            self._places[key] = n, stamp
            decisions = [Decision.from_dict(row) for row in given.get(key, ())]
            self._found[key] = (
                apply_decisions(record, decisions, until=self._until, final=self._final)
                if decisions
                else ReviewedRecord(record=record, reviews={}, stale=())
            )

    def reviewed(self, key: str) -> ReviewedRecord | None:
        """Return a document's record with the decisions in it; None where it is not present."""
        self.load([key])
        return self._found[key]

    def document(self, key: str) -> ReviewedDocument | None:
        """Return what the rows of a document are made from; None where it is not present."""
        found = self.reviewed(key)
        if found is None:
            return None
        n, stamp = self._places[key]
        return ReviewedDocument(key=key, n=n, stamp=stamp, record=found.record, rejected=find_rejected(found))

    def record(self, key: str) -> dict[str, Any] | None:
        """Return a document's record as reviewed, rejected events included; None where it is not present."""
        found = self.reviewed(key)
        return found.record if found else None

    def rejected(self, key: str) -> frozenset[str]:
        """Return the ids of a document's events that were rejected."""
        found = self.reviewed(key)
        return find_rejected(found) if found else frozenset()

    def kept(self, key: str) -> Mapping[str, Any]:
        """Return a document's record without the events that were rejected; no events where it is not present."""
        record, rejected = self.record(key) or {"events": []}, self.rejected(key)
        return {**record, "events": [event for event in record["events"] if event["id"] not in rejected]}

    def holds(self, event: Event) -> bool:
        """Tell whether the data set has an event."""
        record = self.record(event[0])
        known = record is not None and any(one["id"] == event[1] for one in record["events"])
        return known and event[1] not in self.rejected(event[0])

    def is_corrected(self, event: Event) -> bool:
        """Tell whether people changed what the machine says of an event."""
        found = self.reviewed(event[0])
        review = found.reviews.get(event[1]) if found else None
        return bool(review and review.changed)


def find_rejected(found: ReviewedRecord) -> frozenset[str]:
    """Return the ids of the events that were rejected."""
    return frozenset(id for id, review in found.reviews.items() if review.verdict == "rejected")
