from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span

RegionKind = Literal["title", "byline", "dateline", "body", "caption", "credit", "quote-block", "boilerplate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """A value of the header, where it stands in the text (None: given from outside), and how it was found."""

    value: str
    span: Span | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the report says about itself: each field is None where it was looked for and not found.

    ``published``, ``updated`` and ``dateline_date`` are ISO dates; a day without a year is ``XXXX-08-26`` with basis
    ``unresolved``. ``published_at`` and ``updated_at`` are the same with the time and its zone, where both are known.
    ``authors`` are the names in the byline.
    """

    title: HeaderField | None = None
    outlet: HeaderField | None = None
    byline: HeaderField | None = None
    published: HeaderField | None = None
    dateline_place: HeaderField | None = None
    dateline_date: HeaderField | None = None
    agency: HeaderField | None = None
    updated: HeaderField | None = None
    published_at: HeaderField | None = None
    updated_at: HeaderField | None = None
    authors: tuple[HeaderField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch of the text with one function in the layout. Regions are sorted and do not overlap."""

    span: Span
    kind: RegionKind
