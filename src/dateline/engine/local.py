import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from dateline.cache import LayerCache
from dateline.errors import WorkerError
from dateline.model import Document, Failure
from dateline.pipeline import Pipeline, default_stages

Item = Document | Failure
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


@lru_cache(maxsize=4)
def build_pipeline(recipe: Recipe) -> Pipeline:
    """Return the pipeline of a recipe; the same recipe returns the same pipeline, which has no state but a cache."""
    stages = default_stages(model=recipe.model, codebook=recipe.codebook, actors=recipe.actors, until=recipe.until)
    return Pipeline(stages, cache=LayerCache(recipe.cache) if recipe.cache else None)


def run_here(items: Iterable[Item], recipe: Recipe) -> Iterator[Item]:
    """Code a stream of documents in this process, in order."""
    return build_pipeline(recipe).run(items)


def run_in_processes(items: Iterable[Item], recipe: Recipe, *, jobs: int) -> Iterator[Item]:
    """Code a stream of documents in several processes; order and bytes are those of one process."""
    return map_in_processes(items, recipe, _same, jobs=jobs)


def map_in_processes(items: Iterable[Item], recipe: Recipe, finish: Callable[[Item], T], *, jobs: int) -> Iterator[T]:
    """Code a stream of documents in several processes, and finish each where it was coded: what comes back is small.

    A few chunks more than there are processes are under way at any time, so that memory does not grow with the stream.

    Args:
        items: documents, and failures, which only go through ``finish``.
        recipe: what the pipeline is built from.
        finish: what to make of a coded document; a function of a module, so that another process can find it.
        jobs: how many processes.

    Raises:
        UsageError: the pipeline cannot be built (told before the first process starts).
        WorkerError: a process was ended from outside, often for want of memory.
    """
    build_pipeline(recipe)  # faults of a codebook or a registry are told once, here
    context = multiprocessing.get_context("spawn")
    others = {child.pid for child in multiprocessing.active_children()}
    stream, waiting = iter(items), deque[Future[list[T]]]()
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(recipe,))
    try:
        while True:
            while len(waiting) < jobs + 2 and (chunk := list(islice(stream, CHUNK))):
                waiting.append(pool.submit(_code_chunk, chunk, recipe, finish))
            if not waiting:
                break
            yield from waiting.popleft().result()
    except BaseException as error:  # Ctrl-C, or nobody wants the rest: what is under way is not waited for
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            if child.pid not in others:
                child.terminate()
        if isinstance(error, BrokenProcessPool):
            raise WorkerError(
                "a process of --jobs was ended from outside, often for want of memory; use fewer --jobs"
            ) from None
        raise
    pool.shutdown()


def _start(recipe: Recipe) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of the process that started this one
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    logging.getLogger("dateline").addHandler(logging.NullHandler())
    build_pipeline(recipe)


def _code_chunk(chunk: list[Item], recipe: Recipe, finish: Callable[[Item], T]) -> list[T]:
    return [finish(item) for item in build_pipeline(recipe).run(chunk)]


def _same(item: Item) -> Item:
    return item
