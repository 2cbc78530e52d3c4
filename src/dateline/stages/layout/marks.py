from collections.abc import Sequence

from dateline.model import Region, Run, Span, to_raw
from dateline.model.header import RegionKind

COVERED = 0.6  # share of a paragraph that a mark must cover


def find_marks(
    paragraphs: Sequence[Span], marks: Sequence[Region], alignment: Sequence[Run]
) -> list[RegionKind | None]:
    """Return for each paragraph what its source marks it as: a headline of a page, a caption; None for the rest.

    Marks are spans of the raw text, which repair may have changed.
    """
    if not marks:
        return [None] * len(paragraphs)
    kinds: list[RegionKind | None] = []
    at = 0
    for paragraph in paragraphs:
        if at == len(marks):
            kinds.append(None)
            continue
        raw = to_raw(alignment, paragraph)
        while at < len(marks) and marks[at].span.end <= raw.start:
            at += 1
        mark = marks[at] if at < len(marks) else None
        shared = min(raw.end, mark.span.end) - max(raw.start, mark.span.start) if mark else 0
        kinds.append(mark.kind if mark and shared >= COVERED * (raw.end - raw.start) else None)
    return kinds
