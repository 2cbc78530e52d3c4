"""Speech acts that are made by the way an act is spoken of: "will send aid", "will attack unless", "must withdraw"."""

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook import Codebook, Match
from dateline.codebook.pattern import Trigger
from dateline.codebook.schema import Derived
from dateline.model import Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.parties import Parties, Party
from dateline.stages.events.reading import Reading
from dateline.stages.events.standing import find_chain
from dateline.syntax import Arguments

_OPEN = frozenset({"CONCEDE", "RETREAT"})  # an act upon another ("end the strike") may itself be refused or promised


def derive(reading: Reading, codebook: Codebook, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with the speech acts that the codebook's ``derived.yaml`` finds in their modality.

    The word that shows it ("will", "willing") is the trigger; the act is what the new event is about.
    """
    taken = {candidate.at for candidate in candidates}
    found: list[Candidate] = []
    for candidate in candidates:
        rule = _rule(codebook, candidate) if candidate.outer is None else None
        token = _shown_by(reading, candidate) if rule is not None else None
        parties = _parties(reading, rule, candidate) if rule is not None else None
        if rule is None or token is None or parties is None or token.i in taken:
            found.append(candidate)
            continue
        taken.add(token.i)
        trigger = Trigger(token.lower, "verb", (token.lower,))
        match = Match(token=token, entry=rule.entry, trigger=trigger, args=Arguments())
        found.append(
            Candidate(
                match=match,
                parties=parties,
                predicate=None,
                mode=rule.entry.mode,
                cameo=rule.entry.cameo,
                inner=candidate.at,
            )
        )
        found.append(replace(candidate, outer=token.i))
    return sorted(found, key=lambda c: c.at)


def _parties(reading: Reading, rule: Derived, candidate: Candidate) -> Parties | None:
    """Return the parties of the speech act: those of the act, but who says that another must act asks it of him.

    Example: "Norway says Mali must free the crew" is a request of Norway to Mali. Without a speaker it is none.
    """
    if rule.entry.type != "REQUEST":
        return candidate.parties
    for name in find_chain(reading, candidate.match.token):
        claim = reading.claims[name]
        actor = reading.actors.get(claim.actor or "")
        head = reading.tree.root_of(claim.source[0]) if claim.source else None
        if actor is not None and head is not None and all(p.actor.id != actor.id for p in candidate.parties.source):
            speaker = Party(actor=actor, span=claim.source[0], head=head)
            return Parties(source=(speaker,), target=candidate.parties.source, source_seen=True, target_seen=True)
    return None


def _rule(codebook: Codebook, candidate: Candidate) -> Derived | None:
    predicate = candidate.predicate
    if predicate is None or predicate.background or candidate.match.noun or not candidate.parties.source:
        return None
    for rule in codebook.derived:
        if (
            candidate.type in rule.of
            and predicate.modality in rule.modality
            and predicate.polarity == rule.polarity
            and (candidate.inner is None or candidate.type in _OPEN)
        ):
            return rule
    return None


def _shown_by(reading: Reading, candidate: Candidate) -> Token | None:
    predicate = candidate.predicate
    aux = reading.tree.children(candidate.match.token, "aux")
    if aux and aux[0].lower in ("will", "would", "shall", "may", "might", "could", "'ll", "wo", "must", "should"):
        return aux[0]
    if predicate is not None and predicate.governor is not None:
        tokens = reading.tree.at(predicate.governor)
        if tokens and tokens[0].sent == candidate.match.token.sent:
            return tokens[0]
    return None
