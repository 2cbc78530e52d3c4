import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Record = Mapping[str, Any]
Action = Literal["accept", "reject", "correct", "add", "skip", "flag", "complete", "undo", "split", "merge"]
ACTIONS: tuple[Action, ...] = ("accept", "reject", "correct", "add", "skip", "flag", "complete", "undo")
STORIES: tuple[Action, ...] = ("split", "merge")  # about what several reports tell, not about one event's coding
FIELDS = ("type", "mode", "status", "standing", "background", "trigger", "source", "target", "where", "date", "claims")
MODEL = "model:"  # how the name of a second coder begins that is no person
VERDICTS: tuple[Action, ...] = ("accept", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What finds an event again after the document was coded anew: its words and their place, and the sentence.

    ``text_sha256`` is the hash of the whole text: where it still is the same, the span alone decides.
    """

    start: int
    end: int
    words: str
    sentence: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing that one person decided, once: a row that is appended and never changed.

    ``key`` is made by whoever decides, so that a decision that is sent twice is kept once; ``serial`` is its place in
    the record of the project, None before it is kept. ``before`` and ``after`` are values of the contract: a type, a
    status, a list of actors' names and codes, a place, a date. ``fields`` are the event's judged values at that moment:
    a verdict holds as long as the machine still says the same. An ``undo`` names the decision that it takes back.
    ``complete`` is about a document: it was read in full, and every event that the machine had missed was added.
    ``split`` and ``merge`` are about stories: ``after`` names events on two sides (docs/desk.md).
    """

    key: str
    coder: str
    at: str  # UTC, ISO 8601
    document: str
    action: Action
    event: str | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    why: str | None = None
    undoes: str | None = None
    anchor: Anchor | None = None
    fields: Mapping[str, Any] | None = None
    rule: str | None = None  # the codebook entry that had coded the event
    sample: str | None = None  # the queue that showed it, for estimates
    dateline: str | None = None
    codebook: str | None = None
    serial: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON can hold it: a line of the audit log."""
        return asdict(self)

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Decision":
        """Return the decision of a line of the audit log."""
        anchor = row.get("anchor")
        return cls(**{**row, "anchor": Anchor(**anchor) if anchor else None})


def anchor_event(record: Record, event: Record) -> Anchor:
    """Return what finds an event of a contract record again."""
    text = record["text"]
    start, end = event["trigger"]
    return Anchor(
        start=start,
        end=end,
        words=text[start:end],
        sentence=sentence_of(record, start),
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def find_anchored(record: Record, anchor: Anchor) -> str | None:
    """Return the id of the event that an anchor means, or None where it is gone or cannot be told from another.

    In the same text it is the event with that trigger; in a changed one the event with the same words in the same
    sentence, wherever that stands now.
    """
    digest = hashlib.sha256(record["text"].encode("utf-8", "surrogatepass")).hexdigest()
    if digest == anchor.text_sha256:
        found = [e["id"] for e in record["events"] if list(e["trigger"]) == [anchor.start, anchor.end]]
    else:
        found = [
            event["id"]
            for event in record["events"]
            if record["text"][slice(*event["trigger"])] == anchor.words
            and sentence_of(record, event["trigger"][0]) == anchor.sentence
        ]
    return found[0] if len(found) == 1 else None


def judged_fields(record: Record, event: Record) -> dict[str, Any]:
    """Return the values of an event that a person judges, with ids replaced by what they stand for."""
    actors = {actor["id"]: actor for actor in record["actors"]}
    places = {place["id"]: place for place in record["places"]}
    claims = {claim["id"]: claim for claim in record["claims"]}
    place = places.get(event["where"] or "")
    date = event["date"]
    return {
        "type": event["type"],
        "mode": event["mode"],
        "status": event["status"],
        "standing": event["standing"],
        "background": event["background"],
        "trigger": record["text"][slice(*event["trigger"])],
        "source": [_party(actors.get(id)) for id in event["source"]],
        "target": [_party(actors.get(id)) for id in event["target"]],
        "where": {"name": place["name"], "geonameid": place["geonameid"]} if place else None,
        "date": [date["start"], date["end"]] if date else None,
        "claims": [claims[id]["source_name"] for id in event["claims"] if id in claims],
    }


def sentence_of(record: Record, position: int) -> str:
    """Return the sentence at a position, with its white space made plain."""
    for start, end in record["sentences"]:
        if start <= position < end:
            return " ".join(record["text"][start:end].split())
    return ""


def standing_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that nobody took back, in order; a coder takes back only decisions of their own."""
    rows = list(decisions)
    coders = {row.key: row.coder for row in rows if row.action != "undo"}
    gone = {row.undoes for row in rows if row.action == "undo" and coders.get(row.undoes or "") == row.coder}
    return [row for row in rows if row.action != "undo" and row.key not in gone]


def is_model(coder: str) -> bool:
    """Tell whether a coder is a model: its decisions are compared with people's, and change nothing."""
    return coder.startswith(MODEL)


def same_value(one: Any, other: Any) -> bool:
    """Tell whether two values of a field are the same as JSON."""
    return json.dumps(one, sort_keys=True, ensure_ascii=False) == json.dumps(other, sort_keys=True, ensure_ascii=False)


def _party(actor: Record | None) -> dict[str, Any]:
    return {"name": actor["name"], "code": actor["code"]} if actor else {"name": None, "code": None}
