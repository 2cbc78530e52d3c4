"""The data set as people left it: contract records with decisions in them, for every exporter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from dateline.engine.reviewed import find_final
from dateline.review import Decision, ReviewedRecord, apply_decisions, standing_decisions
from dateline.review.decision import is_model
from dateline.store import Store


def gold_records(store: Store, *, until: str | None = None, every: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the reviewed records of a project, in the order of arrival, as the contract wants them.

    A record gets ``review``: who decided what about each event, which events were rejected (they are left out), how
    many decisions no longer fit what is coded; how many stand in all, whose they are, and of when the last is.

    Args:
        store: an open project.
        until: only decisions up to this moment (UTC, ISO 8601): the data set as it then was.
        every: documents that nobody has reviewed, too.
    """
    by: dict[str, list[Decision]] = {}
    for row in store.decisions():
        by.setdefault(row["document"], []).append(Decision.from_dict(row))
    final = find_final(store)
    for stored in store.records(keys=None if every else sorted(by)):
        found = apply_decisions(stored.record, by.get(stored.key, ()), until=until, final=final)
        if every or found.reviews:
            record = leave_out_rejected(found)
            record["review"] |= _count(by.get(stored.key, ()), until)
            yield record


def _count(decisions: Iterable[Decision], until: str | None) -> dict[str, Any]:
    """Return how many decisions of people stand about a document, whose they are, and of when the last is."""
    rows = standing_decisions(row for row in decisions if until is None or row.at <= until)
    rows = [row for row in rows if row.action != "skip" and not is_model(row.coder)]
    return {
        "decisions": len(rows), "coders": sorted({row.coder for row in rows}),
        "last": max((row.at for row in rows), default=None),
    }  # fmt: skip


def leave_out_rejected(found: ReviewedRecord) -> dict[str, Any]:
    """Return a reviewed record without the events that were rejected, with nothing that refers to them."""
    record = dict(found.record)
    gone = {id for id, review in found.reviews.items() if review.verdict == "rejected"}
    record["events"] = [_detached(event, gone) for event in record["events"] if event["id"] not in gone]
    record["numbers"] = [
        {**number, "event": None} if number["event"] in gone else number for number in record["numbers"]
    ]
    record["notes"] = [note for note in record["notes"] if note["event"] not in gone]
    record["review"] = {
        "events": {id: asdict(review) for id, review in found.reviews.items() if id not in gone},
        "rejected": sorted(gone), "stale": len(found.stale),
    }  # fmt: skip
    return record


def _detached(event: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    return {**event, "about": None if event["about"] in gone else event["about"]}
