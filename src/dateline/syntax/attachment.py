"""Where a time expression hangs in the tree, and what its preposition makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dateline.model import Document, Time, Token
from dateline.syntax.tree import VERBAL, Tree

LEFT = ("poss", "compound", "nmod", "amod", "nummod")  # "Friday's attack", "the 2014 protests"


class Lexicon(Protocol):
    """Where the word classes of anchoring are looked up (``knowledge.calendar.Calendar``)."""

    def value(self, section: str, word: str) -> str | int | float | None:
        """Return the value of a word in a section, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A time on the word that it modifies. ``dates``: it says when, not since when, until when or how long."""

    time: Time
    token: Token
    dates: bool
    rule: str


def is_day(time: Time) -> bool:
    """Tell whether a time is one day."""
    return time.start is not None and time.start == time.end


def attach_times(doc: Document, tree: Tree, lexicon: Lexicon) -> Mapping[int, tuple[Attachment, ...]]:
    """Return the times on each token, by token index.

    A time that the parser hung on an object ("killed five people on Friday") counts for the verb too; one that modifies
    a noun from the left ("Friday's attack") for that noun alone.
    """
    found: dict[int, list[Attachment]] = {}
    for time in doc.times or ():
        if time.span is None or time.type == "SET":
            continue
        token = tree.root_of(time.span)
        if token is None:
            continue
        head, prep = _governor(tree, token, time)
        if head is None:
            continue
        attachment = _attachment(time, token, prep, lexicon)
        if attachment is None:
            continue
        found.setdefault(head.i, []).append(attachment)
        left = token.dep in LEFT
        if (
            head.pos not in VERBAL
            and token.i > head.i
            and not left
            and attachment.dates
            and (verb := _verb_over(tree, head, time)) is not None
        ):
            found.setdefault(verb.i, []).append(attachment)
    return {i: tuple(rows) for i, rows in found.items()}


def _governor(tree: Tree, token: Token, time: Time) -> tuple[Token | None, str]:
    """Climb from the time over prepositions and adverbs to the verb or noun that it modifies."""
    prep, head = "", tree.head(token)
    if token.dep in LEFT and head is not None and head.pos != "ADP":
        return head, prep
    owned = _owned(tree, time)
    if owned is not None:
        return owned, prep
    if head is not None and head.pos == "ADP" and (between := _object_before(tree, head, token)) is not None:
        return between, prep  # "after a loss yesterday": the loss was yesterday
    for _ in range(5):
        if head is None:
            return None, prep
        if head.pos in VERBAL or (head.pos in ("NOUN", "PROPN") and not _inside(head, time)):
            return head, prep
        if head.pos in ("ADP", "SCONJ") and not prep:
            prep = head.lower
        head = tree.head(head)
    return None, prep


def _owned(tree: Tree, time: Time) -> Token | None:
    """Return the noun that a day stands before: "its November 20 low", "the party's 2009 win"."""
    tokens = tree.at(time.span) if time.span is not None else []
    if not tokens or tokens[0].i == 0 or tokens[-1].i + 1 >= len(tree.tokens):
        return None
    before, after = tree.tokens[tokens[0].i - 1], tree.tokens[tokens[-1].i + 1]
    owner = before.tag in ("PRP$", "POS") and before.sent == after.sent
    return after if owner and after.pos in ("NOUN", "ADJ", "PROPN") else None


def _object_before(tree: Tree, prep: Token, token: Token) -> Token | None:
    return next((t for t in tree.children(prep, "pobj") if t.i < token.i and t.pos == "NOUN"), None)


def _inside(token: Token, time: Time) -> bool:
    return time.span is not None and time.span.start <= token.start < time.span.end


def _attachment(time: Time, token: Token, prep: str, lexicon: Lexicon) -> Attachment | None:
    value = time.value or ""
    if value.endswith("PRESENT_REF"):
        return None
    if value.endswith("_REF"):
        return Attachment(time=time, token=token, dates=False, rule="no-day")
    if time.type == "TIME" and is_day(time) and prep not in ("since", "until", "till"):
        return Attachment(time=time, token=token, dates=True, rule="own-time")
    if lexicon.value("BOUND_PREP", prep) is not None:
        rule = "since" if prep == "since" else "bound"
        return Attachment(time=time, token=token, dates=False, rule=rule) if time.type != "DURATION" else None
    if time.type == "DURATION":
        return Attachment(time=time, token=token, dates=False, rule="no-day") if _is_apart(time) else None
    return Attachment(time=time, token=token, dates=True, rule="own-time")


def _is_apart(time: Time) -> bool:
    """Tell whether a length of time sets an event apart from another: "a day before the announcement"."""
    return time.basis == "relative-to-event"


def _verb_over(tree: Tree, noun: Token, time: Time) -> Token | None:
    """Return the verb whose object or adverbial the noun is, if the time follows it."""
    head, hops = tree.head(noun), 0
    if head is not None and head.pos in VERBAL and noun.dep in ("nsubj", "nsubjpass") and is_day(time):
        return head  # "The minister on Tuesday condemned …"
    current = noun
    while head is not None and hops < 6:
        if head.pos in VERBAL:
            return head if current.dep in ("dobj", "attr", "oprd", "prep", "nsubjpass", "dative", "npadvmod") else None
        if current.dep not in ("pobj", "prep", "compound") or head.lower in (
            "from",
            "than",
            "since",
            "of",
            "after",
            "before",
        ):
            return None
        current, head, hops = head, tree.head(head), hops + 1
    return None
