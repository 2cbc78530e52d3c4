"""Several articles printed into one file: on which pages a new one begins."""

import re
from collections.abc import Sequence

from dateline.ingest.paper.columns import join_rows
from dateline.ingest.paper.furniture import is_outlet
from dateline.ingest.paper.paper_data import load_paper
from dateline.ingest.paper.piece import Sheet
from dateline.ingest.paper.writing import body_size, find_headline
from dateline.ingest.split_plan import SplitPlan

OPENING = 0.45  # share of a page's height in which the signs of a new article stand
_FIRST = re.compile(r"(?:\D|^)1\s*(?:/|of)\s*\d{1,3}\s*$")
WORDS = 40  # of the shortest article
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’-]{2,}(?: [A-Z][A-Z.'’-]+){0,3}(?:,| \(| ?[—–]| -)|[A-Z][^\n.!?]{2,40} \([A-Z]\w+\) ?[—–-]"
)
_BYLINE = re.compile(r"By\s+[A-Z][\w.’'-]+(?:\s+\S+){1,6}")


def find_bundle(sheets: Sequence[Sheet], plan: SplitPlan) -> list[tuple[Sheet, ...]]:
    """Return the pages of each article: as a person said, else as the pages show; one group for a single article.

    A page begins an article where a browser's page number begins anew ("1/3") or its address changes, or where a
    headline stands at its top together with two of: the name of an outlet by itself, a day, a byline. Known miss: a
    bundle of articles without any of these.
    """
    if plan.kind == "pages":
        groups = [tuple(s for s in sheets if first <= s.number <= last) for first, last in plan.ranges]
        return [group for group in groups if group]
    if plan.kind != "auto" or len(sheets) < 2:
        return [tuple(sheets)]
    starts = [n for n, sheet in enumerate(sheets) if n == 0 or _begins(sheet, sheets[n - 1])]
    return [tuple(sheets[a:b]) for a, b in zip(starts, [*starts[1:], len(sheets)], strict=True)]


def find_headlines(text: str, large: Sequence[int]) -> list[int]:
    """Return where the articles of a newspaper page begin in its text: the first, and each further headline.

    A headline is large type of three words, after an article's worth of text, with a byline or a dateline in one of the
    next three paragraphs and more text after it; without these it may be a crosshead or a pull quote.
    """
    starts = [0]
    for at in large:
        paragraphs = text[at:].split("\n\n")
        before = len(text[starts[-1] : at].split())
        signed = any(_BYLINE.match(part) or _DATELINE.match(part) for part in paragraphs[1:4])
        after = sum(len(part.split()) for part in paragraphs[1:])
        quoted = text[at] in "“\"‘'"
        if signed and not quoted and len(paragraphs[0].split()) >= 3 and min(before, after) >= WORDS:
            starts.append(at)
    return starts


def _begins(sheet: Sheet, before: Sheet) -> bool:
    address, last = _foot(sheet), _foot(before)
    if address and last:
        return address != last or _is_first(sheet)
    headline = find_headline([sheet])
    if headline is None or not sheet.pieces:
        return False
    body = body_size([sheet])
    top = [row.text for row in join_rows([p for p in sheet.pieces if p.bottom < OPENING * sheet.height])]
    large = any(p.size >= 1.3 * body and is_outlet(p.text) for p in sheet.pieces if p.bottom < OPENING * sheet.height)
    signs = large + any(load_paper().day.fullmatch(row) for row in top) + any(_BYLINE.fullmatch(row) for row in top)
    return signs >= 2


def _foot(sheet: Sheet) -> str | None:
    """Return the address that a browser printed at the foot or head of a page."""
    edge = [p for p in sheet.pieces if p.top > 0.88 * sheet.height or p.bottom < 0.1 * sheet.height]
    found = (load_paper().address.search(row.text) for row in join_rows(edge))
    return next((match["url"] for match in found if match), None)


def _is_first(sheet: Sheet) -> bool:
    edge = [p for p in sheet.pieces if p.top > 0.88 * sheet.height or p.bottom < 0.1 * sheet.height]
    return any(_FIRST.search(row.text) for row in join_rows(edge))
