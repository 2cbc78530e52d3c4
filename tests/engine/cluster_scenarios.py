"""Run by test_cluster in a network of its own: one Ray cluster, and what may befall it. Prints what it saw as JSON."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from corpora import make_job, run_project, write_corpus

from dateline.engine.cluster import code_shards_on_ray, connected
from dateline.engine.local import Recipe
from dateline.engine.shards import plan_shards
from dateline.errors import DatelineError


class Killer(logging.Handler):
    """Kills the only worker when the first piece is done: by then it has the next shard in hand."""

    def __init__(self, pieces: Path) -> None:
        super().__init__()
        self.pieces, self.workers, self.lost, self.before = pieces, list[int](), 0, 0

    def emit(self, record: logging.LogRecord) -> None:
        match record.getMessage():
            case "a worker is ready":
                self.workers.append(record.__dict__["pid"])
            case "a piece is done" if not self.before:
                self.before = len(list(self.pieces.glob("*.json")))
                os.kill(self.workers[0], signal.SIGKILL)
            case message if message.startswith("a worker was lost"):
                self.lost += 1


def kill_worker(folder: Path, inputs: tuple[str, ...]) -> dict[str, Any]:
    pieces = folder / "ray.duckdb.pieces"
    killer = Killer(pieces)
    logger = logging.getLogger("dateline")
    logger.addHandler(killer)
    logger.setLevel(logging.INFO)
    run = run_project(folder / "ray.duckdb", *inputs, engine="ray")
    logger.removeHandler(killer)
    after = len(list(pieces.glob("*.json")))
    return {"before": killer.before, "after": after, "lost": killer.lost, "workers": len(set(killer.workers)),
            "counts": run.counts, "coded": run.meter.coded}  # fmt: skip


def kill_driver(folder: Path, inputs: tuple[str, ...], address: str) -> dict[str, Any]:
    """Kill a driver while its worker has a shard, then run the same again from here."""
    place = folder / "driver.duckdb"
    call = [sys.executable, "-m", "dateline", "run", *inputs, "--into", str(place), "--engine", "ray", "--address",
            address, "--no-cache", "--no-link"]  # fmt: skip
    driver = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pieces, deadline = folder / "driver.duckdb.pieces", time.monotonic() + 60
    while not list(pieces.glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    driver.kill()
    driver.wait()
    there = len(list(pieces.glob("*.json")))
    run = run_project(place, *inputs, engine="ray")
    return {"before": there, "after": len(list(pieces.glob("*.json"))), "counts": run.counts, "coded": run.meter.coded}


def main(folder: Path) -> None:
    inputs = write_corpus(folder, count=170)
    said: dict[str, Any] = {}
    with connected(None, 2) as ray:
        said["worker"] = kill_worker(folder, inputs)
        said["driver"] = kill_driver(folder, inputs, ray.get_runtime_context().gcs_address)
        try:
            list(
                code_shards_on_ray(
                    plan_shards(inputs),
                    make_job(folder / "other", recipe=Recipe(until="repair"), coding="another"),
                    workers=1,
                )
            )
        except DatelineError as error:
            said["other"] = str(error)
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
