"""Where words stand on the page: the boxes of their lines, as far as the reader kept them."""

from bisect import bisect_right
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


class PrintedLines:
    """The lines of a document's pages, found by the words of its record's text."""

    def __init__(self, pages: Sequence[Page], runs: Iterable[Sequence[int]]) -> None:
        """Take pages with lines in spans of the raw text, and the record's alignment of its text with that."""
        self._runs = [Run(*run) for run in runs]
        found = ((line.raw_span, line.box, page.number) for page in pages for line in page.lines)
        self._lines = sorted(found, key=lambda line: line[0])
        self._ends = [span.end for span, _, _ in self._lines]

    def find(self, spans: Iterable[Sequence[int]]) -> tuple[BoxMark, ...]:
        """Return the lines in which spans of the record's text stand, in the order of the spans; each place once."""
        marks: dict[BoxMark, None] = {}
        for start, end in spans:
            raw = to_raw(self._runs, Span(start, end))
            for at in range(bisect_right(self._ends, raw.start), len(self._lines)):
                line, box, page = self._lines[at]
                if line.start >= raw.end or len(marks) >= MOST:
                    break
                words = _part(box, line, max(raw.start, line.start), min(raw.end, line.end))
                marks[BoxMark(page=page, box=box, words=words)] = None
        return tuple(marks)


def _part(box: Box, line: Span, start: int, end: int) -> tuple[float, float]:
    wide = (box[2] - box[0]) / max(line.end - line.start, 1)
    return round(box[0] + (start - line.start) * wide, 2), round(box[0] + (end - line.start) * wide, 2)
