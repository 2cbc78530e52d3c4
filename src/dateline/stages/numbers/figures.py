"""Figures as they are written: digits, words, vague words, ranges, and the qualifiers around them."""

import re
from dataclasses import dataclass, replace

from dateline.knowledge.number_words import BOUNDS, NOT_COUNTS, NumberWords
from dateline.model import Span, Token
from dateline.syntax import Tree

_DIGITS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,12}(\.\d+)?")
_SHORT = re.compile(r"(\d{1,12}(?:\.\d+)?)(k|m|bn)")
_YEAR = re.compile(r"(1[89]|20)\d\d")
_HYPHENS = frozenset({"-", "–", "—"})
_SHARES = 100  # below it the lower end of a range shares the scale of the upper: "10 to 15 thousand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in the text with its bounds; ``first`` is its first word (a qualifier, if any), ``last`` its last.

    ``kind`` is "figure", "single" ("a soldier") or "none" ("no one"): the last two count only beside a verb.
    """

    low: int | None
    best: int | None
    high: int | None
    qualifier: str | None
    span: Span
    first: Token
    last: Token
    kind: str = "figure"


def find_figures(tree: Tree, words: NumberWords) -> list[Figure]:
    """Find the figures of a document, in text order; dates, money, measures, ages and ordinals are none.

    Example: "nearly 30 of the 1,200 villagers, 45 km from Goma" gives 30 (as an upper bound) and 1,200.
    """
    found: list[Figure] = []
    at = 0
    tokens = tree.tokens
    while at < len(tokens):
        figure = _read(tree, tokens[at], words)
        if figure is None:
            at += 1
            continue
        at = figure.last.i + 1
        if not _is_measure(tree, figure, words):
            found.append(figure)
    return found


def _read(tree: Tree, token: Token, words: NumberWords) -> Figure | None:
    low = token.lower
    if low in words.vague and (figure := _vague(tree, token, words)):
        return figure
    if token.text[0].isdigit() or low in words.words:
        return _exact(tree, token, words)
    if low == "no" and token.tag == "DT" and not _next_is(tree, token, "one"):
        return Figure(low=0, best=0, high=0, qualifier=None, span=token.span, first=token, last=token, kind="none")
    if low in words.sets["none"] or (low == "no" and _next_is(tree, token, "one")):
        last = tree.tokens[token.i + 1] if low == "no" else token
        span = Span(token.start, last.end)
        return Figure(low=0, best=0, high=0, qualifier=None, span=span, first=token, last=last, kind="none")
    if low in words.sets["single"] and token.tag == "DT":
        return Figure(low=1, best=1, high=1, qualifier=None, span=token.span, first=token, last=token, kind="single")
    return None


def _next_is(tree: Tree, token: Token, word: str) -> bool:
    following = tree.tokens[token.i + 1 : token.i + 2]
    return bool(following) and following[0].lower == word


def _vague(tree: Tree, token: Token, words: NumberWords) -> Figure | None:
    for phrase, (low, high) in words.vague[token.lower]:
        here = tree.tokens[token.i : token.i + len(phrase)]
        if tuple(t.lower for t in here) != phrase or here[-1].sent != token.sent:
            continue
        if token.ent in ("DATE", "TIME") or (low == high and _next_scale(tree, here[-1], words)):
            return None
        best = low if low == high else None
        figure = Figure(
            low=low,
            best=best,
            high=high,
            qualifier=None,
            span=Span(token.start, here[-1].end),
            first=token,
            last=here[-1],
        )
        return _qualified(tree, figure, words)
    return None


def _next_scale(tree: Tree, token: Token, words: NumberWords) -> bool:
    following = tree.tokens[token.i + 1 : token.i + 2]
    return bool(following) and following[0].lower in words.scales


def _exact(tree: Tree, token: Token, words: NumberWords) -> Figure | None:
    if token.ent in NOT_COUNTS and not _counts_anyway(tree, token, words):
        return None
    read = _number(tree, token, words)
    if read is None:
        return None
    best, last = read
    span = Span(token.start, last.end)
    figure = Figure(low=best, best=best, high=best, qualifier=None, span=span, first=token, last=last)
    before = tree.tokens[token.i - 1] if token.i else None
    upper = None if before is not None and before.lower == "from" else _range_end(tree, last, words)
    if upper is not None and last.lower not in words.scales and upper[0].lower in words.scales and best < _SHARES:
        figure = replace(figure, low=best * words.scales[upper[0].lower])  # "two to three thousand"
    if upper is not None and best is not None and upper[1] > (figure.low or 0):
        end, high = upper
        figure = replace(figure, best=None, high=high, span=Span(token.start, end.end), last=end)
        if before is not None and before.lower == "between":
            return replace(figure, qualifier=before.lower, first=before)
        return replace(figure, first=_qualified(tree, figure, words).first)
    return _qualified(tree, figure, words)


def _counts_anyway(tree: Tree, token: Token, words: NumberWords) -> bool:
    """Tell whether a number that the model calls a date is none: nothing in the "date" is a word of the calendar."""
    if token.ent != "DATE" or _YEAR.fullmatch(token.text):
        return False
    first = last = token.i
    while first > 0 and not tree.tokens[first].ent_start and tree.tokens[first - 1].ent == token.ent:
        first -= 1
    while (
        last + 1 < len(tree.tokens) and tree.tokens[last + 1].ent == token.ent and not tree.tokens[last + 1].ent_start
    ):
        last += 1
    inside = tree.tokens[first : last + 1]
    return not any(t.pos in ("NOUN", "PROPN") and t.lemma.lower() not in words.sets["people"] for t in inside)


def _number(tree: Tree, token: Token, words: NumberWords) -> tuple[int, Token] | None:
    value = _value(token, words)
    if value is None:
        return None
    total, current, last = 0.0, value, token
    while last.i + 1 < len(tree.tokens):
        following = tree.tokens[last.i + 1]
        if following.sent != token.sent:
            break
        low = following.lower
        if low in words.scales and low not in ("k", "m", "score"):
            current *= words.scales[low]
            if words.scales[low] >= 1000:
                total, current = total + current, 0.0
            last = following
        elif low == "and" or low in _HYPHENS:
            more = tree.tokens[following.i + 1 : following.i + 2]
            if not more or not _continues(last, following, more[0], words):
                break
            current += words.words[more[0].lower]
            last = more[0]
        elif last.lower in words.scales and low in words.words and following.pos == "NUM":
            current += words.words[low]
            last = following
        else:
            break
    return round(total + current), last


def _continues(last: Token, joint: Token, after: Token, words: NumberWords) -> bool:
    """Tell whether "and" or a hyphen goes on with the same figure: "two hundred and five", "twenty-three"."""
    if after.lower not in words.words:
        return False
    if joint.lower == "and":
        return last.lower in words.scales and last.lower != "dozen"
    return 20 <= words.words.get(last.lower, 0) <= 90 and 0 < words.words[after.lower] < 10


def _value(token: Token, words: NumberWords) -> float | None:
    low = token.lower
    if low in words.words:
        return words.words[low]
    if _DIGITS.fullmatch(token.text):
        return float(token.text.replace(",", ""))
    short = _SHORT.fullmatch(low)
    if short is not None:
        return float(short[1]) * {"k": 1e3, "m": 1e6, "bn": 1e9}[short[2]]
    return None


def _range_end(tree: Tree, last: Token, words: NumberWords) -> tuple[Token, int] | None:
    """The upper end of "10 to 15", "10-15", "10 or 15" or "between 10 and 15"."""
    following = tree.tokens[last.i + 1 : last.i + 3]
    if len(following) < 2 or following[0].lower not in ("to", "and", "or", *_HYPHENS) or following[1].sent != last.sent:
        return None
    if following[0].lower == "and" and not _after_between(tree, last):
        return None
    read = _number(tree, following[1], words)
    if read is None or (following[1].ent in NOT_COUNTS and not _counts_anyway(tree, following[1], words)):
        return None
    return read[1], read[0]


def _after_between(tree: Tree, last: Token) -> bool:
    return any(t.lower == "between" for t in tree.tokens[max(0, last.i - 3) : last.i])


def _qualified(tree: Tree, figure: Figure, words: NumberWords) -> Figure:
    """Return the figure with the bounds that the words before or after it leave."""
    tokens, at = tree.tokens, figure.first.i
    for phrase, bounds in words.qualifiers.get(tokens[at - 1].lower, ()) if at else ():
        before = tokens[max(0, at - len(phrase)) : at]
        if tuple(t.lower for t in before) == phrase and before[0].sent == figure.first.sent:
            return _bounded(replace(figure, first=before[0], qualifier=" ".join(phrase)), bounds)
    following = tokens[figure.last.i + 1 : figure.last.i + 2]
    for phrase, bounds in words.after.get(following[0].lower, ()) if following else ():
        after = tokens[figure.last.i + 1 : figure.last.i + 1 + len(phrase)]
        if tuple(t.lower for t in after) == phrase:
            return _bounded(replace(figure, last=after[-1], qualifier=" ".join(phrase)), bounds)
    return figure


def _bounded(figure: Figure, bounds: frozenset[str]) -> Figure:
    if bounds == BOUNDS:
        return figure
    low = figure.low if "low" in bounds or figure.best is None else None
    high = figure.high if "high" in bounds else None
    if figure.best is None:  # "at least dozens", "more than several hundred": the word's own lower bound stays
        return replace(figure, low=low, high=figure.high if "low" not in bounds else None)
    return replace(figure, low=low, high=high)


def _is_measure(tree: Tree, figure: Figure, words: NumberWords) -> bool:
    """Tell whether a figure is money, a measure, an age, a year, a score, or part of a name or number."""
    if figure.kind != "figure":
        return False
    tokens, first, last = tree.tokens, figure.first, figure.last
    following = tokens[last.i + 1 : last.i + 4]
    if following and following[0].lower in words.sets["units"]:
        return True
    if following and following[0].lower in _HYPHENS and following[0].start == last.end:
        strong = len(following) > 1 and following[1].lower == "strong"
        if len(following) > 1 and following[1].start == following[0].end and not strong:
            return True
    if first.i == 0 or tokens[first.i - 1].sent != first.sent:
        return False
    before = tokens[first.i - 1]
    if before.lower in words.sets["money"] or (before.lower in _HYPHENS and before.end == first.start):
        return True
    return _is_bare_year(tree, figure) or _is_age(tree, figure)


def _is_bare_year(tree: Tree, figure: Figure) -> bool:
    before = tree.tokens[figure.first.i - 1]
    named = before.lower in ("in", "since", "until", "by", "before", "after", "from", "of", "the", "early", "late")
    following = tree.tokens[figure.last.i + 1 : figure.last.i + 2]
    noun = bool(following) and following[0].tag in ("NNS", "NNPS")
    return named and not noun and _YEAR.fullmatch(figure.span.of(tree.text)) is not None


def _is_age(tree: Tree, figure: Figure) -> bool:
    """Tell whether a figure is the age behind a name: "Ahmed Khan, 45, was killed"."""
    at, tokens = figure.first.i, tree.tokens
    if tokens[at - 1].text != "," or at < 2 or figure.qualifier is not None or (figure.best or 0) > 110:
        return False
    following = tokens[figure.last.i + 1 : figure.last.i + 2]
    closed = not following or following[0].text in (",", ".", ";", ")") or following[0].lower == "and"
    return closed and tokens[at - 2].pos in ("PROPN", "NOUN") and tokens[at - 2].tag in ("NNP", "NN")
