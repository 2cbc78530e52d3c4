import logging
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar

from dateline.cache import LayerCache
from dateline.engine.metering import Worker, measure_worker
from dateline.engine.quarantine import Item, code_chunk
from dateline.isolation import Bounds, Isolated, Lost, Remote
from dateline.pipeline import Pipeline, default_stages

S = TypeVar("S")
T = TypeVar("T")
CHUNK = 16  # documents that are sent to a process together


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a pipeline is built from: small enough to send to another process, where it is built again."""

    codebook: str = "plover"
    model: str | None = None
    actors: tuple[Path, ...] = ()
    cache: Path | None = None  # the folder of the layers that are kept, if they are
    until: str | None = None  # the last stage, if not all are wanted
    parse: Literal["all", "events"] = "all"  # what is parsed


@lru_cache(maxsize=4)
def build_pipeline(recipe: Recipe) -> Pipeline:
    """Return the pipeline of a recipe; the same recipe returns the same pipeline, which has no state but a cache."""
    stages = default_stages(
        model=recipe.model, codebook=recipe.codebook, actors=recipe.actors, until=recipe.until, parse=recipe.parse
    )
    return Pipeline(stages, cache=LayerCache(recipe.cache) if recipe.cache else None)


def run_here(items: Iterable[Item], recipe: Recipe) -> Iterator[Item]:
    """Code a stream of documents in this process, in order."""
    return build_pipeline(recipe).run(items)


def run_in_processes(
    items: Iterable[Item], recipe: Recipe, *, jobs: int, bounds: Bounds | None = None
) -> Iterator[Item]:
    """Code a stream of documents in processes of their own; order and bytes are those of one process.

    A few chunks more than there are processes are under way at any time, so that memory does not grow with the stream.
    A document that crashes, hangs or swells its process is quarantined (``quarantine.py``), and the run goes on.

    Raises:
        UsageError: the pipeline cannot be built (told before the first process starts).
        WorkerError: no process can be started.
    """
    return map_in_processes(items, recipe, keep, jobs=jobs, bounds=bounds)


def map_in_processes(
    items: Iterable[Item], recipe: Recipe, finish: Callable[[Item], T], *, jobs: int, bounds: Bounds | None = None,
    spend: Callable[[dict[str, float], int, Worker], None] | None = None,
) -> Iterator[T]:  # fmt: skip
    """Code as ``run_in_processes`` does, and finish each document where it was coded: what comes back is small.

    ``finish`` is a function of a module, so that another process can find it; a failure goes through it too. ``spend``
    is told the seconds that each stage took, for how many documents, and what the process has taken, chunk by chunk.
    """
    build_pipeline(recipe)  # faults of a codebook or a registry are told once, here
    processes = [Isolated(bounds or Bounds(), ("dateline.engine.local:prepare", (recipe,))) for _ in range(jobs)]

    def work(process: Isolated, chunk: list[Item]) -> list[T]:
        coded = code_chunk(process, CODE, chunk, finish, recipe)
        if spend:
            spend(ask_seconds(process, recipe), len(chunk), measure_worker(process))
        return coded

    yield from share_out(items, processes, work)


def share_out(
    items: Iterable[S], processes: list[Isolated], work: Callable[[Isolated, list[S]], list[T]], *, size: int = CHUNK
) -> Iterator[T]:
    """Yield what processes make of a stream, chunk by chunk, in the order of the stream; end them when it ends."""
    idle: queue.SimpleQueue[Isolated] = queue.SimpleQueue()
    for process in processes:
        idle.put(process)

    def run(chunk: list[S]) -> list[T]:
        process = idle.get()
        try:
            return work(process, chunk)
        finally:
            idle.put(process)

    stream, waiting = iter(items), deque[Future[list[T]]]()
    threads = ThreadPoolExecutor(len(processes), thread_name_prefix="dateline")
    try:
        while True:
            while len(waiting) < len(processes) + 2 and (chunk := list(islice(stream, size))):
                waiting.append(threads.submit(run, chunk))
            if not waiting:
                break
            yield from waiting.popleft().result()
    finally:  # also on Ctrl-C, or when nobody wants the rest: what is under way is not waited for
        threads.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.close()


CODE = "dateline.engine.local:code_here"


def prepare(recipe: Recipe) -> None:
    """Build the pipeline in a process of its own, before its first document, and keep it from speaking."""
    logging.getLogger("dateline").addHandler(logging.NullHandler())
    build_pipeline(recipe)


def code_here(chunk: list[Item], finish: Callable[[Item], T], recipe: Recipe) -> list[T]:
    """Code a chunk in this process: what a process of its own is asked to do."""
    return [finish(item) for item in build_pipeline(recipe).run(chunk)]


def ask_seconds(process: Isolated, recipe: Recipe) -> dict[str, float]:
    """Return the seconds that each stage took in another process since the last time; none where it was lost."""
    try:
        seconds: dict[str, float] = process.call("dateline.engine.local:take_seconds", recipe)
    except (Lost, Remote):
        return {}
    return seconds


def take_seconds(recipe: Recipe) -> dict[str, float]:
    """Return the seconds that each stage took in this process since the last time."""
    return build_pipeline(recipe).take_seconds()


def keep(item: Item) -> Item:
    """Finish a document by leaving it as it is."""
    return item
