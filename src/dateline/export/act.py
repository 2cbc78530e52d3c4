import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dateline.export.coded import Coded
from dateline.export.toll import Toll, count_dead
from dateline.model.story import Occurrence

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the reports of one occurrence say together: who printed it and when, and every toll given."""

    outlets: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    mentions: int = 0
    reports: int = 0
    tolls: tuple[Toll, ...] = ()

    def with_report(self, act: "Act") -> "Telling":
        """Add one report's telling."""
        return Telling(
            outlets=_with(self.outlets, act.outlet),
            addresses=_with(self.addresses, act.record.get("source")),
            published=_with(self.published, act.published),
            mentions=self.mentions + len(act.event["mentions"]),
            reports=self.reports + 1,
            tolls=(*self.tolls, act.own_toll) if act.own_toll else self.tolls,
        )


@dataclass(frozen=True)
class Act:
    """One event of a record as an exporter wants it, with its actors, place, claims and numbers looked up."""

    record: Mapping[str, Any]
    event: Mapping[str, Any]
    index: "RecordIndex"
    document: str
    occurrence: Occurrence | None = None
    telling: Telling | None = None

    @property
    def key(self) -> str:
        """The occurrence's id where events were linked, else ``document#event``."""
        return self.occurrence.id if self.occurrence else f"{self.record['id']}#{self.event['id']}"

    def number(self, suffix: str = "") -> int:
        """A whole number made from the key: 52 bits of its SHA-256, which R and JavaScript hold exactly."""
        return int(hashlib.sha256(f"{self.key}{suffix}".encode()).hexdigest()[:13], 16)

    @property
    def told(self) -> Telling:
        """What the reports of the occurrence say together; this report's own where nothing was gathered."""
        return self.telling or Telling().with_report(self)

    @cached_property
    def place(self) -> Mapping[str, Any]:
        """Where it took place; empty where that was not told."""
        return self.index.places.get(self.event["where"], {})

    @property
    def date(self) -> Mapping[str, Any]:
        """When it took place; empty where that was not told."""
        return self.event["date"] or {}

    @property
    def precision(self) -> int | None:
        """UCDP ``where_prec`` of the place: the event's own ("near Goma" is coarser), else the place's."""
        at = [loc for loc in self.event["locations"] if loc["place"] == self.event["where"]]
        own = at[0]["precision"] if at else None
        return own if own is not None else self.place.get("precision")

    @property
    def outlet(self) -> str | None:
        return self.index.header("outlet")

    @property
    def published(self) -> str | None:
        return self.index.header("published")

    @property
    def sentence(self) -> str:
        """The sentence of the first mention."""
        sentences = self.record["sentences"]
        number = self.event["sentence"]
        return self.words(sentences[number]) if number < len(sentences) else ""

    @property
    def said_by(self) -> str | None:
        """Who says so, from whom the outlet cites to whom that one cites."""
        names = [self.index.claims[id]["source_name"] or "not named" for id in reversed(self.event["claims"])]
        return " ← ".join(names) or None

    @cached_property
    def own_toll(self) -> Toll | None:
        """The dead that this report's own numbers count."""
        return count_dead([self.index.numbers[id] for id in self.event["numbers"]])

    def words(self, span: Sequence[int]) -> str:
        """Return the words of a span."""
        return str(self.record["text"][span[0] : span[1]])

    def parties(self, role: str) -> list["Party"]:
        """Return who takes part in a role, in text order, each once."""
        found: dict[str, Party] = {}
        for part in self.event["participants"]:
            if part["role"] == role:
                found.setdefault(part["actor"], Party(self.index.actors[part["actor"]], part, self.words(part["span"])))
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in its part of an event; ``raw`` is how the text names it there."""

    actor: Mapping[str, Any]
    part: Mapping[str, Any]
    raw: str

    @property
    def name(self) -> str:
        return str(self.actor["name"])

    @property
    def civilian(self) -> bool | None:
        """Whether it is civilian: as the event says, else by its role."""
        given: bool | None = self.part["civilian"]
        return given if given is not None else self.actor["role"] == "CVL" or None


@dataclass(frozen=True, slots=True)
class RecordIndex:
    """The layers of a record by id."""

    record: Mapping[str, Any]
    actors: Mapping[str, Mapping[str, Any]]
    places: Mapping[str | None, Mapping[str, Any]]
    claims: Mapping[str, Mapping[str, Any]]
    numbers: Mapping[str, Mapping[str, Any]]
    inner: frozenset[str]

    def header(self, name: str) -> str | None:
        """Return a field of the header."""
        field = (self.record["header"] or {}).get(name)
        return field["value"] if field else None


def find_acts(coded: Coded) -> list[Act]:
    """Return the events of a record as acts; none for a document that failed."""
    record = coded.record
    if "error" in record:
        return []
    layers = {name: {item["id"]: item for item in record[name]} for name in ("actors", "places", "claims", "numbers")}
    inner = frozenset(event["about"] for event in record["events"] if event["about"])
    index = RecordIndex(record=record, inner=inner, **layers)
    told = coded.occurrences
    return [Act(record, event, index, coded.document, told.get(event["id"])) for event in record["events"]]


def _with(values: tuple[str, ...], value: str | None) -> tuple[str, ...]:
    return values if value is None or value in values else (*values, value)
