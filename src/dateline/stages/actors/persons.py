import re
from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge.registry import Entry, fold, words_of
from dateline.model.actor import ActorCandidate, PersonStatus
from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.names import choose_entry, identify
from dateline.stages.actors.nominals import OFFICES, describe
from dateline.stages.actors.reading import Reading

PARTICLES = frozenset(
    {"al", "el", "bin", "ibn", "van", "von", "de", "den", "der", "la", "abu", "di", "da", "dos", "ten", "ter"}
)
_ADULT = 18


def find_persons(reading: Reading) -> Iterator[Finding]:
    """Yield a finding for every named person: the title, the name, and what registry or title say of them.

    "Russian Foreign Minister Sergei Lavrov" is one mention. The parser's PERSON label is a hint: a registry name or a
    title before a capitalised word does as well.
    """
    for first, last, entry, others in _name_ranges(reading):
        if reading.is_skipped(first):
            continue
        head = reading.head_of(first, last)
        start, titled = _title(reading, first)
        who = identify(entry, reading.date) if entry else _by_name(reading, first, last, titled)
        yield Finding(
            first=start, last=last, head=head, form="name", definite=True, others=others,
            who=_joined(reading, who, titled, first, last),
        )  # fmt: skip


def _name_ranges(reading: Reading) -> Iterator[tuple[int, int, Entry | None, tuple[ActorCandidate, ...]]]:
    """Yield the token ranges of person names without titles, from the registry, the parser and titles."""
    used: set[int] = set()
    for hit in reading.hits:
        if hit.entry.kind == "person":
            entry, others = choose_entry(reading, hit)
            used.update(range(hit.first, hit.last))
            yield hit.first, hit.last, entry, others
    for first, last, label in reading.entities:
        if (
            label != "PERSON"
            or used & set(range(first, last))
            or any(reading.is_known_place(i) for i in range(first, last))
        ):
            continue
        begin, end = _trim(reading, first, last)
        end = _with_particles(reading, end) if begin < end else end
        if begin < end and not follows_body(reading, begin) and not any(i in reading.hit_at for i in range(begin, end)):
            used.update(range(begin, end))
            yield begin, end, None, ()
    yield from _echoes(reading, used)
    for token in reading.tokens:
        if token.i in used or token.i in reading.hit_at or token.pos != "PROPN" or not token.text[0].isupper():
            continue
        title = reading.agents.title_before(reading.lower, token.i)
        if (
            title
            and not reading.agents.noun_at(reading.lower, token.i)
            and reading.tokens[token.i - title].sent == token.sent
        ):
            end = token.i + 1
            while (
                end < len(reading.tokens)
                and reading.tokens[end].pos == "PROPN"
                and end not in reading.hit_at
                and end not in used
            ):
                end += 1
            if reading.tokens[token.i].ent not in ("GPE", "DATE", "FAC", "LOC") and not reading.agents.noun_at(
                reading.lower, end - 1
            ):
                used.update(range(token.i, end))
                yield token.i, end, None, ()


def _echoes(reading: Reading, used: set[int]) -> Iterator[tuple[int, int, Entry | None, tuple[ActorCandidate, ...]]]:
    """Yield single names of persons whose full name the report gives, which the parser often misses: "… Karim"."""
    known: dict[str, int] = {}
    for i in sorted(used):
        if i + 1 in used or i - 1 in used:
            word = reading.tokens[i].text
            if len(word) > 3 and word[0].isupper() and not reading.agents.title_before(reading.lower, i + 1):
                known.setdefault(word, i)
    for token in reading.tokens:
        if (
            token.text in known
            and token.i > known[token.text]
            and token.i not in used
            and token.i not in reading.hit_at
        ):
            after = reading.tokens[token.i + 1] if token.i + 1 < len(reading.tokens) else token
            before = reading.tokens[token.i - 1]
            if (
                token.dep == "compound"
                or (after.pos == "PROPN" and after.text[0].isupper() and after.sent == token.sent)
                or before.pos == "PROPN"
            ):
                continue
            used.add(token.i)
            yield token.i, token.i + 1, None, ()


def follows_body(reading: Reading, first: int) -> bool:
    """Tell whether a name stands right after a noun for a body: "the opposition newspaper La Gaceta" is no person."""
    found = reading.agents.noun_at(reading.lower, first - 1) if first else None
    return found is not None and not found[0].person and not found[0].plural and not found[0].means


def _with_particles(reading: Reading, end: int) -> int:
    """Return where a name ends that the parser has cut at a particle: "Hans Van | den Broek"."""
    while (
        end + 1 < len(reading.tokens) and reading.lower[end] in PARTICLES and reading.tokens[end + 1].text[0].isupper()
    ):
        end += 2
    return end


def _trim(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Cut titles, a possessive and lower-case words off a name that the parser found."""
    while last > first and (reading.tokens[last - 1].tag == "POS" or reading.tokens[last - 1].pos == "PUNCT"):
        last -= 1
    for end in range(last, first, -1):
        if reading.agents.title_before(reading.lower, end) and end < last:
            first = end
            break
    while first < last and (not reading.tokens[first].text[0].isupper()) and reading.lower[first] not in PARTICLES:
        first += 1
    if first < last and reading.agents.noun_at(reading.lower, last - 1) and reading.tokens[last - 1].text.islower():
        return first, first
    return first, last


def _title(reading: Reading, first: int) -> tuple[int, Identity | None]:
    """Return where a person's mention begins with its title, and what the title says."""
    end = first
    if end and reading.tokens[end - 1].text in ("-", ","):
        return first, None
    found = reading.agents.noun_at(reading.lower, end - 1) if end else None
    length = found[1] if found else reading.agents.title_before(reading.lower, end)
    if not length or reading.tokens[end - length].sent != reading.tokens[first].sent:
        return first, None
    start = end - length
    while start and _describes(reading, start - 1, first):
        start -= 1
    if found is None or not found[0].person:
        return start, None
    return start, describe(reading, found[0], start, end - length, end - 1)


def _describes(reading: Reading, at: int, first: int) -> bool:
    token = reading.tokens[at]
    if token.sent != reading.tokens[first].sent:
        return False
    if at in reading.hit_at or token.tag == "POS" or reading.lower[at] in reading.agents.former:
        return True
    return (
        token.pos in ("ADJ", "NOUN", "PROPN")
        and first - at < 7
        and token.head >= at
        and token.dep in ("amod", "compound", "nmod")
    )


def _by_name(reading: Reading, first: int, last: int, titled: Identity | None) -> Identity | None:
    """Return the registry's person for a surname alone, or for a full name in another spelling ("Muamar Ghadafi")."""
    if last - first == 1:
        return by_surname(reading, first, last, titled)
    words = words_of(reading.text_of(first, last))
    match = reading.registry.match_spelling(words, 0, len(words)) if words else None
    people = [e for e in map(reading.registry.entry, match.entries) if e.kind == "person"] if match else []
    if titled and titled.country:
        people = [e for e in people if e.country == titled.country]
    return identify(people[0], reading.date) if len(people) == 1 else None


def by_surname(reading: Reading, first: int, last: int, titled: Identity | None) -> Identity | None:
    """Return the registry's person for a surname alone ("President Yeltsin", "Putin"), where only one fits.

    Without a title it must be the surname of somebody who has held a head office, or of one whose country the report
    names. Several who fit and agree in code give the code and no identity ("President Bush" without a date).
    """
    if last - first != 1:
        return None
    people = [e for e in reading.registry.by_surname(fold(reading.tokens[first].text)) if e.code_on(reading.date)]
    if titled and titled.country:
        people = [e for e in people if e.country == titled.country]
    elif titled is None or titled.role is None:
        heads = [e for e in people if _is_head(reading, e)]
        people = (
            heads if len({e.country for e in heads}) == 1 else [e for e in people if e.country in reading.countries]
        )
    if titled and titled.role == "GOV":
        people = [e for e in people if "GOV" in {c.code[3:] for c in e.codes}]
    found = [identify(e, reading.date) for e in people]
    if len(found) == 1:
        return found[0]
    if found and len({(who.country, who.role) for who in found}) == 1:
        return replace(found[0], name=reading.text_of(first, last), wikidata=None, entry=None)
    return None


def _home(reading: Reading, first: int, last: int) -> str | None:
    """Return the state that follows a name: "John Major of Britain"."""
    for prep in reading.tree.children(reading.tokens[reading.head_of(first, last)], "prep"):
        hit = reading.hit_at.get(prep.i + 1)
        if prep.lower == "of" and prep.i == last and hit and hit.entry.kind == "state":
            return hit.entry.country
    return None


def _is_head(reading: Reading, entry: Entry) -> bool:
    held = [c for c in entry.codes if reading.date is None or c.start is None or c.start <= reading.date]
    offices = reading.agents.sets["head_offices"]
    return any(office in offices for code in held for office in re.split(r" and |, | of ", code.office or ""))


def _joined(reading: Reading, who: Identity | None, titled: Identity | None, first: int, last: int) -> Identity:
    """Join what the registry and the title say: the registry knows the person, the title the day's office.

    A title wins over an undated look-up ("former President Bill Clinton"); it fills what the registry leaves open.
    """
    name = reading.text_of(first, last)
    if who is None:
        base = titled or Identity(name=name, kind="person", status="private")
        if base.country is None and (home := _home(reading, first, last)):
            base = replace(base, country=home, basis="pattern")
        status = _part(reading, first, last, base.status or "private")
        return replace(base, name=name, kind="person", status=status)
    if (
        titled
        and titled.role
        and (
            who.role is None
            or (reading.date is None and titled.role != who.role and titled.role in (*OFFICES, "ELI", "OPP"))
        )
    ):
        return replace(who, role=titled.role, country=titled.country or who.country)
    return who


def _part(reading: Reading, first: int, last: int, status: PersonStatus) -> PersonStatus:
    """Return in what part a private person appears: minor by an age given, victim or suspect by what is done to one."""
    after = reading.tokens[last : last + 3]
    if (
        len(after) == 3
        and after[0].text == ","
        and after[1].text.isdigit()
        and after[2].text == ","
        and int(after[1].text) < _ADULT
    ):
        return "minor"
    token = reading.tokens[reading.head_of(first, last)]
    if status == "private" and token.dep in ("nsubjpass", "dobj"):
        found = reading.agents.status_verbs.get(reading.tokens[token.head].lemma)
        if found == "victim":
            return "victim"
        if found == "suspect":
            return "suspect"
    return status
