from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from dateline.stages.actors.finding import Finding, Identity
from dateline.stages.actors.linking import Party
from dateline.stages.actors.reading import Reading

_REACH = 2  # sentences that a pronoun looks back


def link_definites(reading: Reading, parties: Sequence[Party]) -> Iterator[tuple[Party, Party]]:
    """Yield (definite nominal, earlier actor) pairs: "the group", "the militia", "the newspaper".

    The nearest earlier actor of a fitting kind is meant; where the nominal has a country, it must be the same.
    """
    for at, party in enumerate(parties):
        first = party.mentions[0]
        kinds = reading.agents.points_to.get(first.noun or "")
        if (
            not kinds
            or first.form != "nominal"
            or not first.definite
            or (party.who.country and first.who.basis != "coreference" and first.last - first.first > 2)
        ):
            continue
        if first.plural and reading.tokens[first.head].tag in ("NNS", "NNPS"):
            continue
        earlier = [
            (m.first, other)
            for other in parties[:at]
            for m in other.mentions
            if other.who.kind in kinds
            and m.first < first.first
            and m.form in ("name", "alias")
            and _compatible(other.who, party.who)
        ]
        if earlier:
            yield party, max(earlier, key=lambda row: row[0])[1]


def _compatible(a: Identity, b: Identity) -> bool:
    return not (a.country and b.country and a.country != b.country)


def link_pairs(reading: Reading, parties: Sequence[Party]) -> Iterator[tuple[Finding, tuple[Party, Party]]]:
    """Yield "the two countries".

    Example: "both sides" with the two states named last before it (exactly two in the report so far).
    """
    for at in range(1, len(reading.tokens)):
        if (reading.lower[at - 1], reading.lower[at]) not in reading.agents.pairs:
            continue
        before = [
            p for p in parties if p.mentions[0].first < at and p.who.country and p.who.kind in ("state", "government")
        ]
        countries = dict.fromkeys(p.who.country for p in before)
        if len(countries) == 2:
            one, two = (next(p for p in before if p.who.country == c) for c in countries)
            finding = Finding(
                first=at - 1,
                last=at + 1,
                head=at,
                form="nominal",
                who=Identity(name="", basis="coreference"),
                plural=True,
            )
            yield finding, (one, two)


def find_pronouns(reading: Reading, parties: Iterable[Party]) -> Iterator[tuple[Finding, Party]]:
    """Yield pronouns with the actor they stand for, where one antecedent clearly leads.

    He and she take the nearest person who is a subject in this sentence or the two before; they a group, it a body.
    Two persons who would do equally well leave the pronoun alone. Known miss: "it" for a company named only as an
    object.
    """
    numbered = ((m.first, n, p, m) for n, p in enumerate(parties) for m in p.mentions)
    mentions = sorted(numbered, key=lambda row: row[:2])
    firsts, sents = [row[0] for row in mentions], [reading.tokens[row[0]].sent for row in mentions]
    for token in reading.tokens:
        wanted = reading.agents.pronouns.get(token.lower) if token.pos == "PRON" else None
        if wanted is None or token.dep == "expl" or reading.is_skipped(token.i):
            continue
        barred = _own_subjects(reading, token.i)
        upto = bisect_left(firsts, token.i)
        since = bisect_left(sents, token.sent - _REACH, 0, upto)
        before = [(p, m) for _, _, p, m in mentions[since:upto] if m.head not in barred]
        best = _antecedent(reading, token.i, wanted, before)
        if best:
            finding = Finding(first=token.i, last=token.i + 1, head=token.i, form="pronoun", who=best.who)
            yield finding, best


def _own_subjects(reading: Reading, at: int) -> frozenset[int]:
    """Return the subjects of the pronoun's own verb: in "the army killed them", *them* is not the army."""
    token = reading.tokens[at]
    if token.dep in ("nsubj", "nsubjpass", "poss") or token.lower.endswith(("self", "selves")):
        return frozenset()
    for verb in reading.tree.ancestors(token):
        if verb.pos not in ("VERB", "AUX"):
            continue
        subjects = reading.tree.children(verb, "nsubj", "nsubjpass")
        if subjects or verb.dep not in (
            "xcomp",
            "advcl",
            "conj",
        ):  # "called X to congratulate him": the caller is not him
            return frozenset(t.i for t in subjects)
    return frozenset()


def _antecedent(reading: Reading, at: int, wanted: str, before: Sequence[tuple[Party, Finding]]) -> Party | None:
    sent = reading.tokens[at].sent
    scored: dict[int, tuple[int, Party]] = {}
    for party, mention in before:
        back = sent - reading.tokens[mention.head].sent
        if back > _REACH or not _agrees(party, mention, wanted) or mention.last > at:
            continue
        token = reading.tokens[mention.head]
        score = (
            (2 if token.dep in ("nsubj", "nsubjpass") else 0)
            + (3 - back)
            + (1 if mention.form in ("name", "alias") else 0)
        )
        key = id(party)
        if key not in scored or score > scored[key][0]:
            scored[key] = (score, party)
    ranked = sorted(scored.values(), key=lambda row: -row[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _agrees(party: Party, mention: Finding, wanted: str) -> bool:
    if wanted == "person":
        return party.who.kind == "person" and not mention.plural
    if wanted == "group":
        return mention.plural and party.who.kind not in ("person", "state")
    return party.who.kind not in ("person", "civilian", "ethnic") and not (mention.noun and reading_plural(mention))


def reading_plural(mention: Finding) -> bool:
    """Tell whether a nominal names several persons rather than one body (its noun is written in the plural)."""
    return mention.plural and mention.who.kind in ("civilian", "refugee", "ethnic", "criminal")
