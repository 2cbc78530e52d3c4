import re

from dateline.model import Header, HeaderField, Metadata, Note, Span
from dateline.stages.layout.datelines import Dateline
from dateline.stages.layout.regions import Layout

_BY = re.compile(r"by\s+", re.IGNORECASE)


def read_header(text: str, meta: Metadata, layout: Layout) -> tuple[Header, tuple[Note, ...]]:
    """Fill the header from what was given and what the text prints, with notes for what could not be told."""
    published = _published(meta, layout)
    dateline_date, notes = _dateline_date(layout.dateline, published)
    agency = _agency(layout.dateline)
    header = Header(
        title=_title(text, meta, layout),
        outlet=_outlet(text, meta, agency),
        byline=_byline(text, layout),
        published=published,
        dateline_place=_place(layout.dateline),
        dateline_date=dateline_date,
        agency=agency,
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


def _byline(text: str, layout: Layout) -> HeaderField | None:
    if not layout.bylines:
        return None
    span = layout.bylines[0]
    by = _BY.match(text, span.start, span.end)
    span = Span(by.end() if by else span.start, span.end)
    return HeaderField(value=span.of(text), span=span, basis="printed")


def _published(meta: Metadata, layout: Layout) -> HeaderField | None:
    printed = layout.date_line
    if meta.published:
        span = printed.span if printed and printed.iso == meta.published[:10] else None
        return HeaderField(value=meta.published, span=span, basis="given")
    return HeaderField(value=printed.iso, span=printed.span, basis="printed") if printed else None


def _place(dateline: Dateline | None) -> HeaderField | None:
    if dateline is None or dateline.place is None:
        return None
    return HeaderField(value=dateline.place, span=dateline.place_span, basis="dateline")


def _agency(dateline: Dateline | None) -> HeaderField | None:
    if dateline is None or dateline.agency is None:
        return None
    return HeaderField(value=dateline.agency, span=dateline.agency_span, basis="dateline")


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
