import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateline.model.actor import Actor
from dateline.model.alignment import Edit, Run
from dateline.model.claim import Claim
from dateline.model.event import Event
from dateline.model.header import Header, Region
from dateline.model.loaded import LoadedTerm
from dateline.model.note import Note
from dateline.model.number import Number
from dateline.model.page import Page
from dateline.model.place import Place
from dateline.model.predicate import Predicate
from dateline.model.span import Span
from dateline.model.time import Time
from dateline.model.token import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What came with the document from outside its text.

    ``published`` is an ISO date (YYYY-MM-DD), in the zone in which it was written; ``published_at`` and ``updated_at``
    are the full times where they were given, ISO 8601 with their zone. ``language`` is what the source says of itself.
    ``marks`` are the parts that the source itself marks (a headline, a caption), in spans of the raw text, in order.
    """

    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    updated_at: str | None = None
    language: str | None = None
    agency: str | None = None
    marks: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A news report and what the stages found in it.

    ``raw`` never changes: it is the decoded text, or what the reader took out of a page or a scan; then ``pages`` says
    where each line of it stands (None: a source without pages), and ``file_sha256`` is the hash of the file's bytes, by
    which its pages can be shown again beside the text. Every other layer is None until its stage has run ("not looked
    for"); an empty tuple means "looked, found none". Spans are code points of ``text``. Every stage may add ``notes``.
    """

    id: str
    source: str
    raw: str
    raw_sha256: str
    raw_kind: str = "text"
    meta: Metadata = Metadata()
    pages: tuple[Page, ...] | None = None
    file_sha256: str | None = None
    notes: tuple[Note, ...] = ()

    text: str | None = None
    alignment: tuple[Run, ...] | None = None
    edits: tuple[Edit, ...] | None = None
    language: str | None = None
    header: Header | None = None
    regions: tuple[Region, ...] | None = None
    prose: tuple[Span, ...] | None = None
    sentences: tuple[Span, ...] | None = None
    tokens: tuple[Token, ...] | None = None
    times: tuple[Time, ...] | None = None
    places: tuple[Place, ...] | None = None
    actors: tuple[Actor, ...] | None = None
    claims: tuple[Claim, ...] | None = None
    predicates: tuple[Predicate, ...] | None = None
    events: tuple[Event, ...] | None = None
    numbers: tuple[Number, ...] | None = None
    loaded_terms: tuple[LoadedTerm, ...] | None = None

    def with_notes(self, notes: Iterable[Note]) -> "Document":
        """Return the document with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def sentence_text(self, index: int) -> str:
        return self.sentences[index].of(self.text) if self.sentences and self.text else ""


def make_document(
    raw: str,
    *,
    id: str | None = None,
    source: str = "<text>",
    raw_kind: str = "text",
    meta: Metadata | None = None,
    pages: tuple[Page, ...] | None = None,
    notes: Iterable[Note] = (),
    raw_sha256: str | None = None,
    file_sha256: str | None = None,
) -> Document:
    """Make a document from decoded text; without an id it is the first 16 hex digits of the raw hash."""
    digest = raw_sha256 or hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(
        id=id or digest[:16],
        source=source,
        raw=raw,
        raw_sha256=digest,
        raw_kind=raw_kind,
        meta=meta or Metadata(),
        pages=pages,
        file_sha256=file_sha256,
        notes=tuple(notes),
    )
