from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge.agents import AgentNoun
from dateline.stages.actors.finding import Identity
from dateline.stages.actors.names import choose_entry, identify
from dateline.stages.actors.reading import NameHit, Reading
from dateline.syntax.arguments import conjuncts

OWNING = frozenset({"of", "in", "from", "for", "at", "throughout", "across"})


def owner_before(reading: Reading, first: int, noun_first: int) -> Identity | None:
    """Return the name nearest before the noun that says whose it is."""
    for i in range(noun_first - 1, first - 1, -1):
        hit = reading.hit_at.get(i)
        if hit and (hit.ethnic or not hit.entry.country):
            continue
        if hit and _owns(reading, hit):
            return owner_of(reading, hit)
        place = reading.place_at.get(i)
        if place and place.country and not hit and _owns_place(reading, i):
            return Identity(name=place.name, country=place.country, kind="region")
    return None


def _owns(reading: Reading, hit: NameHit) -> bool:
    if hit.last + 1 < len(reading.tokens) and reading.tokens[hit.last].text == "-":
        return reading.lower[hit.last + 1] not in reading.agents.not_owner
    return True


def _owns_place(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if reading.text[max(0, token.start - 5) : token.start].lower().endswith(("pro-", "anti-", "non-")):
        return False
    return not (
        at + 2 < len(reading.lower)
        and reading.lower[at + 1] == "-"
        and reading.lower[at + 2] in reading.agents.not_owner
    )


def owner_of(reading: Reading, hit: NameHit) -> Identity:
    """Return whom a name stands for as the owner of a noun: of states and peoples only the country counts."""
    entry, _ = choose_entry(reading, hit)
    who = identify(entry, reading.date)
    return replace(who, role=None) if entry.kind in ("state", "government", "ethnic", "religious") else who


def owner_after(reading: Reading, head: int, noun: AgentNoun | None = None) -> Identity | None:
    """Return the name that follows with of, in or from: "president of Armenia", "police in Nairobi"."""
    if noun and noun.noun in reading.agents.sets["abroad"]:
        return next(owners_after(reading, head, frozenset({"of", "from"})), None)
    return next(owners_after(reading, head), None)


def owners_after(reading: Reading, head: int, owning: frozenset[str] = OWNING) -> Iterator[Identity]:
    """Yield every owner that follows a noun with one of the prepositions: "the presidents of Chad and Niger"."""
    for prep in reading.tree.children(reading.tokens[head], "prep"):
        if prep.lower not in owning:
            continue
        for first in reading.tree.children(prep, "pobj"):
            for child in conjuncts(reading.tree, first):
                yield from _owner_at(reading, child.i, deep=prep.lower in ("of", "from", "for"))


def _owner_at(reading: Reading, at: int, *, deep: bool) -> Iterator[Identity]:
    hit, place = reading.hit_at.get(at), reading.place_at.get(at)
    if hit and hit.entry.country:
        yield owner_of(reading, hit)
    elif place and place.country:
        yield Identity(name=place.name, country=place.country, kind="region")
    elif deep and reading.agents.noun_at(reading.lower, at):
        inner = owner_before(reading, reading.phrase_start(at), at) or owner_after(reading, at)
        if inner:
            yield inner
    elif near := _place_within(reading, at):
        yield near
    elif deep and reading.tokens[at].text[0].isupper():
        yield from owners_after(reading, at)  # "Movement for Democratic Change in Zimbabwe"


def _place_within(reading: Reading, at: int) -> Identity | None:
    """Return the country of a described place: "in the Pakistani city of Karachi", "in a village near Goma"."""
    inner = [c.i for c in reading.tree.children(reading.tokens[at], "compound", "amod", "appos", "poss")]
    for prep in reading.tree.children(reading.tokens[at], "prep"):
        inner += [c.i for c in reading.tree.children(prep, "pobj") if prep.lower in ("of", "in", "near")]
    for i in reversed(inner):
        hit, place = reading.hit_at.get(i), reading.place_at.get(i)
        if hit and hit.entry.kind in ("state", "government") and hit.entry.country:
            return owner_of(reading, hit)
        if place and place.country and not hit:
            return Identity(name=place.name, country=place.country, kind="region")
    return None
