import logging
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from dateline.ingest.html.blocks import Block

COVERED = 0.9  # share of the main text that must be found again among the page's own blocks
LONG = 40  # letters from which a block inside a longer paragraph is recognised
MANY = 20_000  # elements above which the main text is looked for in one way only
_ITEMS = frozenset({"p", "head", "item", "quote", "cell", "lb", "ab", "row", "list", "table", "figure"})
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True, kw_only=True)
class MainText:
    """Which blocks of a page are its report: their indexes; none, and the paragraphs, where no block matches them."""

    chosen: tuple[int, ...]
    paragraphs: tuple[str, ...]


def find_main_text(root: Any, blocks: Sequence[Block]) -> MainText:
    """Tell which blocks are the report, by trafilatura (Barbaresi 2021), which judges a page by its text and markup.

    Its options: no comments, tables kept, nothing merged or deduplicated, no metadata (its dates are guesses). It only
    chooses; words and their order stay the page's own, so that captions between the paragraphs can be kept.
    """
    paragraphs = _extract(root)
    wanted = [_bare(paragraph) for paragraph in paragraphs]
    whole, exact = "".join(wanted), set(wanted) - {""}
    bare = [_bare(block.text) for block in blocks]
    chosen = [
        i for i, words in enumerate(bare) if words and (words in exact or (len(words) >= LONG and words in whole))
    ]
    chosen = _without_repeats(chosen, bare)
    covered = sum(len(bare[i]) for i in chosen)
    if covered < COVERED * len(whole):
        return MainText(chosen=(), paragraphs=paragraphs)
    return MainText(chosen=tuple(chosen), paragraphs=paragraphs)


def _extract(root: Any) -> tuple[str, ...]:
    from trafilatura import bare_extraction

    many = sum(1 for _ in root.iter()) > MANY
    try:
        found = bare_extraction(
            deepcopy(root),
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=False,
            fast=many,
        )
    except Exception:  # a page that no cleaner was written for: the blocks decide (reader.py)
        return ()
    body = getattr(found, "body", None)
    return tuple(_paragraphs(body)) if body is not None else ()


def _paragraphs(body: Any) -> list[str]:
    from lxml import etree

    texts: list[str] = [""]
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _ITEMS and texts[-1].strip():
            texts.append("")
        texts[-1] += (element.text if event == "start" else element.tail) or ""
    return [words for words in (" ".join(text.split()) for text in texts) if words]


def _without_repeats(chosen: list[int], bare: Sequence[str]) -> list[int]:
    """Where the same words stand twice, keep the one with more neighbours that were chosen."""
    where: dict[str, list[int]] = {}
    for i in chosen:
        where.setdefault(bare[i], []).append(i)
    all_of = set(chosen)
    kept = {max(places, key=lambda i: sum(i + d in all_of for d in (-3, -2, -1, 1, 2, 3))) for places in where.values()}
    return [i for i in chosen if i in kept]


def _bare(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())
