"""Pieces of a corpus: coded once, whatever happens between, and the same in a project as a direct run."""

import gzip
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
import tracemalloc
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest
from samples import parquet, warc, warc_record

from dateline.engine.local import Recipe
from dateline.engine.metering import Meter, Worker, exposed, measure_worker
from dateline.engine.shards import ShardCoder, code_shards_locally, plan_shards
from dateline.errors import StoreError, UsageError
from dateline.ingest import Limits, Reading
from dateline.ingest.pieces import Part, cut, ends_piece, find_parts, read_part
from dateline.isolation import Bounds, Isolated, Lost
from dateline.model import Failure
from dateline.project import check_engine

from .corpora import make_job, read_project, run_project, write_corpus, write_formats

ROOT = Path(__file__).parents[2]
LIGHT = Recipe(until="repair")  # for what needs no events


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
    for meter in (direct.meter, local.meter):
        (worker,) = meter.workers.values()
        assert 50 < worker.memory_mb < 2_000
    assert worker.start_seconds > 0.1
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


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, 3 << 20, 60 << 20])
def test_long_line_is_cut_where_it_ends_and_never_held(size: int, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    lines = [json.dumps({"id": n, "text": f"Police arrested {n} men."}) + "\n" for n in range(450)]
    lines[10] = json.dumps({"text": ""}).replace('""', '"' + "a" * (size - 14) + '"') + "\n"
    path.write_text("".join(lines))
    tracemalloc.start()
    parts = [part for group in find_parts(str(path)) for part in group]
    found = [item for part in parts for item in read_part(part, Reading(limits=Limits(max_chars=1_000)), None)]
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 10_000_000
    assert [item.source for item in found] == [f"{path}:{n}" for n in range(1, 451)]
    assert [item.code for item in found if isinstance(item, Failure)] == ["too-large"]
    ends, last = [], 0
    for number, line in enumerate(lines, 1):
        if number - last >= 200 or (number - last >= 50 and ends_piece(line)) or number == len(lines):
            ends.append(number)
            last = number
    assert [part.before for part in parts] == [0, *ends[:-1]]


def test_file_of_blank_lines_is_empty_in_parts_as_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    for last, code in (("", "empty"), ('{"id": "a"}', "no-text")):
        path.write_text(" \n" * 9_000 + last)
        parts = [part for group in find_parts(str(path)) for part in group]
        found = [item for part in parts for item in read_part(part, Reading(), None)]
        assert found == list(read_part(Part(name=str(path), corpus=str(path)), Reading(), None))
        assert [item.code for item in found if isinstance(item, Failure)] == [code]


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


def test_poison_documents_are_quarantined_and_their_piece_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    path = tmp_path / "c.jsonl"
    words = ("goma", "segfault", "hang", "swell", "bukavu")
    path.write_text("".join(json.dumps({"id": word, "text": word}) + "\n" for word in words))
    bounds = Bounds(seconds=8, memory_mb=700)
    # the recipe is all that the process loads before it gets the poison
    job = make_job(tmp_path / "pieces", recipe=LIGHT, bounds=bounds, target="poison:code_records")
    (done,) = code_shards_locally(plan_shards([str(path)]), job, jobs=1)
    (piece,) = done.pieces
    assert (piece.documents, piece.failed) == (5, {"crashed": 1, "timed-out": 1, "out-of-memory": 1})
    before, *failed, after = ShardCoder(job).pieces.read(piece.key)
    assert (before.result, after.result) == ('{"text": "GOMA"}', '{"text": "BUKAVU"}')
    assert all("quarantined" in one.result.message for one in failed if not isinstance(one.result, str))
    (again,) = code_shards_locally(plan_shards([str(path)]), job, jobs=1)
    assert not again.pieces[0].fresh


def test_worker_that_is_killed_with_a_shard_in_hand_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps({"id": n, "text": f"Report {n} of a quiet day."}) + "\n" for n in range(900)))
    job, whole = (make_job(tmp_path / name, recipe=LIGHT) for name in ("pieces", "whole"))
    going = code_shards_locally(plan_shards([str(path)]), job, jobs=2)
    first = next(going)
    victims = [child for child in psutil.Process().children() if "python" in child.name()]
    for victim in victims:
        victim.send_signal(signal.SIGKILL)
    pieces = [piece.key for shard in (first, *going) for piece in shard.pieces]
    assert victims
    assert pieces == [piece.key for shard in code_shards_locally(plan_shards([str(path)]), whole, jobs=1)
                      for piece in shard.pieces]  # fmt: skip
    assert _files(tmp_path / "pieces") == _files(tmp_path / "whole")


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_reports_are_the_same_in_every_kind_of_file_and_cut_at_any_place(
    tmp_path: Path, layers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = write_formats(tmp_path)
    direct = run_project(tmp_path / "a.duckdb", kinds, cache=layers)
    monkeypatch.setattr("dateline.ingest.pieces.ABREAST", 20)
    monkeypatch.setattr("dateline.ingest.pieces.SMALL", 1)
    shards = [[(Path(part.name).name, part.stop is not None) for part in shard.parts] for shard in plan_shards([kinds])]
    cut = [name for ((name, whole),) in (shard for shard in shards if len(shard) == 1) if whole]
    assert {name: cut.count(name) for name in cut} == {"c.parquet": 3, "d.warc": 3, "e.warc.gz": 3}
    run = run_project(tmp_path / "b.duckdb", kinds, cache=layers, engine="local")
    found = read_project(tmp_path / "b.duckdb")
    assert found == read_project(tmp_path / "a.duckdb")
    assert run.counts == direct.counts == {"new": 6 * 45}
    events: dict[str, list[object]] = {}
    for _, _, source, _, _, record in found:
        kind = re.split(r"[:#]", str(source).rpartition("kinds/")[2])[0]
        events.setdefault(kind, []).append([_told(event) for event in json.loads(str(record))["events"]])
    first, *others = events.values()
    assert len(others) == 5
    assert all(other == first for other in others)
    assert all(len(each) == 1 for each in first)


def _told(event: dict[str, Any]) -> tuple[object, ...]:
    return event["type"], event["mode"], event["trigger"], event["count"]


def test_damaged_table_in_parts_gives_what_it_gives_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.ingest.pieces.ABREAST", 7)
    monkeypatch.setattr("dateline.ingest.pieces.SMALL", 1)
    data = parquet("select 'Police arrested ' || i || ' men.' as text from range(9000) t(i)")
    for at, parts in ((None, 1286), (len(data) // 2, 1)):
        path = tmp_path / "a.parquet"
        path.write_bytes(data if at is None else data[:at] + b"\xff" * 2000 + data[at + 2000 :])
        found = [part for group in find_parts(str(path)) for part in group]
        assert len(found) == parts
        sample = found[:: len(found) - 1 or 1]  # the first and the last
        items = [item for part in sample for item in read_part(part, Reading(), None)]
        whole = list(read_part(Part(name=str(path), corpus=str(path)), Reading(), None))
        assert items == (whole if at else [*whole[:7], *whole[-5:]])
        assert bool(at) == any(isinstance(item, Failure) for item in items)


@pytest.mark.parametrize("cut_off", [0, 30, 400])
def test_web_archive_in_parts_gives_what_it_gives_whole(
    cut_off: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.ingest.pieces.ABREAST", 7)
    monkeypatch.setattr("dateline.ingest.pieces.SMALL", 1)
    pages = [("200 OK", "text/plain", f"Police arrested {n} men.".encode()) for n in range(40)]
    pages[9:11] = [("404 Not Found", "text/html", b""), ("200 OK", "image/png", b"\x89PNG")]
    for name, data in (("a.warc", warc(*pages, packed=False)), ("a.warc.gz", warc(*pages)),
                       ("whole.warc.gz", gzip.compress(warc(*pages, packed=False)))):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(data[: len(data) - cut_off])
        reading = Reading()
        parts = [part for group in find_parts(str(path)) for part in group]
        assert (len(parts) > 4) == (name == "a.warc" or (name == "a.warc.gz" and not cut_off))
        found = [item for part in parts for item in read_part(part, reading, None)]
        assert found == list(read_part(Part(name=str(path), corpus=str(path)), reading, None))
        assert cut_off or not any(isinstance(item, Failure) for item in found)


def _record(number: int, block: bytes = b"", more: int = 0) -> bytes:
    """Return a record that says it is so much longer than it is."""
    block = block or b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nPolice arrested %d men." % number
    size = b"Content-Length: %d\r"
    return warc_record("response", number, block).replace(size % len(block), size % (len(block) + more))


PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.mark.parametrize(
    ("bad", "ends"),
    [
        (_record(20).replace(b"HTTP/1.1 200 OK", b"HTTP"), True),
        (_record(20, more=-20), True),
        (_record(20, more=30), True),
        (_record(20, more=100_000), True),
        (_record(20)[:100], True),
        (b"This member is no record.\r\n\r\n", True),
        (_record(20, PLAIN + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\nPolice"), True),
        (_record(20, PLAIN + b"Content-Encoding: gzip\r\n\r\nPolice arrested 20 men."), True),
        (_record(20, PLAIN + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(range(256)))[:60]), False),
        (_record(20, b"HTTP\r\n\r\nPolice arrested 20 men."), False),
        (b"\r\n\r\n" + _record(20), False),
        (b"", False),
    ],
    ids=["http", "short", "long", "longest", "head", "member", "chunks", "packed", "cut", "status", "lines", "nothing"],
)
def test_web_archive_with_a_bad_record_gives_in_parts_what_it_gives_whole(
    bad: bytes, ends: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.ingest.pieces.ABREAST", 7)
    monkeypatch.setattr("dateline.ingest.pieces.SMALL", 1)
    for at in (0, 20, 21, 39):
        records = [bad if n == at else _record(n) for n in range(40)]
        for name, data in (("a.warc.gz", b"".join(map(gzip.compress, records))), ("a.warc", b"".join(records))):
            path = tmp_path / name
            path.write_bytes(data)
            parts = [part for group in find_parts(str(path)) for part in group]
            found = [item for part in parts for item in read_part(part, Reading(), None)]
            assert found == list(read_part(Part(name=str(path), corpus=str(path)), Reading(), None))
            assert (len(parts) == 1) == ends or at in (0, 39)


def test_web_archive_that_unpacks_to_too_much_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.ingest.pieces.ABREAST", 7)
    path = tmp_path / "a.warc.gz"
    dense = [_record(n, PLAIN + b"\r\n" + random.Random(n).randbytes(90_000)) for n in range(20)]
    bombs = [_record(n, PLAIN + b"\r\n" + b"Police arrested men. " * 9_000) for n in range(20)]
    for records, ratio, refused, count in (
        (bombs, 20, True, 1),
        (bombs, 2_000, False, 3),
        (dense + bombs, 20, False, 1),  # a piece of it would be refused
        (dense, 20, False, 3),
    ):
        path.write_bytes(b"".join(map(gzip.compress, records)))
        limits = Limits(max_ratio=ratio)
        groups = list(find_parts(str(path), limits))
        items = [item for group in groups for part in group for item in read_part(part, Reading(limits=limits), None)]
        codes = [item.code for item in items if isinstance(item, Failure)]
        assert ("unsafe-archive" in codes) == refused
        assert len(groups) == count


def test_full_disk_is_told_and_leaves_no_half_piece(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps({"id": n, "text": f"Report {n} of a quiet day."}) + "\n" for n in range(20)))
    job = make_job(tmp_path / "pieces", recipe=LIGHT)
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
    meter.spend({"parse": 1.5}, 2, Worker(name="a:1", memory_mb=300.0, start_seconds=2.5))
    meter.spend({}, 1, Worker(name="a:1", memory_mb=400.0, start_seconds=2.5))
    meter.spend({}, 1, Worker(name="a:2", memory_mb=350.0))
    with exposed(meter, 0) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
        with pytest.raises(UsageError, match="listened on"), exposed(meter, port):
            pass
    assert 'dateline_documents_total{outcome="new"} 1' in text
    assert 'dateline_failures_total{code="timed-out"} 1' in text
    assert 'dateline_stage_seconds_total{stage="parse"} 1.5' in text
    assert 'dateline_worker_peak_memory_bytes{worker="a:1"} 400000000' in text
    assert 'dateline_worker_start_seconds{worker="a:1"} 2.500' in text
    assert meter.largest() == Worker(name="a:1", memory_mb=400.0, start_seconds=2.5)


def test_worker_whose_process_is_replaced_is_one_worker() -> None:
    meter = Meter()
    with Isolated(Bounds()) as process, Isolated(Bounds()) as other:
        for again in (True, False):
            process.call("os:getpid")
            meter.spend({}, 1, measure_worker(process))
            with pytest.raises(Lost):
                process.call("os:abort")
            assert meter.count_workers() == 1
            assert len(meter.workers) == (1 if again else 2)
        other.call("os:getpid")
        meter.spend({}, 1, measure_worker(other))
    assert meter.count_workers() == 2


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
