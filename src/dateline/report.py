import json
from dataclasses import dataclass
from typing import Any

from dateline.contract.record import as_reading, as_record
from dateline.model import (
    Actor,
    Claim,
    Document,
    Edit,
    Event,
    Failure,
    Header,
    LoadedTerm,
    Note,
    Number,
    Place,
    Predicate,
    Span,
    Time,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A coded news report, as a reader wants it: ``report.events``, ``report.header``, ``report.to_dict()``.

    ``item`` is the document with all its layers, or the failure of one that could not be coded: then ``error`` says why
    and every list is empty.
    """

    item: Document | Failure
    codebook: dict[str, str] | None = None

    @property
    def id(self) -> str:
        """The document's id within the run."""
        return self.item.id

    @property
    def source(self) -> str:
        """The file or address that the document came from."""
        return self.item.source

    @property
    def error(self) -> Failure | None:
        """Why the document could not be coded; None where it was."""
        return self.item if isinstance(self.item, Failure) else None

    @property
    def document(self) -> Document:
        """The document with all its layers. Raises ValueError where it could not be coded."""
        if isinstance(self.item, Failure):
            raise ValueError(f"{self.item.message} [{self.item.code}]")  # noqa: TRY004
        return self.item

    @property
    def text(self) -> str:
        """The repaired text, into which every span points."""
        return "" if isinstance(self.item, Failure) else self.item.raw if self.item.text is None else self.item.text

    @property
    def header(self) -> Header:
        """Title, outlet, byline, dates and agency, each None where it was not found."""
        return Header() if isinstance(self.item, Failure) else self.item.header or Header()

    @property
    def events(self) -> tuple[Event, ...]:
        """Who did what to whom, where and when, and what is said of it, in text order."""
        return self._layer("events")

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Who says what."""
        return self._layer("claims")

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Everybody named or meant."""
        return self._layer("actors")

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of the report."""
        return self._layer("places")

    @property
    def times(self) -> tuple[Time, ...]:
        """Dates and times, and the publication date."""
        return self._layer("times")

    @property
    def predicates(self) -> tuple[Predicate, ...]:
        """Verbs and event nouns, and whether they happened."""
        return self._layer("predicates")

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Quantities of people and arms."""
        return self._layer("numbers")

    @property
    def loaded_terms(self) -> tuple[LoadedTerm, ...]:
        """Words that take a side: recorded, never adopted."""
        return self._layer("loaded_terms")

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What was repaired in the raw text."""
        return self._layer("edits")

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was left open, and why."""
        return self._layer("notes")

    def evidence(self, span: Span) -> str:
        """Return the words that a span covers."""
        return span.of(self.text)

    def to_reading(self) -> dict[str, Any]:
        """Return what was read, before anything is coded: the record's own names, with pages and metadata."""
        return as_reading(self.item)

    def to_dict(self) -> dict[str, Any]:
        """Return the record of the output contract (docs/contract.md)."""
        return as_record(self.item, self.codebook)

    def to_json(self) -> str:
        """Return the record as one line of JSONL: the same input gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        if self.error:
            return f"<Report {self.id}: not coded, {self.error.code}>"
        title = self.header.title.value if self.header.title else self.text.strip().partition("\n")[0][:60]
        return f"<Report {self.id}: {title!r}, {len(self.events)} events>"

    def _layer(self, name: str) -> tuple[Any, ...]:
        return () if isinstance(self.item, Failure) else getattr(self.item, name) or ()
