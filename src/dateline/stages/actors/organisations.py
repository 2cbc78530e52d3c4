from collections.abc import Iterator

from dateline.knowledge.registry import words_of
from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.names import acting_position, identify
from dateline.stages.actors.persons import by_surname, follows_body
from dateline.stages.actors.reading import Reading


def find_other_names(reading: Reading, taken: set[int]) -> Iterator[Finding]:
    """Yield a finding for names that neither registry nor patterns know: organisations, peoples, other names that act.

    The parser's ORG and NORP labels are hints; a capitalised name in a subject's or agent's place needs none. A
    spelling near a registry name is that name ("Hizballah").
    """
    for first, last, label in reading.entities:
        if label not in ("ORG", "NORP", "PRODUCT", "GPE", "PERSON") or any(i in taken for i in range(first, last)):
            continue
        if reading.is_skipped(first) or (label == "PRODUCT" and last - first > 3):
            continue
        while last > first and reading.tokens[last - 1].tag == "POS":
            last -= 1
        while first < last and reading.tokens[first].pos == "DET":
            first += 1
        if first < last:
            found = _named(reading, first, last, label)
            if found:
                taken.update(range(first, last))
                yield found
    yield from _unlabelled(reading, taken)


def _named(reading: Reading, first: int, last: int, label: str) -> Finding | None:
    head = reading.head_of(first, last)
    known = respelled(reading, first, last)
    if known:
        return Finding(first=first, last=last, head=head, form="alias", who=known, plural=True, definite=True)
    is_body = label == "PERSON" and follows_body(reading, first)
    if (label in ("GPE", "PRODUCT", "PERSON") and not is_body) or first in reading.place_at:
        return None
    if reading.lower[last - 1] in reading.agents.sets["not_names"]:
        return None
    token = reading.tokens[head]
    if label == "NORP":
        if token.dep in ("amod", "compound", "nmod") or token.tag not in ("NNS", "NNPS", "NNP", "NN"):
            return None
        who = Identity(name=reading.text_of(first, last), role="CVL", kind="ethnic")
        return Finding(first=first, last=last, head=head, form="demonym", who=who, plural=True, definite=True)
    person = by_surname(reading, first, last, None) if last - first == 1 else None
    if person:
        return Finding(first=first, last=last, head=head, form="name", who=person, definite=True)
    owner = next((reading.hit_at[i] for i in range(first, last) if i in reading.hit_at), None)
    country = owner.entry.country if owner else None
    who = Identity(
        name=reading.text_of(first, last), country=country, kind="group", basis="pattern" if country else "unresolved"
    )
    return Finding(first=first, last=last, head=head, form="name", who=who, plural=True, definite=True)


def respelled(reading: Reading, first: int, last: int) -> Identity | None:
    """Return the registry's actor whose name the tokens spell in another way, or None."""
    words = words_of(reading.text_of(first, last))
    if not words or not words[0].capital:
        return None
    match = reading.registry.match_spelling(words, 0, len(words))
    return identify(reading.registry.entry(match.entries[0]), reading.date) if match else None


def _unlabelled(reading: Reading, taken: set[int]) -> Iterator[Finding]:
    for token in reading.tokens:
        if (
            token.pos != "PROPN"
            or token.i in taken
            or token.i in reading.place_at
            or token.ent in ("GPE", "LOC", "DATE", "TIME", "FAC", "EVENT", "LAW", "WORK_OF_ART")
        ):
            continue
        if token.dep not in ("nsubj", "nsubjpass", "pobj", "conj", "dobj", "poss") or acting_position(
            reading, token.i
        ) not in ("acts", "deals"):
            continue
        if (
            reading.is_skipped(token.i)
            or token.i in reading.hit_at
            or not token.text[0].isupper()
            or len(token.text) < 2
        ):
            continue
        first = token.i
        while (
            first
            and reading.tokens[first - 1].pos == "PROPN"
            and reading.tokens[first - 1].sent == token.sent
            and first - 1 not in taken
            and first - 1 not in reading.hit_at
        ):
            first -= 1
        taken.update(range(first, token.i + 1))
        who = respelled(reading, first, token.i + 1) or Identity(name=reading.text_of(first, token.i + 1))
        yield Finding(first=first, last=token.i + 1, head=token.i, form="name", who=who, plural=True, definite=True)
