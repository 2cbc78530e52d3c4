"""What is said of an act, and by whom: status, standing and positions of one event."""

from dataclasses import dataclass
from typing import Literal

from dateline.knowledge.status import status_of
from dateline.model import Claim, Position
from dateline.model.event import Standing as StandingName
from dateline.model.event import Status
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

_GIVEN_BY_OUTER = frozenset({"occurred", "ongoing", "hypothetical", "planned", "demanded"})
# Stances that vouch for or against a content; who agrees, wants or fears something does not say that it is so.
SAYING = frozenset({"asserts", "denies", "doubts", "blames", "knows", "threatens", "promises", "accuses", "perceives"})
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


def find_chain(reading: Reading, candidate: Candidate) -> tuple[str, ...]:
    """Return the claims whose content covers the trigger, innermost first, following ``within``, then ``via``."""
    trigger = candidate.match.token.span
    covering = [
        claim
        for claim in reading.doc.claims or ()
        if claim.stance in SAYING and any(span.contains(trigger) for span in claim.content)
    ]
    if not covering:
        return ()
    innermost = min(covering, key=lambda claim: (sum(s.end - s.start for s in claim.content), claim.id))
    chain: list[str] = []
    current: Claim | None = innermost
    while current is not None and current.id not in chain:
        chain.append(current.id)
        following = current.within or current.via
        current = reading.claims.get(following) if following else None
        while current is not None and current.stance not in SAYING:
            current = reading.claims.get(current.within) if current.within else None
    for claim in sorted(covering, key=lambda c: (sum(s.end - s.start for s in c.content), c.id)):
        if claim.id not in chain:
            chain.append(claim.id)
    return tuple(chain)


def judge(reading: Reading, candidate: Candidate) -> Standing:
    """Return what the report says of the event and who vouches for it.

    Example: "The army said rebels had shelled Goma" leaves the shelling ``occurred`` and ``attributed`` to the army's
    claim; "Rebels denied shelling Goma" makes it ``denied``.
    """
    predicate = candidate.predicate
    chain = find_chain(reading, candidate)
    found = status_of(predicate) if predicate is not None else None
    status: Status = found.status if found else "occurred"
    if candidate.inner_status and status in _GIVEN_BY_OUTER:
        status = candidate.inner_status
    if candidate.match.entry.performed and status in ("planned", "threatened", "negated", "hypothetical"):
        status = "occurred"
    nature: Literal["act", "state"] = "state" if found and found.nature == "state" else candidate.match.entry.nature
    if nature == "state" and status == "occurred" and not (found and found.phase in ("begins", "ends")):
        status = "ongoing"
    stance = reading.claims[chain[0]].stance if chain else None
    if stance == "denies" and status in _DENIABLE:
        status = "denied"
    standing: StandingName = "denied" if status == "denied" else "attributed" if chain else "asserted"
    taken: Literal["asserts", "denies", "doubts"] = "asserts"
    if stance in ("denies", "doubts"):
        taken = "denies" if stance == "denies" else "doubts"
    return Standing(
        status=status,
        standing=standing,
        positions=(Position(claim=chain[0] if chain else None, stance=taken),),
        claims=chain,
        outcome=found.outcome if found else None,
        phase=found.phase if found else None,
        nature=nature,
        background=bool(predicate and predicate.background) or reading.region_of(candidate.match.token) == "caption",
    )
