from collections.abc import Sequence
from dataclasses import dataclass

from dateline.model import Metadata, Region, Span
from dateline.model.header import RegionKind
from dateline.stages.layout.datelines import Dateline, find_bare_city, find_dateline
from dateline.stages.layout.dates import PrintedDate, read_date_line
from dateline.stages.layout.paragraphs import (
    ends_sentence,
    find_paragraphs,
    furniture_kind,
    looks_like_title,
    trailing_credit,
)

HEAD = 10  # paragraphs in which title, date line, byline and dateline are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The regions of a text and the parts of the header that were seen on the way."""

    regions: tuple[Region, ...]
    titles: tuple[Span, ...] = ()
    bylines: tuple[Span, ...] = ()
    date_line: PrintedDate | None = None
    dateline: Dateline | None = None


def find_layout(text: str, meta: Metadata) -> Layout:
    """Divide a text into regions by paragraph, and its first paragraphs more finely.

    A text of one paragraph is body, whatever it looks like, with its dateline taken off. Known miss: a headline with a
    full stop that was not given as metadata is read as the first paragraph of the body.
    """
    paragraphs = list(find_paragraphs(text))
    if len(paragraphs) <= 1:
        kinds: list[RegionKind] = ["body"] * len(paragraphs)
        return _assemble(text, paragraphs, kinds, None)
    kinds = [furniture_kind(span.of(text)) or "body" for span in paragraphs]
    date_line = _mark_date_line(text, paragraphs, kinds)
    _mark_titles(text, paragraphs, kinds, meta.title)
    if "body" not in kinds:
        kinds = ["body" if kind != "title" or i else kind for i, kind in enumerate(kinds)]
    return _assemble(text, paragraphs, kinds, date_line)


def _mark_date_line(text: str, paragraphs: Sequence[Span], kinds: list[RegionKind]) -> PrintedDate | None:
    found = None
    for i, span in enumerate(paragraphs[:HEAD]):
        date = read_date_line(text, span)
        if date:
            kinds[i] = "dateline"
            found = found or date
    return found


def _mark_titles(text: str, paragraphs: Sequence[Span], kinds: list[RegionKind], given: str | None) -> None:
    for i, span in enumerate(paragraphs[:HEAD]):
        if given and _same_words(span.of(text), given):
            kinds[i] = "title"
            return
    first = next((i for i, kind in enumerate(kinds[:HEAD]) if kind == "body"), None)
    if first is None or (given and first > 0):
        return
    words = paragraphs[first].of(text)
    followed = any(
        kinds[j] == "body" and (ends_sentence(paragraphs[j].of(text)) or len(paragraphs[j].of(text)) > len(words))
        for j in range(first + 1, min(first + HEAD, len(paragraphs)))
    )
    if not followed or not looks_like_title(words) or _dateline_of(text, paragraphs[first]):
        return
    kinds[first] = "title"
    second = first + 1
    if second < len(paragraphs) - 1 and kinds[second] == "body":
        below = paragraphs[second].of(text)
        if looks_like_title(below) and not below.endswith(("?", "!")) and not _dateline_of(text, paragraphs[second]):
            kinds[second] = "title"


def _same_words(words: str, title: str) -> bool:
    strip = " .\u00a0\"'“”‘’"
    return " ".join(words.split()).strip(strip).casefold() == " ".join(title.split()).strip(strip).casefold()


def _dateline_of(text: str, span: Span) -> Dateline | None:
    return find_dateline(text, span) or find_bare_city(text, span)


def _assemble(
    text: str, paragraphs: Sequence[Span], kinds: Sequence[RegionKind], date_line: PrintedDate | None
) -> Layout:
    pieces: list[tuple[Span, RegionKind]] = []
    dateline = None
    prose = 0
    for i, (span, kind) in enumerate(zip(paragraphs, kinds, strict=True)):
        if kind == "body":
            prose += 1
            found = _dateline_of(text, span) if dateline is None and i < HEAD and prose <= 4 else None
            if found and (found.span.end < span.end or len(paragraphs) > 1):
                dateline = found
                if found.span.start > span.start:
                    pieces.append((Span(span.start, _trimmed(text, Span(span.start, found.span.start))), "byline"))
                pieces.append((Span(found.span.start, _trimmed(text, found.span)), "dateline"))
                span = Span(found.span.end, span.end)
                if span.start >= span.end:
                    continue
        elif kind == "caption":
            cut = trailing_credit(text, span)
            if span.start < cut < span.end:
                pieces += [
                    (Span(span.start, _trimmed(text, Span(span.start, cut))), "caption"),
                    (Span(cut, span.end), "credit"),
                ]
                continue
            kind = "credit" if cut == span.start else kind
        pieces.append((span, kind))
    return Layout(
        regions=_merged(pieces),
        titles=tuple(span for span, kind in pieces if kind == "title"),
        bylines=tuple(span for span, kind in pieces if kind == "byline"),
        date_line=date_line,
        dateline=dateline,
    )


def _trimmed(text: str, span: Span) -> int:
    return span.start + len(span.of(text).rstrip())


def _merged(pieces: Sequence[tuple[Span, RegionKind]]) -> tuple[Region, ...]:
    """Make one region of neighbouring paragraphs of body."""
    regions: list[Region] = []
    for span, kind in pieces:
        if kind == "body" and regions and regions[-1].kind == "body":
            regions[-1] = Region(span=Span(regions[-1].span.start, span.end), kind="body")
        else:
            regions.append(Region(span=span, kind=kind))
    return tuple(regions)
