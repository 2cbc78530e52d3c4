"""Heads and feet of pages: what is repeated or numbered is no part of the report, but it tells of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from dateline.ingest.paper.columns import join_rows
from dateline.ingest.paper.paper_data import load_paper
from dateline.ingest.paper.piece import Piece, Sheet

ZONE = 0.12  # share of a page's height, from its top or bottom, in which heads and feet stand
ROWS = 2  # rows of a head or foot
ALIKE = 85  # per cent of likeness of two heads, digits aside: scans read them differently
KNOWN = 88  # per cent of likeness of an item with a part of what the first page prints at its top
LONGEST = 120  # characters of a running head


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What was taken off the pages: rows left out of the text, items of the first head, and what a browser printed."""

    left_out: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    url: str | None = None
    printed_on: str | None = None
    web_title: str | None = None


def take_off(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], Furniture]:
    """Take running heads, page numbers and what a browser prints off the pages.

    The head of the first page gives its items (outlet, day); what is not the name of an outlet or a number stays in the
    text, as one piece for each item. Left out are: a head or foot that comes again on another page, digits aside; on
    later pages also one whose items all stand at the top of the first page, or are the name of an outlet, a day or a
    number; numbers of pages, addresses and days of printing on any page. Known miss: a head of three rows.
    """
    finding = _Finding(sheets)
    taken = tuple(finding.take(n, sheet) for n, sheet in enumerate(sheets))
    return taken, Furniture(
        left_out=tuple(dict.fromkeys(finding.gone)),
        items=tuple(finding.items),
        url=finding.url,
        printed_on=finding.printed_on,
        web_title=finding.web_title,
    )


class _Finding:
    """What is found on the way through the pages."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.edges = [_edges(sheet) for sheet in sheets]
        self.opening = [p.text for p in sheets[0].pieces if p.bottom < 0.35 * sheets[0].height] if sheets else []
        self.gone: list[str] = []
        self.items: list[str] = []
        self.url: str | None = None
        self.printed_on: str | None = None
        self.web_title: str | None = None

    def take(self, n: int, sheet: Sheet) -> Sheet:
        """Return a page without its furniture."""
        drop: set[int] = set()
        add: list[Piece] = []
        for is_head in (True, False):
            for row in self.edges[n][not is_head]:
                words = join_rows(row)[0].text
                if self._is_web(words) or self._is_furniture(row, words, n, is_head=is_head):
                    self.gone.append(words)
                elif is_head and (_has_items(row, words) or (n == 0 and is_outlet(words))):
                    parts = _parts_of(row)
                    self.items += [part.text for part in parts]
                    numbers = load_paper().numbers
                    off = [part for part in parts if numbers.fullmatch(part.text) or is_outlet(part.text)]
                    self.gone += [part.text for part in off]
                    add += [part for part in parts if part not in off]
                else:
                    self.items += [words] if is_head and n == 0 else []
                    continue
                drop |= {id(piece) for piece in row}
        return replace(sheet, pieces=(*add, *(p for p in sheet.pieces if id(p) not in drop))) if drop else sheet

    def _is_web(self, words: str) -> bool:
        address, printed = load_paper().address.search(words), load_paper().printed.match(words)
        if printed:
            self.printed_on = self.printed_on or printed["day"]
            self.web_title = self.web_title or printed["title"]
            return True
        if address and address.end() - address.start() >= 0.5 * len(words):
            self.url = self.url or address["url"]
            return True
        return False

    def _is_furniture(self, row: Sequence[Piece], words: str, n: int, *, is_head: bool) -> bool:
        if load_paper().numbers.fullmatch(words):
            return True
        repeated = any(
            _alike(words, other) for m, edge in enumerate(self.edges) if m != n for other in _texts(edge[not is_head])
        )
        if n == 0:
            if repeated and not is_head:
                self.items += [part.text for part in _parts_of(row)]
            return repeated and not is_head
        return repeated or (len(words) <= LONGEST and all(self._is_known(part.text) for part in _parts_of(row)))

    def _is_known(self, item: str) -> bool:
        data = load_paper()
        if data.numbers.fullmatch(item) or data.day.fullmatch(item) or is_outlet(item):
            return True
        return len(item) > 4 and any(fuzz.partial_ratio(item, other) >= KNOWN for other in self.opening)


def is_outlet(item: str) -> bool:
    """Whether words have the form of an outlet's name: capitals, at most six words, one such as "Times" or "Herald"."""
    words = re.findall(r"[\w’'&]+", item)
    if not 2 <= len(words) <= 6 or re.search(r"\d{2}|[.:!?,;]\s", item):
        return False
    small = {"of", "the", "and", "for", "de"}
    capitals = all(word[:1].isupper() or word in small or word == "&" for word in words)
    return capitals and any(word.lower() in load_paper().outlets for word in words)


def _has_items(row: Sequence[Piece], words: str) -> bool:
    """Whether a row is made of items, such as the day, the outlet and a number, and is no row of columns of prose."""
    if len(words) > LONGEST or not (len(row) > 1 or load_paper().separators.search(words)):
        return False
    return all(len(part.text) <= LONGEST // 2 for part in _parts_of(row))


Edge = tuple[list[list[Piece]], list[list[Piece]]]


def _edges(sheet: Sheet) -> Edge:
    """Return the rows of a page's head (its first row at least) and of its foot, each as its pieces."""
    heads = [p for p in sheet.pieces if p.bottom < ZONE * sheet.height]
    feet = [p for p in sheet.pieces if p.top > (1 - ZONE) * sheet.height]
    first = _grouped([p for p in sheet.pieces if p.bottom < 0.25 * sheet.height])[:1]
    return _grouped(heads)[:ROWS] or first, _grouped(feet)[-ROWS:]


def _grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, p.left)):
        if rows and rows[-1][0].beside(piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _texts(rows: Sequence[Sequence[Piece]]) -> list[str]:
    return [join_rows(row)[0].text for row in rows]


def _alike(one: str, other: str) -> bool:
    if max(len(one), len(other)) > LONGEST:
        return False
    return fuzz.ratio(re.sub(r"\d+", "0", one).lower(), re.sub(r"\d+", "0", other).lower()) >= ALIKE


def _parts_of(row: Sequence[Piece]) -> list[Piece]:
    return [part for piece in row for part in _parts(piece)]


def _parts(piece: Piece) -> list[Piece]:
    """Part a piece at its separators ("The Ledger | 14 March 2031"), each part with its share of the box."""
    parts, at = [], 0
    for match in [*load_paper().separators.finditer(piece.text), None]:
        end = match.start() if match else len(piece.text)
        if piece.text[at:end].strip():
            wide = (piece.right - piece.left) / len(piece.text)
            box = (round(piece.left + at * wide, 2), piece.top, round(piece.left + end * wide, 2), piece.bottom)
            parts.append(replace(piece, text=piece.text[at:end].strip(), box=box))
        at = match.end() if match else end
    return parts
