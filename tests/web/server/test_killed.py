"""Kill -9 of the server while coders decide: what was acknowledged is there, once, and in order."""

import asyncio
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def desk_load() -> Any:
    """The benchmark as a module."""
    spec = importlib.util.spec_from_file_location("desk_load", ROOT / "benchmarks" / "desk_load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["desk_load"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.needs("postgresql")
def test_a_killed_server_loses_nothing_that_it_acknowledged(desk_load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    with desk_load.temporary_postgres() as place:
        prepared = desk_load.prepare(place, 20)
        result = asyncio.run(desk_load.load(place, prepared, seconds=6, think=0.2, kill=True))
        desk_load.check(place, result)
    assert result.faults == []
    assert result.kept >= len(result.acknowledged) >= 40
    assert any(one.tries > 1 for one in result.acknowledged)
    assert all(log[-1].serial for log in result.logs)


@pytest.mark.slow
def test_a_killed_server_on_a_file_loses_nothing_either(
    desk_load: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    place = str(tmp_path / "p.duckdb")
    prepared = desk_load.prepare(place, 5)
    result = asyncio.run(desk_load.load(place, prepared, seconds=4, think=0.2, kill=True))
    desk_load.check(place, result)
    assert result.faults == []
    assert len(result.acknowledged) >= 10


def test_the_check_finds_what_it_looks_for(desk_load: Any, tmp_path: Path) -> None:
    from dateline.project import open_store

    place = str(tmp_path / "p.duckdb")
    row = {"coder": "c0", "at": "2031", "document": "d", "event": "e1", "action": "accept", "sample": None}
    with open_store(place, writable=True) as store:
        store.append_decisions([{**row, "key": key} for key in ("c0-1", "c0-0", "x")])
    sent = desk_load.Sent
    log = [
        sent(key="c0-0", sent=1, acknowledged=2, serial=2), sent(key="c0-1", sent=3, acknowledged=4, serial=1),
        sent(key="c0-2", sent=5, acknowledged=6, serial=4),
    ]  # fmt: skip
    result = desk_load.Result(logs=[log])
    desk_load.check(place, result)
    found = " ".join(result.faults)
    for word in ("lost or moved: c0-2", "reordered: c0", "never sent: x", "1 was sent after 2 was acknowledged"):
        assert word in found
