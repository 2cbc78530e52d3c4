from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge.agents import AgentNoun
from dateline.model.actor import PersonStatus
from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.names import acting_position
from dateline.stages.actors.owners import owner_after, owner_before, owner_of, owners_after
from dateline.stages.actors.reading import Reading

OFFICES = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
ARMED = frozenset({"UAF", "REB", "MIL", None})
OWN = frozenset({"REB", "SEP", "MIL", "OPP", "PTY", "CRM", "MED", "BUS", "LEG", "JUD", "SPY", "COP", "REL"})
JOINTS = frozenset({"of", "for", "and"})
NO_BODY = frozenset({"state", "government", "person", "region", "ethnic", "religious", None})
MEMBERS_OF = frozenset({"of", "from", "in", "within"})
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
        if not _is_somebody(reading, noun, first, token.i + 1 - length, token.i):
            continue
        who = describe(reading, noun, first, token.i + 1 - length, token.i)
        if who is None:
            continue
        start, also = _coordinated(reading, noun, first, token.i + 1 - length, token.i)
        last = token.i + 1 if noun.person or noun.plural else _name_end(reading, token.i + 1)
        if last > token.i + 1:
            who = replace(who, name=reading.text_of(start, last)) if who.entry is None else who
        named = last > token.i + 1 or (length == 1 and token.pos == "PROPN" and first < token.i)
        yield Finding(
            first=start, also=also, last=last, head=token.i, who=who,
            form="name" if named and not noun.person else "nominal",
            plural=noun.plural or not noun.person, definite=_is_definite(reading, first, token.i), noun=noun.noun,
        )  # fmt: skip


def _name_end(reading: Reading, end: int) -> int:
    """Return where a capitalised name ends that goes on after "of" or "for": "Movement for Democratic Change"."""
    if not reading.tokens[end - 1].text[0].isupper():
        return end
    size, sent, joints = len(reading.tokens), reading.tokens[end - 1].sent, JOINTS - {"and"}
    while end < size and reading.lower[end] in joints:
        at = end + 1
        while at < size and reading.lower[at] == "the":
            at += 1
        first = at
        while at < size and reading.tokens[at].text[0].isupper() and reading.tokens[at].sent == sent:
            at += 1
        if at == first:
            break
        end, joints = at, JOINTS
    return end


def _is_somebody(reading: Reading, noun: AgentNoun, first: int, noun_first: int, head: int) -> bool:
    """Tell whether a noun that may mean a thing means somebody here.

    Mass nouns need "the" or an owner ("the resistance", not "resistance"), bodies without a role a part in the action.
    """
    sets, token = reading.agents.sets, reading.tokens[head]
    owned = any(i in reading.hit_at for i in range(first, noun_first))
    if token.dep in MODIFIES and token.head > head:
        return owned or noun.noun not in sets["adjectives"]
    if noun.noun in sets["needs_the"] and not noun.plural and not owned and not token.text[0].isupper():
        return _is_definite(reading, first, head) and acting_position(reading, head) in ("acts", "deals", "object")
    if noun.noun in sets["states"] or (noun.role is None and not noun.person and not owned):
        return (
            acting_position(reading, head) in ("acts", "deals", "object")
            or (token.pos == "PROPN" and noun_first > first)
            or (noun.noun not in sets["states"] and _is_definite(reading, first, head) and _has_members(reading, head))
        )
    return True


def _has_members(reading: Reading, head: int) -> bool:
    """Tell whether a body is one whose people are meant: "leaders of the groups"."""
    above = reading.tree.head(reading.tokens[head])
    if above is None or above.lower not in MEMBERS_OF:
        return False
    found = reading.agents.noun_at(reading.lower, above.head)
    return found is not None and found[0].person


def _heads_phrase(reading: Reading, at: int) -> bool:
    """Tell whether a noun stands for itself, rather than describing the next noun ("army base", "police officer")."""
    token = reading.tokens[at]
    if at + 1 < len(reading.tokens):
        after = reading.tokens[at + 1]
        if after.text == "-" and after.sent == token.sent:
            return False  # "rebel-held"
        if token.dep in MODIFIES and token.head > at:
            return _is_act_modifier(reading, at) or reading.tree.child(token, "cc") is not None
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
    words = reading.lower[first:noun_first]
    outsider = any(word in reading.agents.sets["outsiders"] for word in words)
    owner = owner_before(reading, first, noun_first)
    if owner is None and not outsider and reading.possessor(head) is None:
        owner = owner_after(reading, head, noun)
    if noun.means and owner is None:
        return None
    if owner and owner.entry and not noun.person and not noun.means and _is_named(reading, noun, owner, noun_first):
        return owner
    role = _role(reading, noun, words, owner, head)
    if role is None and _is_source(reading, noun, head):
        owner = None
    former = role in ("GOV", "LEG") and noun.person and any(word in reading.agents.former for word in words)
    if former:
        role = "ELI"
    country = owner.country if owner else noun.stateless
    kind = owner.kind if owner and role == owner.role and owner.role else noun.kind
    if noun.weak and role != noun.role:
        kind = reading.agents.kind_of[role] if role else "group"
    if noun.person and not noun.plural:
        kind = "person"
    return Identity(
        name=reading.text_of(first, head + 1),
        country=country,
        role=role,
        kind=kind,
        status=_status(reading, noun, role, weak=noun.weak) if kind == "person" else None,
        basis="pattern" if country else "unresolved",
    )


def _is_named(reading: Reading, noun: AgentNoun, owner: Identity, noun_first: int) -> bool:
    """Tell whether the noun only says what the name before it is: "the Hezbollah group", "al-Akhbar newspaper"."""
    if noun_first - 1 not in reading.hit_at or owner.kind in NO_BODY:
        return False
    return noun.kind == owner.kind or (noun.weak and noun.kind == "group")


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
    strong = _modifier(reading.agents.strong, words)
    if _is_source(reading, noun, head):
        return strong or _modifier(reading.agents.weak, words)
    if strong and (noun.weak or noun.role in (None, "MIL", "CVL", "GOV", "UAF")):
        return strong
    body = owner if owner and owner.kind not in NO_BODY else None
    if body and body.role in OWN and (noun.weak or noun.role in ARMED):
        return body.role
    if not noun.weak:
        return noun.role
    weak = _modifier(reading.agents.weak, words) or _role_of_members(reading, head)
    if weak:
        return weak
    if body:
        return "GOV" if body.kind == "igo" and noun.person and noun.role == "GOV" else body.role
    if noun.noun in reading.agents.needs_state and owner is None:
        return None
    return noun.role


def _is_source(reading: Reading, noun: AgentNoun, head: int) -> bool:
    """Tell whether a noun names an unnamed source; a witness to whom harm is done is a civilian like another."""
    token = reading.tokens[head]
    harmed = token.dep in ("dobj", "nsubjpass") and reading.tokens[token.head].lemma in reading.agents.status_verbs
    return noun.noun in reading.agents.sets["sourcing"] and not harmed


def _modifier(roles: dict[str, str], words: list[str]) -> str | None:
    """Return the role that the nearest of the words before a noun gives it, if any does."""
    return next((roles[word] for word in reversed(words) if word in roles), None)


def _role_of_members(reading: Reading, head: int) -> str | None:
    """Return the role of the body that follows "of": "leaders of the rebels", "a member of parliament"."""
    for prep in reading.tree.children(reading.tokens[head], "prep"):
        if prep.lower in ("of", "from", "for"):
            for child in reading.tree.children(prep, "pobj"):
                found = reading.agents.noun_at(reading.lower, child.i)
                if found and child.i not in reading.hit_at:
                    return found[0].role
    return None


def _coordinated(
    reading: Reading, noun: AgentNoun, first: int, noun_first: int, head: int
) -> tuple[int, tuple[Identity, ...]]:
    """Return where a phrase with several owners begins, and who the others are.

    "U.S. and Russian negotiators" are both American and Russian; "the presidents of Chad and Niger" two governments.
    """
    if not noun.plural:
        return first, ()
    others: list[tuple[str, Identity]] = []
    start = first
    rest = reading.text_of(noun_first, head + 1)
    while (
        start >= 2 and reading.lower[start - 1] in ("and", ",", "or") and start in reading.hit_at and start < noun_first
    ):
        hit = reading.hit_at.get(start - 2)
        if (
            hit is None
            or hit.entry.kind not in ("state", "igo")
            or reading.tokens[hit.first].sent != reading.tokens[head].sent
        ):
            break
        if hit.form != "demonym" and not reading.text_of(hit.first, hit.last).replace(".", "").isupper():
            break
        others.insert(0, (f"{reading.text_of(hit.first, hit.last)} {rest}", owner_of(reading, hit)))
        start = hit.first
    before = owner_before(reading, first, noun_first)
    if before is None:
        others += [(reading.text_of(start, head + 1), owner) for owner in list(owners_after(reading, head))[1:]]
    words = reading.lower[first:noun_first]
    found = [
        Identity(name=name, country=owner.country, role=role, kind=noun.kind, basis="pattern")
        for name, owner in others
        if (role := _role(reading, noun, words, owner, head)) or not _is_source(reading, noun, head)
    ]
    return start, tuple(found)
