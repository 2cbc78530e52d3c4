"""What is said of an act, and by whom: status, standing and positions of one event."""

from dataclasses import dataclass

from dateline.knowledge.status import Status, status_of
from dateline.model import Claim, Position, Predicate
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

_DENYING = frozenset({"denies"})
_SAYING = frozenset({"asserts", "denies", "doubts", "accuses"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Status, standing, positions and the chain of claims that covers the trigger, innermost first."""

    status: str
    standing: str
    positions: tuple[Position, ...]
    claims: tuple[str, ...]
    outcome: str | None
    phase: str | None
    nature: str
    background: bool


def find_chain(reading: Reading, candidate: Candidate) -> tuple[str, ...]:
    """Return the claims whose content covers the trigger, innermost first, following ``within``, then ``via``."""
    trigger = candidate.match.token.span
    covering = [claim for claim in reading.doc.claims or () if any(span.contains(trigger) for span in claim.content)]
    if not covering:
        return ()
    innermost = min(covering, key=lambda claim: (sum(s.end - s.start for s in claim.content), claim.id))
    chain: list[str] = []
    current: Claim | None = innermost
    while current is not None and current.id not in chain:
        chain.append(current.id)
        following = current.within or current.via
        current = reading.claims.get(following) if following else None
    for claim in sorted(covering, key=lambda c: (sum(s.end - s.start for s in c.content), c.id)):
        if claim.id not in chain:
            chain.append(claim.id)
    return tuple(chain)


def judge(reading: Reading, candidate: Candidate, predicate: Predicate | None) -> Standing:
    """Return what the report says of the event and who vouches for it."""
    chain = find_chain(reading, candidate)
    found = status_of(predicate) if predicate is not None else Status(status="occurred")
    status = found.status
    if candidate.inner_status and status in ("occurred", "ongoing", "hypothetical", "planned", "demanded"):
        status = candidate.inner_status
    nature = candidate.match.entry.nature
    if nature == "state" and status == "occurred" and found.phase not in ("begins", "ends"):
        status = "ongoing"
    stances = [reading.claims[c].stance for c in chain]
    if not chain:
        standing, positions = "asserted", (Position(claim=None, stance="asserts"),)
    elif stances[0] in _DENYING:
        standing, positions = "denied", (Position(claim=chain[0], stance="denies"),)
        status = "denied" if status in ("occurred", "ongoing", "attempted", "negated") else status
    else:
        doubting = stances[0] == "doubts"
        standing, positions = "attributed", (Position(claim=chain[0], stance="doubts" if doubting else "asserts"),)
    if status == "denied":
        standing = "denied"
    return Standing(
        status=status, standing=standing, positions=positions, claims=chain, outcome=found.outcome, phase=found.phase,
        nature=found.nature or nature, background=bool(predicate and predicate.background),
    )  # fmt: skip
