import re
from collections.abc import Sequence

from dateline.knowledge.layout_lexicon import load_agencies
from dateline.model import Header, HeaderField, Metadata, Note, Span
from dateline.stages.layout.bylines import split_byline
from dateline.stages.layout.datelines import Dateline
from dateline.stages.layout.dates import PrintedDate
from dateline.stages.layout.regions import Layout

_BY = re.compile(r"by\s+", re.IGNORECASE)


def read_header(text: str, meta: Metadata, layout: Layout) -> tuple[Header, tuple[Note, ...]]:
    """Fill the header from what was given and what the text prints, with notes for what could not be told."""
    published = _published(meta, layout)
    dateline_date, notes = _dateline_date(layout.dateline, published)
    authors = _authors(text, meta, layout)
    agency = _agency(meta, layout.dateline, authors)
    header = Header(
        title=_title(text, meta, layout),
        outlet=_outlet(text, meta, agency),
        byline=_byline(text, layout, authors),
        published=published,
        dateline_place=_place(layout.dateline),
        dateline_date=dateline_date,
        agency=agency,
        updated=_updated(meta, layout),
        published_at=_time(meta.published_at, layout.date_line, published),
        updated_at=_time(meta.updated_at, layout.update_line, None),
        authors=tuple(author for author in authors if author.value not in load_agencies()),
    )
    return header, notes


def _title(text: str, meta: Metadata, layout: Layout) -> HeaderField | None:
    span = layout.titles[0] if layout.titles else None
    if meta.title:
        return HeaderField(value=meta.title, span=span, basis="given")
    return HeaderField(value=" ".join(span.of(text).split()), span=span, basis="printed") if span else None


def _outlet(text: str, meta: Metadata, agency: HeaderField | None) -> HeaderField | None:
    if meta.outlet:
        at = text.find(meta.outlet)
        span = Span(at, at + len(meta.outlet)) if at >= 0 else None
        return HeaderField(value=meta.outlet, span=span, basis="given")
    return HeaderField(value=agency.value, span=agency.span, basis="dateline-agency") if agency else None


def _byline(text: str, layout: Layout, authors: Sequence[HeaderField]) -> HeaderField | None:
    span = _printed_byline(text, layout)
    if span:
        return HeaderField(value=span.of(text), span=span, basis="printed")
    names = ", ".join(author.value for author in authors)
    return HeaderField(value=names, span=None, basis="given") if names else None


def _printed_byline(text: str, layout: Layout) -> Span | None:
    if not layout.bylines:
        return None
    span = layout.bylines[0]
    by = _BY.match(text, span.start, span.end)
    return Span(by.end() if by else span.start, span.end)


def _authors(text: str, meta: Metadata, layout: Layout) -> tuple[HeaderField, ...]:
    """Return who wrote the report: the names given, each with its place in the byline, else the printed ones."""
    span = _printed_byline(text, layout)
    if not meta.authors:
        names = split_byline(span.of(text), span.start) if span else []
        return tuple(HeaderField(value=name.of(text), span=name, basis="printed") for name in names)
    found = []
    for name in meta.authors:
        at = text.find(name, span.start, span.end) if span else -1
        found.append(HeaderField(value=name, span=Span(at, at + len(name)) if at >= 0 else None, basis="given"))
    return tuple(found)


def _published(meta: Metadata, layout: Layout) -> HeaderField | None:
    printed = layout.date_line
    if meta.published:
        span = printed.span if printed and printed.iso == meta.published[:10] else None
        return HeaderField(value=meta.published, span=span, basis="given")
    return HeaderField(value=printed.iso, span=printed.span, basis="printed") if printed else None


def _updated(meta: Metadata, layout: Layout) -> HeaderField | None:
    printed = layout.update_line
    if meta.updated_at:
        day = meta.updated_at[:10]
        span = printed.span if printed and printed.iso == day else None
        return HeaderField(value=day, span=span, basis="given")
    return HeaderField(value=printed.iso, span=printed.span, basis="printed") if printed else None


def _time(given: str | None, printed: PrintedDate | None, of: HeaderField | None) -> HeaderField | None:
    """Return a time with its zone: the one given, else the one printed, unless it is of another day than ``of``."""
    if given:
        return HeaderField(value=given, span=None, basis="given")
    if printed is None or printed.at is None or (of and of.value != printed.iso):
        return None
    return HeaderField(value=printed.at, span=printed.span, basis="printed")


def _place(dateline: Dateline | None) -> HeaderField | None:
    if dateline is None or dateline.place is None:
        return None
    return HeaderField(value=dateline.place, span=dateline.place_span, basis="dateline")


def _agency(meta: Metadata, dateline: Dateline | None, authors: Sequence[HeaderField]) -> HeaderField | None:
    """Return the agency: the dateline's, else the one that was given, else an author that is one."""
    if dateline and dateline.agency:
        return HeaderField(value=dateline.agency, span=dateline.agency_span, basis="dateline")
    if meta.agency:
        return HeaderField(value=load_agencies().get(meta.agency, meta.agency), span=None, basis="given")
    by = next((author for author in authors if author.value in load_agencies()), None)
    return HeaderField(value=load_agencies()[by.value], span=by.span, basis="byline") if by else None


def _dateline_date(
    dateline: Dateline | None, published: HeaderField | None
) -> tuple[HeaderField | None, tuple[Note, ...]]:
    date = dateline.date if dateline else None
    if date is None:
        return None, ()
    if date.year:
        return HeaderField(value=date.iso, span=date.span, basis="printed"), ()
    full = date.in_year_of(published.value) if published else None
    if full:
        return HeaderField(value=full, span=date.span, basis="year-from-published"), ()
    note = Note(
        field="header.dateline_date",
        code="year-unknown",
        reason="the dateline prints no year and the publication date is not known; give it with --published",
    )
    return HeaderField(value=date.iso, span=date.span, basis="unresolved"), (note,)
