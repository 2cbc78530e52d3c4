import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPORT = "GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, the army said.\n"
COMMAND = [sys.executable, "-m", "dateline"]
Run = Callable[..., Any]


def test_table_by_default(dateline: Run, file: Path) -> None:
    done = dateline("code", file, "--published", "2024-05-03")
    assert done.status == 0
    assert done.err == ""
    assert "published 2024-05-03" in done.out
    assert "Who says so" in done.out
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_jsonl_is_one_record_a_document_in_order(dateline: Run, file: Path, tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": "b", "text": "Talks failed."}\n{oops\n{"id": "b", "text": "Talks began."}\n')
    done = dateline("code", lines, tmp_path / "nope.txt", file, "--format", "jsonl")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["id"] for record in records[:3]] == ["b", "line-2", "b~2"]
    assert [record.get("error", {}).get("code") for record in records] == [
        None, "bad-json", None, "missing-file", None,
    ]  # fmt: skip
    assert done.status == 1
    assert done.err.count("\n") == 3
    assert done.err.endswith("2 of 5 documents were not coded: 1 bad-json, 1 missing-file\n")
    assert "in.jsonl:2" in done.err
    assert "nope.txt" in done.err


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("x.bin", bytes(range(256)) * 9, "not text"),
        ("latin.txt", "Повстанцы обстреляли город".encode("windows-1251"), "windows-1251"),
        ("big.txt", b"word " * 4_000_000, "--max-chars"),
        ("page.txt", b"<!DOCTYPE html><p>Hi", "web page"),
        ("none.jsonl", b'{"id": "x"}\n', 'no "text"'),
    ],
)
def test_bad_input_is_one_line_that_names_it(dateline: Run, file: Path, name: str, data: bytes, words: str) -> None:
    bad = file.parent / name
    bad.write_bytes(data)
    done = dateline("code", bad, file, "--format", "jsonl")
    assert done.status == 1
    assert done.err.startswith(f"dateline: {bad}")
    assert done.err.count("\n") == 1
    assert words in done.err
    assert "Traceback" not in done.err
    failed, coded = [json.loads(line) for line in done.out.splitlines()]
    assert set(failed) == {"id", "source", "error"}
    assert "error" not in coded


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (REPORT.encode() + b"\x00\x07", "control-characters"),
        ("Des tirs à Goma, selon l'armée, après une attaque.".encode("windows-1252"), "encoding"),
        (b"Los rebeldes atacaron la ciudad el lunes, dijo el gobierno.", "language"),
        (b"unbroken" * 125_000, None),
    ],
)
def test_odd_input_is_coded_with_a_note(dateline: Run, tmp_path: Path, data: bytes, code: str | None) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    done = dateline("code", tmp_path / "x.txt", "--format", "jsonl")
    assert done.status == 0
    record = json.loads(done.out)
    assert code is None or any(code in note["code"] for note in record["notes"])


def test_standard_input(dateline: Run) -> None:
    done = dateline("code", "-", "--format", "jsonl", stdin=REPORT.encode())
    assert json.loads(done.out)["source"] == "<stdin>"


def test_out_is_whole_or_not_at_all(dateline: Run, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = dateline("code", file, "--out", out)
    assert (done.status, done.out) == (0, "")
    assert json.loads(out.read_text())["text"]
    assert out.stat().st_mode & 0o777 == 0o666 & ~_umask()
    before = out.read_text()
    assert dateline("code", file, "--out", out, "--actors", tmp_path / "nope.yaml").status == 2
    assert out.read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "x.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "xml"], "table or jsonl"),
        (["--published", "soon"], "YYYY-MM-DD"),
        (["--codebook", "nope"], "codebook"),
        (["--model", "nope"], "no spaCy model named nope"),
        (["--jobs", "0"], "jobs"),
        (["--settings", "nope.toml"], "nope.toml"),
        (["--out", "/nope/x.jsonl"], "/nope/x.jsonl"),
        (["--colour", "red"], "--colour"),
        (["--max-chars", "many"], "--max-chars"),
    ],
)
def test_wrong_call_is_status_2_and_nothing_is_written(
    dateline: Run, file: Path, arguments: list[str], words: str
) -> None:
    done = dateline("code", file, *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_no_input_is_a_wrong_call(dateline: Run) -> None:
    assert dateline("code").status == 2


def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "Rebels shelled Goma."}\n' * 200)
    shell = f"{sys.executable} -m dateline code x.jsonl --format jsonl | head -c 1"
    done = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == "{"


def test_control_c_is_130_without_a_traceback_or_a_draft(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "Rebels shelled Goma on Monday, the army said."}\n' * 20_000)
    run = subprocess.Popen(
        [*COMMAND, "code", "x.jsonl", "--out", "out.jsonl"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    while run.poll() is None and not list(tmp_path.glob(".out.jsonl.*")):
        time.sleep(0.05)
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl"]


def test_jobs_give_the_same_bytes(tmp_path: Path) -> None:
    lines = [{"id": f"d{n}", "text": f"Rebels shelled Goma, killing {n}, the army said."} for n in range(40)]
    lines.insert(7, {"id": "bad"})
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    one, two = (
        subprocess.run(
            [*COMMAND, "code", "x.jsonl", "--format", "jsonl", *jobs], cwd=tmp_path, capture_output=True, check=False
        )
        for jobs in ([], ["--jobs", "2"])
    )
    assert one.returncode == two.returncode == 1
    assert one.stdout == two.stdout
    assert one.stdout.count(b"\n") == 41


def test_help_is_quick_and_loads_no_parser() -> None:
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert all(name in done.stdout for name in ("code", "explain", "validate", "codebook"))
    assert min(times) < 0.5, "of CPU, which is what a user waits for on a machine that does nothing else"
    script = "import sys, dateline.cli.app; print({'spacy', 'numpy', 'pydantic', 'yaml'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"
    )


def test_version(dateline: Run) -> None:
    assert dateline("--version").out.startswith("dateline 0.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
