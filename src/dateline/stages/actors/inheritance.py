from collections.abc import Sequence
from dataclasses import replace

from dateline.model import Note
from dateline.stages.actors.finding import Finding
from dateline.stages.actors.names import identify
from dateline.stages.actors.nominals import ARMED, MEMBERS_OF, NO_BODY
from dateline.stages.actors.reading import PLACING, Reading

NATIONAL = frozenset({
    "GOV", "MIL", "COP", "SPY", "LEG", "JUD", "REB", "SEP", "OPP", "PTY", "CVL", "UAF", "CRM", "MED", "EDU", "LAB",
    "AGR", "BUS", "REL", "ELI",
})  # fmt: skip
# REF, DEV and HRI are often from elsewhere
FLEEING = frozenset({"REF", "CVL"})
NEAR = 15  # tokens
NEAR_SENTENCES = 4
CORE = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})


def inherit_countries(reading: Reading, findings: Sequence[Finding]) -> tuple[list[Finding], list[Note]]:
    """Give nominals without a country the one that the report gives the same noun before, or its only country.

    "Israeli soldiers … the soldiers" keeps ISRMIL; leaders of "the groups" are of the groups named before, and so are
    "some leaders" later. In a report that names one country and no other, "police" are that country's (basis
    coreference, with a note). Persons without an office and bare people are left alone.
    """
    bodies = find_bodies(reading, findings)
    known: dict[tuple[str, bool], list[Finding]] = {}
    only = reading.countries[0] if len(reading.countries) == 1 else None
    found, notes = list(findings), []
    for at in sorted(range(len(found)), key=lambda i: (max(i, bodies.get(i, i)), i in bodies)):
        finding = found[at]
        who, noun = finding.who, finding.noun
        key = (noun.split()[-1], reading.is_many(finding.head)) if noun else ("", False)
        if not who.country and who.entry is None and not _is_outsider(reading, finding):
            body = found[bodies[at]] if at in bodies else None
            linked = _by_name(reading, finding, body, known.get(key, ())) if noun else None
            if linked is None:
                linked, note = _by_scene(reading, finding, findings, only)
                notes += [note] if note else []
            finding = found[at] = linked
        if noun and finding.who.country:
            known.setdefault(key, []).append(finding)
    return found, notes


def _by_name(reading: Reading, finding: Finding, body: Finding | None, before: Sequence[Finding]) -> Finding | None:
    """Return a nominal with the country of its body, of the same noun before it, or of the state that it means."""
    who = finding.who
    if body and (linked := _as_member(reading, finding, body)):
        return linked
    if before and finding.definite and _points_back(finding, before[-1]):
        kind = before[-1].who.kind if who.role is None else who.kind
        linked_who = replace(before[-1].who, name=who.name, basis="coreference", kind=kind, status=who.status)
        return replace(finding, who=linked_who)
    if before and _continues(reading, finding, before):
        linked_who = replace(before[-1].who, name=who.name, basis="coreference", status=who.status)
        return replace(finding, who=linked_who)
    if finding.noun in reading.agents.sets["states"] and finding.definite:
        return _last_state(reading, finding)
    return None


def _by_scene(
    reading: Reading, finding: Finding, findings: Sequence[Finding], only: str | None
) -> tuple[Finding, Note | None]:
    """Return a nominal with the country where its clause takes place, or the only one that the report names."""
    who, noun = finding.who, finding.noun
    if noun and who.role in FLEEING and (left := _left(reading, finding.head)):
        return replace(finding, who=replace(who, country=left, basis="pattern")), None
    if noun in reading.agents.sets["abroad"] or who.role not in NATIONAL or reading.possessor(finding.head):
        return finding, None
    if (noun or who.kind == "ethnic") and (there := _scene(reading, finding.head)):
        return replace(finding, who=replace(who, country=there, basis="pattern")), None
    if (
        only
        and (noun or who.kind == "person")
        and not _faces_state(findings, finding, only)
        and not _of_people(reading, finding)
    ):
        return replace(finding, who=replace(who, country=only, basis="coreference")), _only_country(who.name, only)
    return finding, None


def _of_people(reading: Reading, finding: Finding) -> bool:
    """Tell whether the words name a people or a faith of many countries: "Kurdish fighters" attack a Turkish post."""
    hits = (reading.hit_at.get(i) for i in range(finding.first, finding.last))
    return any(hit and hit.entry.kind in ("ethnic", "religious") and not hit.entry.country for hit in hits)


def _left(reading: Reading, head: int) -> str | None:
    """Return the one country that people flee: "refugees fleeing the war in Liberia", "people who fled Syria"."""
    for verb in reading.tree.children(reading.tokens[head], "acl", "relcl"):
        if verb.lemma in reading.agents.sets["fleeing"]:
            below = [t for t in reading.tree.subtree(verb) if t.i > verb.i]
            end = next(
                (t.i for t in below if t.dep == "prep" and t.lower in ("to", "into", "for")), len(reading.tokens)
            )
            found = {country for t in below if t.i < end and (country := reading.country_at(t.i))}
            if len(found) == 1:
                return found.pop()
    return None


def find_bodies(reading: Reading, findings: Sequence[Finding]) -> dict[int, int]:
    """Return whose people a nominal names, by the indexes of both: "leaders of the groups"."""
    at_head = {finding.head: number for number, finding in enumerate(findings)}
    found: dict[int, int] = {}
    for number, finding in enumerate(findings):
        noun = reading.agents.noun_at(reading.lower, finding.head) if finding.noun else None
        if noun is None or not noun[0].person or finding.noun in reading.agents.sets["sourcing"]:
            continue
        for prep in reading.tree.children(reading.tokens[finding.head], "prep"):
            for child in reading.tree.children(prep, "pobj") if prep.lower in MEMBERS_OF else ():
                body = at_head.get(child.i)
                if body is not None and body != number:
                    found.setdefault(number, body)
    return found


def _as_member(reading: Reading, finding: Finding, body: Finding) -> Finding | None:
    """Return people with the code of their body, or None where it has none: weak nouns take its role, too."""
    noun = reading.agents.noun_at(reading.lower, finding.head)
    if noun is None or body.who.code is None or body.who.kind in NO_BODY:
        return None
    role = body.who.role if noun[0].weak or finding.who.role in ARMED else finding.who.role
    kind = finding.who.kind if finding.who.kind == "person" else body.who.kind
    who = replace(finding.who, country=body.who.country, role=role, kind=kind, basis="coreference")
    return replace(finding, who=who)


def _continues(reading: Reading, finding: Finding, before: Sequence[Finding]) -> bool:
    """Tell whether bare people continue those named before: "some leaders" after "leaders of the rebel groups".

    All before must have one code, and nothing may stand beside the noun that says whose they are.
    """
    noun = reading.agents.noun_at(reading.lower, finding.head)
    if noun is None or not (noun[0].person and noun[0].plural and noun[0].weak):
        return False
    token = reading.tokens[finding.head]
    bare = finding.last - finding.first == noun[1] and not reading.tree.children(token, "prep", "acl", "relcl")
    codes = {other.who.code for other in before if other.noun == finding.noun}
    near = token.sent - reading.tokens[before[-1].head].sent <= NEAR_SENTENCES
    return bare and near and len(codes) == 1 and before[-1].noun == finding.noun


def _last_state(reading: Reading, finding: Finding) -> Finding:
    """Return "the country" as the state named last before it, wherever it stood ("in Iraq … the country")."""
    if reading.is_many(finding.head):
        return finding
    sent = reading.tokens[finding.head].sent
    before = [h for h in reading.hits if h.entry.kind == "state" and h.last <= finding.first and h.form != "demonym"]
    placed = [h for h in before if _is_where(reading, h.first)]
    earlier = [h for h in before if reading.tokens[h.first].sent < sent]
    found = [h for h in placed if reading.tokens[h.first].sent == sent] or earlier
    if not found:
        return finding
    who = identify(found[-1].entry, reading.date)
    return replace(finding, who=replace(who, basis="coreference"), noun=None)


def _scene(reading: Reading, head: int) -> str | None:
    """Return the one country where the nominal's clause takes place, else the one where its sentence does."""
    return _country_of_clause(reading, head) or reading.scenes.get(reading.tokens[head].sent)


def _country_of_clause(reading: Reading, head: int) -> str | None:
    """Return the one country in which the clause of a nominal takes place.

    Example: "killed two men in Yemen", "rebels fighting in Chad".
    """
    token = reading.tokens[head]
    verb = next((t for t in reading.tree.ancestors(token) if t.pos in ("VERB", "AUX")), None)
    verbs = [*reading.tree.children(token, "acl"), *([verb] if verb and token.dep in CORE else [])]
    for each in verbs:
        found = {
            country
            for prep in reading.tree.children(each, "prep")
            if prep.lower in PLACING
            for child in reading.tree.children(prep, "pobj")
            if (country := reading.country_at(child.i))
        }
        if len(found) == 1:
            return found.pop()
    return None


def _is_where(reading: Reading, at: int) -> bool:
    above = reading.tree.head(reading.tokens[at])
    return reading.tokens[at].dep == "pobj" and above is not None and above.lower in reading.agents.locative


def _points_back(finding: Finding, before: Finding) -> bool:
    """Tell whether a definite nominal repeats an earlier one.

    Example: "the soldiers" after "Israeli soldiers", with nothing added.
    """
    noun = finding.noun or ""
    bare = finding.form == "nominal" and finding.last - finding.first == len(noun.split())
    return bare and before.noun is not None and noun in (before.noun, before.noun.split()[-1])


def _faces_state(findings: Sequence[Finding], finding: Finding, country: str) -> bool:
    """Tell whether a government stands beside the very state: in "the government thanked China" it is not China's."""
    if finding.who.role != "GOV":
        return False
    near = (f for f in findings if abs(f.first - finding.first) < NEAR and f.who.kind in ("state", "government"))
    return any(f.who.country == country and f is not finding and f.who.entry for f in near)


def _is_outsider(reading: Reading, finding: Finding) -> bool:
    words = reading.lower[finding.first : finding.last]
    opposed = any(word in ("pro", "anti", "non") or word.startswith(("pro-", "anti-", "non-")) for word in words)
    return opposed or any(w in reading.agents.sets["outsiders"] or w in reading.agents.not_owner for w in words)


def _only_country(name: str, country: str) -> Note:
    return Note(
        field="actors.country",
        code="only-country",
        reason=f"{name!r} has no country beside it; {country} is the only one that the report names",
    )
