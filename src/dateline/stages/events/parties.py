"""The parties of one event mention: who stands in which place, and who else the text puts beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dateline.model import Actor, Span, Token

Word = tuple[Token, Iterable[Token]]  # a word that gives nouns a part in an act, and those nouns
Certainty = Literal["stated", "suspected", "blamed", "claimed", "denied"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An actor in one place of an event; ``alternative`` numbers the parties that are joined by "or"."""

    actor: Actor
    span: Span
    head: Token
    alternative: int | None = None
    certainty: Certainty = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """The parties of one event mention; ``*_seen`` tells that the place is filled, by an actor or something else.

    ``victim`` are those harmed beside the target ("attacked a convoy, killing four nurses"), ``mediator`` those who
    brought the parties together, ``instrument`` forces and arms by which it was done ("with Iranian drones"),
    ``associate`` who took part beside the source, ``third_party`` whom it concerns without being either.
    """

    source: tuple[Party, ...] = ()
    target: tuple[Party, ...] = ()
    victim: tuple[Party, ...] = ()
    mediator: tuple[Party, ...] = ()
    instrument: tuple[Party, ...] = ()
    associate: tuple[Party, ...] = ()
    third_party: tuple[Party, ...] = ()
    source_seen: bool = False
    target_seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Parties beside the source and the target, and the words (token indices) by which the text puts them there."""

    parties: tuple[Party, ...] = ()
    told: frozenset[int] = frozenset()
