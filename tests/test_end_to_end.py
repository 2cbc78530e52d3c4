"""From a folder of files to a table, a page and a checked run, as a person types it."""

import csv
import io
import json
import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from samples import PAGE, pdf

from dateline.contract.validate import find_faults


def dateline(*args: object, project: Path | None = None) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "DATELINE_PROJECT": str(project) if project else ""}
    command = [sys.executable, "-m", "dateline", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=200, check=False, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it comes from a colleague: every kind of file once, and one that nobody can open."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "scan.pdf").write_bytes(pdf())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00\xff" * 300)
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = (
        "A. Writer <a@lake.example>",
        "Arrests",
        "Wed, 28 Aug 2024 09:00 +0200",
    )
    mail.set_content("LAGOS, Aug 28 (AFP) - Police arrested 12 protesters in Lagos on Tuesday, a lawyer said.")
    (folder / "letter.eml").write_bytes(mail.as_bytes())
    with (folder / "wire.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "title", "publication", "author", "date", "content"])
        for id, outlet, killed in (("w1", "Lake Post", "three"), ("w2", "Hill Times", "eleven")):
            text = f"GOMA (Reuters) - Rebels shelled Goma on Monday, killing {killed} people, the army said."
            rows.writerow([id, "Goma shelled", outlet, "A. Writer", "2024-08-27", text])
    return folder


def test_folder_becomes_a_project_a_table_a_page_and_a_checked_run(folder: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.duckdb"
    command = ("run", folder, "--into", project, "--published", "2024-08-27", "--cache", tmp_path / "layers")
    run = dateline(*command, "--no-link")
    assert run.returncode == 1, run.stderr
    assert [line for line in run.stderr.splitlines() if "broken.pdf" in line], run.stderr
    assert "Traceback" not in run.stderr
    linked = dateline("link", project=project)
    assert linked.returncode == 0, linked.stderr
    assert "Stories: 5 documents" in linked.stdout

    events = dateline("events", "--type", "ASSAULT", "--reports", 2, "--format", "jsonl", project=project)
    rows = [row for row in map(json.loads, events.stdout.splitlines()) if row["source_names"] == "Rebels"]
    assert {Path(row["source"]).name.partition(":")[0] for row in rows} >= {"wire.csv", "page.html"}, events.stderr
    assert {row["start_date"] for row in rows} == {"2024-08-26"}
    assert [row["place_name"] for row in rows] == ["Goma"] * 4
    contradicted = dateline("events", "--contradicted", "--format", "csv", project=project)
    assert {row["id"] for row in csv.DictReader(io.StringIO(contradicted.stdout))} >= {"w1", "w2"}
    shown = dateline("show", "w1", "--format", "jsonl", project=project)
    record = json.loads(shown.stdout)
    assert list(find_faults([shown.stdout.encode()])) == []
    assert record["header"]["outlet"]["value"] == "Lake Post"

    table = tmp_path / "acled.csv"
    export = dateline("export", project, "--as", "acled", "--out", table)
    assert export.returncode == 0, export.stderr
    with table.open(encoding="utf-8-sig") as stream:
        exported = list(csv.DictReader(stream))
    assert [row["location"] for row in exported] == ["Goma"], "one row for the occurrence that four reports tell"
    assert (tmp_path / "acled.manifest.json").is_file()
    page = tmp_path / "report.html"
    assert dateline("report", project, "-o", page).returncode == 0
    assert "broken.pdf" in page.read_text(encoding="utf-8")

    verified = dateline("runs", "verify", project=project)
    assert (verified.returncode, verified.stdout) == (0, "run 1: 5 documents coded again, 5 the same byte for byte\n")
    again = dateline(*command)
    assert "5           as they were" in again.stdout, again.stdout
