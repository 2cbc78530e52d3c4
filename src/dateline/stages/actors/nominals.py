from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge.agents import AgentNoun
from dateline.model.actor import PersonStatus
from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.names import choose_entry, identify
from dateline.stages.actors.reading import NameHit, Reading

OFFICES = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
ARMED = frozenset({"UAF", "REB", "MIL", None})
OWN = frozenset({"REB", "SEP", "MIL", "OPP", "PTY", "CRM", "MED", "BUS", "LEG", "JUD", "SPY", "COP", "REL"})
MODIFIES = frozenset({"compound", "amod", "nmod", "npadvmod"})


def find_nominals(reading: Reading) -> Iterator[Finding]:
    """Yield a finding for every noun phrase whose noun is on the agent list: "masked gunmen", "Iraqi police".

    A noun that only modifies another counts where the other is something done: "police raid", "rebel offensive".
    """
    for token in reading.tokens:
        if token.pos not in ("NOUN", "PROPN", "ADJ", "VERB") or reading.is_skipped(token.i):
            continue
        found = reading.agents.noun_at(reading.lower, token.i)
        if found is None or token.i in reading.hit_at or not _heads_phrase(reading, token.i):
            continue
        noun, length = found
        if token.pos in ("ADJ", "VERB") and not (
            token.dep in ("nsubj", "nsubjpass", "dobj", "pobj") or _is_act_modifier(reading, token.i)
        ):
            continue
        first = min(reading.phrase_start(token.i), token.i + 1 - length)
        who = describe(reading, noun, first, token.i + 1 - length, token.i)
        if who is None:
            continue
        named = length == 1 and token.pos == "PROPN" and first < token.i
        yield Finding(
            first=first, last=token.i + 1, head=token.i, form="name" if named and not noun.person else "nominal", who=who,
            plural=noun.plural or not noun.person, definite=_is_definite(reading, first, token.i), noun=noun.noun,
        )  # fmt: skip


def _heads_phrase(reading: Reading, at: int) -> bool:
    """Tell whether a noun stands for itself, rather than describing the next noun ("army base", "police officer")."""
    token = reading.tokens[at]
    if at + 1 < len(reading.tokens):
        after = reading.tokens[at + 1]
        if after.text == "-" and after.sent == token.sent:
            return False  # "rebel-held"
        if token.dep in MODIFIES and token.head > at:
            return _is_act_modifier(reading, at)
        if (
            after.pos in ("NOUN", "PROPN")
            and after.sent == token.sent
            and reading.agents.noun_at(reading.lower, at + 1)
        ):
            return token.tag in ("NNS", "NNPS") and after.i in reading.hit_at
    return not (token.dep in MODIFIES and token.head > at)


def _is_act_modifier(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    head = reading.tokens[token.head]
    if reading.agents.noun_at(reading.lower, head.i) and not reading.agents.is_act(head.lower):
        return False
    return token.dep in MODIFIES and head.i > at and reading.agents.is_act(head.lower)


def _is_definite(reading: Reading, first: int, head: int) -> bool:
    before = {reading.lower[i] for i in range(max(0, first - 2), first)}
    return bool(before & {"the", "this", "these", "those", "that", "both"}) or reading.tokens[head].pos == "PROPN"


def describe(reading: Reading, noun: AgentNoun, first: int, noun_first: int, head: int) -> Identity | None:
    """Return who a noun phrase is: its country from a name in or after it, its role from the noun and its modifiers.

    "Syria's foreign minister" is SYRGOV, "rebel leaders in Darfur" SDNREB, "Hamas spokesman" PSEREB. An armed vehicle
    without an owner is nobody.
    """
    owner = _owner_before(reading, first, noun_first) or _owner_after(reading, head)
    if noun.means and owner is None:
        return None
    words = reading.lower[first:noun_first]
    role = _role(reading, noun, words, owner, head)
    former = role in ("GOV", "LEG") and noun.person and any(word in reading.agents.former for word in words)
    if former:
        role = "ELI"
    country = owner.country if owner else None
    kind = (
        "person"
        if noun.person and not noun.plural
        else (owner.kind if owner and role == owner.role and owner.role else noun.kind)
    )
    return Identity(
        name=reading.text_of(first, head + 1),
        country=country,
        role=role,
        kind=kind,
        status=_status(reading, noun, role, weak=noun.weak) if kind == "person" else None,
        basis="pattern" if country else "unresolved",
    )


def _status(reading: Reading, noun: AgentNoun, role: str | None, *, weak: bool) -> PersonStatus:
    given = reading.agents.status.get(noun.noun)
    if given == "victim":
        return "victim"
    if given == "suspect":
        return "suspect"
    if given == "minor":
        return "minor"
    if role in OFFICES and not weak:
        return "public-office"
    return "public-figure" if role == "ELI" or noun.noun.endswith("leader") else "private"


def _role(reading: Reading, noun: AgentNoun, words: list[str], owner: Identity | None, head: int) -> str | None:
    strong = next((reading.agents.strong[word] for word in reversed(words) if word in reading.agents.strong), None)
    if strong and (noun.weak or noun.role in (None, "MIL", "CVL", "GOV", "UAF")):
        return strong
    body = owner if owner and owner.kind not in ("state", "government", "person", "region", None) else None
    if body and body.role in OWN and (noun.weak or noun.role in ARMED):
        return body.role
    if not noun.weak:
        return noun.role
    weak = next((reading.agents.weak[word] for word in reversed(words) if word in reading.agents.weak), None)
    weak = weak or _role_of_members(reading, head)
    if weak:
        return weak
    if body:
        return "GOV" if body.kind == "igo" and noun.person and noun.role == "GOV" else body.role
    if noun.noun in reading.agents.needs_state and owner is None:
        return None
    return noun.role


def _role_of_members(reading: Reading, head: int) -> str | None:
    """Return the role of the body that follows "of": "leaders of the rebels", "a member of parliament"."""
    for prep in reading.tree.children(reading.tokens[head], "prep"):
        if prep.lower == "of":
            for child in reading.tree.children(prep, "pobj"):
                found = reading.agents.noun_at(reading.lower, child.i)
                if found and child.i not in reading.hit_at:
                    return found[0].role
    return None


def _owner_before(reading: Reading, first: int, noun_first: int) -> Identity | None:
    """Return the name nearest before the noun that says whose it is."""
    for i in range(noun_first - 1, first - 1, -1):
        hit = reading.hit_at.get(i)
        if hit and _owns(reading, hit):
            return _owner(reading, hit)
        place = reading.place_at.get(i)
        if place and place.country and not hit:
            return Identity(name=place.name, country=place.country, kind="region")
    return None


def _owns(reading: Reading, hit: NameHit) -> bool:
    if hit.last + 1 < len(reading.tokens) and reading.tokens[hit.last].text == "-":
        return reading.lower[hit.last + 1] not in reading.agents.not_owner
    return True


def _owner(reading: Reading, hit: NameHit) -> Identity:
    entry, _ = choose_entry(reading, hit)
    who = identify(entry, reading.date)
    return replace(who, role=None) if entry.kind in ("state", "government") else who


def _owner_after(reading: Reading, head: int) -> Identity | None:
    """Return the name that follows with of, in or from: "president of Armenia", "police in Nairobi", "rebels from Chad"."""
    for prep in reading.tree.children(reading.tokens[head], "prep"):
        if prep.lower not in ("of", "in", "from", "for", "at", "throughout", "across"):
            continue
        for child in reading.tree.children(prep, "pobj"):
            hit = reading.hit_at.get(child.i)
            if hit:
                return _owner(reading, hit)
            place = reading.place_at.get(child.i)
            if place and place.country:
                return Identity(name=place.name, country=place.country, kind="region")
            if prep.lower == "of":
                inner = reading.agents.noun_at(reading.lower, child.i)
                if inner:
                    start = reading.phrase_start(child.i)
                    return _owner_before(reading, start, child.i) or _owner_after(reading, child.i)
    return None
