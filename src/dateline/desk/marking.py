"""A report's text with its layers: what is marked where, cut into pieces that a page can draw without nesting."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

Layer = Literal["event", "actor", "place", "time", "claim", "number", "repair", "region"]
LAYERS: tuple[Layer, ...] = ("event", "actor", "place", "time", "claim", "number", "repair", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerMark:
    """Characters ``[start, end)`` of the text that one layer marks: which item, as what, by which rule or basis."""

    start: int
    end: int
    layer: Layer
    item: str  # the id of the event, actor … in the record
    role: str  # trigger, mention, name, cue …
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMark:
    """Where a field of an event has its words, and the rule or basis by which it was found."""

    spans: tuple[tuple[int, int], ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text over which the same marks hold."""

    start: int
    end: int
    text: str
    marks: tuple[LayerMark, ...]


def find_marks(record: Mapping[str, Any]) -> Iterator[LayerMark]:
    """Yield the marks of all layers of a contract record."""
    for event in record["events"]:
        for mention in event["mentions"]:
            role = "trigger" if mention["trigger"] == event["trigger"] else "mention"
            yield _mark(mention["trigger"], "event", event["id"], role, event["rule"])
    for layer, name in (("actors", "actor"), ("places", "place")):
        for item in record[layer]:
            for mention in item["mentions"]:
                yield _mark(mention["span"], name, item["id"], mention["form"], item["basis"])  # type: ignore[arg-type]
    for time in record["times"]:
        if time["span"]:
            yield _mark(time["span"], "time", time["id"], time["type"], time["basis"])
    for claim in record["claims"]:
        for role in ("source", "cue", "content"):
            for span in claim[role]:
                yield _mark(span, "claim", claim["id"], role, claim["source_kind"] or "claim")
    for number in record["numbers"]:
        yield _mark(number["span"], "number", number["id"], number["what"], number["qualifier"] or "stated")
    for n, edit in enumerate(record["edits"]):
        if edit["span"][0] < edit["span"][1]:
            yield _mark(edit["span"], "repair", f"edit{n}", f"was {edit['was']!r}", edit["rule"])
    for n, region in enumerate(record["regions"]):
        yield _mark(region["span"], "region", f"region{n}", region["kind"], "layout")


def mark_fields(record: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, FieldMark]:
    """Return for each judged field of an event its words in the text, and its rule or basis."""
    items = {item["id"]: item for layer in ("actors", "places", "times", "claims") for item in record[layer]}
    trigger = (tuple(event["trigger"]),)
    out = {name: FieldMark(spans=trigger, basis=f"codebook {event['rule']}") for name in ("type", "mode", "trigger")}
    held = f"{event['status']}, {event['standing']}"
    out |= {name: FieldMark(spans=trigger, basis=held) for name in ("status", "standing", "background")}
    for role in ("source", "target"):
        basis = ", ".join(items[id]["basis"] for id in event[role] if id in items) or event[f"{role}_state"]
        out[role] = FieldMark(spans=_spans(event[f"{role}_spans"]), basis=basis)
    at = [location["span"] for location in event["locations"] if location["place"] == event["where"]]
    out["where"] = FieldMark(
        spans=_spans(at), basis=items[event["where"]]["basis"] if event["where"] in items else "none"
    )
    date = event["date"] or {}
    time = items.get(date.get("time") or "", {})
    out["date"] = FieldMark(spans=_spans([time.get("span")]), basis=date.get("basis") or "none")
    claims = [items[id] for id in event["claims"] if id in items]
    said = [span for claim in claims for role in ("source", "cue") for span in claim[role]]
    out["claims"] = FieldMark(
        spans=_spans(said), basis=", ".join(claim["stance"] or "says" for claim in claims) or "none"
    )
    return out


def _spans(found: Iterable[Any]) -> tuple[tuple[int, int], ...]:
    return tuple((span[0], span[1]) for span in found if span)


def cut_pieces(text: str, marks: Iterable[LayerMark]) -> tuple[Piece, ...]:
    """Cut a text where any mark begins or ends; the pieces put together are the text, character for character."""
    held = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in held), *(mark.end for mark in held)})
    opening: dict[int, list[LayerMark]] = {}
    for mark in held:
        opening.setdefault(mark.start, []).append(mark)
    pieces: list[Piece] = []
    active: list[LayerMark] = []
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark.end > start] + opening.get(start, [])
        order = sorted(active, key=lambda mark: (LAYERS.index(mark.layer), mark.item, mark.role))
        pieces.append(Piece(start=start, end=end, text=text[start:end], marks=tuple(order)))
    return tuple(pieces)


def _mark(span: Iterable[int], layer: Layer, item: str, role: str, basis: str) -> LayerMark:
    start, end = span
    return LayerMark(start=start, end=end, layer=layer, item=item, role=role, basis=basis)
