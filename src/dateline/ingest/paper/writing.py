"""From the rows of pages to one text: where lines end, where paragraphs begin, and which line stands where."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.ingest.paper.columns import Column, read_columns
from dateline.ingest.paper.furniture import is_outlet
from dateline.ingest.paper.piece import Piece, Sheet
from dateline.model import Line, Page, Span

HEADING_ROWS = 5  # rows of the longest headline
_CLOSERS = "\"'”’)]»"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How far rows of one text differ in size: less in a text layer than in a scan, where it is an estimate."""

    change: float
    heading: float
    long: float  # as ``change``, for two rows of at least ``WORDS`` words, which have letters of every height

    def of(self, row: Piece, above: Piece) -> float:
        """Return by what factor two rows differ that are no rows of one text."""
        return self.long if min(row.text.count(" "), above.text.count(" ")) >= WORDS - 1 else self.change


WORDS = 4
PRINT = Measure(change=1.12, heading=1.15, long=1.12)
SCAN = Measure(change=1.35, heading=1.25, long=1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Rows without a gap between them; ``open_end``: the column ended in the middle of a paragraph."""

    rows: tuple[Piece, ...]
    page: int
    joined: bool
    open_end: bool = False


def write_pages(sheets: Sequence[Sheet]) -> tuple[str, tuple[Page, ...], tuple[int, ...]]:
    """Return the text of pages in reading order, the place of each line of it, and where rows of large type begin.

    A row of print is a line; a blank line stands between paragraphs as far as the page shows them (a gap, an indent,
    another size). The rows of a headline are one line, since nothing but the page tells that they belong together.
    Hyphens at line ends stay: the repair stage knows words.
    """
    body = body_size(sheets)
    blocks = [block for i, sheet in enumerate(sheets) for block in _blocks(sheet, i, body)]
    text, lines = "", [[] for _ in sheets]  # type: tuple[str, list[list[Line]]]
    large = []
    for n, block in enumerate(blocks):
        if n:
            text += "\n" if _goes_on(blocks[n - 1], block) else "\n\n"
        if block.joined and min(row.size for row in block.rows) >= (1.4 if sheets[block.page].scanned else 1.3) * body:
            large.append(len(text))
        for i, row in enumerate(block.rows):
            if i:
                text += ("" if text.endswith("-") and not text.endswith(" -") else " ") if block.joined else "\n"
            span = Span(len(text), len(text) + len(row.text))
            lines[block.page].append(Line(raw_span=span, box=row.box, confidence=row.confidence))
            text += row.text
    pages = tuple(
        Page(number=sheet.number, width=round(sheet.width, 2), height=round(sheet.height, 2), lines=tuple(found))
        for sheet, found in zip(sheets, lines, strict=True)
    )
    return text, pages, tuple(large)


def find_headline(sheets: Sequence[Sheet]) -> str | None:
    """Return the headline of the first page by its type: the largest that has three words and is no outlet's name.

    None where nothing is clearly larger than the text.
    """
    if not sheets or not sheets[0].pieces:
        return None
    body, sheet = body_size(sheets), sheets[0]
    least = (1.35 if sheet.scanned else 1.25) * body
    found = [
        (min(row.size for row in block.rows), " ".join(row.text for row in block.rows))
        for block in _blocks(sheet, 0, body)
        if block.joined and min(row.size for row in block.rows) >= least
    ]
    titles = [(size, words) for size, words in found if len(words.split()) >= 3 and not is_outlet(words)]
    largest = max((size for size, _ in titles), default=0.0)
    return next((words for size, words in titles if size >= 0.9 * largest), None)


def body_size(sheets: Sequence[Sheet]) -> float:
    """Return the size of most letters."""
    sizes = sorted((piece.size, len(piece.text)) for sheet in sheets for piece in sheet.pieces)
    half, seen = sum(letters for _, letters in sizes) / 2, 0
    for size, letters in sizes:
        seen += letters
        if seen >= half:
            return size
    return 10.0


def _blocks(sheet: Sheet, page: int, body: float) -> list[_Block]:
    measure = SCAN if sheet.scanned else PRINT
    blocks = []
    for column in read_columns(sheet.pieces):
        starts = [0, *(i for i in range(1, len(column)) if _begins(column, i, measure)), len(column)]
        for start, end in itertools.pairwise(starts):
            rows = column[start:end]
            joined = len(rows) <= HEADING_ROWS and _is_heading(rows, body, measure)
            open_end = end == len(column) > 2 and _is_full(rows[-1], column) and not _is_terminal(rows[-1].text)
            blocks.append(_Block(rows=rows, page=page, joined=joined, open_end=open_end and not joined))
    return _headlines_joined(blocks)


def _headlines_joined(blocks: list[_Block]) -> list[_Block]:
    """Join a headline whose last row is so short that it looked like a part of the column below."""
    done: list[_Block] = []
    for block in blocks:
        last = done[-1] if done else None
        if last and last.joined and block.joined and len(last.rows) + len(block.rows) <= HEADING_ROWS:
            above, row = last.rows[-1], block.rows[0]
            alike = max(above.size, row.size) <= 1.05 * min(above.size, row.size) and above.bold == row.bold
            if alike and 0 < _base(row) - _base(above) <= 1.6 * row.size:
                done[-1] = _Block(rows=(*last.rows, *block.rows), page=last.page, joined=True)
                continue
        done.append(block)
    return done


def _is_heading(rows: Sequence[Piece], body: float, measure: Measure) -> bool:
    """Whether rows are set as a headline is: larger than the body, or bold."""
    large = min(row.size for row in rows) >= measure.heading * body
    return large or (all(row.bold for row in rows) and not _is_terminal(rows[-1].text))


def _begins(column: Column, i: int, measure: Measure) -> bool:
    """Whether a paragraph begins at a row: by its size, by the gap above it, or by its indent."""
    row, above = column[i], column[i - 1]
    if max(row.size, above.size) > measure.of(row, above) * min(row.size, above.size) or row.bold != above.bold:
        return True
    pitch = _pitch(column, i, measure)
    if _base(row) - _base(above) > 1.28 * pitch + 0.05 * row.size:
        return True
    left = _left(column)
    indent = row.left - left
    if not 0.7 * row.size < indent < 6 * row.size or above.left - left > 0.5 * row.size:
        return False
    return i + 1 == len(column) or column[i + 1].left - left < 0.5 * row.size or _is_terminal(above.text)


def _pitch(column: Column, i: int, measure: Measure) -> float:
    """Return the usual distance of rows of this size in the column: the lower quartile, since gaps are larger."""
    size = column[i].size
    steps = sorted(
        _base(row) - _base(above)
        for above, row in itertools.pairwise(column)
        if max(row.size, above.size, size) <= measure.change * min(row.size, above.size, size)
        and _base(row) > _base(above)
    )
    return steps[len(steps) // 4] if len(steps) >= 3 else max(min(steps, default=1.6 * size), 1.6 * size)


def _base(row: Piece) -> float:
    return (row.top + row.bottom) / 2


def _left(column: Column) -> float:
    lefts = sorted(row.left for row in column)
    return lefts[len(lefts) // 10]


def _is_full(row: Piece, column: Column) -> bool:
    return row.right >= max(other.right for other in column) - 4 * row.size


def _is_terminal(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in set(".!?…:")


def _goes_on(block: _Block, following: _Block) -> bool:
    return block.open_end and not following.joined
