import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from dateline.knowledge.calendar import Value
from dateline.model import Span
from dateline.model.time import TimeType
from dateline.stages.times.intervals import Bounds, bounds_of, narrowed, period_value
from dateline.stages.times.tense import Direction
from dateline.stages.times.words import Words

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an expression says, before it has an id.

    ``floating`` marks a time of the clock that still wants its day; ``shift`` (amount, unit) marks a distance from an
    event, whose day follows when a date stands right after it.
    """

    type: TimeType
    value: str | None
    mod: str | None = None
    basis: str = "explicit"
    bounds: Bounds | None = None
    floating: bool = False
    shift: tuple[int, str] | None = None
    span: Span = NOWHERE


@dataclass(slots=True, kw_only=True)
class Reading:
    """The state of reading one text from left to right: the reference day and the times read so far."""

    words: Words
    ref: date | None
    direction_of: Callable[[Span], Direction | None]
    pos_of: Callable[[int], str] = lambda _: ""
    sentences: tuple[Span, ...] = ()
    found: list[Meaning] = field(default_factory=list)

    def direction(self, m: re.Match[str]) -> Direction | None:
        """Tell whether the match lies behind or ahead; "since" settles it."""
        if self.words.value("SINCE", m.start() - 1) is not None:
            return "past"
        return self.direction_of(self.words.span(*m.span()))

    def get(self, m: re.Match[str], group: str, section: str) -> Value | None:
        """Return the value that the word of a group has in a section, or None."""
        return self.words.value(section, m.start(group)) if has(m, group) else None

    def word(self, m: re.Match[str], group: str) -> str:
        return self.words.key(m.start(group)) if has(m, group) else ""

    def number(self, m: re.Match[str], group: str) -> int | None:
        """Return the integer that a group of one word stands for: "12", "12th", "twelfth", "1995"."""
        word = self.word(m, group)
        digits = re.match(r"\d+", word)
        if digits:
            return int(digits.group())
        value = self.get(m, group, "ORDINAL") or self.get(m, group, "NUMBER")
        return int(value) if isinstance(value, (int, float)) else None

    def mod_of(self, m: re.Match[str]) -> str | None:
        """Return the TIMEX3 mod that the preposed words of a match give (groups ``part``, ``part2``, ``mod``)."""
        for group in ("part", "part2", "mod", "so", "so2"):
            if group in m.re.groupindex and has(m, group):
                i = m.start(group)
                for section in ("PART_MOD", "PART_OF", "COMPARE_MOD", "AMOUNT_MOD"):
                    value = self.words.value(section, i)
                    if value:
                        return str(value)
        return None

    def antecedent(self, m: re.Match[str], reach: int = 2) -> Meaning | None:
        """Return the last date read before the match, at most ``reach`` sentences back."""
        start = self.words.rows[m.start()].start
        here = self.sentence_at(start)
        for meaning in reversed(self.found):
            if here - self.sentence_at(meaning.span.start) > reach:
                return None
            if meaning.bounds and meaning.type in ("DATE", "TIME") and not (meaning.value or "").endswith("REF"):
                return meaning
        return None

    def sentence_at(self, offset: int) -> int:
        return bisect_right(self.sentences, offset, key=lambda s: s.start)


def has(m: re.Match[str], group: str) -> bool:
    """Tell whether the rule has the group and the match fills it."""
    return group in m.re.groupindex and m.start(group) >= 0


def dated(value: str, *, mod: str | None = None, basis: str = "explicit") -> Meaning:
    """Return a date with the days of its value, narrowed by its mod."""
    bounds = bounds_of(value)
    return Meaning(type="DATE", value=value, mod=mod, basis=basis, bounds=bounds and narrowed(bounds, mod))


def period(day: date, unit: str, *, mod: str | None = None, basis: str = "relative-to-published") -> Meaning:
    """Return the period of kind ``unit`` that holds the day."""
    return dated(period_value(day, unit), mod=mod, basis=basis)


def unresolved(value: str, *, mod: str | None = None, type: TimeType = "DATE") -> Meaning:
    """Return an expression whose place in the calendar is not known."""
    return Meaning(type=type, value=value, mod=mod, basis="unresolved")


def with_daypart(meaning: Meaning, code: object) -> Meaning:
    """Make a day a part of that day: ("2013-03-22", "MO") is the TIME "2013-03-22TMO"."""
    if not code or meaning.value is None:
        return meaning
    return replace(meaning, type="TIME", value=f"{meaning.value[:10]}T{str(code).lstrip('-')}")


def step_of(r: Reading, m: re.Match[str], *groups: str) -> int | None:
    """Return -1 for "last", 0 for "this", 1 for "next", or None."""
    for group in groups:
        for section in ("LAST", "NEXT", "THIS", "SAME", "THAT", "ANAPHORIC"):
            value = r.get(m, group, section)
            if isinstance(value, int):
                return value
    return None
