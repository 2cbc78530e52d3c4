"""One trial as it runs: check the edited codebook, code the reviewed documents with both states, judge what changes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from dateline.codebook import Fault
from dateline.codebook.drafting import EntrySource, place_fault
from dateline.desk.drafts import edited_copy
from dateline.desk.pool import StorePool
from dateline.desk.reviewed import ReviewedDocument, blind_documents, find_reviewed, read_reviewed, visible_decisions
from dateline.desk.trial import MOST_SHOWN, Trial, TriedChange, count_outcomes
from dateline.difference import DocumentDifference
from dateline.engine import Recipe
from dateline.isolation import Isolated, Lost, Remote
from dateline.model import Document
from dateline.review import Decision, judge_change
from dateline.store import restore_item

CHUNK = 8  # documents that are coded between two looks at the clock
CHECK_SECONDS = 30.0
FOR_EXAMPLES = 1 / 8  # of the time, for the entry's examples
ENGINE = "dateline.engine.trying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a trial may cost: documents, seconds for all of them, megabytes of the process that codes them."""

    documents: int = 200
    seconds: float = 120.0
    memory_mb: int = 4_000


class _StoppedError(Exception):
    """Whoever began it does not want it any more."""


@dataclass(slots=True, kw_only=True)
class Trying:
    """A trial that runs; ``told`` is called with each new state of it, ``process`` codes, and is ended to stop it."""

    pool: StorePool
    recipe: Recipe
    source: EntrySource
    trial: Trial
    role: str
    limits: Limits
    told: Callable[[Trial], Any]
    process: Isolated
    stopped: bool = False

    def stop(self) -> None:
        """End it, from another thread."""
        self.stopped = True
        self.process.close()

    def run(self) -> None:
        """Run it to its end; what was found so far is kept where it is stopped, or the time is over."""
        try:
            with edited_copy(self.recipe, self.source, self.trial.text) as folder:
                self._tell(state="running")
                self._check(folder)
                if self.trial.open:
                    self._try(folder)
        except _StoppedError:
            self._tell(state="stopped")
        except Lost as lost:
            self._tell(state="stopped" if self.stopped else "failed", message=f"the codebook was not tried: {lost}")
        except Remote as error:
            self._tell(state="failed", message=f"the codebook was not tried: {str(error)[:300]}")

    def _check(self, folder: Path) -> None:
        faults = self._ask("find_faults", str(folder), seconds=CHECK_SECONDS)
        if faults:
            self._tell(state="faulty", faults=self._place(faults))

    def _place(self, faults: Sequence[Fault]) -> tuple[Fault, ...]:
        return tuple(place_fault(fault, self.source, self.trial.text) for fault in faults)

    def _try(self, folder: Path) -> None:
        keys, read = self._reviewed()
        self._tell(reviewed=len(keys), documents=min(len(keys), self.limits.documents))
        end = time.monotonic() + self.limits.seconds
        last = end - self.limits.seconds * FOR_EXAMPLES
        over = f"the time was over ({self.limits.seconds:g} seconds)"
        changes, limit = list[TriedChange](), None
        if len(keys) > self.limits.documents:
            limit = f"at most {self.limits.documents} documents are tried: those with most decisions on the entry first"
        todo = iter(keys[: self.limits.documents])
        while chunk := list(islice(todo, CHUNK)):
            if time.monotonic() > last:
                limit = over
                break
            read_chunk = [one for key in chunk if (one := read(key))]
            if not self._chunk(folder, read_chunk, len(chunk), changes, last=last):
                limit = over
                break
        try:
            misses = self._ask("check_entry", self.trial.entry, self.recipe, str(folder), seconds=_left(end))
        except Lost as lost:
            if self.stopped or lost.reason != "timed-out":
                raise
            misses, limit = [], f"{over}; its examples were not run to their end"
        self._tell(state="done", limit=limit, misses=self._place(misses))

    def _chunk(
        self, folder: Path, chunk: Sequence[ReviewedDocument], size: int, changes: list[TriedChange], *, last: float
    ) -> bool:
        """Try some documents; False where the time was over before they were coded."""
        with self.pool.store() as store:
            items = [restore_item(store.connection, one.key).item for one in chunk]
        try:
            found: list[DocumentDifference] = self._ask(
                "compare_here", items, self.recipe, str(folder), seconds=_left(last)
            )  # fmt: skip
        except Lost as lost:
            if self.stopped:
                raise _StoppedError from None
            if lost.reason == "timed-out":
                return False
            self._tell(done=self.trial.done + size, failed=self.trial.failed + len(chunk))
            return True
        for one, item, difference in zip(chunk, items, found, strict=True):
            changes += _judge(one, item, difference)
        before, after = self.trial.events
        self._tell(
            done=self.trial.done + size, failed=self.trial.failed + sum(one.error is not None for one in found),
            events=(before + sum(one.before for one in found), after + sum(one.after for one in found)),
            changes=tuple(changes[:MOST_SHOWN]), counts=count_outcomes(changes),
        )  # fmt: skip
        return True

    def _reviewed(self) -> tuple[list[str], Callable[[str], ReviewedDocument | None]]:
        with self.pool.store() as store:
            decisions = [Decision.from_dict(row) for row in store.decisions()]
            blind = blind_documents(store.samples(), self.trial.by, self.role)
            final = tuple(one.name for one in store.accounts() if one.role in ("adjudicator", "owner"))
        seen = visible_decisions(decisions, coder=self.trial.by, blind=blind)

        def read(key: str) -> ReviewedDocument | None:
            with self.pool.store() as store:
                return read_reviewed(store, key, coder=self.trial.by, blind=blind, final=final)

        return find_reviewed(seen, entry=self.trial.entry), read

    def _ask(self, name: str, *given: Any, seconds: float | None = None) -> Any:
        if self.stopped:
            raise _StoppedError
        return self.process.call(f"{ENGINE}:{name}", *given, seconds=seconds)

    def _tell(self, **changed: Any) -> None:
        self.trial = replace(self.trial, **changed)
        self.told(self.trial)


def _left(end: float) -> float:
    return max(1.0, end - time.monotonic())


def _judge(one: ReviewedDocument, item: Any, difference: DocumentDifference) -> Iterator[TriedChange]:
    if isinstance(item, Document):
        for change in difference.changes:
            consequence = judge_change(change, one.reviewed, read_in_full=one.read_in_full)
            yield TriedChange(document=one.key, title=one.title, consequence=consequence)
