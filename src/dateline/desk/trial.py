"""A draft of a codebook entry that is tried over the reviewed documents: what is asked, and what comes out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dateline.codebook import Fault
from dateline.review import OUTCOMES, Consequence

State = Literal["waiting", "running", "done", "faulty", "failed", "stopped"]
OPEN: tuple[State, ...] = ("waiting", "running")
MOST_SHOWN = 500  # changes that are kept of a trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry of the project's codebook to be edited: ``text`` as its file has it, ``drafted`` with new sentences."""

    entry: str
    file: str
    codebook: str
    text: str
    drafted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedChange:
    """One event that the edited codebook codes otherwise, in one document, and whether the decisions agree."""

    document: str
    title: str
    consequence: Consequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An edited entry and what became of it.

    ``documents`` are those that are tried, of ``reviewed`` that somebody reviewed; ``done`` have been coded so far, and
    ``failed`` of them could not be. ``faults`` are those of the edited codebook: of the entry with the line in
    ``text``, of other files with theirs. ``misses`` are examples of the entry that do not come out as it says.
    ``limit`` says why not all reviewed documents were coded.
    """

    id: str
    by: str
    entry: str
    file: str
    text: str
    state: State = "waiting"
    reviewed: int = 0
    documents: int = 0
    done: int = 0
    failed: int = 0
    faults: tuple[Fault, ...] = ()
    misses: tuple[Fault, ...] = ()
    changes: tuple[TriedChange, ...] = ()
    counts: Mapping[str, int] | None = None
    events: tuple[int, int] = (0, 0)
    limit: str | None = None
    message: str | None = None

    @property
    def open(self) -> bool:
        """Tell whether it still goes on."""
        return self.state in OPEN


def count_outcomes(changes: "list[TriedChange]") -> dict[str, int]:
    """Return how many changes are of each outcome, those of none included."""
    counts = Counter(change.consequence.outcome for change in changes)
    return {outcome: counts[outcome] for outcome in OUTCOMES}
