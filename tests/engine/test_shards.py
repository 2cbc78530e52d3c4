"""Pieces of a corpus: coded once, whatever happens between, and the same in a project as a direct run."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dateline.engine.local import Recipe
from dateline.engine.metering import Meter, exposed
from dateline.engine.shards import ShardCoder, code_shards_locally, plan_shards
from dateline.errors import StoreError, UsageError
from dateline.ingest.pieces import Part, cut, find_parts
from dateline.isolation import Bounds
from dateline.project import check_engine

from .corpora import make_job, read_project, run_project, write_corpus

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layers")


def test_pieces_give_what_a_direct_run_gives_and_are_coded_once(tmp_path: Path, layers: Path) -> None:
    inputs = (*write_corpus(tmp_path), str(tmp_path / "c.jsonl"), str(tmp_path / "none.txt"))
    direct = run_project(tmp_path / "a.duckdb", *inputs, cache=layers)
    local = run_project(tmp_path / "b.duckdb", *inputs, cache=layers, engine="local")
    found = read_project(tmp_path / "b.duckdb")
    assert found == read_project(tmp_path / "a.duckdb")
    assert local.counts == direct.counts
    assert len({row[1] for row in found}) == len(found) == 234
    assert local.counts["repeated"] == 230
    assert local.meter.failures == {"empty": 2, "missing-file": 1}
    pieces = tmp_path / "b.duckdb.pieces"
    before = {file.name: file.read_bytes() for file in pieces.iterdir()}
    assert local.run
    assert direct.run
    assert local.run.manifest["documents_sha256"] == direct.run.manifest["documents_sha256"]

    # a deleted output, one cut short, and a marker that was lost are coded again; all others are only read
    first, second, third, *_ = sorted(pieces.glob("*.parquet"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:100])
    third.with_suffix(".json").unlink()
    again = run_project(tmp_path / "c.duckdb", *inputs, cache=layers, engine="local", pieces=str(pieces))
    marker = json.loads(first.with_suffix(".json").read_text())
    assert again.meter.coded < local.meter.coded
    assert again.meter.coded >= marker["documents"]
    assert {file.name: file.read_bytes() for file in pieces.iterdir()} == before
    assert read_project(tmp_path / "c.duckdb") == found


def test_insertion_moves_few_pieces(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    lines = [json.dumps({"id": n, "text": f"The army shelled town {n * 7919}."}) for n in range(2000)]
    path.write_text("\n".join(lines))
    before = {line for (part,) in find_parts(str(path)) for line in [_bytes(part)]}
    lines.insert(3, json.dumps({"id": "new", "text": "A truce holds."}))
    path.write_text("\n".join(lines))
    after = {line for (part,) in find_parts(str(path)) for line in [_bytes(part)]}
    assert len(before) > 10
    assert len(after - before) <= 3
    assert all(piece.count(b"\n") <= 200 for piece in after)


def _bytes(part: Part) -> bytes:
    return Path(part.name).read_bytes()[part.start : part.stop]


def test_pieces_are_of_bounded_size_and_lose_nothing() -> None:
    items = [f"report {n}" for n in range(1000)]
    pieces = list(cut(items, str))
    assert [item for piece in pieces for item in piece] == items
    assert all(50 <= len(piece) <= 200 for piece in pieces[:-1])


def test_addresses_are_read_and_written_through_fsspec(tmp_path: Path, layers: Path) -> None:
    corpus, reports = write_corpus(tmp_path, count=60, sentences=3)
    run = run_project(tmp_path / "u.duckdb", f"file://{corpus}", f"file://{reports}", cache=layers, engine="local",
                      pieces=f"file://{tmp_path}/far")  # fmt: skip
    assert run.counts == {"new": 61, "failed": 2}
    assert [row[2] for row in read_project(tmp_path / "u.duckdb")][-2:] == [
        f"file://{reports}/b.txt",
        f"file://{reports}/c.txt",
    ]
    assert len(list((tmp_path / "far").iterdir())) in (4, 6), "small files go together"


@pytest.mark.parametrize(
    ("poison", "code"), [("segfault", "crashed"), ("hang", "timed-out"), ("swell", "out-of-memory")]
)
def test_poison_document_is_quarantined_and_its_piece_is_done(
    poison: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr("dateline.engine.shards.CODE", "poison:code_records")
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps({"id": text, "text": text}) + "\n" for text in ("goma", poison, "bukavu")))
    recipe = Recipe(until="repair")  # all that the process loads before it gets the poison
    job = make_job(
        tmp_path / "pieces", recipe=recipe, bounds=Bounds(seconds=2 if poison == "hang" else 60, memory_mb=700)
    )
    (done,) = code_shards_locally(plan_shards([str(path)]), job, jobs=1)
    (piece,) = done.pieces
    assert (piece.documents, piece.failed) == (3, {code: 1})
    coder = ShardCoder(job)
    before, failed, after = coder.pieces.read(piece.key)
    assert (before.result, after.result) == ('{"text": "GOMA"}', '{"text": "BUKAVU"}')
    assert not isinstance(failed.result, str)
    assert "quarantined" in failed.result.message
    (again,) = code_shards_locally(plan_shards([str(path)]), job, jobs=1)
    assert not again.pieces[0].fresh


def test_full_disk_is_told_and_leaves_no_half_piece(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps({"id": n, "text": f"Report {n} of a quiet day."}) + "\n" for n in range(20)))
    job = make_job(tmp_path / "pieces", recipe=Recipe(until="repair"))
    (shard,) = plan_shards([str(path)])
    coder = ShardCoder(job)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, usual[1]))
    try:
        with pytest.raises(StoreError, match=r"cannot be written .* run again"):
            coder.code(shard)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list((tmp_path / "pieces").iterdir()) == []
    (piece,) = coder.code(shard).pieces
    coder.close()
    assert piece.documents == 20


def test_driver_that_is_killed_at_work_goes_on_where_it_was(tmp_path: Path, layers: Path) -> None:
    inputs = write_corpus(tmp_path, sentences=2)
    call = [sys.executable, "-m", "dateline", "run", *inputs, "--into", str(tmp_path / "k.duckdb"), "--no-link",
            "--engine", "local", "--no-cache"]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    driver = subprocess.Popen(call, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pieces, deadline = tmp_path / "k.duckdb.pieces", time.monotonic() + 120
    while not list(pieces.glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    driver.send_signal(signal.SIGKILL)
    assert driver.wait() == -signal.SIGKILL
    there = {file.stem for file in pieces.glob("*.json")}
    run = run_project(tmp_path / "k.duckdb", *inputs, cache=layers, engine="local")
    assert 1 <= len(there) < len(list(pieces.glob("*.json"))), "it was killed with work left"
    assert 0 < run.meter.coded < 233
    run_project(tmp_path / "d.duckdb", *inputs, cache=layers)
    assert read_project(tmp_path / "k.duckdb") == read_project(tmp_path / "d.duckdb")


def test_counts_are_served_in_prometheus_format() -> None:
    meter = Meter()
    meter.count("new")
    meter.count("failed", "timed-out")
    meter.spend({"parse": 1.5}, 2)
    with exposed(meter, 0) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
        with pytest.raises(UsageError, match="listened on"), exposed(meter, port):
            pass
    assert 'dateline_documents_total{outcome="new"} 1' in text
    assert 'dateline_failures_total{code="timed-out"} 1' in text
    assert 'dateline_stage_seconds_total{stage="parse"} 1.5' in text


def test_what_an_engine_cannot_do_is_told_before_it_begins() -> None:
    assert check_engine("local", ["c.jsonl"], into="p.duckdb", pieces=None) == "local"
    for engine, inputs, into, said in (
        ("spark", ["c.jsonl"], "p.duckdb", "the engines are direct, local, ray"),
        ("ray", ["-"], "p.duckdb", "standard input"),
        ("local", ["c.jsonl"], "postgresql://x/y", "--pieces"),
        ("direct", ["s3://x/y.jsonl"], "p.duckdb", "--engine local"),
    ):
        with pytest.raises(UsageError, match=said):
            check_engine(engine, inputs, into=into, pieces=None)
