"""The text layer of a PDF page, character by character: what stands where, and whether it can be believed."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateline.ingest.paper.piece import Piece, Sheet
from dateline.knowledge.repair_lexicon import load_word_frequencies
from dateline.model import Box

GAP = 0.8  # font sizes between two words that are no neighbours: the gutter of columns is wider, a word space is not
SPACE = 0.12  # font sizes between two letters that belong to two words, where the file prints no blanks
BOLD = 600  # font weight
SOFT_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})  # what PDFium gives for a hyphen that breaks a word
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Letter:
    char: str
    box: Box  # of its ink: left, top, right, bottom
    start: float  # where its place in the row begins and ends
    end: float
    base: float
    size: float
    bold: bool


def read_layer(page: Any, number: int) -> Sheet:
    """Return the text layer of a page: its words side by side, in the order of the file.

    The page is turned so that most of its letters stand upright, whatever the file says of its rotation; letters that
    then do not (a stamp in the margin) are left out. ``page`` is a page of pypdfium2.
    """
    text = page.get_textpage()
    frame = _Frame.of(page, text)
    pieces = tuple(_pieces(_letters(text, frame)))
    return Sheet(number=number, width=frame.width, height=frame.height, pieces=pieces)


def find_turn_of_layer(page: Any) -> int:
    """Return by how many degrees clockwise a page, as its file shows it, is turned to make its letters upright."""
    return int(_Frame.of(page, page.get_textpage()).turn - page.get_rotation()) % 360


def _letters(text: Any, frame: "_Frame") -> Iterator[_Letter | None]:
    """Yield the letters of a page, None for a blank that the file prints."""
    from pypdfium2 import raw

    ink, x, y, wide = [ctypes.c_double() for _ in range(4)], ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    for i in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, i)
        char = (
            "-" if code in SOFT_HYPHENS else chr(code) if 0x20 <= code < 0x110000 and not _is_half(code) else "\ufffd"
        )
        if raw.FPDFText_IsGenerated(text, i) == 1:
            continue
        if char.isspace() or code in (0x09, 0x0A, 0x0D):
            yield None
            continue
        found = raw.FPDFText_GetCharBox(text, i, *ink) and raw.FPDFText_GetCharOrigin(text, i, x, y)
        if not found or not frame.upright(raw.FPDFText_GetCharAngle(text, i)):
            continue
        left, right, bottom, top = (number.value for number in ink)
        box = frame.turned(left, top, right, bottom)
        loose = bool(raw.FPDFText_GetLooseCharBox(text, i, wide)) and wide.right > wide.left
        around = frame.turned(wide.left, wide.top, wide.right, wide.bottom) if loose else box
        base = frame.turned(x.value, y.value, x.value, y.value)[3]
        size = raw.FPDFText_GetFontSize(text, i)
        size = size if 2 <= size <= 400 else max(2.0, box[3] - box[1])
        bold = raw.FPDFText_GetFontWeight(text, i) >= BOLD or _is_bold(raw, text, i)
        yield _Letter(char, box, around[0], around[2], base, _scaled(size, box), bold)


def _is_bold(raw: Any, text: Any, i: int) -> bool:
    """Whether the font's name says so: the weight is missing of fonts that the file does not carry."""
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, i, name, 128, None)
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))


def _is_half(code: int) -> bool:
    return 0xD800 <= code < 0xE000


def _quarter(angle: float) -> int:
    """Return by how many quarters, in degrees clockwise, a page is to be turned for a letter at this angle."""
    return round(-math.degrees(max(angle, 0.0)) / 90) * 90 % 360


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the coordinates of a page (from its bottom left, not turned) become those that a reader sees."""

    left: float
    top: float
    width: float
    height: float
    turn: int

    @classmethod
    def of(cls, page: Any, text: Any) -> "_Frame":
        from pypdfium2 import raw

        turns = Counter(_quarter(raw.FPDFText_GetCharAngle(text, i)) for i in range(raw.FPDFText_CountChars(text)))
        turn = max(turns, key=lambda turn: (turns[turn], -turn), default=0)
        left, _, _, top = page.get_bbox()
        width, height = page.get_size()
        if (turn - page.get_rotation()) % 180:
            width, height = height, width
        return cls(left, top, width, height, turn)

    def upright(self, angle: float) -> bool:
        """Whether a letter at this angle (radians, clockwise) stands upright once the page is turned."""
        return abs(math.remainder(max(angle, 0.0) + math.radians(self.turn), 2 * math.pi)) < 0.2

    def turned(self, left: float, top: float, right: float, bottom: float) -> Box:
        left, right, top, bottom = left - self.left, right - self.left, self.top - top, self.top - bottom
        if self.turn == 90:
            return (self.width - bottom, left, self.width - top, right)
        if self.turn == 180:
            return (self.width - right, self.height - bottom, self.width - left, self.height - top)
        if self.turn == 270:
            return (top, self.height - right, bottom, self.height - left)
        return (left, top, right, bottom)


def _scaled(size: float, box: Box) -> float:
    """Correct a font size that the file scales afterwards: letters are at most as high as their font."""
    height = box[3] - box[1]
    return height if height > 1.6 * size else size


def _pieces(letters: Iterator[_Letter | None]) -> Iterator[Piece]:
    run: list[_Letter] = []
    text, blank = "", False
    for letter in letters:
        if letter is None:
            blank = True
            continue
        if run and not _continues(run[-1], letter):
            yield _piece(text, run)
            run, text = [], ""
        elif run and (blank or letter.start - run[-1].end > SPACE * letter.size):
            text += " "
        run.append(letter)
        text += letter.char
        blank = False
    if run:
        yield _piece(text, run)


def _continues(before: _Letter, letter: _Letter) -> bool:
    size = max(before.size, letter.size)
    gap = letter.box[0] - before.box[2]
    return abs(before.base - letter.base) < 0.35 * size and -0.6 * size < gap < GAP * size and letter.size > 0.5 * size


def _piece(text: str, run: list[_Letter]) -> Piece:
    size = sorted(letter.size for letter in run)[len(run) // 2]
    base = sorted(letter.base for letter in run)[len(run) // 2]
    box = (
        min(letter.box[0] for letter in run),
        base - 0.75 * size,
        max(letter.box[2] for letter in run),
        base + 0.22 * size,
    )
    bold = 2 * sum(letter.bold for letter in run) > len(run)
    text = unicodedata.normalize("NFC", text)
    return Piece(text=text, box=tuple(round(n, 2) for n in box), size=round(size, 2), bold=bold)  # type: ignore[arg-type]


def share_of_words(text: str) -> float:
    """Return the share of letters in words of the English word list; names lower it for every reading alike."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if not letters:
        return 0.0
    known = load_word_frequencies()
    return sum(len(word) for word in words if known.get(word.lower(), 0.0) >= 1e-7) / letters


def is_broken(text: str) -> bool:
    """Whether a text layer is no text: a font without letters gives private or unknown characters, or code numbers.

    Example: "\ufffd\ufffd\ufffd \ufffd\ufffd" where the page shows "The army". A text in another script is not broken.
    """
    dense = [char for char in text if not char.isspace()]
    if not dense:
        return True
    odd = sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc") for char in dense)
    letters = sum(char.isalpha() for char in dense)
    return odd > 0.1 * len(dense) or (len(dense) > 40 and letters < 0.4 * len(dense))
