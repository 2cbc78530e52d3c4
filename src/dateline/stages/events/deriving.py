"""Speech acts that are made by the way an act is spoken of: "will send aid", "will attack unless …"."""

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook import Codebook, Match
from dateline.codebook.pattern import Trigger
from dateline.codebook.schema import Derived
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading
from dateline.syntax import Arguments


def derive(reading: Reading, codebook: Codebook, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with the speech acts that the codebook's ``derived.yaml`` finds in their modality.

    The word that shows it ("will", "willing") is the trigger; the act is what the new event is about.
    """
    taken = {candidate.at for candidate in candidates}
    found: list[Candidate] = []
    for candidate in candidates:
        rule = _rule(codebook, candidate) if candidate.outer is None else None
        token = _shown_by(reading, candidate) if rule is not None else None
        if rule is None or token is None or token.i in taken:
            found.append(candidate)
            continue
        taken.add(token.i)
        trigger = Trigger(token.lower, "verb", (token.lower,))
        match = Match(token=token, entry=rule.entry, trigger=trigger, args=Arguments())
        found.append(
            Candidate(
                match=match,
                parties=candidate.parties,
                predicate=None,
                mode=rule.entry.mode,
                cameo=rule.entry.cameo,
                inner=candidate.at,
            )
        )
        found.append(replace(candidate, outer=token.i))
    return sorted(found, key=lambda c: c.at)


def _rule(codebook: Codebook, candidate: Candidate) -> Derived | None:
    predicate = candidate.predicate
    if predicate is None or predicate.background or candidate.match.noun or not candidate.parties.source:
        return None
    for rule in codebook.derived:
        if (
            candidate.type in rule.of
            and predicate.modality in rule.modality
            and predicate.polarity == rule.polarity
            and candidate.inner is None
        ):
            return rule
    return None


def _shown_by(reading: Reading, candidate: Candidate) -> Token | None:
    predicate = candidate.predicate
    aux = reading.tree.children(candidate.match.token, "aux")
    if aux and aux[0].lower in ("will", "would", "shall", "may", "might", "could", "'ll", "wo"):
        return aux[0]
    if predicate is not None and predicate.governor is not None:
        tokens = reading.tree.at(predicate.governor)
        if tokens and tokens[0].sent == candidate.match.token.sent:
            return tokens[0]
    return None
