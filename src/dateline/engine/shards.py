"""A corpus in shards: each is read, cut into pieces, coded and written apart, and a piece that is done stays done."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from dateline.codebook import load_codebook
from dateline.engine.local import CODE, Recipe, ask_seconds, share_out
from dateline.engine.metering import Worker, measure_worker
from dateline.engine.piecestore import Pieces, as_coded
from dateline.engine.quarantine import code_chunk
from dateline.engine.running import Coded, write_record
from dateline.ingest import WARM_UP, Limits, Part, Reading, cut, find_parts, read_part
from dateline.isolation import Bounds, Isolated
from dateline.model import Document, Failure
from dateline.store import Incoming, key_item

CHUNK = 32  # documents that a process gets at once: what the loss of it costs
PREPARE = "dateline.engine.local:prepare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """What one worker reads and codes at a time: a large file, a piece of one, or some small ones."""

    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that a worker must know: small enough to send to another machine.

    ``coding`` is the hash of all that decides a record beside the document. ``folder`` is where pieces are put.
    """

    recipe: Recipe
    coding: str
    folder: str
    limits: Limits
    bounds: Bounds = field(default_factory=Bounds)
    published: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    isolate: bool = True
    retry_failed: bool = False
    target: str = CODE  # the function that codes a chunk in the worker's process


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceDone:
    """One piece of a shard that is written: its key, what failed in it, and what it cost this time."""

    key: str
    documents: int
    failed: Mapping[str, int]
    fresh: bool  # coded now, not found done
    seconds: Mapping[str, float] = field(default_factory=dict)
    worker: Worker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardDone:
    """A shard of which every piece is written, in order."""

    number: int
    pieces: tuple[PieceDone, ...]


def plan_shards(inputs: Iterable[str], limits: Limits | None = None) -> Iterator[Shard]:
    """Yield the shards of a corpus in the order of its documents, as they are asked for: what ``find_parts`` finds."""
    number = 0
    for name in inputs:
        for parts in find_parts(name, limits):
            yield Shard(number=number, parts=parts)
            number += 1


class ShardCoder:
    """Codes shards: one process of its own with the pipeline, loaded once, and one for readers that may crash."""

    def __init__(self, job: Job, *, alone: bool = True) -> None:
        """Start nothing yet. ``alone``: its processes are the whole worker, and this one leads others, too."""
        self.job = job
        self._alone = alone
        self.pieces = Pieces(job.folder)
        self.process = Isolated(job.bounds, (PREPARE, (job.recipe,)))
        self._reader = Isolated(job.bounds, WARM_UP)
        self._finish = partial(write_record, codebook=load_codebook(job.recipe.codebook).label())

    def code(self, shard: Shard) -> ShardDone:
        """Read a shard, code its pieces that are not done, and write them."""
        pieces = cut(self._read(shard), lambda one: one.key)
        return ShardDone(number=shard.number, pieces=tuple(self._code_piece(piece) for piece in pieces))

    def close(self) -> None:
        """End the processes."""
        self.process.close()
        self._reader.close()

    def _read(self, shard: Shard) -> Iterator[Incoming]:
        job = self.job
        process = self._reader if job.isolate else None
        reading = Reading(limits=job.limits, options=MappingProxyType(dict(job.options)), process=process)
        for part in shard.parts:
            for item in read_part(part, reading, job.published):
                yield key_item(item, corpus=part.corpus)

    def _code_piece(self, piece: Sequence[Incoming]) -> PieceDone:
        key = key_piece(piece, self.job.coding)
        marker = self.pieces.find(key)
        if marker and not (self.job.retry_failed and marker["failed"]):
            return PieceDone(key=key, documents=marker["documents"], failed=marker["failed"], fresh=False)
        docs = [one.item for one in piece if isinstance(one.item, Document)]
        results: list[str | Failure] = []
        for at in range(0, len(docs), CHUNK):
            chunk = docs[at : at + CHUNK]
            results += code_chunk(self.process, self.job.target, chunk, self._finish, self.job.recipe)
        left = iter(results)
        coded = [as_coded(one, one.item if isinstance(one.item, Failure) else next(left)) for one in piece]
        marker = self.pieces.write(key, coded)
        return PieceDone(
            key=key,
            documents=marker["documents"],
            failed=marker["failed"],
            fresh=True,
            seconds=ask_seconds(self.process, self.job.recipe),
            worker=measure_worker(self.process, self._reader, alone=self._alone),
        )


def key_piece(piece: Iterable[Incoming], coding: str) -> str:
    """Return what a piece is known by: its documents, in order, where they came from, and what codes them."""
    parts = [coding, *(f"{one.corpus}\0{one.item.source}\0{one.item.id}\0{one.key}{_why(one)}" for one in piece)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _why(one: Incoming) -> str:
    return f"\0{one.item.message}" if isinstance(one.item, Failure) else ""


def code_shards_locally(shards: Iterable[Shard], job: Job, *, jobs: int) -> Iterator[ShardDone]:
    """Code shards in processes of this machine; they come back in order, and few are under way at a time."""
    coders = {id(coder.process): coder for coder in (ShardCoder(job) for _ in range(jobs))}
    processes = [coder.process for coder in coders.values()]

    def work(process: Isolated, chunk: list[Shard]) -> list[ShardDone]:
        return [coders[id(process)].code(shard) for shard in chunk]

    try:
        yield from share_out(shards, processes, work, size=1)
    finally:
        for coder in coders.values():
            coder.close()


def read_shards(done: Iterable[ShardDone], job: Job) -> Iterator[Coded]:
    """Yield the coded documents of shards, in order."""
    pieces = Pieces(job.folder)
    for shard in done:
        for piece in shard.pieces:
            yield from pieces.read(piece.key)
