"""How a page is read from its picture: one engine after another, until what comes out can be believed."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.errors import InputError
from dateline.ingest.paper.picture import LEAST_DPI, WANTED_DPI, despeckle, enlarge, find_skew, turn
from dateline.ingest.paper.piece import Piece, Sheet
from dateline.ingest.paper.rapid import has_rapidocr, read_with_rapidocr
from dateline.ingest.paper.scan import Scan
from dateline.ingest.paper.tesseract import INSTALL, find_tesseract, find_turn, read_with_tesseract
from dateline.ingest.paper.textlayer import share_of_words

if TYPE_CHECKING:
    from PIL.Image import Image

GOOD = 0.9  # mean confidence, by letters, at which no other rung is tried
LOW = 0.6  # mean confidence below which a page is reported as hardly readable
FEW = 8  # words below which a page is as good as empty
SMALL = 6.0  # points of a row's height, at the resolution given, below which the page is made larger and read again
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    engine: str
    picture: "Image"
    pieces: tuple[Piece, ...]

    @property
    def letters(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)

    @property
    def confidence(self) -> float:
        return sum((p.confidence or 0.0) * len(p.text) for p in self.pieces) / self.letters if self.pieces else 0.0

    @property
    def words(self) -> int:
        return sum(len(piece.text.split()) for piece in self.pieces)

    @property
    def worth(self) -> float:
        """How much was read that can be believed: letters, by confidence and by the share that stands in known words.

        Engines are not sure of themselves in the same way; the word list judges all alike.
        """
        text = "\n".join(piece.text for piece in self.pieces)
        return self.letters * (0.5 * self.confidence + 0.5 * share_of_words(text))

    @property
    def good(self) -> bool:
        return self.confidence >= GOOD and self.words >= FEW


def read_picture(picture: "Image", *, number: int, dpi: float, seconds: float, name: str) -> Scan:
    """Read a page from its picture (greys) and say how sure that is.

    The ladder: tesseract on the page, made level and large enough; tesseract on the page without specks and with
    another threshold; RapidOCR. It stops at the first rung that is sure (mean confidence and number of words), and else
    takes the one that read most that can be believed.

    Raises:
        InputError: ``missing-extra`` where no engine is installed.
    """
    until = time.monotonic() + seconds
    upright = make_level(picture, dpi)
    best: _Try | None = None
    slow = False
    for rung in _rungs():
        left = until - time.monotonic()
        if left <= 0.5:
            slow = True
            break
        try:
            found = rung(upright, left)
        except OSError as error:
            log.warning("%s: page %d: tesseract failed (%s)", name, number, error)
            continue
        slow = slow or found is None
        if found and (best is None or found.worth > best.worth):
            best = found
        if best and best.good:
            break
        if best and not slow and best is found and best.confidence < LOW and best.engine == "tesseract":
            upright = _stand_up(upright, until - time.monotonic())
    return _scan(best, upright, number, slow=slow)


def make_level(picture: "Image", dpi: float) -> "Image":
    """Return a page with level rows and at least the resolution that tesseract wants."""
    larger = enlarge(picture, WANTED_DPI / dpi) if dpi < LEAST_DPI else picture
    skew = find_skew(larger)
    return turn(larger, skew) if skew else larger


Rung = Callable[["Image", float], _Try | None]


def _rungs() -> Iterator[Rung]:
    tesseract, rapid = find_tesseract(), has_rapidocr()
    if not tesseract and not rapid:
        raise InputError(
            "missing-extra",
            f"reading scans needs tesseract (`{INSTALL}`) or RapidOCR (`pip install 'dateline[scan]'`); "
            "`dateline doctor` checks both",
        )
    if tesseract:
        yield _plain
        yield _despeckled
    if rapid:
        yield _rapid


def _plain(picture: "Image", seconds: float) -> _Try | None:
    pieces = read_with_tesseract(picture, seconds=seconds)
    if pieces is None:
        return None
    return _Try(engine="tesseract", picture=picture, pieces=pieces)


def _despeckled(picture: "Image", seconds: float) -> _Try | None:
    clean = despeckle(picture)
    pieces = read_with_tesseract(clean, seconds=seconds, options=("-c", "thresholding_method=2"))
    return None if pieces is None else _Try(engine="tesseract without specks", picture=picture, pieces=pieces)


def _rapid(picture: "Image", _seconds: float) -> _Try | None:
    return _Try(engine="rapidocr", picture=picture, pieces=read_with_rapidocr(picture))


def _stand_up(picture: "Image", seconds: float) -> "Image":
    """Turn a page that lies on its side or stands on its head, if tesseract sees that it does."""
    degrees = find_turn(picture, seconds=seconds) if seconds > 1 else 0
    return turn(picture, degrees) if degrees else picture


def _scan(best: _Try | None, upright: "Image", number: int, *, slow: bool) -> Scan:
    picture = best.picture if best else upright
    scale = 72 / picture.info["dpi"][0]
    sheet = Sheet(
        number=number,
        width=picture.width * scale,
        height=picture.height * scale,
        pieces=best.pieces if best else (),
        scanned=True,
    )
    problem = None
    if best is None or not best.pieces:
        problem = "slow" if slow else "empty"
    elif best.confidence < LOW or (best.words < FEW and best.confidence < GOOD):
        problem = "low"
    sure = round(best.confidence, 4) if best and best.pieces else None
    return Scan(sheet=sheet, engine=best.engine if best else None, confidence=sure, problem=problem)
