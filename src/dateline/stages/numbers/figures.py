"""Figures as they are written: digits, words, vague words, ranges, and the qualifiers before them."""

import re
from dataclasses import dataclass

from dateline.knowledge.number_words import NumberWords
from dateline.model import Span, Token
from dateline.syntax import Tree

_DIGITS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?")
_NOT_COUNTS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in the text with its bounds; ``last`` is the token to which the counted noun attaches."""

    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    span: Span
    first: Token
    last: Token


def find_figures(tree: Tree, words: NumberWords) -> list[Figure]:
    """Find the figures of a document, in text order; dates, money, percentages and ordinals are none."""
    found: list[Figure] = []
    at = 0
    tokens = tree.tokens
    while at < len(tokens):
        figure = _vague(tree, at, words) or _exact(tree, at, words)
        if figure is None:
            at += 1
            continue
        found.append(figure)
        at = figure.last.i + 1
    return found


def _vague(tree: Tree, at: int, words: NumberWords) -> Figure | None:
    for length in (3, 2, 1):
        here = tree.tokens[at : at + length]
        bounds = words.vague.get(tuple(t.lower for t in here))
        if bounds is None or len(here) < length:
            continue
        low, high = bounds
        best = low if low == high else None
        first, qualifier, _ = _qualifier(tree, here[0], words)
        span = Span(here[0].start, here[-1].end)
        return Figure(low=low, best=best, high=high, qualifier=qualifier, span=span, first=first, last=here[-1])
    return None


def _exact(tree: Tree, at: int, words: NumberWords) -> Figure | None:
    token = tree.tokens[at]
    if token.ent in _NOT_COUNTS or (value := _value(token, words)) is None:
        return None
    last = token
    total, current = 0.0, value
    for following in tree.tokens[at + 1 : at + 6]:
        if following.lower in words.scales and following.sent == token.sent:
            current *= words.scales[following.lower]
            if current >= 1000:
                total, current = total + current, 0
            last = following
        elif following.lower in ("and", "-") and last.i == following.i - 1 and _continues(tree, following, words):
            continue
        elif (
            (more := _value(following, words)) is not None
            and following.lower in words.words
            and last.i >= following.i - 2
        ):
            current += more
            last = following
        else:
            break
    best = round(total + current)
    upper = _range_end(tree, last, words)
    first, qualifier, bounds = _qualifier(tree, token, words)
    if upper is not None:
        end, high = upper
        span = Span(token.start, end.end)
        return Figure(low=best, best=None, high=high, qualifier=qualifier, span=span, first=first, last=end)
    keep = bounds or frozenset({"low", "best", "high"})
    return Figure(
        low=best if "low" in keep else None,
        best=best if "best" in keep else None,
        high=best if "high" in keep else None,
        qualifier=qualifier,
        span=Span(token.start, last.end),
        first=first,
        last=last,
    )


def _value(token: Token, words: NumberWords) -> float | None:
    if token.lower in words.words:
        return words.words[token.lower] if token.pos in ("NUM", "NOUN", "ADJ", "PROPN", "DET", "VERB") else None
    if _DIGITS.fullmatch(token.text):
        return float(token.text.replace(",", ""))
    return None


def _continues(tree: Tree, joint: Token, words: NumberWords) -> bool:
    """Tell whether "and" or a hyphen goes on with the same figure: "two hundred and five", "twenty-three"."""
    before, after = tree.tokens[joint.i - 1], tree.tokens[joint.i + 1 : joint.i + 2]
    if not after or after[0].lower not in words.words:
        return False
    if joint.lower == "and":
        return before.lower in words.scales
    return words.words.get(before.lower, 0) >= 20


def _range_end(tree: Tree, last: Token, words: NumberWords) -> tuple[Token, int] | None:
    """The upper end of "10 to 15", "10-15" or "between 10 and 15"."""
    following = tree.tokens[last.i + 1 : last.i + 3]
    if len(following) < 2 or following[0].lower not in ("to", "-", "–", "and", "or") or following[1].sent != last.sent:
        return None
    if following[0].lower == "and":
        before = tree.tokens[last.i - 1] if last.i else None
        if before is None or before.lower != "between":
            return None
    value = _value(following[1], words)
    return (following[1], round(value)) if value is not None and following[1].ent not in _NOT_COUNTS else None


def _qualifier(tree: Tree, token: Token, words: NumberWords) -> tuple[Token, str | None, frozenset[str]]:
    for phrase, bounds in words.qualifiers:
        before = tree.tokens[max(0, token.i - len(phrase)) : token.i]
        if tuple(t.lower for t in before) == phrase and before[0].sent == token.sent:
            return before[0], " ".join(phrase), bounds
    return token, None, frozenset()
