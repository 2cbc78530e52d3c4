"""Who is said to be behind an act: claimed, denied, blamed and suspected responsibility.

It is apart from whether the act took place: "Iran denied carrying out Friday's attack" leaves the attack as it is, with
Iran's part in it denied.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.codebook import Codebook
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.parties import Certainty, Parties, Party
from dateline.stages.events.party_finder import PartyFinder
from dateline.stages.events.reading import Reading
from dateline.syntax import arguments, is_verbal

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_STEPS = 4


def assign(
    reading: Reading, codebook: Codebook, finder: PartyFinder, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return the candidates with the certainty of each source, and with sources that only a claim of part names.

    Example: "The front claimed responsibility for the blast" gives the blast the source *the front*, ``claimed``.
    """
    by_token = {candidate.at: candidate for candidate in candidates}
    return [_assign(reading, codebook, finder, candidate, by_token) for candidate in candidates]


def _assign(
    reading: Reading,
    codebook: Codebook,
    finder: PartyFinder,
    candidate: Candidate,
    by_token: Mapping[int, Candidate],
) -> Candidate:
    outer = by_token.get(candidate.outer) if candidate.outer is not None else None
    if outer is not None and outer.type == "ACCUSE":
        return _with_certainty(candidate, "blamed")
    if outer is not None and candidate.type == "ASSAULT" and outer.mode in codebook.settings.get("charging", ()):
        return _with_certainty(candidate, "suspected")
    taken = _taken_part(reading, codebook, candidate)
    if taken is not None:
        verb, certainty = taken
        own = {party.actor.id for party in candidate.parties.target}
        sources = tuple(p for p in finder.of(arguments(reading.tree, verb).subjects) if p.actor.id not in own)
        parties = replace(candidate.parties, source=sources or candidate.parties.source, source_seen=True)
        return _with_certainty(replace(candidate, parties=parties), certainty, settled=True)
    if _denied_part(reading, candidate):
        return _with_certainty(candidate, "denied", settled=True)
    suspected = codebook.classes.get("SUSPECTED", frozenset())
    source = tuple(
        replace(party, certainty="suspected")
        if any(c.lower in suspected for c in (*reading.tree.children(party.head, "amod"), *reading.tree.at(party.span)))
        else party
        for party in candidate.parties.source
    )
    return replace(candidate, parties=replace(candidate.parties, source=source))


def _with_certainty(candidate: Candidate, certainty: Certainty, *, settled: bool = False) -> Candidate:
    source: tuple[Party, ...] = tuple(replace(party, certainty=certainty) for party in candidate.parties.source)
    parties: Parties = replace(candidate.parties, source=source)
    return replace(candidate, parties=parties, settled=settled or candidate.settled)


def _taken_part(reading: Reading, codebook: Codebook, candidate: Candidate) -> tuple[Token, Certainty] | None:
    """The verb by which somebody takes or denies a part in the act: "claimed responsibility for the blast"."""
    part = codebook.classes.get("RESPONSIBILITY", frozenset())
    token = candidate.match.token
    for _ in range(_STEPS):
        head = reading.tree.head(token)
        if head is None:
            return None
        if token.dep in ("dobj", "nsubjpass", "pobj") and token.lemma.lower() in part and is_verbal(reading.tree, head):
            return _stance(codebook, head)
        if token.dep == "prep" and is_verbal(reading.tree, head):  # the phrase may hang on the verb
            named = any(child.lemma.lower() in part for child in reading.tree.children(head, "dobj"))
            return _stance(codebook, head) if named else None
        if token.dep not in ("pobj", "prep", "conj", "pcomp", "dobj"):
            return None
        token = head
    return None


def _stance(codebook: Codebook, verb: Token) -> tuple[Token, Certainty] | None:
    lemma = verb.lemma.lower()
    if lemma in codebook.classes.get("CLAIMING_PART", frozenset()):
        return verb, "claimed"
    if lemma in codebook.classes.get("DENYING_PART", frozenset()):
        return verb, "denied"
    return None


def _denied_part(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether a known act ("Friday's attack", "the attack") is one that its supposed author denies."""
    predicate, match = candidate.predicate, candidate.match
    if predicate is None or predicate.modality != "denied" or not candidate.parties.source:
        return False
    acts = (match.token,) if match.noun else tuple(t for t in match.filled if t.i in reading.predicate_at)
    return any(
        child.lower in _DEFINITE if child.dep == "det" else child.ent in ("DATE", "TIME")
        for token in acts
        for child in reading.tree.children(token, "det", "poss", "nmod", "compound")
    )
