from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge.registry import Entry
from dateline.model.actor import ActorBasis, ActorCandidate, ActorForm, PersonStatus
from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.reading import ACTS_AS, NameHit, Reading

_FORMS: dict[str, ActorForm] = {"name": "name", "alias": "alias", "demonym": "demonym", "metonym": "metonym"}
_STATUSES: dict[str, PersonStatus] = {
    "public-office": "public-office", "public-figure": "public-figure", "private": "private", "minor": "minor",
    "victim": "victim", "suspect": "suspect",
}  # fmt: skip
GOVERNING_FORMS = frozenset({"nsubj", "nsubjpass", "agent", "poss", "dative"})
DEALING = frozenset({"with", "by", "between", "against", "toward", "towards"})


def identify(entry: Entry, date: str | None) -> Identity:
    """Return who a registry entry is on a day. A person out of all listed offices keeps the country without a role."""
    code = entry.code_on(date)
    country = code.code[:3] if code else entry.country
    status = _STATUSES.get(entry.status or "", "public-figure") if entry.kind == "person" else None
    if status == "public-office" and (code is None or code.code[3:] not in ("GOV", "LEG", "JUD", "MIL", "COP", "SPY")):
        status = "public-figure"
    return Identity(
        name=entry.name,
        country=country,
        role=(code.code[3:] or None) if code else None,
        kind=entry.kind,
        status=status,
        wikidata=entry.wikidata,
        basis="registry",
        entry=entry.id,
    )


def choose_entry(reading: Reading, hit: NameHit) -> tuple[Entry, tuple[ActorCandidate, ...]]:
    """Return the best entry of an ambiguous name, and the others, the likeliest first.

    An entry whose codes hold on the report's day beats one whose do not; then one of a country that the report names
    most.
    """
    if len(hit.entries) == 1:
        return hit.entry, ()
    order = {country: rank for rank, country in enumerate(reading.countries)}

    def rank(entry: Entry) -> tuple[bool, int]:
        return entry.code_on(reading.date) is None, order.get(entry.country or "", len(order))

    ranked = sorted(hit.entries, key=rank)
    return ranked[0], tuple(_candidate(entry, reading) for entry in ranked[1:])


def _candidate(entry: Entry, reading: Reading) -> ActorCandidate:
    code = entry.code_on(reading.date)
    return ActorCandidate(entry=entry.id, name=entry.name, code=code.code if code else None)


def find_registry_names(reading: Reading, taken: set[int]) -> Iterator[Finding]:
    """Yield a finding for every registry name that acts, is acted on, or is an organisation or person at all.

    States, capitals and demonyms are actors only where they act: "Israel said", "talks with Israel", "Israeli strikes";
    not in "in Israel" or "an Israeli film". A name within a longer place ("Baghdad International Airport") is none.
    """
    for hit in reading.hits:
        if hit.first in taken or hit.last - 1 in taken or reading.is_skipped(hit.first) or _within_place(reading, hit):
            continue
        entry, others = choose_entry(reading, hit)
        head = reading.head_of(hit.first, hit.last)
        who: Identity | None = identify(entry, reading.date)
        plural = hit.form == "demonym" or entry.kind != "person"
        if entry.kind in ("ethnic", "religious") and hit.form in ("demonym", "name"):
            who = _as_people(reading, hit, head, identify(entry, reading.date))
        elif (entry.kind in ("state", "government") and hit.form != "name") or entry.kind == "state":
            who = _as_state(reading, hit, head, identify(entry, reading.date))
        if who is None:
            continue
        yield Finding(
            first=hit.first, last=hit.last, head=head, form=_FORMS[hit.form], who=who, plural=plural,
            definite=True, others=others,
        )  # fmt: skip


def _within_place(reading: Reading, hit: NameHit) -> bool:
    """Tell whether the name is part of a longer name of a place, building or work."""
    span = reading.span(hit.first, hit.last)
    for i in (hit.first, hit.last - 1):
        place = reading.place_at.get(i)
        for mention in place.mentions if place else ():
            if mention.span.contains(span) and mention.span != span and hit.entry.kind in ("state", "government"):
                return True
    if hit.form == "metonym" and any(
        first <= hit.first
        and hit.last <= last
        and hit.last < last
        and label == "ORG"
        and reading.tokens[last - 1].tag != "POS"
        for first, last, label in reading.entities
    ):
        return True  # "the Washington Post"
    label = reading.tokens[hit.first].ent
    return (
        label in ("FAC", "WORK_OF_ART", "LAW", "EVENT") and reading.tokens[hit.last % len(reading.tokens)].ent == label
    )


def _as_state(reading: Reading, hit: NameHit, head: int, who: Identity) -> Identity | None:
    """Return who a state's name, adjective or capital means where it stands, or None where it does not act."""
    token = reading.tokens[head]
    is_modifier = token.tag not in ("NNS", "NNPS") and token.dep in ("amod", "compound", "nmod")
    if hit.form == "demonym" and is_modifier:
        return who if _before_act(reading, head) or _owns_target(reading, head) else None
    if hit.form == "demonym" and (hit.ethnic or _of_another_state(reading, hit)):
        return _people(reading, hit, head)
    position = acting_position(reading, head)
    if position is None:
        return None
    if hit.form == "metonym":
        is_seat = len(reading.text_of(hit.first, hit.last)) > 0 and reading.place_at.get(hit.first) is None
        if position in ("acts", "deals") or (is_seat and position != "place"):
            return who
        return Identity(name=reading.text_of(hit.first, hit.last), country=who.country, kind="region", basis="registry")
    if hit.form == "demonym" and _counted(reading, head):
        return Identity(
            name=reading.text_of(hit.first, hit.last), country=who.country, role="CVL", kind="civilian", basis="pattern"
        )
    return who


def _of_another_state(reading: Reading, hit: NameHit) -> bool:
    before = reading.hit_at.get(hit.first - 1)
    return before is not None and before is not hit and before.entry.kind == "state"


def _people(reading: Reading, hit: NameHit, head: int) -> Identity:
    """Return a people within a state: "Bosnian Serbs" are of Bosnia, "ethnic Albanians" of none that the words name."""
    before = reading.hit_at.get(hit.first - 1)
    country = before.entry.country if before and before is not hit else _country_after(reading, head)
    name = reading.text_of(hit.first - 1, hit.last)
    return Identity(name=name, country=country, role="CVL", kind="ethnic", basis="pattern" if country else "unresolved")


def _as_people(reading: Reading, hit: NameHit, head: int, who: Identity) -> Identity | None:
    """Return an ethnic or religious group where its people are meant ("Kurds"), else None ("Kurdish music")."""
    token = reading.tokens[head]
    if token.dep in ("amod", "compound", "nmod") and token.tag not in ("NNS", "NNPS"):
        return who if _before_act(reading, head) else None
    if token.tag == "JJ" and token.dep not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj"):
        return None
    before = reading.hit_at.get(hit.first - 1)
    country = before.entry.country if before and before.entry.kind == "state" else _country_after(reading, head)
    country = who.country or country
    basis: ActorBasis = "registry" if who.country else "pattern" if country else "unresolved"
    return replace(who, country=country, role=who.role or "CVL", basis=basis, entry=who.entry if who.country else None)


def _country_after(reading: Reading, head: int) -> str | None:
    for prep in reading.tree.children(reading.tokens[head], "prep"):
        for child in reading.tree.children(prep, "pobj") if prep.lower in ("in", "of", "from") else ():
            hit = reading.hit_at.get(child.i)
            if hit and hit.entry.country:
                return hit.entry.country
    return None


def _owns_target(reading: Reading, head: int) -> bool:
    """Tell whether a demonym says whose thing is acted on: "demolished Palestinian homes", "on Israeli towns"."""
    above = reading.tree.head(reading.tokens[head])
    if above is None or above.tag not in ("NNS", "NNPS") or reading.agents.noun_at(reading.lower, above.i):
        return False
    return above.dep in ("dobj", "nsubjpass") or acting_position(reading, above.i) == "deals"


def _counted(reading: Reading, head: int) -> bool:
    """Tell whether people are counted ("two Nigerians", "hundreds of Iraqis"): then they are persons, not a side."""
    token = reading.tokens[head]
    if any(child.dep == "nummod" for child in reading.tree.children(token)):
        return True
    return quantity_above(reading, head) is not None


def quantity_above(reading: Reading, head: int) -> int | None:
    """Return the token of a noun of number that counts this one: "Thousands" in "Thousands of Nigerians"."""
    token = reading.tokens[head]
    above = reading.tree.head(token)
    if token.dep != "pobj" or above is None or above.lower != "of":
        return None
    number = reading.tokens[above.head]
    return number.i if number.lemma.lower() in reading.agents.sets["quantities"] and number.i < head else None


def _before_act(reading: Reading, head: int) -> bool:
    """Tell whether a word modifies a noun of doing: "Israeli strikes", "U.S. support"."""
    token = reading.tokens[head]
    above = reading.tree.head(token)
    return above is not None and above.pos in ("NOUN", "PROPN", "VERB") and reading.agents.is_act(above.lower)


def acting_position(reading: Reading, head: int) -> str | None:
    """Return how a name stands in its clause: "acts", "deals", "object", "place", or None where it only locates.

    "acts": subject, agent, possessor of a noun of doing; "deals": with, by, between, against; "object": object of a
    verb; "place": object of another preposition (to, from, on, of).
    """
    token = reading.tokens[head]
    seen = 0
    while token.dep in ("conj", "appos") and seen < 8:
        token, seen = reading.tokens[token.head], seen + 1
    if token.dep in GOVERNING_FORMS:
        return "acts"
    if token.dep in ACTS_AS:
        return "object"
    number = quantity_above(reading, token.i)
    if number is not None and number < head:
        return acting_position(reading, number)
    above = reading.tree.head(token)
    if above is None:
        return "acts" if token.pos in ("PROPN", "NOUN") else None
    if token.dep == "pobj":
        prep = above.lower
        if above.dep == "agent" or prep in DEALING:
            return "deals"
        if prep in reading.agents.locative:
            return None
        noun = reading.tokens[above.head]
        if prep == "of" and noun.pos in ("NOUN", "PROPN") and not reading.agents.is_act(noun.lower):
            return None
        return "place"
    if token.dep in ("compound", "amod", "nmod", "npadvmod"):
        if _before_act(reading, token.i):
            return "acts"
        return "acts" if above.lower in reading.agents.joins else None
    return "object" if token.dep in ("ROOT", "dep", "pcomp", "oprd", "ccomp", "parataxis") else None


def find_regions(reading: Reading, taken: set[int]) -> Iterator[Finding]:
    """Yield towns and regions that are acted on or act, with their country's code: "shelled Goma", "attacks on Darfur".

    A place after a locative preposition is only where something happened, and is none.
    """
    for place in reading.doc.places or ():
        if place.country is None or place.kind == "country":
            continue
        for mention in place.mentions:
            first, last = reading.token_range(*mention.span)
            if (
                mention.form != "name"
                or first >= last
                or any(i in taken for i in range(first, last))
                or reading.is_skipped(first)
            ):
                continue
            head = reading.head_of(first, last)
            if _is_target(reading, head):
                who = Identity(name=place.name, country=place.country, kind="region", basis="registry")
                yield Finding(first=first, last=last, head=head, form="metonym", who=who, plural=True, definite=True)


def _is_target(reading: Reading, head: int) -> bool:
    token = reading.tokens[head]
    position = acting_position(reading, head)
    if position in ("acts", "deals", "object"):
        return True
    above = reading.tree.head(token)
    if position != "place" or above is None or above.lower not in ("on", "against", "of"):
        return False
    return reading.agents.is_act(reading.tokens[above.head].lower)
