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
APART = ["unshare", *(["-r"] if os.getuid() else []), "-n", "-m", "sh", "-c", 'ip link set lo up && exec "$0" "$@"']
KINDS = 6 * 45  # reports of corpora.write_formats
COUNTS = {"new": 171 + KINDS, "failed": 2}
pytestmark = [pytest.mark.slow, pytest.mark.needs("unshare")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def said(folder: Path) -> dict[str, Any]:
    """What the scenarios saw, in one cluster."""
    path = os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE)])
    env = {**os.environ, "PYTHONPATH": path, "RAY_DEDUP_LOGS": "0"}
    call = [*APART, sys.executable, str(HERE / "cluster_scenarios.py"), str(folder)]
    done = subprocess.run(call, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def local(folder: Path, said: dict[str, Any]) -> list[tuple[object, ...]]:
    """What the local engine makes of the same corpus."""
    inputs = [str(folder / name) for name in ("c.jsonl", "reports", "kinds")]
    run_project(folder / "local.duckdb", *inputs, engine="local")
    return read_project(folder / "local.duckdb")


def test_one_node_goes_on_with_what_is_done_when_the_driver_is_killed(
    said: dict[str, Any], local: list[tuple[object, ...]], folder: Path
) -> None:
    driver = said["driver"]
    assert 1 <= driver["before"] < driver["after"], "it had work"
    assert 0 < driver["coded"] < sum(COUNTS.values())
    assert read_project(folder / "one.duckdb") == local


def test_two_nodes_give_the_bytes_of_local_processes_though_a_worker_is_killed_with_a_shard_in_hand(
    said: dict[str, Any], local: list[tuple[object, ...]], folder: Path
) -> None:
    worker = said["worker"]
    assert (worker["workers"], worker["nodes"]) == (3, 2)
    assert len(worker["held"]) == 1
    assert worker["held"][0] is not None, "it had work"
    assert (worker["counts"], worker["coded"]) == (COUNTS, sum(COUNTS.values()))
    assert 100 < worker["largest"] < 2_000
    assert read_project(folder / "two.duckdb") == local


def test_four_nodes_give_the_bytes_of_local_processes_though_a_node_is_lost_with_a_shard_in_hand(
    said: dict[str, Any], local: list[tuple[object, ...]], folder: Path
) -> None:
    node = said["node"]
    assert (node["nodes"], node["left"]) == (4, 3)
    assert len(node["held"]) == 1
    assert node["held"][0] is not None, "it had work"
    assert (node["counts"], node["coded"]) == (COUNTS, sum(COUNTS.values()))
    assert read_project(folder / "four.duckdb") == local


def test_full_disk_is_told_and_a_second_run_codes_the_rest_with_a_lost_piece_and_no_shard_twice(
    said: dict[str, Any],
) -> None:
    disk = said["disk"]
    assert "cannot be written" in disk["message"]
    assert "run again" in disk["message"]
    assert (disk["kept"], disk["left"]) == (1, 0)
    shards = len(disk["fresh"]) // 2
    assert disk["fresh"] == [True] * shards + [False] * shards, "the lost piece, too"
    assert disk["same"], "the files are those of local processes"


def test_poison_of_each_kind_is_quarantined(said: dict[str, Any]) -> None:
    failed = {"crashed": 2, "internal": 1, "out-of-memory": 1, "timed-out": 1}
    assert said["poison"] == {"documents": 7, "failed": failed}


def test_worker_with_another_installation_is_refused(said: dict[str, Any]) -> None:
    assert said["other"].startswith("a worker has another dateline")
