import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

LONGEST = 300  # characters of a message: some hold a whole record
ID_LAYERS = ("actors", "places", "times", "claims", "numbers", "events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing in one record that breaks the contract; ``path`` is where, as ``events[0].status``."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.path}: {self.message}"


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema of the contract."""
    schema: dict[str, Any] = json.loads((resources.files("dateline.contract") / "schema.json").read_text("utf8"))
    return schema


@lru_cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(load_schema())


def find_faults(lines: Iterable[bytes]) -> Iterator[Fault]:
    """Yield every fault of a file of records: first against the JSON Schema, then what a schema cannot say.

    That is: spans lie inside the text, runs tile it, sentences and edits are in order, ids are unique (in the record
    and in the file), and every id that is referred to exists.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            yield Fault(line=number, path="record", message=f"is not JSON in UTF-8 ({error})")
            continue
        faults = list(find_record_faults(record))
        yield from (Fault(line=number, path=path, message=message) for path, message in faults)
        if isinstance(record, dict) and isinstance(id := record.get("id"), str):
            if id in seen:
                yield Fault(line=number, path="id", message=f"{id!r} is the id of line {seen[id]} too")
            seen.setdefault(id, number)


def find_record_faults(record: Any) -> Iterator[tuple[str, str]]:
    """Yield the faults of one record as (path, message)."""
    faults = list(_schema_faults(record))
    yield from faults
    if not faults and "error" not in record:
        yield from _order_faults(record)
        yield from _span_faults(record, "", len(record["text"]))
        yield from _reference_faults(record)


def _schema_faults(record: Any) -> Iterator[tuple[str, str]]:
    """Yield what the schema says, each once; the fields that one object lacks are one fault."""
    lacks: dict[str, list[str]] = {}
    told: dict[tuple[str, str], None] = {}
    errors = sorted(_validator().iter_errors(record), key=lambda error: [str(part) for part in error.absolute_path])
    for error in errors:
        leaf = min(error.context, key=lambda one: -len(one.absolute_path)) if error.context else error
        path, message = _path(leaf.absolute_path), leaf.message
        if leaf.validator == "required":
            lacks.setdefault(path, []).append(message.removesuffix(" is a required property"))
        else:
            told[path, message if len(message) < LONGEST else f"{message[:LONGEST]}…"] = None
    for path, names in lacks.items():
        yield path, f"lacks {', '.join(names)}"
    yield from told


def _path(parts: Iterable[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".") or "record"


def _span_faults(value: Any, path: str, length: int) -> Iterator[tuple[str, str]]:
    """Check every span by its name: ``span``, ``trigger``, ``*_spans``, ``source``/``cue``/``content`` of claims."""
    if isinstance(value, dict):
        for key, item in value.items():
            at = f"{path}.{key}".lstrip(".")
            if key not in ("raw_span", "alignment", "conflicts"):
                yield from _span_faults(item, at, length)
    elif isinstance(value, list):
        if len(value) == 2 and all(type(item) is int for item in value):
            if not 0 <= value[0] <= value[1] <= length:
                yield path, f"the span {value} does not lie inside the text (0 to {length})"
        else:
            for index, item in enumerate(value):
                yield from _span_faults(item, f"{path}[{index}]", length)


def _order_faults(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    at = raw_at = 0
    for index, (start, end, raw_start, raw_end) in enumerate(record["alignment"]):
        if start != at or end <= start or raw_start < raw_at or raw_end < raw_start:
            yield f"alignment[{index}]", "the runs do not tile the text in order"
            break
        at, raw_at = end, raw_end
    else:
        if at != len(record["text"]):
            yield "alignment", f"the runs end at {at}, the text at {len(record['text'])}"
    for name in ("sentences", "regions", "edits"):
        spans = [item if name == "sentences" else item["span"] for item in record[name]]
        for index, (before, after) in enumerate(pairwise(spans)):
            if after[0] < before[1]:
                yield f"{name}[{index + 1}]", "overlaps the one before it, or is out of order"
    for index, edit in enumerate(record["edits"]):
        if record["text"][slice(*edit["span"])] != edit["now"]:
            yield f"edits[{index}].now", "is not what the text has at the edit's span"


def _reference_faults(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    ids = {layer: [item["id"] for item in record[layer]] for layer in ID_LAYERS}
    every = [id for layer in ID_LAYERS for id in ids[layer]]
    for id in sorted({id for id in every if every.count(id) > 1}):
        yield "record", f"the id {id!r} is given twice"
    for path, layer, id in _references(record):
        if id is not None and id not in ids[layer]:
            yield path, f"{id!r} is none of the record's {layer}"
    sentences = len(record["sentences"])
    for index, event in enumerate(record["events"]):
        for key in ("source", "target"):
            if len(event[key]) != len(event[f"{key}_spans"]):
                yield f"events[{index}].{key}_spans", f"has not one span for each {key}"
        if any(mention["sentence"] >= sentences for mention in event["mentions"]):
            yield f"events[{index}].mentions", f"a sentence number is not below {sentences}"
    about = {event["id"]: event["about"] for event in record["events"]}
    for id in about:
        chain, at = set[str](), id
        while at and at not in chain:
            chain.add(at)
            at = about.get(at)
        if at:
            yield "events", f"the event {id!r} is about itself, through {' → '.join(sorted(chain))}"


def _references(record: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    for index, event in enumerate(record["events"]):
        at = f"events[{index}]"
        for party in event["participants"]:
            yield f"{at}.participants", "actors", party["actor"]
            yield f"{at}.participants", "claims", party["claim"]
        for key, layer in (("source", "actors"), ("target", "actors"), ("claims", "claims"), ("numbers", "numbers")):
            yield from ((f"{at}.{key}", layer, id) for id in event[key])
        yield from ((f"{at}.positions", "claims", position["claim"]) for position in event["positions"])
        yield from ((f"{at}.locations", "places", location["place"]) for location in event["locations"])
        yield f"{at}.where", "places", event["where"]
        yield f"{at}.about", "events", event["about"]
        if event["date"]:
            yield f"{at}.date.time", "times", event["date"]["time"]
    for index, claim in enumerate(record["claims"]):
        for key, layer in (("actor", "actors"), ("within", "claims"), ("via", "claims")):
            yield f"claims[{index}].{key}", layer, claim[key]
    for index, number in enumerate(record["numbers"]):
        for key, layer in (
            ("event", "events"),
            ("actor", "actors"),
            ("where", "places"),
            ("when", "times"),
            ("claim", "claims"),
        ):
            yield f"numbers[{index}].{key}", layer, number[key]
    for index, predicate in enumerate(record["predicates"]):
        yield f"predicates[{index}].when", "times", predicate["when"]
    yield from (("notes", "events", note["event"]) for note in record["notes"])
