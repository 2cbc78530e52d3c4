import re
from collections.abc import Iterator

from dateline.knowledge.layout_lexicon import load_furniture
from dateline.model import Span
from dateline.model.header import RegionKind

LONGEST_TITLE = 220  # characters
_TRAILING_CREDIT = re.compile(
    r"\(\s*(?:(?:AP|AFP|Reuters|File|EPA)\s)?(?:photo|image|picture|file photo|photograph|credit)s?\b"
    r"[^()]{0,90}\)\.?\s*$"
    r"|\((?:file|reuters|ap|afp|epa|getty)\s*[/ ][^()]{0,80}\)\.?\s*$",
    re.IGNORECASE,
)
_CLOSERS = "\"'”’)]»"


def find_paragraphs(text: str, within: Span | None = None) -> Iterator[Span]:
    """Yield the lines that are not blank, without outer blanks: after repair each is a paragraph."""
    at = within.start if within else 0
    for row in (within.of(text) if within else text).split("\n"):
        core = row.strip()
        if core:
            start = at + len(row) - len(row.lstrip())
            yield Span(start, start + len(core))
        at += len(row) + 1


def furniture_kind(words: str) -> RegionKind | None:
    """Tell what a paragraph is by its look alone (``data/layout/furniture.yaml``); None for prose."""
    for row in load_furniture():
        if len(words) <= row.longest and row.pattern.fullmatch(words):
            return row.kind
    return None


def trailing_credit(text: str, paragraph: Span) -> int:
    """Return where the credit at the end of a caption begins: "… in Baghdad. (Photo by AFP)"; else the end."""
    tail = max(paragraph.start, paragraph.end - 140)
    match = _TRAILING_CREDIT.search(text, tail, paragraph.end)
    return match.start() if match else paragraph.end


def ends_sentence(words: str) -> bool:
    """Whether the words end as a sentence does, closing quotes and brackets aside."""
    return words.rstrip(_CLOSERS)[-1:] in {".", "!", "?", "…", ":", ";", ","}


def looks_like_title(words: str) -> bool:
    """Whether a paragraph can be a headline: short, no full stop, and it begins as a line of its own does."""
    if len(words) > LONGEST_TITLE or len(words.split()) < 2:
        return False
    core = words.rstrip(_CLOSERS)
    stopped = core[-1:] in {".", "…", ":", ";", ","} and not re.search(r"\b(?:[A-Z]\.){2,}$", core)
    return not stopped and not words[0].islower()
