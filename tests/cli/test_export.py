import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import make_occurrence, make_record

from dateline.store import open_store

Run = Callable[..., Any]


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    path = tmp_path / "coded.jsonl"
    records = [make_record(), {"id": "r9", "source": "x", "error": {"code": "empty", "message": "no text"}}]
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def test_export_of_a_coded_file(dateline: Run, coded: Path, tmp_path: Path) -> None:
    done = dateline("export", coded, "--as", "acled", "--out", tmp_path / "x.csv", "--flag", "--status", "planned")
    assert (done.status, done.out) == (0, "")
    assert "1 document, 1 that had failed, 1 row, 1 undated" in done.err
    manifest = json.loads((tmp_path / "x.manifest.json").read_text())
    assert manifest["input"]["name"] == "coded.jsonl"
    assert manifest["selection"]["statuses"] == ["occurred", "ongoing", "planned"]


def test_what_the_coder_writes_can_be_exported(dateline: Run, file: Path, tmp_path: Path) -> None:
    dateline("code", file, "--published", "2024-05-03", "--out", tmp_path / "coded.jsonl")
    assert dateline("export", tmp_path / "coded.jsonl", "--as", "ged", "--out", tmp_path / "x.csv").status == 0
    done = dateline("export", tmp_path / "coded.jsonl", "--as", "polecat", "--out", tmp_path / "x.csv")
    assert done.status == 0
    with (tmp_path / "x.csv").open() as stream:
        assert [(row["Event Type"], row["City"]) for row in csv.DictReader(stream)] == [("ASSAULT", "Goma")]


def test_bad_lines_are_named_and_the_rest_is_there(dateline: Run, coded: Path, tmp_path: Path) -> None:
    text = coded.read_bytes() + b'{"id": "x"}\nnot json\n\xff\n[]\n'
    done = dateline("export", "-", "--as", "csv", "--out", tmp_path / "all", stdin=text)
    assert done.status == 1
    assert all(f"standard input:{line}:" in done.err for line in (3, 4, 5, 6))
    assert "4 records left out" in done.err
    assert len((tmp_path / "all" / "documents.csv").read_text("utf-8").splitlines()) > 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--as", "nope", "--out", "x"], "use one of acled, ged"),
        (["--as", "acled", "--out", "x", "--status", "done"], "use one of occurred"),
        (["--as", "acled", "--out", "x", "--coarsen", "25km"], "--coarsen: give --share, too"),
        (["--as", "acled", "--out", "x", "--share", "--coarsen", "25 miles"], "write kilometres"),
        (["--as", "acled", "--out", "x", "--share", "--delay", "soon"], "write days"),
        (["--as", "acled", "--out", "x", "--share", "--delay", "3d", "--as-of", "then"], "YYYY-MM-DD"),
        (["--as", "acled", "--out", "x", "--share", "--coarsen-dates", "year"], "week or month"),
    ],
)
def test_a_wrong_call_writes_nothing(options: list[str], message: str, dateline: Run, coded: Path) -> None:
    done = dateline("export", coded, *options)
    assert done.status == 2
    assert message in done.err


def test_an_input_that_is_not_there(dateline: Run, tmp_path: Path) -> None:
    for name in ("nope.jsonl", "nope.duckdb", "."):
        done = dateline("export", tmp_path / name, "--as", "acled", "--out", tmp_path / "x.csv")
        assert (done.status, done.out) == (2, ""), name
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.txt", b"Goma fell on Monday.\n\nThe army said so.\n"),
        ("reports.csv", b"id,text\n1,Goma fell on Monday.\n"),
        ("reports.jsonl", b'{"id": "r1", "text": "Goma fell on Monday."}\n{"id": "r2", "text": "The army said so."}\n'),
        ("list.json", b'[{"id": "r1", "contract": 1}]\n'),
        ("page.pdf", b"%PDF-1.7\n\xff\xfe\n"),
    ],
)
@pytest.mark.parametrize("command", [("export", "--as", "acled"), ("report",)], ids=["export", "report"])
def test_what_is_not_coded_is_one_message(
    command: tuple[str, ...], name: str, content: bytes, dateline: Run, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    done = dateline(command[0], tmp_path / name, *command[1:], "--out", tmp_path / "x.csv")
    assert (done.status, done.err) == (
        2,
        f"dateline: {name}: no line of it is a coded record; code it first "
        f"(`dateline code {tmp_path / name} --format jsonl --out coded.jsonl`) and give what comes out\n",
    )
    assert not (tmp_path / "x.csv").exists()
    piped = dateline(command[0], "-", *command[1:], "--out", tmp_path / "x.csv", stdin=content)
    assert (piped.status, piped.err.count("\n")) == (2, 1)
    assert "`dateline code - --format jsonl`" in piped.err


def test_an_empty_file_is_an_empty_export(dateline: Run, tmp_path: Path) -> None:
    (tmp_path / "coded.jsonl").write_bytes(b"\n")
    done = dateline("export", tmp_path / "coded.jsonl", "--as", "acled", "--out", tmp_path / "x.csv")
    assert (done.status, "0 documents" in done.err) == (0, True)


def test_export_of_a_project_has_its_occurrences_and_runs(dateline: Run, tmp_path: Path) -> None:
    wire = "GOMA, May 3 (Reuters) - Rebels shelled Goma on Thursday, killing three people.\n"
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(wire)
    project = tmp_path / "p.duckdb"
    dateline("run", tmp_path / "a.txt", tmp_path / "b.txt", "--into", project, "--published", "2024-05-03")
    with open_store(project, writable=True) as store:
        first, second = (stored.key for stored in store.records())
        store.replace_links(copies=(), occurrences=[make_occurrence(documents=(first, second), best=second)])
    done = dateline("export", project, "--as", "acled", "--out", tmp_path / "x.csv", "--flag")
    assert done.status == 0
    with (tmp_path / "x.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["dateline_event"] == "e1"]
    assert [(row["event_id_cnty"], row["dateline_reports"], row["dateline_origins"]) for row in rows] == [
        ("o1", "2", "1")
    ]
    runs = json.loads((tmp_path / "x.manifest.json").read_text())["input"]["runs"]
    assert runs[0]["manifest"]["codebook"]["name"] == "plover"
    shared = dateline("export", project, "--as", "csv", "--out", tmp_path / "all", "--share")
    assert shared.status == 0
    everything = b"".join(path.read_bytes() for path in (tmp_path / "all").iterdir())
    assert str(tmp_path).encode() not in everything
    assert b"Amal Teshik" not in everything  # what a contradiction says


def test_a_report_page(dateline: Run, coded: Path, tmp_path: Path) -> None:
    record = make_record()
    record["events"][0]["standing"] = "disputed"
    coded.write_text(json.dumps(record) + "\n" + coded.read_text("utf-8").splitlines()[1] + "\n", encoding="utf-8")
    done = dateline("report", coded, "-o", tmp_path / "r.html", "--title", "Goma in March")
    assert (done.status, done.out, done.err) == (0, "", "")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Goma in March" in page
    assert "Teshik" in page
    dateline("report", coded, "-o", tmp_path / "r.html", "--share")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Teshik" not in page
    assert "coded.jsonl" not in page
    assert "a private person" in page
    done = dateline("report", "-", "-o", tmp_path / "r.html", stdin=coded.read_bytes() + b"junk\n")
    assert done.status == 1
    assert "standard input:3" in done.err
