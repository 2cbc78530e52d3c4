"""What an export says of people's decisions: how many, by how many people, as of when. Nobody is named."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

CODED = "machine-coded, {review}"
UNREVIEWED = "unreviewed"
VERDICTS = ("accepted", "corrected", "added")
_SIGN = b'"review"'


def count_reviews(lines: Iterable[bytes]) -> dict[str, Any] | None:
    """Return what the records of a JSONL file say of decisions; None where nobody decided anything.

    Only lines that can hold decisions are read (those of `dateline review records`).
    """
    documents = reviewed = decisions = 0
    coders, last, verdicts = set[str](), "", Counter[str]()
    for line in lines:
        documents += bool(line.strip())
        review = _read(line) if _SIGN in line else None
        if not review or not (review.get("decisions") or review["events"] or review["rejected"]):
            continue
        events = list(review["events"].values())
        reviewed += 1
        decisions += review.get("decisions") or len(events) + len(review["rejected"])
        coders.update(review.get("coders") or (), (event["coder"] for event in events if event["coder"]))
        last = max(last, review.get("last") or "", *(event["at"] for event in events))
        verdicts.update(event["verdict"] for event in events)
        verdicts["rejected"] += len(review["rejected"])
    if not reviewed:
        return None
    return {
        "decisions": decisions, "people": len(coders), "documents": reviewed, "of_documents": documents, "as_of": last,
        "events": dict(sorted(verdicts.items())),
    }  # fmt: skip


def describe_review(review: Mapping[str, Any] | None) -> str:
    """Say how far a data set was reviewed, for people: "unreviewed", or how many decided how much, as of when."""
    if not review:
        return UNREVIEWED
    by = f" by {_count(review['people'], 'person', 'people')}" if review["people"] else ""
    events = review["events"]
    told = [f"{events[name]} {name}" for name in VERDICTS if events.get(name)]
    told += [f"{events['rejected']} rejected and left out"] if events.get("rejected") else []
    return (
        f"reviewed in part: {_count(review['decisions'], 'decision')}{by} on {review['documents']} of "
        f"{_count(review['of_documents'], 'document')}, as of {review['as_of'] or 'an unknown day'}"
        + (f" (events: {', '.join(told)})" if told else "") + "; the rest is as the machine coded it"
    )  # fmt: skip


def is_reviewed(record: Mapping[str, Any]) -> bool:
    """Tell whether somebody decided anything about a record's document."""
    review = record.get("review") or {}
    return bool(review.get("decisions") or review.get("events") or review.get("rejected"))


def describe_event(record: Mapping[str, Any], id: str) -> str:
    """Say of one event whether a person judged it: "machine-coded, accepted", or "added by a person"."""
    review = ((record.get("review") or {}).get("events") or {}).get(id)
    verdict = review["verdict"] if review else None
    if verdict == "added":
        return "added by a person"
    return CODED.format(review=f"{verdict} by a person" if verdict in VERDICTS else UNREVIEWED)


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
        review = record.get("review")
        return review if isinstance(review["events"], dict) and isinstance(review["rejected"], list) else None
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return None


def _count(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"
