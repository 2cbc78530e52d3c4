"""The reading order of a page: which pieces make a column, and which column is read first."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.ingest.paper.piece import Piece, join_pieces

PAIRED = 3  # rows that must stand side by side for a gutter
EDGE = 14.0  # points within which the rows of a column begin: indents, and what a scan makes of a straight edge
NARROWEST = 13  # characters in the usual row of a column of prose; cells of a table are shorter

Column = tuple[Piece, ...]


def read_columns(pieces: Sequence[Piece]) -> list[Column]:
    """Return the columns of a page in reading order, each as its rows from top to bottom.

    Looks for the gutter that parts most rows, takes what crosses it (a headline over the page) as a divider, and reads
    what is between two dividers column by column; then each column in the same way. In the spirit of the recursive X-Y
    cut (Nagy and Seth 1984), but crossed gutters do not stop it. A table of figures is read row by row.

    Known miss: columns whose order is told only by a jump line ("continued on page 4").
    """
    return [column for column in _ordered(tuple(pieces), 0) if column]


def _ordered(pieces: tuple[Piece, ...], depth: int) -> list[Column]:
    gutter = _find_gutter(pieces) if depth < 6 else None
    if gutter is None:
        return [join_rows(pieces)] if pieces else []
    crossing, left, right = _parted(pieces, gutter)
    columns: list[Column] = []
    for divider, band in _bands(crossing, left + right):
        if divider:
            columns.append(join_rows(divider))
        if band:
            _, one, two = _parted(band, gutter)
            columns += [*_ordered(tuple(one), depth + 1), *_ordered(tuple(two), depth + 1)]
    return columns


def _parted(pieces: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece], list[Piece]]:
    crossing = [piece for piece in pieces if piece.left < gutter < piece.right]
    return (
        crossing,
        [piece for piece in pieces if piece.right <= gutter],
        [piece for piece in pieces if piece.left >= gutter],
    )


def _find_gutter(pieces: Sequence[Piece]) -> float | None:
    """Return the x that parts the most rows of prose, the first of equals that no row crosses beside them."""
    if len(pieces) < 2 * PAIRED:
        return None
    start = min(piece.left for piece in pieces)
    best: tuple[float, float, float] | None = None
    lefts = sorted(piece.left for piece in pieces if piece.left > start)
    for x in _edges(lefts):
        crossing, left, right = _parted(pieces, x)
        if min(len(left), len(right)) < PAIRED or not (_is_prose(left) and _is_prose(right)):
            continue
        paired = _paired(left, right)
        if len(paired) < PAIRED:
            if not any(_stand_apart(band, x) for _, band in _bands(crossing, left + right)):
                continue
            paired = paired or left[:1]
        crossed = _crossed_inside(crossing, paired)
        if crossed > 0.35 * len(paired):
            continue
        width = min(p.left for p in right) - max(p.right for p in left)
        score = (len(paired) - crossed, width, -x)
        best = max(best, score) if best else score
    return -best[2] if best else None


def _is_prose(pieces: Sequence[Piece]) -> bool:
    rows = join_rows(pieces)
    lengths = sorted(len(row.text) for row in rows)
    return len(rows) >= PAIRED and lengths[int(0.6 * len(lengths))] >= NARROWEST


def _edges(lefts: Sequence[float]) -> list[float]:
    """Return the places just left of where several pieces begin: only there can a column begin."""
    found: list[float] = []
    for i, left in enumerate(lefts):
        supported = i + PAIRED <= len(lefts) and lefts[i + PAIRED - 1] - left <= EDGE
        if supported and (not found or left - 0.5 - found[-1] > 1):
            found.append(left - 0.5)
    return found


def _stand_apart(band: Sequence[Piece], gutter: float) -> bool:
    """Whether what no divider parts is two columns without a common row: a picture stands beside one of them."""
    _, left, right = _parted(band, gutter)
    return min(len(left), len(right)) >= PAIRED and _is_prose(left) and _is_prose(right)


def _paired(left: Sequence[Piece], right: Sequence[Piece]) -> list[Piece]:
    """Return the rows of the side with fewer of them that have one of the other side beside them."""
    ones = [piece for piece in left if any(_level(piece, other) for other in right)]
    twos = [piece for piece in right if any(_level(piece, other) for other in left)]
    return min(ones, twos, key=len)


def _level(piece: Piece, other: Piece) -> bool:
    """Whether two pieces stand side by side, be it by half a row: the rows of two columns need not be level."""
    return min(piece.bottom, other.bottom) > max(piece.top, other.top)


def _crossed_inside(crossing: Sequence[Piece], paired: Sequence[Piece]) -> int:
    """Count rows that cross the gutter between the first and the last of those that it parts: they speak against it."""
    top, bottom = min(piece.top for piece in paired), max(piece.bottom for piece in paired)
    return sum(top < _middle(piece) < bottom for piece in crossing)


def _bands(crossing: Sequence[Piece], rest: Sequence[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """Return what crosses, with what is below it until the next crossing, from the top; a divider may be empty."""
    bands: list[tuple[list[Piece], list[Piece]]] = [([], [])]
    marked = [(_middle(p), True, p) for p in crossing] + [(_middle(p), False, p) for p in rest]
    for _, divides, piece in sorted(marked, key=lambda item: (item[0], not item[1], item[2].left)):
        if divides and bands[-1][1]:
            bands.append(([], []))
        bands[-1][0 if divides else 1].append(piece)
    return bands


def _middle(piece: Piece) -> float:
    return (piece.top + piece.bottom) / 2


@dataclass(slots=True)
class _Row:
    pieces: list[Piece]
    anchor: Piece


def join_rows(pieces: Sequence[Piece]) -> Column:
    """Join the pieces that stand on one row, from top to bottom. A drop capital belongs to its first row."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda p: (p.top if _is_drop(p, pieces) else _middle(p), p.left)):
        row = next((row for row in reversed(rows[-4:]) if _same_row(row, piece)), None)
        if row:
            row.pieces.append(piece)
            row.anchor = piece if len(row.anchor.text) == 1 else row.anchor
        else:
            rows.append(_Row([piece], piece))
    return tuple(join_pieces(row.pieces) for row in rows)


def _same_row(row: _Row, piece: Piece) -> bool:
    if row.anchor.beside(piece) and (len(row.anchor.text) > 1 or len(row.pieces) == 1):
        return row.anchor.size < 1.8 * piece.size or piece.top - row.anchor.top < 0.6 * piece.size
    return False


def _is_drop(piece: Piece, pieces: Sequence[Piece]) -> bool:
    return len(piece.text) == 1 and piece.text.isupper() and piece.size > 20 and len(pieces) > 3
