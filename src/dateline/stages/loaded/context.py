"""What stands around a term and changes its frame: quotation marks, "so-called", a name (data/loaded/contexts.yaml)."""

from collections.abc import Sequence

from dateline.knowledge.loaded_lexicon import ContextRule, LoadedEntry
from dateline.model import Token

Tokens = Sequence[Token]
_OPENING = frozenset({'"', "“", "‘", "'", "``", "«"})
_CLOSING = frozenset({'"', "”", "’", "'", "''", "»"})
_SKIPPED = frozenset({"a", "an", "the", *_OPENING})
_TITLE_CASE = 0.6  # share of capitalised words from which a sentence is a headline in title case


def find_frame(tokens: Tokens, first: int, last: int, entry: LoadedEntry, rules: Sequence[ContextRule]) -> str | None:
    """Return the frame of a term where it stands, or None where it is not loaded.

    Example: 'the so-called "liberation of" the city' is distancing, "Islamic Resistance Movement" a name.
    """
    for rule in rules:
        if entry.frame in rule.frames and _holds(tokens, first, last, rule):
            return rule.becomes
    return entry.frame


def _holds(tokens: Tokens, first: int, last: int, rule: ContextRule) -> bool:
    if rule.where == "quoted":
        return _is_quoted(tokens, first, last, rule.words)
    if rule.where == "after":
        return _follows(tokens, first, rule)
    return _is_in_name(tokens, first, last)


def _is_quoted(tokens: Tokens, first: int, last: int, words: int) -> bool:
    """Tell whether quotation marks enclose the term and at most a word or two more."""
    room = words - (last - first + 1)
    sent = tokens[first].sent
    start = next((n for n in range(room + 1) if _text(tokens, first - 1 - n, sent) in _OPENING), None)
    if start is None:
        return False
    return any(_text(tokens, last + 1 + n, sent) in _CLOSING for n in range(room - start + 1))


def _text(tokens: Tokens, at: int, sent: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) and tokens[at].sent == sent else ""


def _follows(tokens: Tokens, first: int, rule: ContextRule) -> bool:
    at = first - 1
    while at >= 0 and tokens[at].lower in _SKIPPED:
        at -= 1
    before = tuple(t.lower for t in tokens[max(0, at - 3) : at + 1])
    return any(before[n:] in rule.terms for n in range(len(before)))


def _is_in_name(tokens: Tokens, first: int, last: int) -> bool:
    """Tell whether the term is part of a longer capitalised name; in a title-case headline nothing tells."""
    sent = tokens[first].sent
    if not all(t.text[0].isupper() or not t.text[0].isalpha() for t in tokens[first : last + 1]):
        return False
    beside = [tokens[at] for at in (first - 1, last + 1) if 0 <= at < len(tokens) and tokens[at].sent == sent]
    if not any(t.pos == "PROPN" and t.text[0].isupper() and len(t.text) > 1 for t in beside):
        return False
    around = [t for t in tokens[max(0, first - 12) : last + 13] if t.sent == sent and t.text[0].isalpha()]
    return sum(t.text[0].isupper() for t in around) < _TITLE_CASE * len(around)
