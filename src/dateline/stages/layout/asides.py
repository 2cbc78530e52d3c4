"""What stands inside the body of a report and is not its prose: pull quotes, tables of figures, foreign passages."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dateline.model import Region, Span
from dateline.stages.layout.paragraphs import find_paragraphs

LONGEST_QUOTE = 240  # characters of a pull quote
SHORTEST_QUOTE, FEWEST_WORDS = 25, 7
LONGEST_ROW = 140  # characters of a row of a table
FEWEST_ROWS = 3
FIGURES = 0.4  # share of the cells of a row that are figures
_FIGURE = re.compile(r"[$€£¥+-]?\d[\d.,:/-]*%?|[-–—]|n/?a", re.IGNORECASE)
_COLUMNS = re.compile(r"\s*[|\t]\s*|\s{2,}")
_QUOTED = re.compile(r"\s*[\"“«']?(?P<said>.+?)[\"”»']?[.,]?\s*(?:[-–—]+\s*[^.]{2,80})?\s*", re.DOTALL)
_NOT_WORDS = re.compile(r"[\W_]+")


def cut_out(text: str, regions: Sequence[Region], passages: Sequence[Span]) -> tuple[Region, ...]:
    """Return the regions with the passages cut out of them as boilerplate: what is so marked is not read further."""
    if not passages:
        return tuple(regions)
    cut: list[Region] = []
    for region in regions:
        at = region.span.start
        for span in sorted(passages, key=lambda span: span.start):
            if at <= span.start and span.end <= region.span.end:
                cut += _trimmed(text, Region(span=Span(at, span.start), kind=region.kind))
                cut += _trimmed(text, Region(span=span, kind="boilerplate"))
                at = span.end
        cut += _trimmed(text, Region(span=Span(at, region.span.end), kind=region.kind))
    return tuple(cut)


def _trimmed(text: str, region: Region) -> Iterator[Region]:
    """Yield the region without the blanks around it, unless it is nothing else."""
    words = region.span.of(text)
    if words.strip():
        start = region.span.start + len(words) - len(words.lstrip())
        yield Region(span=Span(start, start + len(words.strip())), kind=region.kind)


def find_asides(text: str, regions: Sequence[Region]) -> tuple[Span, ...]:
    """Return the paragraphs of the body that are pull quotes or rows of a table."""
    paragraphs = [
        span
        for region in regions
        if region.kind in ("body", "quote-block")
        for span in find_paragraphs(text, region.span)
    ]
    if len(paragraphs) < 2:
        return ()
    found = {*_find_pull_quotes(text, paragraphs), *_find_rows(text, paragraphs)}
    return tuple(sorted(found, key=lambda span: span.start)) if len(found) < len(paragraphs) else ()


def _find_pull_quotes(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """Yield the short paragraphs whose words stand in a longer one, word for word: what the page prints large.

    "“We will not leave.” — Jane Doe" is one where the report goes on to say that she said so.
    """
    bodies = [f" {_words(span.of(text))} " for span in paragraphs]
    for i, span in enumerate(paragraphs):
        if not SHORTEST_QUOTE <= span.end - span.start <= LONGEST_QUOTE:
            continue
        match = _QUOTED.fullmatch(span.of(text))
        said = _words(match["said"]) if match else ""
        if said.count(" ") >= FEWEST_WORDS - 1 and any(
            f" {said} " in body and len(body) > len(bodies[i]) for j, body in enumerate(bodies) if j != i
        ):
            yield span


def _find_rows(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """Yield the rows of tables: at least three lines on end that are mostly figures, or figures in columns."""
    for is_row, group in groupby(paragraphs, key=lambda span: _is_row(span.of(text))):
        rows = list(group)
        if is_row and len(rows) >= FEWEST_ROWS:
            yield from rows


def _is_row(line: str) -> bool:
    if len(line) > LONGEST_ROW or not any(c.isdigit() for c in line) or line.rstrip()[-1:] in '.!?”"':
        return False
    cells = line.replace("|", " ").split()
    figures = sum(bool(_FIGURE.fullmatch(cell)) for cell in cells)
    if len(cells) >= 2 and figures >= FIGURES * len(cells):
        return True
    columns = [column for column in _COLUMNS.split(line.strip(" |")) if column]
    return len(columns) >= 3 and any(_FIGURE.fullmatch(column) for column in columns)


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()
