import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dateline.knowledge.repair_lexicon import LineShapes, load_line_shapes, load_word_frequencies
from dateline.stages.repair.draft import Replacement

LONGEST_WRAPPED = 180  # characters; a longer line is a paragraph, not a line of print
LOOSE = 0.88  # lines of print differ in length by about this much, since letters differ in width
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_CLOSERS = "\"'”’)]»"
_HYPHENS = "-\u2010¬"
_FIRST_WORD = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of print that is not blank: its text without outer blanks, and where that stands."""

    start: int
    end: int
    text: str
    block: int  # number of the run of lines without a blank line between them

    @cached_property
    def terminal(self) -> bool:
        """Whether the line ends a sentence, quotes and brackets aside."""
        core = self.text.rstrip(_CLOSERS)
        return core[-1:] in ".!?…:" or (core[-1:] == "" and self.text != "")

    @cached_property
    def last_word(self) -> str:
        return self.text.rsplit(None, 1)[-1].lower()

    @cached_property
    def first_word(self) -> str:
        match = _FIRST_WORD.match(self.text)
        return match.group() if match else ""

    @cached_property
    def starts_lower(self) -> bool:
        return self.text.lstrip("\"'“‘(")[:1].islower()


def read_lines(text: str) -> list[Line]:
    """Return the lines that are not blank, numbered by block."""
    lines: list[Line] = []
    at = block = 0
    blank = False
    for row in text.split("\n"):
        core = row.strip()
        if core:
            block += blank
            start = at + len(row) - len(row.lstrip())
            lines.append(Line(start=start, end=start + len(core), text=core, block=block))
        blank = not core
        at += len(row) + 1
    return lines


def is_hard_wrapped(lines: Sequence[Line]) -> bool:
    """Tell whether the text has lines of print rather than one line for each paragraph.

    In print, many lines stop in mid-sentence and the next goes on in lower case; in a text with one paragraph for each
    line nearly none does. Known miss: a poem, or a list in lower case without stops.
    """
    pairs = broken = 0
    for line, following in pairwise(lines):
        if line.block == following.block:
            pairs += 1
            broken += not line.terminal and following.starts_lower and len(line.text) <= LONGEST_WRAPPED
    return broken > 0 and broken >= 0.2 * pairs


def fix_page_furniture(text: str) -> Iterator[Replacement]:
    """Drop page numbers and running heads: lines by themselves that a page repeats, in text with lines of print."""
    lines = read_lines(text)
    if not is_hard_wrapped(lines):
        return
    shapes = load_line_shapes()
    heads = Counter(_digits_off(line.text) for line in lines if len(line.text) <= 80)
    sizes = Counter(line.block for line in lines)
    for i, line in enumerate(lines):
        alone = sizes[line.block] == 1 or i in (0, len(lines) - 1)
        numbered = any(c.isdigit() for c in line.text)
        repeated = heads[_digits_off(line.text)] >= 3 and not line.terminal and len(line.text) > 3
        if shapes.page.fullmatch(line.text) or (alone and repeated) or (_bare_number(line) and _interrupts(lines, i)):
            rule = "page.number" if numbered and not repeated else "page.head"
            end = line.end + 1 if text[line.end : line.end + 1] == "\n" else line.end
            yield Replacement(line.start, end, "", rule)


def _digits_off(text: str) -> str:
    return re.sub(r"\d+", "0", text).lower()


def _bare_number(line: Line) -> bool:
    return line.text.isdigit() and len(line.text) <= 3


def _interrupts(lines: Sequence[Line], i: int) -> bool:
    """Whether the line stands alone between two halves of a sentence."""
    if not 0 < i < len(lines) - 1:
        return False
    before, line, after = lines[i - 1], lines[i], lines[i + 1]
    return before.block < line.block < after.block and not before.terminal and after.starts_lower


def fix_wrapped_lines(text: str) -> Iterator[Replacement]:
    """Join lines of print into paragraphs, and words that a line end broke.

    A line break inside a block is soft when the next line's first word would not have fitted (the width is that of the
    block), when the sentence plainly goes on, or when the line ends in a word such as "the"; across a blank line only
    when the sentence plainly goes on ("attacks on American forces or", blank line, "the Zionist regime"). A text that
    is not hard-wrapped is left alone.
    """
    lines = read_lines(text)
    if not is_hard_wrapped(lines):
        return
    shapes = load_line_shapes()
    widths: dict[int, int] = {}
    for line in lines:
        widths[line.block] = max(widths.get(line.block, 0), len(line.text))
    sorted_lengths = sorted(len(line.text) for line in lines)
    usual = sorted_lengths[int(len(lines) * 0.9)] if lines else 0
    spell = _Hyphens(text)
    for line, following in pairwise(lines):
        gap = text[line.end : following.start]
        if _goes_on(line, following, widths[line.block], usual, shapes, lines[0].start):
            yield spell.joined(line, following)
        elif gap == "\n" or gap.count("\n") > 2:
            yield Replacement(line.end, following.start, "\n\n", "line.paragraph")


def _goes_on(line: Line, following: Line, width: int, usual: int, shapes: LineShapes, first: int) -> bool:
    if len(line.text) > LONGEST_WRAPPED:
        return False
    open_end = not line.terminal and (line.last_word in shapes.open_words or line.text[-1] in ",;-–—")
    if line.block != following.block:
        if line.terminal:
            return False
        return (following.starts_lower and len(line.text) >= 0.3 * usual) or (
            open_end and len(line.text) >= 0.6 * usual and line.text[-1] not in "–—"
        )
    if following.starts_lower or open_end:
        return True
    would_take = len(line.text) + 1 + len(following.first_word)
    if line.terminal:
        return would_take > width and width >= 0.75 * usual
    return would_take > width * (1.0 if line.start == first else LOOSE)


class _Hyphens:
    """Decides how a word that a line end broke is spelled, by the rest of the text and the word list."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in _WORD.findall(self._text))

    def joined(self, line: Line, following: Line) -> Replacement:
        """Return the replacement that joins two lines."""
        head, tail = line.text, following.text
        if head[-1] in _HYPHENS and head[-2:-1].isalnum() and tail[:1].isalnum():
            first = re.split(r"[\s(“\"]", head[:-1])[-1]
            match = _WORD.match(tail)
            second = match.group() if match else tail[:1]
            if self._keeps_hyphen(first, second):
                return Replacement(line.end, following.start, "", "line.hyphen-kept")
            return Replacement(line.end - 1, following.start, "", "line.hyphen")
        return Replacement(line.end, following.start, " ", "line.wrapped")

    def _keeps_hyphen(self, first: str, second: str) -> bool:
        if not second[:1].islower() or not first[-1:].isalpha():
            return True
        whole, hyphened = (first + second).lower(), f"{first}-{second}".lower()
        if hyphened in self._words or whole in self._words:
            return hyphened in self._words and whole not in self._words
        frequency = load_word_frequencies()
        known = frequency.get(whole, 0.0)
        parts = min(frequency.get(first.lower().rsplit("-", 1)[-1], 0.0), frequency.get(second.lower(), 0.0))
        if first.lower() in load_line_shapes().hyphen_prefixes or "-" in first:
            return known < 1e-6
        return known < 1e-8 and parts >= 3e-6
