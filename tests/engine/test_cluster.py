"""Ray gives what a direct run gives, whatever is killed. Ray listens on all addresses: it gets a network of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .corpora import read_project, run_project

HERE = Path(__file__).parent
APART = ["unshare", *(["-r"] if os.getuid() else []), "-n", "sh", "-c", 'ip link set lo up && exec "$0" "$@"']
pytestmark = [pytest.mark.slow, pytest.mark.needs("unshare")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def said(folder: Path) -> dict[str, Any]:
    """What the scenarios saw, in one cluster."""
    env = {**os.environ, "PYTHONPATH": str(HERE.parents[1] / "src"), "RAY_DEDUP_LOGS": "0"}
    call = [*APART, sys.executable, str(HERE / "cluster_scenarios.py"), str(folder)]
    done = subprocess.run(call, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def direct(folder: Path, said: dict[str, Any]) -> list[tuple[object, ...]]:
    """What a direct run makes of the same corpus."""
    run_project(folder / "direct.duckdb", str(folder / "c.jsonl"), str(folder / "reports"))
    return read_project(folder / "direct.duckdb")


def test_cluster_gives_the_bytes_of_a_direct_run_though_a_worker_is_killed_with_a_shard_in_hand(
    said: dict[str, Any], direct: list[tuple[object, ...]], folder: Path
) -> None:
    worker = said["worker"]
    assert worker["before"] < worker["after"], "it had work"
    assert (worker["lost"], worker["workers"]) == (1, 2)
    assert (worker["counts"], worker["coded"]) == ({"new": 171, "failed": 2}, 173)
    assert read_project(folder / "ray.duckdb") == direct


def test_driver_that_is_killed_goes_on_with_what_is_done(
    said: dict[str, Any], direct: list[tuple[object, ...]], folder: Path
) -> None:
    driver = said["driver"]
    assert 1 <= driver["before"] < driver["after"], "it had work"
    assert driver["coded"] < 173
    assert read_project(folder / "driver.duckdb") == direct


def test_worker_with_another_installation_is_refused(said: dict[str, Any]) -> None:
    assert said["other"].startswith("a worker has another dateline")
