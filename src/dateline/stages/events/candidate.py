from dataclasses import dataclass

from dateline.codebook import Match
from dateline.model import Predicate
from dateline.model.event import Status
from dateline.stages.events.parties import Parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An event in the making: a trigger with its parties, its code, and how it stands to other candidates.

    ``inner`` holds the token index of the trigger that this speech act is about; ``outer`` that of the speech act which
    holds this one, with the status that it gives. ``later`` are the further mentions of the same occurrence;
    ``settled`` marks an act that a denial of responsibility takes for granted.
    """

    match: Match
    parties: Parties
    predicate: Predicate | None
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...] = ()
    inner: int | None = None
    outer: int | None = None
    inner_status: Status | None = None
    later: tuple["Candidate", ...] = ()
    settled: bool = False
    outcome: str | None = None

    @property
    def at(self) -> int:
        return self.match.token.i

    @property
    def joined(self) -> tuple[int, ...]:
        return tuple(mention.at for mention in self.later)

    @property
    def type(self) -> str:
        return self.match.entry.type
