from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.model.span import Span


class Run(NamedTuple):
    """One run of the alignment: ``text[start:end]`` came from ``raw[raw_start:raw_end]``.

    Runs are sorted and tile the repaired text completely. Equal lengths map one to one; an insertion has
    ``raw_start == raw_end``; raw characters between two runs were dropped.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One repair: ``was`` at ``raw_span`` of the raw text became ``now`` at ``span`` of the repaired text.

    Replaying all edits of a document over its raw text yields its repaired text, and back.
    """

    span: Span
    raw_span: Span
    was: str
    now: str
    rule: str


def apply_edits(raw: str, edits: Sequence[Edit]) -> str:
    """Return the repaired text: ``raw`` with every edit's ``raw_span`` replaced by ``now``."""
    parts, at = [], 0
    for edit in edits:
        parts += [raw[at : edit.raw_span.start], edit.now]
        at = edit.raw_span.end
    return "".join([*parts, raw[at:]])


def undo_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the raw text: ``text`` with every edit's ``span`` replaced by ``was``."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.span.start], edit.was]
        at = edit.span.end
    return "".join([*parts, text[at:]])


def align(raw: str, edits: Sequence[Edit]) -> tuple[Run, ...]:
    """Return the runs that tile the repaired text, given all edits in order and without overlaps."""
    runs: list[Run] = []
    at = raw_at = 0
    for edit in edits:
        if edit.span.start > at:
            runs.append(Run(at, edit.span.start, raw_at, edit.raw_span.start))
        if edit.span.end > edit.span.start:
            runs.append(Run(*edit.span, *edit.raw_span))
        at, raw_at = edit.span.end, edit.raw_span.end
    if len(raw) > raw_at:
        runs.append(Run(at, at + len(raw) - raw_at, raw_at, len(raw)))
    return tuple(runs)


def to_raw(runs: Sequence[Run], span: Span) -> Span:
    """Map a span of the repaired text to the raw characters it came from.

    An end that falls inside a replaced run takes the whole run, so that no evidence is cut in half.
    """
    starts = [run.start for run in runs]

    def point(position: int, is_end: bool) -> int:
        if not runs:
            return position
        index = max(0, bisect_right(starts, position - 1 if is_end else position) - 1)
        run = runs[index]
        if run.end - run.start == run.raw_end - run.raw_start:
            return run.raw_start + min(position, run.end) - run.start
        return run.raw_end if is_end else run.raw_start

    return Span(point(span.start, False), max(point(span.start, False), point(span.end, True)))
