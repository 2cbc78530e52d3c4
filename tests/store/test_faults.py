"""What a machine does to a project: a killed process, a full disk, a file that cannot be written, two runs at once."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from needs import require

from dateline.errors import ProjectError
from dateline.project import open_store
from dateline.store.migrating import SCHEMA

from .conftest import Go, dump_place
from .test_run import write

NAMES = ("Goma", "Zaria", "Herat", "Quito", "Lagos", "Basra", "Donetsk", "Bangui")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Forty short reports, some of which are copies and one of which cannot be read."""
    texts = [f"Rebels shelled {NAMES[n % 8]} on Monday, killing {n // 2 + 2} people." for n in range(40)]
    return write(tmp_path / "c.jsonl", *({"text": text if n != 20 else ""} for n, text in enumerate(texts)))


def fork(work: Callable[[], Any]) -> int:
    """Do something in a copy of this process, which has the parser loaded already."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return pid


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_kill_at_any_moment_loses_and_doubles_nothing(place: str, corpus: Path, tmp_path: Path, go: Go) -> None:
    whole = str(tmp_path / "whole.duckdb")
    go(whole, corpus, batch=3, layer_cache=tmp_path / "warm")  # the parser is loaded
    started = time.monotonic()
    child = fork(lambda: go(str(tmp_path / "timed.duckdb"), corpus, batch=3, layer_cache=tmp_path / "cold"))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    took = time.monotonic() - started
    chance = random.Random(7)
    killed = 0
    for _ in range(20):
        # nothing is kept of the layers: each run has to code what the one before did not write
        child = fork(lambda: go(place, corpus, batch=3, layer_cache=""))
        time.sleep(chance.uniform(0.02, 0.35) * took)
        os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert killed >= 5, "hardly a run was stopped: the moments are too late"
    going = go(place, corpus, batch=3)
    assert (going.run and going.run.run == 1) or going.counts["unchanged"]
    before, after = dump_place(whole), dump_place(place)
    if going.run and going.run.run == 1:  # else the last kill came after the end, and this was a second run
        assert after == before
    after.pop("documents"), before.pop("documents")
    assert after == before


def dateline(*args: object, before: Sequence[str] = (), **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [*before, sys.executable, "-m", "dateline", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def test_full_disk_is_one_message_and_the_run_goes_on_later(corpus: Path, tmp_path: Path, go: Go) -> None:
    go(str(tmp_path / "whole.duckdb"), corpus)
    place = tmp_path / "p.duckdb"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    full = dateline("run", corpus, "--into", place, "--no-cache", preexec_fn=limit)
    assert full.returncode == 1
    assert [line for line in full.stderr.splitlines() if "no room left" in line], full.stderr
    assert "Traceback" not in full.stderr
    go(str(place), corpus)
    after, before = dump_place(str(place)), dump_place(str(tmp_path / "whole.duckdb"))
    assert after == before


def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    place = tmp_path / "p.duckdb"
    file = write(tmp_path / "c.jsonl", *({"text": f"Rebels shelled Goma, killing {n} people."} for n in range(3000)))
    command = [sys.executable, "-m", "dateline", "run", str(file), "--into", str(place), "--no-cache"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as going:
        while not place.exists() and going.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        going.send_signal(signal.SIGINT)
        assert (going.wait(30), going.stderr and going.stderr.read()) == (
            130, "dateline: what was coded is kept; the same command goes on from here\ndateline: stopped\n",
        )  # fmt: skip


def test_two_runs_into_one_file_are_one_clear_message(corpus: Path, tmp_path: Path, layers: Path) -> None:
    place = tmp_path / "p.duckdb"
    with open_store(place, writable=True):
        second = dateline("run", corpus, "--into", place, "--cache", layers)
    assert second.returncode == 2
    assert second.stderr.strip() == (
        f"dateline: {place}: the project is in use by process {os.getpid()}; "
        "wait until it has ended, or stop it, and try again"
    )


def test_file_that_cannot_be_written_is_one_clear_message(corpus: Path, tmp_path: Path, go: Go, layers: Path) -> None:
    place = tmp_path / "p.duckdb"
    go(str(place), corpus)
    place.chmod(0o444)
    before = dump_place(str(place))
    tmp_path.chmod(0o555)
    # root may write anything, unless it gives that right up
    if os.getuid() == 0:
        require("setpriv")
    bounded = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    refused = dateline("run", corpus, "--into", place, "--no-cache", before=bounded)
    tmp_path.chmod(0o755)
    assert (refused.returncode, refused.stderr.strip()) == (
        2, f"dateline: {place}: the project cannot be written (permission denied); check the file and its folder",
    )  # fmt: skip
    assert dump_place(str(place)) == before


def test_newer_schema_is_one_clear_message_and_not_touched(corpus: Path, place: str, go: Go) -> None:
    go(place, corpus)
    with open_store(place, writable=True) as store:
        store.connection.run(f"UPDATE project SET value = '{SCHEMA + 1}' WHERE name = 'schema'")
    for writable in (True, False):
        told = f"schema {SCHEMA + 1}, and this dateline knows {SCHEMA} at most; it was not touched: upgrade"
        with pytest.raises(ProjectError, match=told):
            open_store(place, writable=writable)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no database at all" * 300, "not a DuckDB file"),
        (None, "there is no such project; make one with `dateline run"),
    ],
)
def test_what_is_no_project_is_told(tmp_path: Path, content: bytes | None, message: str) -> None:
    place = tmp_path / "p.duckdb"
    if content:
        place.write_bytes(content)
    with pytest.raises(ProjectError, match=message):
        open_store(place)
    if content is None:
        assert not place.exists()


@pytest.mark.parametrize(
    ("name", "content"), [("coded.jsonl", '{"id": "a"}\n'), ("export.csv", "a,b\n1,2\n"), ("empty.csv", "")]
)
def test_table_is_no_project_although_duckdb_opens_it(tmp_path: Path, name: str, content: str) -> None:
    """DuckDB opens a view of it in memory: a run into it would code everything and keep nothing."""
    place = tmp_path / name
    place.write_text(content)
    for writable in (True, False):
        with pytest.raises(ProjectError, match="this is not a DuckDB file"):
            open_store(place, writable=writable)
    assert place.read_text() == content


def test_database_without_a_project_is_told(database: str) -> None:
    with pytest.raises(ProjectError, match="holds no dateline project; `dateline run` makes"):
        open_store(database)
    with pytest.raises(ProjectError, match=r"cannot be opened .*check the address"):
        open_store("postgresql://nobody:secret@localhost:1/none")
    with pytest.raises(ProjectError) as refused:
        open_store("postgresql://nobody:secret@localhost:1/none")
    assert "secret" not in str(refused.value)
    with pytest.raises(ProjectError) as refused:
        open_store("postgresql://localhost:1/none?user=nobody&password=secret")
    assert "secret" not in str(refused.value)
