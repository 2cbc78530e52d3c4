"""What a long run tells of itself while it goes: counts, rates and where the time goes, for people and Prometheus."""

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dateline.errors import UsageError
from dateline.isolation import Isolated, read_peak_mb

TYPE = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' text format


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What one worker has taken so far: the most memory that its processes held, and how long it was in starting."""

    name: str  # machine:process, of the process that codes
    memory_mb: float
    start_seconds: float = 0.0
    slot: str = ""  # stays the same where its process is lost and another one is started in its place


def measure_worker(*processes: Isolated, alone: bool = True) -> Worker:
    """Return what a worker of these processes, the first of which codes, has taken; without any, it is this one.

    The peaks of its processes are added up, though they need not fall together. ``alone``: this process is not part of
    the worker, as where threads of one process lead several.
    """
    own = 0.0 if alone and processes else read_peak_mb()
    first = processes[0] if processes else None
    host, here = socket.gethostname(), os.getpid()
    return Worker(
        name=f"{host}:{first.pid if first else here}",
        memory_mb=own + sum(process.peak_mb() for process in processes),
        start_seconds=first.start_seconds if first else 0.0,
        slot=f"{host}:{here}:{id(first)}",
    )


@dataclass(slots=True)
class Meter:
    """Counts what a run does. Several threads may count; nothing of it goes into a record."""

    started: float = field(default_factory=time.monotonic)
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)  # by code, of this run
    seconds: dict[str, float] = field(default_factory=dict)  # by stage
    coded: int = 0  # documents that the seconds are of
    workers: dict[str, Worker] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, outcome: str, code: str | None = None) -> None:
        """Count one document by what became of it, and by why it failed."""
        with self.lock:
            self.outcomes[outcome] += 1
            if code:
                self.failures[code] += 1

    def spend(self, seconds: Mapping[str, float], documents: int = 0, worker: Worker | None = None) -> None:
        """Count the seconds that stages took, the documents that they took them for, and what the worker has taken."""
        with self.lock:
            for name, spent in seconds.items():
                self.seconds[name] = self.seconds.get(name, 0.0) + spent
            self.coded += documents
            if worker:
                self.workers[worker.name] = worker

    def rates(self) -> list[tuple[str, float, float]]:
        """Return for each stage its seconds and its share of all, in the order of the pipeline."""
        with self.lock:
            whole = sum(self.seconds.values()) or 1.0
            return [(name, spent, spent / whole) for name, spent in self.seconds.items()]

    def count_workers(self) -> int:
        """Return how many workers there were; one whose process was replaced, as after a poison document, is one."""
        with self.lock:
            return len({one.slot or one.name for one in self.workers.values()})

    def largest(self) -> Worker | None:
        """Return the worker that has held the most memory; None where nothing was coded, or no system tells it."""
        with self.lock:
            return max((one for one in self.workers.values() if one.memory_mb), key=lambda one: one.memory_mb,
                       default=None)  # fmt: skip

    def render(self) -> str:
        """Return all counts in Prometheus' text format."""
        with self.lock:
            lines = ["# HELP dateline_documents_total Documents by what became of them.",
                     "# TYPE dateline_documents_total counter"]  # fmt: skip
            lines += [f'dateline_documents_total{{outcome="{name}"}} {n}' for name, n in sorted(self.outcomes.items())]
            lines += ["# HELP dateline_failures_total Documents that failed, by reason.",
                      "# TYPE dateline_failures_total counter"]  # fmt: skip
            lines += [f'dateline_failures_total{{code="{name}"}} {n}' for name, n in sorted(self.failures.items())]
            lines += ["# HELP dateline_stage_seconds_total Seconds of work by stage, over all workers.",
                      "# TYPE dateline_stage_seconds_total counter"]  # fmt: skip
            lines += [f'dateline_stage_seconds_total{{stage="{name}"}} {n:.6f}' for name, n in self.seconds.items()]
            lines += ["# HELP dateline_worker_peak_memory_bytes The most memory that a worker has held.",
                      "# TYPE dateline_worker_peak_memory_bytes gauge"]  # fmt: skip
            lines += [f'dateline_worker_peak_memory_bytes{{worker="{one.name}"}} {one.memory_mb * 1e6:.0f}'
                      for one in self.workers.values()]  # fmt: skip
            lines += ["# HELP dateline_worker_start_seconds From the start of a worker until it could code.",
                      "# TYPE dateline_worker_start_seconds gauge"]  # fmt: skip
            lines += [f'dateline_worker_start_seconds{{worker="{one.name}"}} {one.start_seconds:.3f}'
                      for one in self.workers.values()]  # fmt: skip
            lines += ["# HELP dateline_run_seconds Seconds since the run began.", "# TYPE dateline_run_seconds gauge",
                      f"dateline_run_seconds {time.monotonic() - self.started:.3f}"]  # fmt: skip
        return "\n".join(lines) + "\n"


@contextmanager
def exposed(meter: Meter, port: int | None, host: str = "127.0.0.1") -> Iterator[int | None]:
    """Serve ``/metrics`` while a run goes, and yield the port; without one (None) nothing is served, 0 is any.

    Raises:
        UsageError: the port is taken.
    """
    if port is None:
        yield None
        return

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.partition("?")[0] != "/metrics":
                self.send_error(404, "the counts are at /metrics")
                return
            body = meter.render().encode()
            self.send_response(200)
            self.send_header("Content-Type", TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: standard error is for the run."""

    try:
        server = ThreadingHTTPServer((host, port), Answer)
    except OSError as error:
        raise UsageError(f"the port {port} cannot be listened on ({error.strerror}); name another") from None
    thread = threading.Thread(target=server.serve_forever, daemon=True, name="metrics")
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
