from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.model import Edit, Span, apply_edits


class Replacement(NamedTuple):
    """One proposed change: ``text[start:end]`` of the current text becomes ``now``."""

    start: int
    end: int
    now: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A raw text on its way to the repaired text: what it reads now, and the edits from raw that lead there.

    A fix proposes replacements on ``text``; ``revised`` folds them into the edits, so that the sum of all fixes stays
    one list of edits from raw to repaired text, whatever order the fixes ran in. A change of a change becomes one edit
    that names both rules ("line.hyphen+ocr.word").
    """

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()

    def revised(self, replacements: Sequence[Replacement]) -> "Draft":
        """Return the draft with the replacements made; they must be sorted and must not overlap."""
        real = [r for r in replacements if self.text[r.start : r.end] != r.now]
        if not real:
            return self
        edits = tuple(_numbered(_merge(self.text, self.edits, real), self.raw))
        return Draft(raw=self.raw, text=apply_edits(self.raw, edits), edits=edits)


class _Change(NamedTuple):
    raw_start: int
    raw_end: int
    now: str
    rule: str


def _merge(text: str, edits: Sequence[Edit], replacements: Sequence[Replacement]) -> Iterable[_Change]:
    """Yield the changes from raw that do what the edits do and then the replacements.

    Edits and replacements that overlap in the current text form one change; its ends lie on unchanged text or on an
    edit's border, so they map back to raw exactly.
    """
    i = j = 0
    offset = 0  # raw position minus text position, after the edits passed so far
    while i < len(edits) or j < len(replacements):
        if j == len(replacements) or (i < len(edits) and edits[i].span.end <= replacements[j].start):
            edit = edits[i]
            yield _Change(*edit.raw_span, edit.now, edit.rule)
            offset = edit.raw_span.end - edit.span.end
            i += 1
            continue
        start, end = replacements[j].start, replacements[j].end
        if i < len(edits) and edits[i].span.start < start:
            start = edits[i].span.start
        raw_start = start + offset
        first_edit, first_replacement = i, j
        while True:
            if i < len(edits) and edits[i].span.start < end:
                end = max(end, edits[i].span.end)
                offset = edits[i].raw_span.end - edits[i].span.end
                i += 1
            elif j < len(replacements) and (replacements[j].start < end or j == first_replacement):
                end = max(end, replacements[j].end)
                j += 1
            else:
                break
        now, at = [], start
        for change in replacements[first_replacement:j]:
            now += [text[at : change.start], change.now]
            at = change.end
        rules = [e.rule for e in edits[first_edit:i]] + [r.rule for r in replacements[first_replacement:j]]
        yield _Change(
            raw_start, end + offset, "".join([*now, text[at:end]]), "+".join(dict.fromkeys("+".join(rules).split("+")))
        )


def _numbered(changes: Iterable[_Change], raw: str) -> Iterable[Edit]:
    shift = 0  # text position minus raw position
    for change in changes:
        was = raw[change.raw_start : change.raw_end]
        if was == change.now:
            continue
        start = change.raw_start + shift
        span = Span(start, start + len(change.now))
        raw_span = Span(change.raw_start, change.raw_end)
        yield Edit(span=span, raw_span=raw_span, was=was, now=change.now, rule=change.rule)
        shift += len(change.now) - len(was)
