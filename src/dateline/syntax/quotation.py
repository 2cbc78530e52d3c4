"""Pairing of quotation marks: which stretches of the text stand in quotation marks, and which go on over paragraphs."""

import re
from dataclasses import dataclass

from dateline.model import Span

_MARK = re.compile(r"[“”„‟«»\"]|``|''|[‘’‚‛'`]")
_PARAGRAPH = re.compile(r"[^\n]+")
_DOUBLE_OPEN = frozenset("“„‟«") | {"``"}
_SINGLE_OPEN = frozenset("‘‚‛")
_STRICT_END = re.compile(r"[.,!?][’'](?!\w)")
_SINGLE_END = re.compile(r"(?<=[\w.,!?…])[’'](?!\w)")
_ELISION = re.compile(r"(?:\d0s|em\b|til\b|twas\b|tis\b|n\b|cause\b|bout\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in quotation marks: ``span`` with its marks, ``inner`` without them.

    ``depth`` is 0 outside any other quotation. ``continues`` is true where a quotation that was left open at the end of
    one paragraph goes on in this one; ``open`` where it is left open at the end.
    """

    span: Span
    inner: Span
    depth: int
    continues: bool = False
    open: bool = False


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Pair the quotation marks of a text, paragraph by paragraph.

    Chicago 13.30: a quotation of several paragraphs opens each of them and closes only the last. Straight marks open
    before a word and close after one; an apostrophe is never a mark. A mark without a partner is left alone, except at
    the beginning of a paragraph, where the whole paragraph is taken ("“We are tired, he said." is a known miss).

    Example:
        ``“We will go,” he said. “Now.”`` has two quotations at depth 0.
    """
    found: list[Quotation] = []
    running = False
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text) if not match.group().isspace()]
    for start, end in paragraphs:
        rows = _pair(text, start, end, running)
        running = any(row.open and row.depth == 0 for row in rows)
        found += rows
    return tuple(sorted(found, key=lambda q: (q.span.start, -q.span.end)))


def _pair(text: str, start: int, end: int, running: bool) -> list[Quotation]:
    """Return the quotations of one paragraph."""
    stack: list[tuple[int, int, bool]] = []  # where the mark starts and ends, whether it is a single mark
    found: list[Quotation] = []
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match.group(), match.start(), match.end()
        single = mark in "‘’‚‛'`"
        role = _role(text, mark, at, after, start, end, stack)
        if role == "open":
            stack.append((at, after, single))
        elif role == "close":
            kept = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][2] == single), None)
            if kept is None:
                continue
            opened, inner, _ = stack[kept]
            del stack[kept:]
            depth = sum(1 for row in stack if not row[2]) if single else sum(1 for row in stack)
            found.append(
                Quotation(Span(opened, after), Span(inner, at), depth, running and _first(text, start, opened))
            )
    left = [row for row in stack if not row[2] and _first(text, start, row[0])]
    if left:
        stop = len(text[start:end].rstrip()) + start
        found.append(Quotation(Span(left[0][0], stop), Span(left[0][1], stop), 0, running, True))
    elif stack and not stack[-1][2] and _speech_before(text, start, stack[-1][0]):
        opened, inner, _ = stack[-1]
        stop = len(text[start:end].rstrip()) + start
        found.append(Quotation(Span(opened, stop), Span(inner, stop), 0, False, True))
    return _with_depth(found)


def _with_depth(found: list[Quotation]) -> list[Quotation]:
    rows: list[Quotation] = []
    for q in sorted(found, key=lambda q: (q.span.start, -q.span.end)):
        depth = sum(1 for other in found if other is not q and other.span.contains(q.span))
        rows.append(Quotation(q.span, q.inner, depth, q.continues, q.open))
    return rows


def _first(text: str, start: int, at: int) -> bool:
    return not text[start:at].strip()


def _speech_before(text: str, start: int, at: int) -> bool:
    """Tell whether a comma, a colon or a full stop stands before a mark: then speech begins there."""
    before = text[start:at].rstrip()
    return bool(before) and before[-1] in ",:.;—–-" and at - len(before) - start <= 2


def _role(
    text: str, mark: str, at: int, after: int, start: int, end: int, stack: list[tuple[int, int, bool]]
) -> str | None:
    """Say whether a mark opens, closes or is neither (an apostrophe, an inch sign)."""
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    if mark in _DOUBLE_OPEN:
        return "open"
    if mark in "”»":
        return "open" if before.isspace() and behind.isalnum() else "close"
    if mark in ('"', "''"):
        opens = (before.isspace() or before in "([{—–-‘'“/") and not behind.isspace()
        inside = any(not row[2] for row in stack)
        if opens and (not inside or before.isspace() or before in "(["):
            return "open"
        return "close" if inside else None
    if mark in _SINGLE_OPEN or mark == "`":
        return None if _ELISION.match(text, after) and not _closes_later(text, after, end) else "open"
    return _single_role(text, at, after, end, before, behind, stack)


def _single_role(
    text: str, at: int, after: int, end: int, before: str, behind: str, stack: list[tuple[int, int, bool]]
) -> str | None:
    """Judge ’ and ': mostly an apostrophe."""
    if behind.isalnum() and before.isalnum():
        return None
    if text[at] == "'" and (before.isspace() or before in '(["“—–') and behind.isalnum():
        return None if _ELISION.match(text, after) else ("open" if _closes_later(text, after, end) else None)
    if any(row[2] for row in stack) and not behind.isalnum() and not before.isspace():
        if before == "s" and behind == " " and _closes_later(text, after, end, strict=True):
            return None  # "the 'leaders' meeting'": a possessive, the quotation ends later
        return "close"
    return None


def _closes_later(text: str, after: int, end: int, strict: bool = False) -> bool:
    return (_STRICT_END if strict else _SINGLE_END).search(text, after, end) is not None
