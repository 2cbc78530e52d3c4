import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from dateline.codebook import EventChange, Revision
from dateline.model import Failure

KINDS = ("added", "dropped", "altered")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDifference:
    """What a change of the codebook does to one report: how many events before and after, and which changed.

    ``error`` says why a report could not be coded; then there are none.
    """

    id: str
    source: str
    before: int = 0
    after: int = 0
    changes: tuple[EventChange, ...] = ()
    error: Failure | None = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of a comparison, as it goes: by type and by codebook entry, how many events were added, dropped, altered.

    An event counts under what it is coded as now; one that was dropped under what it was coded as.
    """

    documents: int = 0
    failed: int = 0
    before: int = 0
    after: int = 0
    by_type: dict[str, Counter[str]] = field(default_factory=dict)
    by_entry: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, difference: DocumentDifference) -> None:
        """Count one more report."""
        self.documents += not difference.error
        self.failed += bool(difference.error)
        self.before += difference.before
        self.after += difference.after
        for change in difference.changes:
            coding = change.new or change.old
            if coding:
                self.by_type.setdefault(coding.type, Counter())[change.kind] += 1
                self.by_entry.setdefault(coding.rule.partition("#")[0], Counter())[change.kind] += 1

    def count(self, kind: str) -> int:
        """Return how many events were ``added``, ``dropped`` or ``altered``."""
        return sum(counts[kind] for counts in self.by_type.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data, in alphabetical order."""
        return {
            "documents": self.documents,
            "failed": self.failed,
            "events": {"before": self.before, "after": self.after},
            **{kind: self.count(kind) for kind in KINDS},
            "by_type": _table(self.by_type),
            "by_entry": _table(self.by_entry),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookDifference:
    """What a change of the codebook does to a corpus: ``changes``, one for each event, and their ``tally``."""

    old: dict[str, str]
    new: dict[str, str]
    changes: tuple[EventChange, ...]
    errors: tuple[Failure, ...]
    tally: Tally

    @classmethod
    def collect(cls, revision: Revision, differences: Iterable[DocumentDifference]) -> "CodebookDifference":
        """Gather the differences of all reports."""
        tally, changes, errors = Tally(), list[EventChange](), list[Failure]()
        for difference in differences:
            tally.add(difference)
            changes += difference.changes
            errors += [difference.error] if difference.error else []
        return cls(
            old=revision.old.label(),
            new=revision.new.label(),
            changes=tuple(changes),
            errors=tuple(errors),
            tally=tally,
        )

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.tally.count(kind)} {kind}" for kind in KINDS)
        return f"<CodebookDifference of {self.tally.documents} reports: {counts}>"


def change_record(change: EventChange) -> dict[str, Any]:
    """Return a change as plain data, as one line of JSONL holds it (docs/codebook.md)."""
    record = asdict(change)
    record["cause"] = {**asdict(change.cause), "text": str(change.cause)}
    return record


def change_line(change: EventChange) -> str:
    """Return a change as one line of JSONL: the same input gives the same bytes."""
    return json.dumps(change_record(change), ensure_ascii=False, allow_nan=False)


def _table(counts: dict[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {name: {kind: counts[name][kind] for kind in KINDS} for name in sorted(counts)}
