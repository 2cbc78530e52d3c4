"""What the desk shows: one event with its document, a document with its events, the map, the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dateline.desk.marking import FieldMark, Piece
from dateline.review import Decision, ReviewedRecord
from dateline.review.values import STATUSES as STATUSES
from dateline.store import PlaceCount, StoredEvent

UNPLACED_FROM = 3  # from this UCDP where_prec on a place is an area, and no point
FIELD_KINDS = {
    "type": "type", "mode": "mode", "status": "status", "source": "parties", "target": "parties", "where": "place",
    "date": "date", "standing": "standing", "background": "background", "trigger": "trigger", "claims": "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event with all that a reviewer wants to see: its document in pieces, the record as reviewed, its links."""

    address: str
    stored: StoredEvent
    reviewed: ReviewedRecord
    event: Mapping[str, Any]
    fields: Mapping[str, Any]
    marks: Mapping[str, FieldMark]
    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event in the list of a document's page."""

    id: str
    type: str
    mode: str | None
    status: str
    words: str
    verdict: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document with all its layers, its events, and the decisions that no longer fit it."""

    key: str
    title: str
    outlet: str | None
    published: str | None
    source: str
    pieces: tuple[Piece, ...]
    events: tuple[EventLine, ...]
    stale: tuple[Decision, ...]
    notes: tuple[Mapping[str, Any], ...]
    read_by: tuple[str, ...] = ()  # who has read it in full
    statuses: tuple[str, ...] = STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """Where the events of a search are: places with their precision, and how many have no point at all."""

    places: tuple[PlaceCount, ...]
    events: int
    placed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """When the events of a search were: how many began in each period, and the latest ones with their dates."""

    counts: Mapping[str, int]
    by: str
    undated: int
    events: tuple[StoredEvent, ...]
