import re
import unicodedata
from collections.abc import Iterator

from dateline.knowledge.repair_lexicon import load_characters
from dateline.stages.repair.draft import Replacement

_CHUNK = re.compile(r"[^ \t\n\r\f\v\x00]+")
_JOINER = re.compile(r"(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])")
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LINE_END = re.compile(r"\r\n?")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+(?=\n)")


def fix_mojibake(text: str) -> Iterator[Replacement]:
    """Decode text that was decoded with the wrong table: "Lebanonâ€™s" becomes "Lebanon’s".

    Uses ftfy (Speer 2019) on one chunk between blanks at a time, so that offsets stay right and a good word is never
    touched; curly quotes stay curly. Known miss: mojibake that swallowed a plain space ("Ã la carte").
    """
    if text.isascii():
        return
    decoded: dict[str, str] = {}
    for match in _CHUNK.finditer(text):
        was = match.group()
        if was.isascii() or len(was) > 4_000:
            continue
        if was not in decoded:
            decoded[was] = _decode(was)
        if decoded[was] != was:
            yield Replacement(*match.span(), decoded[was], "char.mojibake")


def _decode(chunk: str) -> str:
    """Return the chunk decoded, where that leaves no mojibake; else as it is.

    Mojibake whose accents were taken apart ("A" and a combining tilde) is put together first.
    """
    import ftfy
    import ftfy.badness

    composed = unicodedata.normalize("NFC", chunk)
    if composed != chunk:
        decoded = _decode(composed)
        return chunk if decoded == composed else decoded
    fixed = ftfy.fix_encoding(chunk)
    while ftfy.badness.is_bad(fixed):
        try:
            again = fixed.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return chunk
        if again == fixed:
            return chunk
        fixed = again
    return fixed


def fix_line_ends(text: str) -> Iterator[Replacement]:
    """Write every line end as a line feed."""
    for match in _LINE_END.finditer(text):
        yield Replacement(*match.span(), "\n", "char.line-end")


def fix_characters(text: str) -> Iterator[Replacement]:
    """Take out or spell out single characters by the table ``data/repair/characters.yaml``."""
    table = load_characters()
    for match in table.pattern.finditer(text):
        now, rule = table.replacements[match.group()]
        yield Replacement(*match.span(), now, rule)


def fix_joiners(text: str) -> Iterator[Replacement]:
    """Take zero-width joiners out of Latin words and directional marks out of text that runs left to right.

    Between letters that join, in emoji and beside Arabic or Hebrew they are spelling.
    """
    found = [match.span() for match in _JOINER.finditer(text)]
    for match in _DIRECTION.finditer(text):
        if not _RIGHT_TO_LEFT.search(text, max(0, match.start() - 3), match.end() + 3):
            found.append(match.span())
    for start, end in sorted(found):
        yield Replacement(start, end, "", "char.invisible")


def fix_trailing_blanks(text: str) -> Iterator[Replacement]:
    """Drop blanks and tabs before a line end."""
    for match in _TRAILING.finditer(text):
        yield Replacement(*match.span(), "", "line.trailing")
