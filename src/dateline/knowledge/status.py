"""Stand-in by the integrator: the author of the predicates stage replaces this file (status table as data)."""

from dataclasses import dataclass

from dateline.model import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    status: str
    outcome: str | None = None
    phase: str | None = None
    nature: str | None = None


def status_of(predicate: Predicate) -> Status:
    return Status(status="negated" if predicate.polarity == "negative" else "occurred", phase=predicate.phase)
