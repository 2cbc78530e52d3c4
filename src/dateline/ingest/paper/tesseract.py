"""The system's tesseract, called as a program: what it reads on a picture, with boxes and how sure it is."""

import io
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from dateline.ingest.paper.piece import Piece

if TYPE_CHECKING:
    from PIL.Image import Image

APART = 1.6  # heights of a word between two words that may belong to two columns
WORTHLESS = 0.2  # a row of which tesseract is less sure is a speck or a picture
HIGH = frozenset("bdfhklti!?\"'“”‘’()/%&$£€")  # what rises above an x
LOW = frozenset("gjpqyQ()/$")  # what falls below the line
LANGUAGE = "eng"
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-eng"
_VERSION = re.compile(r"tesseract v?(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    line: tuple[int, int, int]
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    text: str

    @property
    def height(self) -> float:
        return self.bottom - self.top


def find_tesseract() -> str | None:
    """Return where the program is, or None."""
    return shutil.which("tesseract")


def tesseract_version() -> str | None:
    """Return the version of the program, or None where it is not there or does not run."""
    found = _VERSION.match(_ask("--version"))
    return found[1] if found else None


def tesseract_languages() -> tuple[str, ...]:
    """Return the languages that are installed for it."""
    return tuple(line for line in _ask("--list-langs").splitlines()[1:] if line)


def _ask(option: str) -> str:
    program = find_tesseract()
    if program is None:
        return ""
    try:
        return subprocess.run([program, option], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The rows that were read on a picture, and by how many degrees (0, 90, 180, 270) it should be turned first.

    Tesseract reads a page that lies on its side, too, but its rows then run up or down the picture.
    """

    pieces: tuple[Piece, ...]
    turn: int


def read_with_tesseract(picture: "Image", *, seconds: float, options: tuple[str, ...] = ()) -> Reading | None:
    """Return what tesseract reads on a picture; None where the time was over.

    Raises:
        OSError: it cannot be run, or it failed; the message is its own.
    """
    out = run_tesseract(picture, ("--psm", "3", *options, "tsv"), seconds)
    if out is None:
        return None
    words = list(_words(out))
    return Reading(pieces=tuple(_pieces(words, 72 / picture.info["dpi"][0])), turn=_turn(words))


def _turn(words: Sequence[_Word]) -> int:
    """Return by how many degrees to turn the picture counter-clockwise to have most words run rightwards."""
    ways = Counter[int]()
    for before, word in pairwise(words):
        if before.line == word.line:
            along = (word.left + word.right - before.left - before.right) / 2
            down = (word.top + word.bottom - before.top - before.bottom) / 2
            ways[(90 if down > 0 else 270) if abs(down) > abs(along) else (0 if along > 0 else 180)] += 1
    return max(ways, key=lambda way: (ways[way], -way), default=0)


def find_turn(picture: "Image", *, seconds: float) -> int:
    """Return by how many degrees (0, 90, 180, 270) to turn a picture counter-clockwise, by how its letters stand."""
    try:
        out = run_tesseract(picture, ("--psm", "0"), seconds, language="osd") or ""
    except OSError:
        return 0
    degrees = re.search(r"Orientation in degrees: (\d+)", out)
    sure = re.search(r"Orientation confidence: ([\d.]+)", out)
    return int(degrees[1]) % 360 if degrees and sure and float(sure[1]) > 1.0 else 0


def run_tesseract(
    picture: "Image", options: tuple[str, ...], seconds: float, *, language: str = LANGUAGE
) -> str | None:
    """Run the program on a picture with one thread; return what it writes, or None where the time was over."""
    data = io.BytesIO()
    picture.save(data, "PPM")
    dpi = str(max(70, round(picture.info["dpi"][0])))
    call = [find_tesseract() or "tesseract", "stdin", "stdout", "--dpi", dpi, "-l", language, *options]
    env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(call, input=data.getvalue(), capture_output=True, timeout=seconds, env=env, check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise OSError((done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it failed"])[-1])
    return done.stdout.decode("utf-8", "replace")


def _words(tsv: str) -> Iterator[_Word]:
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        yield _Word(
            line=(int(cells[2]), int(cells[3]), int(cells[4])),
            left=left,
            top=top,
            right=left + width,
            bottom=top + height,
            confidence=max(0.0, float(cells[10]) / 100),
            text=cells[11].strip(),
        )


def _pieces(words: Sequence[_Word], scale: float) -> Iterator[Piece]:
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        usual = sorted(word.height for word in line)[len(line) // 2]
        run = [line[0]]
        for before, word in pairwise(line):
            if word.left - before.right > APART * usual:
                yield from _piece(run, scale)
                run = []
            run.append(word)
        yield from _piece(run, scale)


def _share_of_size(word: str) -> float:
    """Return how high a word is as a share of its font's size, by its letters: "on" is lower than "by"."""
    high = any(char in HIGH or char.isupper() or char.isdigit() for char in word)
    low = 0.21 if any(char in LOW for char in word) else 0.13 if word[-1:] in {",", ";"} else 0.0
    return (0.7 if high else 0.48) + low


def _piece(run: list[_Word], scale: float) -> Iterator[Piece]:
    letters = sum(len(word.text) for word in run)
    sure = sum(word.confidence * len(word.text) for word in run) / letters
    if sure < WORTHLESS or not any(char.isalnum() for word in run for char in word.text):
        return
    sizes = sorted(word.height / _share_of_size(word.text) for word in run)
    box = (
        min(word.left for word in run),
        min(word.top for word in run),
        max(word.right for word in run),
        max(word.bottom for word in run),
    )
    yield Piece(
        text=" ".join(word.text for word in run),
        box=tuple(round(n * scale, 2) for n in box),  # type: ignore[arg-type]
        size=round(sizes[len(sizes) // 2] * scale, 2),
        confidence=round(sure, 4),
    )
