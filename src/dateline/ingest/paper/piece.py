import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from dateline.model import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words side by side on a page: their box in points from the top left, their size, how sure a reader of scans was.

    ``size`` is the font size of a text layer; for a scan it is estimated from the words and their heights.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    confidence: float | None = None

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def right(self) -> float:
        return self.box[2]

    @property
    def bottom(self) -> float:
        return self.box[3]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    def beside(self, other: "Piece") -> bool:
        """Whether both stand on one row: they share more than half of the lower one's height."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0.5 * min(self.height, other.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as a reader saw it: pieces in any order. ``scanned`` says that they were read from its image."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    scanned: bool = False


def join_pieces(pieces: Iterable[Piece]) -> Piece:
    """Return the row that pieces side by side make, with blanks between them; a drop capital gets none."""
    row = sorted(pieces, key=lambda piece: (piece.left, piece.top))
    text = row[0].text
    for before, piece in itertools.pairwise(row):
        apart = piece.left - before.right > 0.12 * min(before.size, piece.size)
        drop = len(before.text) == 1 and before.text.isupper() and before.size > 1.8 * piece.size
        text += ("" if drop and not apart else " ") + piece.text
    letters = sum(len(piece.text) for piece in row)
    sure = [piece for piece in row if piece.confidence is not None]
    return Piece(
        text=text,
        box=(
            min(piece.left for piece in row),
            min(piece.top for piece in row),
            max(piece.right for piece in row),
            max(piece.bottom for piece in row),
        ),
        size=sum(piece.size * len(piece.text) for piece in row) / letters,
        bold=2 * sum(len(piece.text) for piece in row if piece.bold) > letters,
        confidence=round(sum((p.confidence or 0) * len(p.text) for p in sure) / sum(len(p.text) for p in sure), 4)
        if sure
        else None,
    )
