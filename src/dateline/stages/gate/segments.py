import re
from collections.abc import Iterator, Sequence

from dateline.model import Region, Span

PARSED = frozenset({"title", "body", "caption", "quote-block"})
LONGEST = 8_000  # characters in one call of the parser: bounds the memory of a one-megabyte line

_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\S)")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+")


def find_segments(text: str, regions: Sequence[Region]) -> Iterator[Span]:
    """Yield the stretches of text that are parsed apart: paragraphs of the regions that hold prose.

    A title is never parsed together with the lede below it, and a dateline is left out, because the parser takes
    "GOMA, May 3 (Reuters) -" for the subject of the sentence.
    """
    for region in regions:
        if region.kind not in PARSED:
            continue
        start = region.span.start
        for gap in _PARAGRAPH.finditer(text, *region.span):
            yield from _pieces(text, start, gap.start())
            start = gap.end()
        yield from _pieces(text, start, region.span.end)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = start + LONGEST
        ends = [match.end() for match in _SENTENCE_END.finditer(text, start, cut)]
        space = text.rfind(" ", start, cut)
        cut = ends[-1] if ends else space + 1 if space > start else cut
        yield Span(start, cut)
        start = cut
    if start < end:
        yield Span(start, end)
