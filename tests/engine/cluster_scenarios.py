"""Run by test_cluster in a network of its own: a Ray cluster of 1, 2 and 4 nodes, and what may befall it.

Prints what it saw as JSON. All nodes are of this machine: each has its own Ray processes and one CPU.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import psutil
import ray
from corpora import make_job, run_project, write_corpus, write_formats
from ray.cluster_utils import Cluster

import dateline.ingest.pieces
from dateline.engine.cluster import code_shards_on_ray
from dateline.engine.local import Recipe
from dateline.engine.shards import Job, code_shards_locally, plan_shards
from dateline.errors import DatelineError
from dateline.isolation import Bounds

LIGHT = Recipe(until="repair")  # for what needs no events
PAGE = 4096  # bytes that a small disk counts by
HERE = "127.0.0.1"
SOON = {"health_check_period_ms": 1000, "health_check_timeout_ms": 10_000, "health_check_failure_threshold": 3}


class Nodes:
    """The nodes of the cluster, and which of them a worker is on."""

    def __init__(self) -> None:
        head = {"num_cpus": 1, "node_ip_address": HERE, "include_dashboard": False, "_system_config": SOON}
        try:
            self.cluster = Cluster(initialize_head=True, head_node_args=head)
        except Exception:  # Ray waits half a minute for it, which a busy machine may need
            self.cluster = Cluster(initialize_head=True, head_node_args=head)
        ray.init(address=self.cluster.address, log_to_driver=False, configure_logging=False,
                 logging_level=logging.ERROR)  # fmt: skip

    def add(self, count: int) -> None:
        for _ in range(count):
            self.cluster.add_node(num_cpus=1, node_ip_address=HERE)

    def of(self, worker: int) -> Any:
        above = {process.pid for process in psutil.Process(worker).parents()}
        return next(node for node in self.cluster.list_all_nodes() if _raylet(node) in above)

    def kill(self, worker: int) -> None:
        self.cluster.remove_node(self.of(worker), allow_graceful=False)


def _raylet(node: Any) -> int:
    return int(node.all_processes["raylet"][0].process.pid)


class Watcher(logging.Handler):
    """Sees workers come and go; when the first piece is done, all of them have shards in hand, and it strikes."""

    def __init__(self, nodes: Nodes, strike: Callable[["Watcher"], None]) -> None:
        super().__init__()
        self.nodes, self.strike, self.struck = nodes, strike, False
        self.workers: list[int] = []
        self.places: list[int] = []  # of the workers, as the numbers of the nodes' first processes
        self.held: list[int | None] = []  # the shards of those that were lost

    def emit(self, record: logging.LogRecord) -> None:
        match record.getMessage():
            case "a worker is ready":
                self.workers.append(record.__dict__["pid"])
                self.places.append(_raylet(self.nodes.of(self.workers[-1])))
            case "a piece is done" if not self.struck:
                self.struck = True
                self.strike(self)
            case message if message.startswith("a worker was lost"):
                self.held.append(record.__dict__["shard"])

    def said(self) -> dict[str, Any]:
        return {"workers": len(set(self.workers)), "nodes": len(set(self.places)), "held": self.held}


@contextmanager
def watched(watcher: Watcher) -> Iterator[Watcher]:
    logger = logging.getLogger("dateline")
    logger.addHandler(watcher)
    logger.setLevel(logging.INFO)
    yield watcher
    logger.removeHandler(watcher)


def kill_worker(nodes: Nodes, folder: Path, inputs: list[str]) -> dict[str, Any]:
    """Two nodes, a worker on each; one of the two is killed."""
    with watched(Watcher(nodes, lambda seen: os.kill(seen.workers[0], signal.SIGKILL))) as seen:
        run = run_project(folder / "two.duckdb", *inputs, engine="ray", jobs=2)
    return {**seen.said(), "counts": run.counts, "coded": run.meter.coded, "largest": run.meter.largest().memory_mb}


def kill_node(nodes: Nodes, folder: Path, inputs: list[str]) -> dict[str, Any]:
    """Four nodes, a worker on each; a node that is not the driver's own is lost with all its processes."""

    def strike(seen: Watcher) -> None:
        head = _raylet(nodes.cluster.head_node)
        nodes.kill(next(pid for pid, place in zip(seen.workers, seen.places, strict=True) if place != head))

    with watched(Watcher(nodes, strike)) as seen:
        run = run_project(folder / "four.duckdb", *inputs, engine="ray", jobs=4)
    left = sum(node["Alive"] for node in ray.nodes())
    return {**seen.said(), "left": left, "counts": run.counts, "coded": run.meter.coded}


def kill_driver(folder: Path, inputs: list[str], address: str) -> dict[str, Any]:
    """Kill a driver while its worker has a shard, then run the same again from here."""
    place = folder / "one.duckdb"
    call = [sys.executable, "-m", "dateline", "run", *inputs, "--into", str(place), "--engine", "ray", "--address",
            address, "--no-cache", "--no-link"]  # fmt: skip
    driver = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pieces, deadline = folder / "one.duckdb.pieces", time.monotonic() + 90
    while not list(pieces.glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    driver.kill()
    driver.wait()
    there = len(list(pieces.glob("*.json")))
    run = run_project(place, *inputs, engine="ray")
    return {"before": there, "after": len(list(pieces.glob("*.json"))), "counts": run.counts, "coded": run.meter.coded}


def fill_disk(folder: Path, corpus: str) -> dict[str, Any]:
    """A disk that is full; then one that is not, with a piece gone, and every shard given twice."""
    local = make_job(folder / "disk-local", recipe=LIGHT)
    first, *_ = code_shards_locally(plan_shards([corpus]), local, jobs=1)
    whole = Path(local.folder) / f"{first.pieces[0].key}.parquet"
    size = (whole.stat().st_size // PAGE + 3) * PAGE  # the first piece, its marker, and one page
    place = folder / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    job = make_job(place / "pieces", recipe=LIGHT)
    said: dict[str, Any] = {"message": ""}
    try:
        list(code_shards_on_ray(plan_shards([corpus]), job, workers=1))
    except DatelineError as error:
        said["message"] = str(error)
    kept = sorted((place / "pieces").glob("*.json"))
    said["left"] = len(list((place / "pieces").glob("*.part")))
    subprocess.run(["mount", "-o", "remount,size=10m", str(place)], check=True)
    kept[0].with_suffix(".parquet").unlink()
    done = list(code_shards_on_ray(plan_shards([corpus, corpus]), job, workers=1))
    fresh = [piece.fresh for shard in done for piece in shard.pieces]
    return {**said, "kept": len(kept), "fresh": fresh, "same": _files(job) == _files(local)}


def _files(job: Job) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in Path(job.folder).iterdir()}


def poison(folder: Path) -> dict[str, Any]:
    """One document of each kind that kills, between others."""
    path = folder / "poison.jsonl"
    words = ("goma", "segfault", "exit", "hang", "swell", "raise", "bukavu")
    path.write_text("".join(json.dumps({"id": word, "text": word}) + "\n" for word in words))
    job = make_job(folder / "poison", recipe=LIGHT, bounds=Bounds(seconds=6, memory_mb=700),
                   target="poison:code_records")  # fmt: skip
    (done,) = code_shards_on_ray(plan_shards([str(path)]), job, workers=1)
    (piece,) = done.pieces
    return {"documents": piece.documents, "failed": dict(piece.failed)}


def refuse(folder: Path, corpus: str) -> str:
    """Have a worker find another coding than the driver's."""
    job = make_job(folder / "other", recipe=LIGHT, coding="another")
    try:
        list(code_shards_on_ray(plan_shards([corpus]), job, workers=1))
    except DatelineError as error:
        return str(error)
    return ""


def main(folder: Path) -> None:
    dateline.ingest.pieces.ABREAST = 20  # so that small files are cut
    corpus, reports = write_corpus(folder, count=170)
    inputs = [corpus, reports, write_formats(folder)]
    nodes = Nodes()
    said: dict[str, Any] = {"other": refuse(folder, corpus)}
    said["disk"] = fill_disk(folder, corpus)
    _note("disk")
    said["poison"] = poison(folder)
    _note("poison")
    said["driver"] = kill_driver(folder, inputs, nodes.cluster.address)
    _note("driver")
    nodes.add(1)
    said["worker"] = kill_worker(nodes, folder, inputs)
    _note("two nodes")
    nodes.add(2)
    said["node"] = kill_node(nodes, folder, inputs)
    _note("four nodes")
    ray.shutdown()
    nodes.cluster.shutdown()
    print(json.dumps(said))


def _note(what: str, begun: float = time.monotonic()) -> None:
    print(f"{what}: {time.monotonic() - begun:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
