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
from dateline.engine.shards import key_piece, plan_shards, read_shards
from dateline.errors import DatelineError

LINES: list[logging.LogRecord] = []


class Keep(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        LINES.append(record)


def kill_worker(folder: Path, inputs: tuple[str, ...]) -> dict[str, Any]:
    """Kill the only worker when the first shard is done and it has the second one in hand."""
    job = make_job(folder / "killed")
    shards = code_shards_on_ray(plan_shards(inputs), job, workers=1)
    done = [next(shards)]
    (pid,) = [line.__dict__["pid"] for line in LINES if line.getMessage() == "a worker is ready"]
    before = len(list((folder / "killed").glob("*.json")))
    os.kill(pid, signal.SIGKILL)
    done += list(shards)
    coded = list(read_shards(done, job))
    return {
        "before": before,
        "after": len(list((folder / "killed").glob("*.json"))),
        "lost": sum("a worker was lost" in line.getMessage() for line in LINES),
        "keys": [one.key for one in coded],
        "pieces": [piece.key for shard in done for piece in shard.pieces],
        "again": key_piece(coded[: done[0].pieces[0].documents], job.coding) == done[0].pieces[0].key,
    }


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
    logging.getLogger("dateline").addHandler(Keep())
    logging.getLogger("dateline").setLevel(logging.INFO)
    inputs = write_corpus(folder, count=170)
    said: dict[str, Any] = {}
    with connected(None, 2) as ray:
        said["whole"] = run_project(folder / "ray.duckdb", *inputs, engine="ray").counts
        LINES.clear()
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
