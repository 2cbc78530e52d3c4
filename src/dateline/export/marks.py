from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of a text with a label: what annotation tools show. ``owner`` is the id of what it belongs to."""

    id: str
    label: str
    span: Span
    owner: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A named relation from one mark to another, by their ids: an event's source, a claim's content."""

    label: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of a record and how they hang together."""

    marks: tuple[Mark, ...]
    ties: tuple[Tie, ...]


def find_marks(record: Mapping[str, Any]) -> Marked:
    """Return every event, party, actor, place, time, claim, number and loaded term of a record as marks.

    Spans count code points of the record's text. A span of no length is left out: tools cannot show it.
    """
    drafts = [draft for draft in _drafts(record) if draft[1][0] < draft[1][1]]
    ids: dict[tuple[str, Span, str], str] = {}
    for label, span, owner, _ in drafts:
        ids.setdefault((label, span, owner), f"m{len(ids) + 1}")
    marks = {
        id: Mark(id=id, label=label, span=span, owner=owner, facts=tuple(facts))
        for (label, span, owner, facts), id in ((draft, ids[draft[0], draft[1], draft[2]]) for draft in drafts)
    }
    ties = [
        Tie(label=label, start=ids[start], end=ids[end])
        for label, start, end in _ties(record)
        if start in ids and end in ids
    ]
    return Marked(tuple(marks.values()), tuple(dict.fromkeys(ties)))


def _drafts(record: Mapping[str, Any]) -> Iterator[tuple[str, Span, str, list[tuple[str, str]]]]:
    for event in record["events"]:
        facts = [(key, str(event[key])) for key in ("mode", "status", "standing", "cameo") if event[key] is not None]
        facts += [("background", "true")] if event["background"] else []
        for mention in event["mentions"]:
            yield event["type"], _span(mention["trigger"]), event["id"], facts
        for part in event["participants"]:
            yield "Party", _span(part["span"]), part["actor"], []
    for layer, label in (("actors", "Actor"), ("places", "Place")):
        for item in record[layer]:
            facts = [
                (key, str(item[key])) for key in ("name", "code", "kind", "geonameid") if item.get(key) is not None
            ]
            for mention in item["mentions"]:
                yield label, _span(mention["span"]), item["id"], facts
    for time in record["times"]:
        if time["span"]:
            yield "Time", _span(time["span"]), time["id"], [("value", str(time["value"]))] if time["value"] else []
    for claim in record["claims"]:
        for key, label in (("source", "ClaimSource"), ("cue", "ClaimCue"), ("content", "ClaimContent")):
            for span in claim[key]:
                yield label, _span(span), claim["id"], []
    for number in record["numbers"]:
        yield "Number", _span(number["span"]), number["id"], [("what", str(number["what"]))]
    for index, term in enumerate(record["loaded_terms"], 1):
        yield "LoadedTerm", _span(term["span"]), f"l{index}", [("frame", str(term["frame"]))]


def _ties(record: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Span, str], tuple[str, Span, str]]]:
    for event in record["events"]:
        trigger = (event["type"], _span(event["trigger"]), event["id"])
        for part in event["participants"]:
            yield part["role"].title().replace("-", ""), trigger, ("Party", _span(part["span"]), part["actor"])
        for at in event["locations"]:
            yield "Place", trigger, ("Place", _span(at["span"]), at["place"])
    for claim in record["claims"]:
        if claim["cue"]:
            cue = ("ClaimCue", _span(claim["cue"][0]), claim["id"])
            for key, label in (("source", "ClaimSource"), ("content", "ClaimContent")):
                for span in claim[key]:
                    yield key.title(), cue, (label, _span(span), claim["id"])


def _span(span: Any) -> Span:
    return int(span[0]), int(span[1])
