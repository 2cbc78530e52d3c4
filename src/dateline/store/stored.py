"""What a project gives back: documents, records and events as they are stored, with the columns of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EVENT_COLUMNS = (
    "serial", "document", "event", "type", "mode", "contexts", "cameo", "quad", "goldstein", "status", "background",
    "standing", "nature", "phase", "outcome", "about", "inside", "reciprocal", "source_names", "source_codes",
    "target_names", "target_codes", "said_by", "place_name", "country", "admin1", "lat", "lon", "geonameid",
    "place_precision", "start_date", "end_date", "date_precision", "date_basis", "trigger_text", "sentence_text",
    "confidence", "rule",
)  # fmt: skip
DOCUMENT_COLUMNS = (
    "key", "n", "stamp", "id", "identity", "corpus", "source", "raw_kind", "raw_sha256", "meta_sha256", "title",
    "outlet", "agency", "byline", "published", "url", "language", "state", "presence", "replaced_by", "error_code",
    "error_message", "attempts", "first_run", "run", "seen", "events",
)  # fmt: skip
BESIDE = ("id", "source", "published", "outlet", "title")  # what an event's row has of its document
LINKED = ("occurrence", "reports", "outlets", "origins", "representative")
EVENT_ROW = ("address", *EVENT_COLUMNS, *BESIDE, *LINKED)  # the columns of an event wherever it is listed


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A row of the table documents; docs/store.md says what each field is."""

    key: str
    n: int
    stamp: int
    id: str
    identity: str
    corpus: str
    source: str
    raw_kind: str | None
    raw_sha256: str | None
    meta_sha256: str | None
    title: str | None
    outlet: str | None
    agency: str | None
    byline: str | None
    published: str | None
    url: str | None
    language: str | None
    state: str
    presence: str
    replaced_by: str | None
    error_code: str | None
    error_message: str | None
    attempts: int
    first_run: int
    run: int
    seen: int
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLink:
    """What linking says of an event: its occurrence, and how many reports, outlets and origins tell of that.

    ``representative`` marks the one event of an occurrence that an export takes for the row.
    """

    occurrence: str
    reports: int
    outlets: int
    origins: int
    representative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A document's contract record with what linking adds: the links of its events by id, and its group of copies."""

    key: str
    record: dict[str, Any]
    links: Mapping[str, EventLink] = field(default_factory=dict)
    copies: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One event as a row: ``row`` has ``EVENT_COLUMNS`` and the document's id, source, published, outlet and title.

    ``cursor`` is what to pass as ``after`` to go on behind it.
    """

    cursor: int
    row: dict[str, Any]
    link: EventLink | None = None

    @property
    def address(self) -> str:
        """The event's address in the project: ``KEY#e1``."""
        return f"{self.row['document']}#{self.row['event']}"


def event_row(event: StoredEvent) -> dict[str, Any]:
    """Return an event as a flat row with the columns ``EVENT_ROW``: its address, itself, its document, its links."""
    linked = {name: getattr(event.link, name) if event.link else None for name in LINKED}
    return {"address": event.address, **event.row, **linked}
