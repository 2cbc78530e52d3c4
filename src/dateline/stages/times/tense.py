from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

from dateline.knowledge.calendar import Calendar
from dateline.model import Span, Token
from dateline.syntax import Tree

Direction = Literal["past", "future"]


def find_direction(tree: Tree, calendar: Calendar, span: Span) -> Direction | None:
    """Tell whether a day in ``span`` lies behind or ahead of the report, by the tense of the verb that it hangs on.

    "Troops left on Friday" is past; "will meet on Friday", "a vote scheduled for Friday", "leaders are meeting on
    Friday" are future. None without a verb. Known miss: "the offer expired on Friday" said on a Thursday.
    """
    tokens = _tokens_in(tree.tokens, span)
    inside = {t.i for t in tokens}
    token = next((t for t in tokens if t.head == t.i or t.head not in inside), None)
    names = token is not None and token.dep in ("poss", "compound", "nmod", "nummod")  # "Sunday's blast"
    for _ in range(12):
        if token is None:
            return None
        verdict = _verdict(tree, calendar, token)
        if verdict == "present":
            return "past" if names else "future"
        if verdict:
            return verdict
        token = tree.head(token)
    return None


def _tokens_in(tokens: Sequence[Token], span: Span) -> list[Token]:
    i = max(0, bisect_right(tokens, span.start, key=lambda t: t.start) - 1)
    found = []
    while i < len(tokens) and tokens[i].start < span.end:
        if tokens[i].end > span.start:
            found.append(tokens[i])
        i += 1
    return found


def _verdict(tree: Tree, calendar: Calendar, token: Token) -> Literal["past", "future", "present"] | None:
    forward = calendar.value("FORWARD", token.lemma.lower()) is not None
    if token.pos not in ("VERB", "AUX"):
        if token.pos == "ADP" and token.lower in ("until", "till") and token.dep != "mark":
            return _until(tree, token)
        return "future" if forward and token.pos == "ADJ" else None
    helpers = tree.children(token, "aux", "auxpass")
    lowers = {t.lower for t in helpers}
    tags = {t.tag for t in helpers} | {token.tag}
    if any(calendar.value("MODAL", word) is not None for word in lowers):
        return "past" if {"have", "'ve"} & lowers else "future"
    if "to" in lowers:
        return _infinitive(tree, calendar, token, lowers)
    if token.tag == "VBG":
        if not lowers:
            return None
        return "future" if (tags & {"VBZ", "VBP"} and not lowers & {"has", "have"}) or token.lemma == "go" else "past"
    if token.tag == "VBN":
        if forward and not lowers & {"has", "have", "had"}:
            return "future"
        return "future" if lowers & {"is", "are"} and not lowers & {"been"} else "past"
    if token.tag == "VBD":
        return "past"
    if token.tag in ("VBZ", "VBP"):
        if calendar.value("SAYINGS", token.lemma) is not None or lowers & {"did"}:
            return "past"
        return "present"
    return "past" if lowers & {"did", "had"} else None


def _infinitive(tree: Tree, calendar: Calendar, token: Token, lowers: set[str]) -> Direction | None:
    if "have" in lowers:
        return "past"
    head = tree.head(token)
    if head is None:
        return "future"
    if calendar.value("FORWARD", head.lemma.lower()) is not None or head.lemma == "be" or token.dep in ("relcl", "acl"):
        return "future"
    return None


def _until(tree: Tree, token: Token) -> Direction | None:
    head = tree.head(token)
    return (
        "past"
        if head is not None
        and tree.children(head, "aux")
        and head.tag == "VBN"
        and any(t.lower == "had" for t in tree.children(head, "aux"))
        else "future"
    )
