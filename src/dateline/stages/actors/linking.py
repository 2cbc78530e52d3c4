from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dateline.knowledge.registry import fold
from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.reading import Reading


@dataclass(slots=True, kw_only=True)
class Party:
    """An actor while its mentions are being gathered."""

    who: Identity
    mentions: list[Finding] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in text order; of two that overlap the one that knows more wins, then the longer.

    A longer phrase around a name keeps the name only when their heads differ ("Hamas fighters" is one finding, not
    two).
    """
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.first, -(f.last - f.first), f.who.code is None)):
        if kept and finding.first < kept[-1].last:
            if finding.last - finding.first > kept[-1].last - kept[-1].first and kept[-1].who.code is None:
                kept[-1] = finding
            continue
        kept.append(finding)
    return kept


def gather(reading: Reading, findings: Sequence[Finding]) -> list[Party]:
    """Join mentions of the same actor: one registry entry, one person by surname, one name, one described group.

    "Ehud Barak … Mr Barak … Barak" is one person; "Israeli soldiers" twice are one actor, "police" and "Kenyan
    police" two.
    """
    parties: list[Party] = []
    by_key: dict[str, Party] = {}
    for finding in (each for f in findings for each in (f, *(replace(f, who=who, also=()) for who in f.also))):
        keys = _keys(finding)
        party = next((by_key[key] for key in keys if key in by_key), None)
        if party is None and finding.definite and finding.form == "nominal":
            party = _repeated(reading, finding, parties)
        if party is None:
            party = Party(who=finding.who)
            parties.append(party)
        elif _knows_more(finding.who, party.who):
            party.who = replace(finding.who, name=party.who.name if party.who.entry is None else finding.who.name)
        party.mentions.append(finding)
        for key in keys:
            by_key.setdefault(key, party)
    return parties


def _repeated(reading: Reading, finding: Finding, parties: Sequence[Party]) -> Party | None:
    """Return the nominal actor that a bare definite noun repeats: "the gunmen" after "masked gunmen", the last such."""
    noun = finding.noun
    if (
        noun is None
        or (finding.who.country and finding.who.basis == "pattern")
        or finding.last - finding.first > len(noun.split())
    ):
        return None
    for party in reversed(parties):
        for mention in party.mentions:
            same = mention.noun is not None and mention.noun.split()[-1] == noun.split()[-1]
            number = reading.is_many(mention.head) == reading.is_many(finding.head)
            known = finding.who.country in (None, party.who.country)
            if same and number and known and mention.plural == finding.plural and party.who.role == finding.who.role:
                return party
    return None


def _knows_more(new: Identity, old: Identity) -> bool:
    if old.entry or (old.code and not new.entry):
        return old.role is None and new.role is not None and new.country == old.country and old.kind == "person"
    return new.code is not None and old.code is None


def _keys(finding: Finding) -> list[str]:
    """Return the keys under which a mention is the same actor as another, surest first."""
    who = finding.who
    if who.entry and who.kind != "person":
        return [f"entry:{who.entry}:{who.country}"]
    name = " ".join(fold(word) for word in who.name.split())
    if who.kind == "person" and finding.form in ("name", "title"):
        keys = [f"entry:{who.entry}"] if who.entry else []
        return [*keys, f"person:{name}", f"surname:{fold(who.name.split()[-1])}"]
    if finding.noun and finding.form == "nominal":
        return [f"noun:{finding.noun}:{who.code}:{finding.plural}"] if who.code else [f"text:{name}"]
    return [f"name:{name}"]


def join_appositions(reading: Reading, findings: Sequence[Finding]) -> list[tuple[int, int]]:
    """Return pairs of findings, by index, of which the second says who the first is.

    Example: "Haider al-Abadi, the prime minister".

    The nominal must be an apposition of the name in the parse, or follow it (or be followed by it) over a comma.
    """
    at_head = {finding.head: number for number, finding in enumerate(findings)}
    pairs = []
    for number, finding in enumerate(findings):
        for child in reading.tree.children(reading.tokens[finding.head], "appos"):
            other = at_head.get(child.i)
            if other is not None and other != number and _may_equal(findings[number], findings[other]):
                pairs.append((number, other))
    for number, (one, two) in enumerate(pairwise(findings)):
        if one.last == two.first and one.noun and two.form in ("name", "alias") and _may_equal(one, two):
            single = reading.tokens[one.head].tag not in ("NNS", "NNPS") and one.who.kind in (two.who.kind, "group")
            if single or two.who.kind in ("group", None):
                pairs.append((number, number + 1))
    return pairs + _around_brackets(reading, findings)


def _around_brackets(reading: Reading, findings: Sequence[Finding]) -> list[tuple[int, int]]:
    """Return pairs of a name and the noun that follows its brackets: "the Party of Light (Nur) group"."""
    ends = {finding.last: number for number, finding in enumerate(findings)}
    pairs = []
    for number, finding in enumerate(findings):
        if not finding.noun or not finding.first or reading.tokens[finding.first - 1].text != ")":
            continue
        opening = next(
            (i for i in range(finding.first - 2, max(-1, finding.first - 9), -1) if reading.lower[i] == "("), 0
        )
        name = ends.get(opening)
        if name is not None and findings[name].form in ("name", "alias") and _may_equal(findings[name], finding):
            pairs.append((name, number))
    return pairs


def _may_equal(a: Finding, b: Finding) -> bool:
    persons = [f.who.kind == "person" for f in (a, b)]
    if all(persons):
        return (a.form == "nominal") != (b.form == "nominal")
    return (
        not any(persons)
        and (a.form == "nominal") != (b.form == "nominal")
        and a.who.kind not in ("state",)
        and b.who.kind not in ("state",)
    )
