"""How a page is read from its picture: one engine after another, until what comes out can be believed."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.errors import InputError
from dateline.ingest.paper.picture import (
    LEAST_DPI,
    WANTED_DPI,
    despeckle,
    enlarge,
    find_skew,
    is_blank,
    is_speckled,
    turn,
)
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
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    engine: str
    picture: "Image"
    pieces: tuple[Piece, ...]
    turn: int = 0

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
    another threshold (first, where the page is full of specks: they make the other slow); RapidOCR. It stops at the
    first rung that is sure (mean confidence and number of words), and else takes the one that read most that can be
    believed. A page that lies on its side is turned and read anew.

    Raises:
        InputError: ``missing-extra`` where no engine is installed.
    """
    if is_blank(picture):
        return _scan(None, picture, number, slow=False)
    climb = _Climb(make_level(picture, dpi), time.monotonic() + seconds, f"{name}: page {number}")
    speckled = is_speckled(picture)
    climb.read(_rungs(name, speckled=speckled))
    if climb.turn:
        turned = _Climb(turn(climb.picture, climb.turn), climb.until, climb.where)
        turned.read(_rungs(name, speckled=speckled))
        if turned.worth >= 0.9 * climb.worth:
            climb = turned
        elif not climb.good:
            climb.read([_rapid] if has_rapidocr() else [])
    return _scan(climb.best, climb.picture, number, slow=climb.slow)


class _Climb:
    """A page on its way up the ladder."""

    def __init__(self, picture: "Image", until: float, where: str) -> None:
        self.picture, self.until, self.where = picture, until, where
        self.best: _Try | None = None
        self.slow = False
        self.turn: int | None = None

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    @property
    def worth(self) -> float:
        return self.best.worth if self.best else 0.0

    @property
    def good(self) -> bool:
        return self.best is not None and self.best.good

    def read(self, rungs: Iterable["Rung"]) -> None:
        for rung in rungs:
            if self.left <= 0.5:
                self.slow = True
                return
            if rung is _rapid and self.turn is None and find_tesseract():
                self.turn = find_turn(despeckle(self.picture), seconds=self.left)
                if self.turn:
                    return
            try:
                found = rung(self.picture, self.left)
            except OSError as error:
                log.warning("%s: tesseract failed (%s)", self.where, error)
                continue
            self.slow = self.slow or found is None
            if found and (self.best is None or found.worth > self.worth):
                self.best = found
            if found and found.turn and found.words >= FEW and found.confidence >= LOW:
                self.turn = found.turn
                return
            if self.good:
                self.turn = 0
                return


def make_level(picture: "Image", dpi: float) -> "Image":
    """Return a page with level rows and at least the resolution that tesseract wants."""
    larger = enlarge(picture, WANTED_DPI / dpi) if dpi < LEAST_DPI else picture
    skew = find_skew(larger)
    return turn(larger, skew) if skew else larger


Rung = Callable[["Image", float], _Try | None]


def _rungs(name: str, *, speckled: bool) -> Iterator[Rung]:
    tesseract, rapid = find_tesseract(), has_rapidocr()
    if not tesseract and not rapid:
        raise InputError(
            "missing-extra",
            f"{name}: reading scans needs tesseract (`{INSTALL}`) or RapidOCR (`pip install 'dateline[scan]'`); "
            "`dateline doctor` checks both",
        )
    if tesseract:
        yield from (_despeckled, _plain) if speckled else (_plain, _despeckled)
    if rapid:
        yield _rapid


def _plain(picture: "Image", seconds: float) -> _Try | None:
    found = read_with_tesseract(picture, seconds=seconds)
    return _Try(engine="tesseract", picture=picture, pieces=found.pieces, turn=found.turn) if found else None


def _despeckled(picture: "Image", seconds: float) -> _Try | None:
    found = read_with_tesseract(despeckle(picture), seconds=seconds, options=("-c", "thresholding_method=2"))
    if found is None:
        return None
    return _Try(engine="tesseract without specks", picture=picture, pieces=found.pieces, turn=found.turn)


def _rapid(picture: "Image", _seconds: float) -> _Try | None:
    return _Try(engine="rapidocr", picture=picture, pieces=read_with_rapidocr(picture))


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
