"""Where words stand on the page: the boxes of their lines, as far as the reader kept them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.model import Box, Page, Span, to_raw
from dateline.model.alignment import Run

Spans = tuple[tuple[int, int], ...]
MOST = 400  # boxes of one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMark:
    """A line on a page in which words stand: its box in points, and from where to where the words are in it.

    The reader keeps boxes of lines. ``words`` (left, right) is an estimate, by the words' share of the line's letters.
    """

    page: int
    box: Box
    words: tuple[float, float]


def find_boxes(
    pages: Sequence[Page], runs: Iterable[Sequence[int]], spans: Iterable[Sequence[int]]
) -> tuple[BoxMark, ...]:
    """Return the lines in which spans of a record's text stand, in the order of the spans.

    Args:
        pages: of the document, with lines in spans of its raw text.
        runs: the record's alignment of its text with the raw text.
        spans: of the text.
    """
    aligned = [Run(*run) for run in runs]
    marks: dict[tuple[int, Box, float, float], BoxMark] = {}
    for start, end in spans:
        raw = to_raw(aligned, Span(start, end))
        for page in pages:
            for line in page.lines:
                first, last = max(raw.start, line.raw_span.start), min(raw.end, line.raw_span.end)
                if first < last and len(marks) < MOST:
                    words = _part(line.box, line.raw_span, first, last)
                    marks[page.number, line.box, *words] = BoxMark(page=page.number, box=line.box, words=words)
    return tuple(marks.values())


def _part(box: Box, line: Span, start: int, end: int) -> tuple[float, float]:
    wide = (box[2] - box[0]) / max(line.end - line.start, 1)
    return round(box[0] + (start - line.start) * wide, 2), round(box[0] + (end - line.start) * wide, 2)
