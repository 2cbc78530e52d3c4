import json
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from dateline.codebook import load_codebook
from dateline.contract.record import as_record
from dateline.engine.local import Recipe, map_in_processes, run_here, take_seconds
from dateline.engine.metering import Meter, measure_worker
from dateline.isolation import Bounds
from dateline.model import Document, Failure
from dateline.store import Entry, Incoming, Known, Writer

LOOK_UP = 128  # documents that are looked up in the store together
BATCH = 128  # documents that are written in one transaction
PATIENCE = 3.0  # seconds after which fewer are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one input document in a run; ``outcome`` is one of the store's, or repeated, or resumed."""

    id: str
    source: str
    outcome: str
    message: str | None = None
    code: str | None = None  # of a failure


def run_into_store(
    items: Iterable[Incoming],
    writer: Writer,
    recipe: Recipe,
    *,
    jobs: int = 1,
    retry_failed: bool = False,
    batch: int = BATCH,
    bounds: Bounds | None = None,
    meter: Meter | None = None,
) -> Iterator[Told]:
    """Code what is new or affected by a change, and write it in input order, batch by batch.

    A document that is known with the same coding key (``coding_key``) is only marked as seen; so is one that failed,
    unless ``retry_failed``. Whatever ends this generator early loses at most the batch that was not yet written: the
    next run does it again. With ``bounds`` documents are coded in processes of their own, even with one job.
    """
    line = _Line(writer, retry_failed, batch)
    finish = partial(write_record, codebook=load_codebook(recipe.codebook).label())
    wanted = (one.item for one in line.wanted(items))
    apart = jobs > 1 or bounds is not None
    coded: Iterator[str | Failure] = (
        map_in_processes(wanted, recipe, finish, jobs=jobs, bounds=bounds, spend=meter.spend if meter else None)
        if apart
        else map(finish, run_here(wanted, recipe))
    )
    for result in coded:
        line.settle(result)
        if meter and not apart:
            meter.spend(take_seconds(recipe), 1, measure_worker())
        yield from line.told()
    line.flush()
    yield from line.told()


def load_into_store(
    items: Iterable[Incoming], writer: Writer, *, retry_failed: bool = False, batch: int = BATCH
) -> Iterator[Told]:
    """Write what was coded elsewhere (``Coded``) as ``run_into_store`` writes it: the same rows, the same bytes."""
    line = _Line(writer, retry_failed, batch)
    for one in line.wanted(items):
        if not isinstance(one, Coded):
            raise TypeError("a document came that was not coded")
        line.settle(one.result)
        yield from line.told()
    line.flush()
    yield from line.told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Incoming):
    """A document with what another process or machine made of it: its record in JSON, or its failure."""

    result: str | Failure


def write_record(item: Document | Failure, codebook: dict[str, str]) -> str | Failure:
    """Return a coded document as its contract record in JSON, or its failure."""
    return item if isinstance(item, Failure) else json.dumps(as_record(item, codebook), ensure_ascii=False)


@dataclass(slots=True)
class _Line:
    """The documents that are under way, in input order: what is behind one that is still coded waits for it."""

    writer: Writer
    retry_failed: bool
    size: int
    waiting: deque[Entry | Incoming] = field(default_factory=deque)  # an Incoming is being coded
    batch: list[Entry] = field(default_factory=list)
    stories: list[Told] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    since: float = field(default_factory=time.monotonic)

    def wanted(self, items: Iterable[Incoming]) -> Iterator[Incoming]:
        """Yield the documents that are to be coded; put the others in line."""
        stream = iter(items)
        while chunk := list(islice(stream, LOOK_UP)):
            known = self.writer.look_up(one.key for one in chunk)
            for one in chunk:
                before = known.get(one.key)
                if one.key in self.seen:
                    self._tell(one, "repeated")
                    continue
                self.seen.add(one.key)
                if isinstance(one.item, Failure):
                    same = before is not None and before.error_message == one.item.message
                    self.waiting.append(Entry(incoming=one, result=None if same else one.item))
                elif before and self._is_settled(before):
                    self.waiting.append(Entry(incoming=one, result=None))
                else:
                    self.waiting.append(one)
                    yield one
            self._advance()

    def _is_settled(self, before: Known) -> bool:
        if before.coding != self.writer.coding:
            return False
        return before.state == "coded" or not self.retry_failed or before.run == self.writer.run

    def settle(self, result: str | Failure) -> None:
        """Take the result of the first document in line that is being coded."""
        self._advance()
        one = self.waiting.popleft()
        if isinstance(one, Entry):
            raise TypeError("a result came for a document that was not sent")
        self._add(Entry(incoming=one, result=result if isinstance(result, Failure) else json.loads(result)))
        self._advance()

    def told(self) -> Iterator[Told]:
        """Yield what became of documents since the last time."""
        stories, self.stories = self.stories, []
        yield from stories

    def flush(self) -> None:
        """Write what is in line; nothing is being coded any more."""
        self._advance()
        self._write()

    def _advance(self) -> None:
        while self.waiting and isinstance(self.waiting[0], Entry):
            self._add(self.waiting.popleft())  # type: ignore[arg-type]

    def _add(self, entry: Entry) -> None:
        self.batch.append(entry)
        if len(self.batch) >= self.size or time.monotonic() - self.since > PATIENCE:
            self._write()

    def _write(self) -> None:
        batch, self.batch = self.batch, []
        for entry, outcome in zip(batch, self.writer.write(batch), strict=True):
            result: Any = entry.result
            self._tell(entry.incoming, outcome, result if isinstance(result, Failure) else None)
        self.since = time.monotonic()

    def _tell(self, incoming: Incoming, outcome: str, failure: Failure | None = None) -> None:
        message, code = (failure.message, failure.code) if failure else (None, None)
        item = incoming.item
        self.stories.append(Told(id=item.id, source=item.source, outcome=outcome, message=message, code=code))
