import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.ingest.html.blocks import Block
from dateline.ingest.html.facts import Facts
from dateline.ingest.html.main_text import MainText
from dateline.model.header import RegionKind

LIKE = 0.8  # how alike a heading and a declared title must be to be the same
HEAD = 12  # blocks between title and text in which byline, date and subtitle are looked for
LONGEST_LINE = 200  # characters of a byline or a line with the date
_BY = re.compile(r"(?:(?:Story|Text|Words|Report|Written|Posted) )?(?:[Bb]y|BY):?\s+[^\W\d_a-z][^.!?]*(?:\.[^.!?]+)*")
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}\b",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s+[|•·]\s+|\s*\n\s*")
_MARKS: dict[str, RegionKind] = {
    "caption": "caption", "credit": "credit", "byline": "byline", "date": "dateline", "subtitle": "title",
    "quote": "quote-block",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph of the report as the reader hands it on, and what the page marks it as."""

    text: str
    kind: RegionKind | None


def find_title(blocks: Sequence[Block], facts: Facts) -> tuple[str | None, int | None]:
    """Return the title and the block that prints it: the heading most like a declared title, else the first h1."""
    from rapidfuzz.fuzz import ratio

    headings = [i for i, block in enumerate(blocks) if block.tag in ("h1", "h2", "h3")][:60]
    best, place = 0.0, None
    for i in headings:
        for title in facts.titles:
            score = ratio(_plain(blocks[i].text), _plain(title)) / 100
            if score > best + 1e-9:
                best, place = score, i
    if place is None or best < LIKE:
        place = next((i for i in headings if blocks[i].tag == "h1" and blocks[i].text != facts.outlet), None)
    if place is not None and (best >= LIKE or not facts.titles or facts.titles[0] not in _joined(blocks)):
        return " ".join(blocks[place].text.split()), place
    declared = facts.titles[0] if facts.titles else None
    plain = _plain(declared) if declared else None
    return declared, next((i for i, block in enumerate(blocks) if plain and _plain(block.text) == plain), None)


def assemble(blocks: Sequence[Block], main: MainText, title: str | None, place: int | None) -> list[Piece]:
    """Put the report together: title, subtitle, byline and date as the page shows them, captions, text."""
    pieces = [Piece(text=title, kind="title")] if title else []
    if not main.chosen:
        head = range(place + 1, min(place + 1 + HEAD, len(blocks))) if place is not None else range(0)
        pieces += [piece for i in head for piece in _head_pieces(blocks[i])]
        told = {_plain(piece.text) for piece in pieces}
        return pieces + [Piece(text=text, kind=None) for text in main.paragraphs if _plain(text) not in told]
    chosen = set(main.chosen)
    start = place + 1 if place is not None and place < max(chosen) else min(chosen)
    first = next((i for i in main.chosen if i >= start and _is_prose(blocks[i])), start)
    last = max((i for i in main.chosen if _is_prose(blocks[i])), default=max(chosen))
    for i in range(start, last + 1):
        block = blocks[i]
        if i < first:
            below = block.tag in ("h2", "h3") and i - 1 == place and not block.is_links
            pieces += [Piece(text=block.text, kind="title")] if below else _head_pieces(block)
        elif i in chosen and not (block.is_links and len(block.text) < LONGEST_LINE):
            pieces.append(
                Piece(
                    text=block.text,
                    kind=_MARKS.get(block.role) if block.role in ("quote", "caption", "credit") else None,
                )
            )
        elif block.role in ("caption", "credit"):
            pieces.append(Piece(text=block.text, kind=_MARKS[block.role]))
    return pieces


def _head_pieces(block: Block) -> list[Piece]:
    """Return what stands between the title and the text: its parts, where one line holds byline and date."""
    found = []
    for line in _BAR.split(block.text) if len(block.text) <= 2 * LONGEST_LINE else [block.text]:
        text = line.strip(" |•·")
        short = len(text) <= LONGEST_LINE
        if not text:
            continue
        if short and _BY.fullmatch(text):
            found.append(Piece(text=text, kind="byline"))
        elif short and _DATE.search(text) and (block.role == "date" or len(text) < 90) and block.role != "caption":
            found.append(Piece(text=text, kind="dateline"))
        elif block.role in ("caption", "credit", "subtitle"):
            found.append(Piece(text=text, kind=_MARKS[block.role]))
        elif block.role == "byline" and short and not block.is_links:
            found.append(Piece(text=text, kind="byline"))
    return found


def _is_prose(block: Block) -> bool:
    if block.role in ("byline", "date", "subtitle", "caption", "credit") or block.is_links or _head_pieces(block):
        return False
    return len(block.text) > 60 or block.text.rstrip("\"'”’)").endswith((".", "!", "?"))


def _joined(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _plain(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())
