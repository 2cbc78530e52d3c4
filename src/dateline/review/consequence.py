"""What a changed coding means to what people decided: events that are now right, and events that are now wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dateline.codebook import Coding, EventChange
from dateline.review.applying import Review, ReviewedRecord
from dateline.review.decision import judged_fields

Outcome = Literal["now-right", "now-wrong", "still-wrong", "still-right", "open"]
OUTCOMES: tuple[Outcome, ...] = ("now-right", "now-wrong", "still-wrong", "still-right", "open")
JUDGED = ("type", "mode", "status", "standing", "source", "target", "where", "date")
_CERTAINTY = re.compile(r", (suspected|blamed|claimed|denied)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after the change, and as people left it (None where nobody judged the event)."""

    field: str
    old: Any
    new: Any
    reviewed: Any = None
    outcome: Outcome = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """One changed event and whether people's decisions agree; ``event`` is its id in the reviewed record."""

    change: EventChange
    outcome: Outcome
    why: str
    event: str | None = None
    fields: tuple[FieldChange, ...] = ()


def judge_change(change: EventChange, reviewed: ReviewedRecord, *, read_in_full: bool) -> Consequence:
    """Say what a change of the codebook means to the decisions on a report.

    Args:
        change: what ``compare_documents`` found.
        reviewed: the stored record with the decisions in it.
        read_in_full: somebody read the whole report, so that an event which nobody added is none.

    An accepted or corrected event is right as people left it, in the fields that they judge (type, mode, status,
    standing, parties, place and date; contexts and codes are nobody's to judge in the desk). A rejected one is right
    when it is gone.
    """
    record = reviewed.record
    words = " ".join(record["text"][change.span.start : change.span.end].split())
    if words != change.trigger:
        return Consequence(change=change, outcome="open", why="the report reads otherwise than when it was reviewed")
    event = _find_event(change, reviewed)
    verdict = reviewed.reviews[event["id"]].verdict if event and event["id"] in reviewed.reviews else None
    if event is None or verdict in (None, "flagged"):
        return _unjudged(change, event, read_in_full=read_in_full)
    id, truth = event["id"], _truth(record, event, reviewed.reviews[event["id"]])
    if verdict == "rejected":
        outcome, why = _of_rejected(change, truth)
        return Consequence(change=change, outcome=outcome, why=why, event=id)
    fields = tuple(_compare(change, truth))
    outcome, why = _of_kept(change, truth, str(verdict))
    return Consequence(change=change, outcome=outcome, why=why, event=id, fields=fields)


def _unjudged(change: EventChange, event: Mapping[str, Any] | None, *, read_in_full: bool) -> Consequence:
    if change.kind == "added" and event is None and read_in_full:
        return Consequence(change=change, outcome="now-wrong", why="read in full, and nobody added such an event")
    return Consequence(
        change=change, outcome="open", why="nobody has judged it", event=event["id"] if event else None,
        fields=tuple(_compare(change, None)),
    )  # fmt: skip


def _of_rejected(change: EventChange, truth: Mapping[str, Any]) -> tuple[Outcome, str]:
    if change.kind == "dropped":
        return "now-right", "it was rejected, and is no longer coded"
    if change.new and change.new.type != truth["type"]:
        return "open", f"it was rejected as {truth['type']}; nobody has judged it as {change.new.type}"
    if change.kind == "added":
        return "now-wrong", "it was rejected"
    return "still-wrong", "it was rejected, and is still coded"


def _of_kept(change: EventChange, truth: Mapping[str, Any], verdict: str) -> tuple[Outcome, str]:
    before = _fits(change.old, truth) if change.old else None
    after = _fits(change.new, truth) if change.new else None
    said = {"accepted": "accepted", "corrected": "corrected", "added": "added by a person"}[verdict]
    if change.kind == "dropped":
        return ("now-wrong", f"it was {said}, and is no longer coded") if before or verdict == "accepted" else (
            "still-wrong", f"it was {said}; it was coded otherwise, and is no longer coded")  # fmt: skip
    if change.kind == "added":
        return ("now-right", f"it was {said}") if after else ("still-wrong", f"it was {said}, with other values")
    if before == after:
        return ("still-right", "what people judge stays as it is") if after else (
            "still-wrong", f"it was {said}, with other values than before and after")  # fmt: skip
    return ("now-right", f"as it was {said}") if after else ("now-wrong", f"it was {said} as before")


def _find_event(change: EventChange, reviewed: ReviewedRecord) -> Mapping[str, Any] | None:
    """Return the reviewed event that a change is about: by its trigger, else by a mention; of the same type first."""
    span = (change.span.start, change.span.end)
    types = [coding.type for coding in (change.old, change.new) if coding]
    events: Sequence[Mapping[str, Any]] = reviewed.record["events"]
    same = [event for event in events if tuple(event["trigger"]) == span]
    near = [
        event for event in events for mention in event["mentions"]
        if mention["trigger"][0] < span[1] and span[0] < mention["trigger"][1]
    ]  # fmt: skip
    found = same or near
    judged = [event for event in found if event["id"] in reviewed.reviews]
    return next((event for event in judged if event["type"] in types), next(iter(judged or found), None))


def _truth(record: Mapping[str, Any], event: Mapping[str, Any], review: Review) -> dict[str, Any]:
    """Return what people judged of an event: of an added one its type; no mode that a new type emptied."""
    fields = judged_fields(record, event)
    truth = {
        **{name: fields[name] for name in ("type", "mode", "status", "standing")},
        "source": tuple(map(_party, fields["source"])), "target": tuple(map(_party, fields["target"])),
        "where": fields["where"]["name"] if fields["where"] else None,
        "date": tuple(fields["date"] or (None, None)),
    }  # fmt: skip
    if truth["mode"] is None and (review.verdict == "added" or "type" in review.changed):
        del truth["mode"]
    return {"type": truth["type"]} if review.verdict == "added" else truth


def _values(coding: Coding) -> dict[str, Any]:
    return {
        "type": coding.type, "mode": coding.mode, "status": coding.status, "standing": coding.standing,
        "source": tuple(_CERTAINTY.sub("", name) for name in coding.source),
        "target": tuple(_CERTAINTY.sub("", name) for name in coding.target),
        "where": coding.place, "date": tuple(coding.date),
    }  # fmt: skip


def _party(party: Mapping[str, Any]) -> str:
    return " ".join(str(party["name"]).split()) + (f" ({party['code']})" if party["code"] else "")


def _fits(coding: Coding, truth: Mapping[str, Any]) -> bool:
    values = _values(coding)
    return all(values[name] == value for name, value in truth.items())


def _compare(change: EventChange, truth: Mapping[str, Any] | None) -> list[FieldChange]:
    if not change.old or not change.new:
        return []
    old, new, out = _values(change.old), _values(change.new), []
    for name in JUDGED:
        if old[name] == new[name]:
            continue
        outcome: Outcome = "open"
        if truth is not None and name in truth:
            outcome = "still-wrong"
            if new[name] == truth[name]:
                outcome = "now-right"
            elif old[name] == truth[name]:
                outcome = "now-wrong"
        reviewed = truth.get(name) if truth is not None else None
        out.append(FieldChange(field=name, old=old[name], new=new[name], reviewed=reviewed, outcome=outcome))
    return out
