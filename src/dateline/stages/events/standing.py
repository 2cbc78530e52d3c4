"""What is said of an act, and by whom: status, standing and positions of one event."""

from dataclasses import dataclass
from typing import Literal

from dateline.knowledge.status import status_of
from dateline.model import Claim, Position, Token
from dateline.model.event import Standing as StandingName
from dateline.model.event import Status
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

_STEPS = 8
_CIRCUMSTANCE = frozenset({"over", "about", "amid", "after", "following", "since", "during", "despite", "before"})
_POSITIONS = 40  # mentions of one event whose stances are read
Stance = Literal["asserts", "denies", "doubts"]
_GIVEN_BY_OUTER = frozenset({"occurred", "ongoing", "hypothetical", "planned", "demanded"})
_DENIABLE = frozenset({"occurred", "ongoing", "attempted", "negated"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Status, standing, positions and the chain of claims that covers the trigger, innermost first."""

    status: Status
    standing: StandingName
    positions: tuple[Position, ...]
    claims: tuple[str, ...]
    outcome: str | None
    phase: str | None
    nature: Literal["act", "state"]
    background: bool


def find_chain(reading: Reading, token: Token) -> tuple[str, ...]:
    """Return the claims whose content covers a trigger, innermost first, following ``within``, then ``via``.

    Who agrees to, wants or orders something does not say that it is so: such claims are left out.
    """
    covering = [
        claim
        for span, claim in reading.reported.get(token.sent, ())
        if span.start <= token.start and token.end <= span.end
    ]
    if not covering:
        return ()
    innermost = min(covering, key=_extent)
    chain: list[str] = []
    current: Claim | None = innermost
    while current is not None and current.id not in chain:
        chain.append(current.id)
        following = current.within or current.via
        current = reading.claims.get(following) if following else None
        while current is not None and current.stance not in reading.reporting:
            current = reading.claims.get(current.within) if current.within else None
    chain += [claim.id for claim in sorted(covering, key=_extent) if claim.id not in chain]
    return tuple(chain)


def _in_reach(reading: Reading, candidate: Candidate, token: Token) -> tuple[str, ...]:
    """Return the chain of claims at a mention, without denials that say nothing against the act.

    Who denies a part in an act leaves the act alone; so does who rejects something that a known act only describes: "A
    court rejected the appeal of a man who was *arrested* in May".
    """
    chain = find_chain(reading, token)
    opposed = tuple(c for c in chain if reading.claims[c].stance in ("denies", "doubts"))
    if not opposed or not (candidate.settled or _describes(reading, token)):
        return chain
    return tuple(c for c in chain if c not in opposed or (candidate.settled and reading.claims[c].stance == "doubts"))


def _describes(reading: Reading, token: Token) -> bool:
    """Tell whether a word stands in a relative clause, a participle or an adjunct, which denials take for granted."""
    for _ in range(_STEPS):
        head = reading.tree.head(token)
        if head is None or token.dep in ("ccomp", "ROOT"):
            return False
        if token.dep in ("relcl", "amod") or (token.dep == "acl" and token.tag == "VBN"):
            return True
        if token.dep == "prep" and token.lower in _CIRCUMSTANCE:
            return True
        token = head
    return False


def _extent(claim: Claim) -> tuple[int, str]:
    return sum(span.end - span.start for span in claim.content), claim.id


def judge(reading: Reading, candidate: Candidate) -> Standing:
    """Return what the report says of the event and who vouches for it.

    Example: "The army said rebels had shelled Goma" leaves the shelling ``occurred`` and ``attributed`` to the army's
    claim; "Rebels denied shelling Goma" makes it ``denied``; both together make it ``occurred`` and ``disputed``.
    """
    predicate, entry = candidate.predicate, candidate.match.entry
    found = status_of(predicate) if predicate is not None else None
    nature: Literal["act", "state"] = "state" if found and found.nature == "state" else entry.nature
    chain = _in_reach(reading, candidate, candidate.match.token)
    positions = _positions(reading, candidate)
    status: Status = found.status if found else "occurred"
    if candidate.settled and status == "denied":
        status = "occurred"
    if candidate.inner_status and status in _GIVEN_BY_OUTER:
        status = candidate.inner_status
    if nature == "state" and status == "occurred" and not (found and found.phase in ("begins", "ends")):
        status = "ongoing"
    if entry.performed and status in ("planned", "threatened", "negated", "hypothetical"):
        status = "occurred"
    stances = {position.stance for position in positions}
    if "denies" in stances and status in _DENIABLE:
        status = "denied" if stances == {"denies"} else status
    if status == "denied" and "asserts" in stances:
        status = "occurred"
    return Standing(
        status=status,
        standing=_standing(status, stances, positions),
        positions=positions,
        claims=chain,
        outcome=(found.outcome if found else None) or candidate.outcome,
        phase=found.phase if found else None,
        nature=nature,
        background=bool(predicate and predicate.background) or reading.region_of(candidate.match.token) == "caption",
    )


def _standing(status: Status, stances: set[Stance], positions: tuple[Position, ...]) -> StandingName:
    if status == "denied":
        return "denied"
    if "asserts" in stances and "denies" in stances:
        return "disputed"
    return "asserted" if any(position.claim is None for position in positions) else "attributed"


def _positions(reading: Reading, candidate: Candidate) -> tuple[Position, ...]:
    """Who stands where on the event, by each of its mentions; the outlet itself where no claim covers one."""
    found: dict[tuple[str | None, str], Position] = {}
    for i in (candidate.at, *candidate.joined[:_POSITIONS]):
        if i < candidate.at and reading.region_of(reading.tokens[i]) == "title":
            continue  # a title leaves out who says so
        token, predicate = reading.tokens[i], reading.predicate_at.get(i)
        chain = _in_reach(reading, candidate, token)
        stance: Stance = "asserts"
        taken = reading.claims[chain[0]].stance if chain else None
        denied = predicate is not None and predicate.modality == "denied" and not candidate.settled
        if taken == "denies" or denied:
            stance = "denies"
        elif taken == "doubts":
            stance = "doubts"
        claim = chain[0] if chain else None
        found.setdefault((claim, stance), Position(claim=claim, stance=stance))
    return tuple(found.values())
