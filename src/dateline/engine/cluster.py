"""Shards on a Ray cluster: actors that load the pipeline once, each with one shard at a time."""

import heapq
import logging
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from dateline.engine.shards import Job, Shard, ShardCoder, ShardDone
from dateline.errors import UsageError, WorkerError

TRIES = 3  # workers that a shard may lose
AHEAD = 8  # shards a worker that may wait for an earlier one to be loaded
log = logging.getLogger(__name__)


class Coder:
    """A worker: what Ray makes an actor of."""

    def __init__(self, job: Job) -> None:
        """Load the pipeline in a process of its own, which documents may crash without harm to this one."""
        logging.getLogger("dateline").addHandler(logging.NullHandler())
        self._coder = ShardCoder(job, alone=False)
        self._coding: str = self._coder.process.call("dateline.engine.manifest:coding_key", job.recipe)

    def check(self) -> tuple[str, int]:
        """Return what this worker's installation makes of documents, as a hash, and its process."""
        return self._coding, os.getpid()

    def code(self, shard: Shard) -> ShardDone:
        """Code a shard."""
        return self._coder.code(shard)


@contextmanager
def connected(address: str | None, workers: int) -> Iterator[Any]:
    """Yield Ray, connected to a cluster, or to one on this machine that listens on the loopback address.

    Raises:
        UsageError: Ray is not installed, or there is no cluster at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise UsageError("--engine ray needs one more package: pip install 'dateline[cluster]'") from None
    quiet: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "logging_level": logging.ERROR}
    ours = not ray.is_initialized()
    if ours and address:
        _check_reachable(address)
    try:
        if ours and address:
            ray.init(address=address, **quiet)
        elif ours:
            ray.init(address="local", num_cpus=workers, _node_ip_address="127.0.0.1", include_dashboard=False,
                     object_store_memory=100_000_000, **quiet)  # fmt: skip
    except Exception as error:  # its bare class where a node is not there in time
        raise UsageError(
            f"there is no Ray cluster at {address or '127.0.0.1'} ({error}); see docs/cluster.md"
        ) from None
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()


def _check_reachable(address: str) -> None:
    """Raise UsageError where nobody listens at HOST:PORT: Ray itself would try for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except OSError as error:
        raise UsageError(f"there is no Ray cluster at {address} ({error}); see docs/cluster.md") from None


def code_shards_on_ray(
    shards: Iterable[Shard], job: Job, *, workers: int, address: str | None = None
) -> Iterator[ShardDone]:
    """Code shards on a cluster; they come back in order, whatever becomes of workers and nodes.

    A worker that is lost is started anew, and its shard is coded by another: pieces that it had written are done.
    Shards are read from the stream only as there is somebody for them, and not far ahead of the first that is not done.

    Raises:
        WorkerError: a shard lost its worker ``TRIES`` times.
        UsageError: a worker has another dateline, or other data, than this installation.
    """
    with connected(address, workers) as ray:
        pool = _Pool(ray=ray, job=job, shards=iter(shards), workers=workers)
        try:
            yield from pool.run()
        finally:
            pool.close()


@dataclass(slots=True)
class _Pool:
    """The workers, what each is doing, and the shards that are done but wait for an earlier one."""

    ray: Any
    job: Job
    shards: Iterator[Shard]
    workers: int
    idle: list[Any] = field(default_factory=list)
    pending: dict[Any, tuple[Any, Shard | None]] = field(default_factory=dict)  # by answer; no shard: its first check
    again: list[Shard] = field(default_factory=list)
    lost: dict[int, int] = field(default_factory=dict)
    done: list[tuple[int, ShardDone]] = field(default_factory=list)  # a heap
    next: int = 0
    left: bool = True
    failures: int = 0  # workers in a row that were lost before they had work

    def run(self) -> Iterator[ShardDone]:
        for _ in range(self.workers):
            self._start()
        while True:
            self._give()
            if not any(shard for _, shard in self.pending.values()) and not self.left and not self.again:
                break
            (answer, *_), _ = self.ray.wait(list(self.pending), num_returns=1)
            self._take(answer)
            self._give()  # nobody waits while what is done is loaded
            while self.done and self.done[0][0] == self.next:
                self.next += 1
                yield heapq.heappop(self.done)[1]

    def close(self) -> None:
        for actor in [*self.idle, *(actor for actor, _ in self.pending.values())]:
            self.ray.kill(actor)

    def _start(self) -> None:
        actor = self.ray.remote(num_cpus=1, max_restarts=0)(Coder).remote(self.job)
        self.pending[actor.check.remote()] = (actor, None)

    def _give(self) -> None:
        while self.idle and (shard := self._next_shard()):
            actor = self.idle.pop()
            self.pending[actor.code.remote(shard)] = (actor, shard)

    def _next_shard(self) -> Shard | None:
        if self.again:
            return self.again.pop(0)
        if not self.left or len(self.done) >= AHEAD * self.workers:
            return None
        shard = next(self.shards, None)
        self.left = shard is not None
        return shard

    def _take(self, answer: Any) -> None:
        actor, shard = self.pending.pop(answer)
        try:
            result = self.ray.get(answer)
        except self.ray.exceptions.RayTaskError as error:
            cause = error.cause
            raise cause if isinstance(cause, Exception) else WorkerError(str(error)) from error
        except self.ray.exceptions.RayError as error:
            self._replace(shard, error)
            return
        self.failures = 0
        self.idle.append(actor)
        if shard is None:
            log.info("a worker is ready", extra={"pid": result[1]})
        if shard is not None:
            heapq.heappush(self.done, (shard.number, result))
        elif result[0] != self.job.coding:
            raise UsageError(
                "a worker has another dateline, model, codebook or registry than this machine; install the same there"
            )

    def _replace(self, shard: Shard | None, error: Exception) -> None:
        why = str(error).splitlines()[0]
        held = shard.number if shard else None
        log.warning("a worker was lost (%s); another is started", why, extra={"shard": held})
        if shard is None:
            self.failures += 1
            if self.failures > TRIES * self.workers:
                raise WorkerError(f"workers end before they have work ({why}); what is done is kept: run again")
        else:
            lost = self.lost[shard.number] = self.lost.get(shard.number, 0) + 1
            if lost >= TRIES:
                names = ", ".join(part.name for part in shard.parts[:3])
                raise WorkerError(f"{names}: {lost} workers were lost on it ({why}); what is done is kept: run again")
            self.again.append(shard)
        self._start()
