import re
from collections.abc import Iterator

from dateline.stages.repair.draft import Replacement
from dateline.stages.repair.tokens import is_noisy

SPECKLED = 0.02  # share of the chunks between blanks that are nothing but a speck
FEWEST = 4
_SPECK = re.compile(r"(?<!\S)[.,:;'\"•¦|~^\\_<>!?»«`°■]{1,3}(?!\S)")
_LEADING = re.compile(r"(?<!\S)[.,:;•¦|~^*\\_<>!»`°■-]{1,3}(?=[A-Za-z]{2})")
_TRAILING = re.compile(r"(?<=[A-Za-z])(?:[¦|•~^*\\_<>`°■]+|[;:](?=['\"]?\s+[a-z]))(?=\s|$)")
_CLOSING = re.compile(r"(?<=[a-rt-z])'(?=,?[^\S\n]+[a-z])")
_OPENING = re.compile(r"(?<![^\s(])['‘]\w")
QUOTED = 300  # characters within which a quotation that a mark closes has been opened
_BULLET = re.compile(r"(?:^|\n)[ \t]*$")


def fix_specks(text: str) -> Iterator[Replacement]:
    """Take out the dirt that a scan reads as punctuation: "the ; house ¦of" becomes "the house of".

    Engages where at least ``SPECKLED`` of the chunks are nothing but a mark that cannot stand alone; in any text that
    was scanned badly it takes out the marks stuck to the head of a word, and a closing quotation mark that nothing
    opens. A dash, an ellipsis or a bullet at the head of a line stays. Known miss: dirt read as letters or digits.
    """
    alone = list(_SPECK.finditer(text))
    chunks, lone = len(text.split()), sum(_is_lone_speck(text, match) for match in alone)
    lone_commas = sum(match.group() == "," for match in alone)
    tokenized = lone_commas > 0.3 * text.count(",")  # blanks before every mark: a corpus, not dirt
    if tokenized:
        return
    speckled = lone >= FEWEST and lone >= SPECKLED * chunks
    if not speckled and not is_noisy(text):
        return
    found = [Replacement(*span, "", "ocr.speck") for span in _spans(text, speckled)]
    at = 0
    for change in sorted(found):
        if change.start >= at:
            yield change
            at = change.end


def _is_lone_speck(text: str, match: re.Match[str]) -> bool:
    if match.group() in ("...", "..", "***"):
        return False
    return not _BULLET.search(text, max(0, match.start() - 20), match.start())


def _spans(text: str, speckled: bool) -> Iterator[tuple[int, int]]:
    for match in _SPECK.finditer(text) if speckled else ():
        if _is_lone_speck(text, match):
            after = match.end() + 1 if text[match.end() : match.end() + 1] == " " else match.end()
            yield match.start(), after
    for pattern in (_LEADING, _TRAILING) if speckled else (_LEADING,):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _CLOSING.finditer(text):
        if not _OPENING.search(text, max(0, match.start() - QUOTED), match.start()):
            yield match.span()
