"""Speech acts that are made by the way an act is spoken of: "will send aid", "will attack unless", "must withdraw"."""

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook import Codebook, Match
from dateline.codebook.pattern import Trigger
from dateline.codebook.schema import Derived, Entry
from dateline.model import Predicate, Token
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.parties import Parties, Party
from dateline.stages.events.party_finder import PartyFinder
from dateline.stages.events.reading import Reading
from dateline.stages.events.standing import find_chain
from dateline.syntax import Arguments, arguments

_MAIN = ("ROOT", "ccomp")
_OPEN = frozenset({"CONCEDE", "RETREAT"})  # an act upon another ("end the strike") may itself be refused or promised


def derive(
    reading: Reading, codebook: Codebook, finder: PartyFinder, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return the candidates with the speech acts that the codebook's ``derived.yaml`` finds in their modality.

    The word that shows it ("will", "willing") is the trigger; the act is what the event is about. A rule for no type
    (``of: []``) is for acts that have no sense of their own: "Norway says Mali must keep the roads safe".
    """
    taken = {candidate.at for candidate in candidates}
    found: list[Candidate] = []
    for candidate in candidates:
        rule = _rule(codebook, candidate) if candidate.outer is None else None
        token = _shown_by(reading, candidate.match.token, candidate.predicate) if rule is not None else None
        parties = _parties(reading, rule, candidate) if rule is not None else None
        if rule is None or token is None or parties is None or token.i in taken:
            found.append(candidate)
            continue
        taken.add(token.i)
        found.append(_made(rule.entry, token, parties, inner=candidate.at))
        found.append(replace(candidate, outer=token.i))
    found += _bare(reading, codebook, finder, candidates, taken)
    return sorted(found, key=lambda c: c.at)


def _made(entry: Entry, token: Token, parties: Parties, *, inner: int | None) -> Candidate:
    trigger = Trigger(token.lower, "verb", (token.lower,))
    match = Match(token=token, entry=entry, trigger=trigger, args=Arguments())
    return Candidate(match=match, parties=parties, predicate=None, mode=entry.mode, cameo=entry.cameo, inner=inner)


def _bare(
    reading: Reading, codebook: Codebook, finder: PartyFinder, candidates: Sequence[Candidate], taken: set[int]
) -> list[Candidate]:
    """Return the speech acts about acts without a sense: a known speaker, and a known body that must do something."""
    rules = [rule for rule in codebook.derived if not rule.of]
    coded = {token.i for c in candidates for token in (c.match.token, *c.match.filled)}
    found = []
    for i, predicate in reading.predicate_at.items():
        rule = next((r for r in rules if predicate.modality in r.modality and predicate.polarity == r.polarity), None)
        verb = reading.tokens[i]
        if rule is None or i in coded or verb.dep not in _MAIN or predicate.background:
            continue
        token = _shown_by(reading, verb, predicate)
        if token is None or token.i in taken or not any(token.lower in t.heads for t in rule.entry.triggers):
            continue
        subjects = finder.of(arguments(reading.tree, verb).subjects)
        parties = _asked(reading, verb, subjects) if subjects and all(p.actor.code for p in subjects) else None
        if parties is not None and parties.source[0].actor.code:
            taken.add(token.i)
            found.append(_made(rule.entry, token, parties, inner=None))
    return found


def _parties(reading: Reading, rule: Derived, candidate: Candidate) -> Parties | None:
    """Return the parties of the speech act: those of the act, but who says that another must act asks it of him.

    Example: "Norway says Mali must free the crew" is a request of Norway to Mali. Without a speaker it is none.
    """
    if rule.entry.type != "REQUEST":
        return candidate.parties
    return _asked(reading, candidate.match.token, candidate.parties.source)


def _asked(reading: Reading, verb: Token, asked: tuple[Party, ...]) -> Parties | None:
    """Return the speaker as source and those who must act as target, or None without a speaker who is another."""
    for name in find_chain(reading, verb):
        claim = reading.claims[name]
        actor = reading.actors.get(claim.actor or "")
        head = reading.tree.root_of(claim.source[0]) if claim.source else None
        if actor is not None and head is not None and all(party.actor.id != actor.id for party in asked):
            speaker = Party(actor=actor, span=claim.source[0], head=head)
            return Parties(source=(speaker,), target=asked, source_seen=True, target_seen=True)
    return None


def _rule(codebook: Codebook, candidate: Candidate) -> Derived | None:
    predicate = candidate.predicate
    if predicate is None or predicate.background or not candidate.parties.source:
        return None
    for rule in codebook.derived:
        if (
            candidate.type in rule.of
            and predicate.modality in rule.modality
            and predicate.polarity == rule.polarity
            and (candidate.inner is None or candidate.type in _OPEN or rule.entry.type == "REQUEST")
            and (not candidate.match.noun or rule.entry.type == "REQUEST")
        ):
            return rule
    return None


def _shown_by(reading: Reading, verb: Token, predicate: Predicate | None) -> Token | None:
    aux = reading.tree.children(verb, "aux")
    if aux and aux[0].lower in ("will", "would", "shall", "may", "might", "could", "'ll", "wo", "must", "should"):
        return aux[0]
    if predicate is not None and predicate.governor is not None:
        tokens = reading.tree.at(predicate.governor)
        if tokens and tokens[0].sent == verb.sent and not _in_order(reading, tokens[0]):
            return tokens[0]
    return None


def _in_order(reading: Reading, token: Token) -> bool:
    """Tell whether a word is part of "in order to", which gives a purpose and no order."""
    return token.lower == "order" and token.i > 0 and reading.tokens[token.i - 1].lower == "in"
