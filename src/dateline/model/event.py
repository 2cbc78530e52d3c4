from dataclasses import dataclass
from typing import Any, Literal

from dateline.model.span import Span

Status = Literal[
    "occurred",
    "ongoing",
    "attempted",
    "planned",
    "threatened",
    "demanded",
    "offered",
    "negated",
    "denied",
    "hypothetical",
]
Standing = Literal["asserted", "attributed", "disputed", "denied"]
State = Literal["named", "unidentified", "unstated", "not-applicable"]
ParticipantRole = Literal["source", "target", "victim", "associate", "mediator", "third-party", "instrument"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """One place where the text speaks of an event; ``sentence`` is an index into the document's sentences."""

    sentence: int
    trigger: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor's part in an event; equal ``alternative`` values are joined by "or"."""

    actor: str
    role: ParticipantRole
    span: Span
    certainty: Literal["stated", "suspected", "blamed", "claimed", "denied"] = "stated"
    part: str | None = None
    civilian: bool | None = None
    alternative: int | None = None
    claim: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place of an event; ``relation`` keeps "near" or "outside", which make the precision coarser."""

    place: str
    role: Literal["at", "origin", "destination", "affected"]
    span: Span
    relation: str | None = None
    precision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDate:
    """ISO bounds of when an event took place; a bound only, e.g. not after publication, leaves ``start`` None."""

    start: str | None
    end: str | None
    precision: int | None
    basis: str
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Who stands where on an event; ``claim`` None is the outlet itself."""

    claim: str | None
    stance: Literal["asserts", "denies", "doubts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many acts one mention speaks of: "three raids"."""

    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One occurrence (or plan, threat, denial … of one): who did what to whom, where, when, and who says so."""

    id: str
    sentence: int
    trigger: Span
    mentions: tuple[EventMention, ...]
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    quad: int
    goldstein: float | None
    status: Status
    rule: str
    background: bool = False
    standing: Standing = "asserted"
    positions: tuple[Position, ...] = ()
    claims: tuple[str, ...] = ()
    nature: Literal["act", "state"] = "act"
    phase: str | None = None
    outcome: str | None = None
    participants: tuple[Participant, ...] = ()
    source_state: State = "unstated"
    target_state: State = "unstated"
    reciprocal: bool = False
    about: str | None = None
    where: str | None = None
    locations: tuple[Location, ...] = ()
    date: EventDate | None = None
    count: Count | None = None
    conflicts: tuple[dict[str, Any], ...] = ()
    confidence: float = 0.5

    def parties(self, role: ParticipantRole) -> tuple[Participant, ...]:
        """Return the participants of one role, in text order."""
        return tuple(p for p in self.participants if p.role == role)
