"""The data set as people left it: the machine's coding plus the decisions on record, at any past moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dateline.codebook.schema import QUADS
from dateline.review.decision import (
    STORIES,
    VERDICTS,
    Decision,
    find_anchored,
    is_model,
    judged_fields,
    same_value,
    standing_decisions,
)

Verdict = Literal["accepted", "corrected", "rejected", "added", "flagged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was decided about one event, by whom, and the fields that a person changed."""

    verdict: Verdict
    coder: str
    at: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedRecord:
    """A contract record with the decisions in it.

    ``reviews`` are by event id. A rejected event stays in ``record`` with its review, so that nothing is lost; whoever
    exports leaves it out. ``stale`` are decisions that no longer fit what the machine says: they want another look and
    change nothing.
    """

    record: dict[str, Any]
    reviews: Mapping[str, Review]
    stale: tuple[Decision, ...]


def apply_decisions(
    record: Mapping[str, Any], decisions: Iterable[Decision], *, until: str | None = None, final: Sequence[str] = ()
) -> ReviewedRecord:
    """Return a record with the decisions about its document in it.

    Args:
        record: a contract record, as the machine coded it last.
        decisions: those of this document in the order of the project's record, of any coding of it.
        until: only decisions up to this moment (UTC, ISO 8601): the data set as it then was.
        final: coders whose word stands over everybody else's, such as adjudicators; among equals the last one counts.

    An event is found again by its anchor. A correction holds while the machine still says what was corrected, or by now
    says the same as the person; an acceptance holds while all judged fields are as they were; a rejection of an event
    holds as long as its trigger and type are there. What a model decided as a second coder is never applied.
    """
    out = _opened(record)
    rows = [row for row in decisions if (until is None or row.at <= until) and not is_model(row.coder)]
    standing = sorted(
        standing_decisions(rows), key=lambda row: row.coder in final
    )  # stable: the last word is applied last
    events = {event["id"]: event for event in out["events"]}
    reviews: dict[str, Review] = {}
    stale: list[Decision] = []
    for decision in standing:
        if decision.action in ("skip", "complete", *STORIES):
            continue
        if decision.action == "add":
            reviews[_add_event(out, decision)] = Review(verdict="added", coder=decision.coder, at=decision.at)
            continue
        id = find_anchored(record, decision.anchor) if decision.anchor else decision.event
        if id is None or id not in events or not _holds(decision, record, events[id]):
            stale.append(decision)
            continue
        reviews[id] = _review(decision, reviews.get(id))
        if decision.action == "correct" and decision.field:
            _set_field(out, events[id], decision.field, decision.after)
            if decision.field == "type":
                _follow_type(events[id], keep_mode="mode" in reviews[id].changed)
    return ReviewedRecord(record=out, reviews=reviews, stale=tuple(stale))


def _opened(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a record in which what decisions change can be changed; all else is shared with the record."""
    added = {name: list(record[name]) for name in ("actors", "places") if name in record}
    return {**record, **added, "events": [dict(event) for event in record["events"]]}


def _holds(decision: Decision, record: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    machine = next((each for each in record["events"] if each["id"] == event["id"]), None)
    if machine is None:
        return False
    now = judged_fields(record, machine)
    if decision.action == "correct" and decision.field:
        return same_value(now.get(decision.field), decision.before) or same_value(
            now.get(decision.field), decision.after
        )
    if decision.fields is None:
        return True
    if decision.action == "reject":
        return all(same_value(now.get(name), decision.fields.get(name)) for name in ("type", "trigger"))
    return all(same_value(now.get(name), value) for name, value in decision.fields.items())


def _review(decision: Decision, before: Review | None) -> Review:
    changed = before.changed if before else ()
    if decision.action == "correct" and decision.field:
        changed = tuple(sorted({*changed, decision.field}))
        verdict: Verdict = before.verdict if before and before.verdict == "added" else "corrected"
    elif decision.action == "flag":
        verdict = before.verdict if before else "flagged"
    elif decision.action == "reject":
        verdict = "rejected"
    else:
        verdict = "corrected" if changed else "accepted"
    return Review(verdict=verdict, coder=decision.coder, at=decision.at, changed=changed)


def _add_event(out: dict[str, Any], decision: Decision) -> str:
    """Append an event that the machine had missed; its id is ``r1``, ``r2`` …, which no machine's event has."""
    given = dict(decision.after or {})
    id = f"r{sum(event['id'].startswith('r') for event in out['events']) + 1}"
    start, end = given["span"]
    event: dict[str, Any] = {
        "id": id, "sentence": _sentence(out, start), "trigger": [start, end],
        "mentions": [{"sentence": _sentence(out, start), "trigger": [start, end]}],
        "type": given["type"], "mode": None, "contexts": [], "cameo": None, "quad": QUADS.get(given["type"], 0),
        "goldstein": None, "status": given.get("status", "occurred"), "background": False, "standing": "asserted",
        "positions": [], "claims": [], "nature": "act", "phase": None, "outcome": None, "participants": [],
        "source": [], "target": [], "source_spans": [], "target_spans": [], "source_state": "unstated",
        "target_state": "unstated", "reciprocal": False, "about": None, "where": None, "locations": [], "date": None,
        "count": None, "numbers": [], "conflicts": [], "confidence": 1.0, "rule": f"review:{decision.coder}",
    }  # fmt: skip
    out["events"].append(event)
    for name in ("mode", "standing", "background", "source", "target", "where", "date"):
        if name in given:
            _set_field(out, event, name, given[name])
    return id


def _set_field(out: dict[str, Any], event: dict[str, Any], name: str, value: Any) -> None:
    """Put a person's value into an event; an actor or place that the record does not have is added to it."""
    if name in ("source", "target"):
        _set_parties(out, event, name, value or [])
    elif name == "where":
        event["where"] = _place(out, value) if value else None
        event["locations"] = [at for at in event["locations"] if at["place"] == event["where"]]
    elif name == "date":
        event["date"] = (
            {"start": value[0], "end": value[1], "precision": None, "basis": "reviewed", "time": None}
            if value
            else None
        )
    elif name == "trigger":
        start, end = value["span"]
        event["trigger"], event["sentence"] = [start, end], _sentence(out, start)
        event["mentions"] = [{"sentence": event["sentence"], "trigger": [start, end]}, *event["mentions"][1:]]
    elif name == "claims":
        by_name = {claim["source_name"]: claim["id"] for claim in out["claims"]}
        event["claims"] = [by_name[each] for each in value or [] if each in by_name]
    else:
        event[name] = value


def _follow_type(event: dict[str, Any], *, keep_mode: bool) -> None:
    """Make what follows from an event's type agree with a person's: its class, and what the machine's type had."""
    event |= {"quad": QUADS.get(event["type"], 0), "cameo": None, "goldstein": None, "contexts": []}
    if not keep_mode:
        event["mode"] = None


def _set_parties(out: dict[str, Any], event: dict[str, Any], role: str, parties: Sequence[Mapping[str, Any]]) -> None:
    ids = [_actor(out, party) for party in parties]
    kept = {party["actor"]: party for party in event["participants"] if party["role"] == role}
    blank: dict[str, Any] = {
        "role": role, "certainty": "stated", "part": None, "civilian": None, "alternative": None, "claim": None,
        "span": list(event["trigger"]),
    }  # fmt: skip
    others = [party for party in event["participants"] if party["role"] != role]
    mine = [
        kept.get(id) or {**blank, "actor": id, "span": list(party.get("span") or blank["span"])}
        for id, party in zip(ids, parties, strict=True)
    ]
    event["participants"] = [*others, *mine]
    event[role] = ids
    event[f"{role}_spans"] = [party["span"] for party in mine]
    event[f"{role}_state"] = "named" if ids else "unstated"


def _actor(out: dict[str, Any], party: Mapping[str, Any]) -> str:
    for actor in out["actors"]:
        if actor["name"] == party["name"] and actor["code"] == party.get("code"):
            return str(actor["id"])
    id = f"r{sum(actor['id'].startswith('r') for actor in out['actors']) + 1}"
    code = party.get("code")
    out["actors"].append(
        {
            "id": id,
            "name": party["name"],
            "code": code,
            "country": code[:3] if code else None,
            "role": code[3:] or None if code else None,
            "kind": None,
            "person_status": None,
            "wikidata": None,
            "basis": "reviewed",
            "mentions": [{"span": list(party["span"]), "form": "name"}] if party.get("span") else [],
        }
    )
    return id


def _place(out: dict[str, Any], value: Mapping[str, Any]) -> str:
    for place in out["places"]:
        if place["name"] == value["name"] and place["geonameid"] == value.get("geonameid"):
            return str(place["id"])
    id = f"r{sum(place['id'].startswith('r') for place in out['places']) + 1}"
    names = ("geonameid", "lat", "lon", "country", "admin1", "admin2", "kind", "precision", "disputed")
    row = {"id": id, "name": value["name"], **{name: value.get(name) for name in names}}
    row |= {"mentions": [{"span": list(value["span"]), "form": "name"}] if value.get("span") else []}
    out["places"].append({**row, "candidates": 1, "basis": "reviewed"})
    return id


def _sentence(out: Mapping[str, Any], position: int) -> int:
    return next((n for n, (start, end) in enumerate(out["sentences"]) if start <= position < end), 0)


def final_verdicts(decisions: Iterable[Decision], *, final: Sequence[str] = ()) -> dict[tuple[str, str], Decision]:
    """Return the verdict that stands on each event, by document and event: the last one, an adjudicator's over all."""
    rows = [row for row in standing_decisions(decisions) if row.action in VERDICTS and row.event]
    rows = [row for row in rows if not is_model(row.coder)]
    return {(row.document, row.event or ""): row for row in sorted(rows, key=lambda row: row.coder in final)}
