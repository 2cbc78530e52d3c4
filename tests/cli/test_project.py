import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def project(tmp_path: Path, dateline: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with three documents that are coded and one that is not."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, the army said.\n")
    (folder / "b.txt").write_text("Police arrested 12 protesters in Lagos on Tuesday.\n")
    (folder / "c.txt").write_text(" ")
    (folder / "d.jsonl").write_text('{"id": "d", "text": "Two states signed a truce in Geneva.", "outlet": "Post"}\n')
    monkeypatch.delenv("DATELINE_PROJECT", raising=False)
    place = tmp_path / "p.duckdb"
    done = dateline("run", folder, "--into", place, "--published", "2024-05-08", "--cache", tmp_path / "layers")
    assert done.status == 1
    assert done.err == f"dateline: {folder}/c.txt: the text is empty; give a file with a report in it\n"
    rows = [line.split() for line in done.out.splitlines()[3:]]
    assert [row[0] for row in rows[:3]] == ["3", "1", "4"]
    assert rows[1][-2:] == ["1", "empty"]
    return place


def test_run_again_has_nothing_to_do(project: Path, tmp_path: Path, dateline: Callable[..., Any]) -> None:
    done = dateline(
        "run", tmp_path / "reports", "--into", project, "--published", "2024-05-08", "--cache", tmp_path / "layers"
    )
    assert (done.status, done.err) == (1, "")
    assert "3           as they were" in done.out
    runs = dateline("runs", project)
    assert [line.split()[0] for line in runs.out.splitlines()[2:]] == ["1", "2"]
    manifests = [json.loads(line) for line in dateline("runs", project, "--format", "jsonl").out.splitlines()]
    assert [run["manifest"]["counts"]["documents"] for run in manifests] == [4, 4]
    assert "gave the same events" in dateline("diff", project, 1, 2).out


def test_events_as_table_jsonl_and_csv(project: Path, dateline: Callable[..., Any]) -> None:
    table = dateline("events", project, "--type", "ASSAULT")
    assert table.status == 0
    assert "ASSAULT heavy-weapons “shelled”" in table.out
    (row,) = map(json.loads, dateline("events", project, "--actor", "police", "--format", "jsonl").out.splitlines())
    assert (row["type"], row["country"], row["origins"], row["start_date"]) == ("COERCE", "NGA", 1, "2024-05-07")
    rows = list(csv.DictReader(io.StringIO(dateline("events", project, "--news", "--format", "csv").out)))
    assert {row["type"] for row in rows} >= {"ASSAULT", "COERCE"}
    assert dateline("events", project, "--country", "USA").out == "no event is like that\n"
    assert dateline("events", project, "--since", "soon").status == 2
    assert dateline("events", project, "--format", "xml").err.startswith(
        "dateline: --format xml is not known; use table,"
    )


def test_events_by_rule_reports_and_contradiction(tmp_path: Path, dateline: Callable[..., Any]) -> None:
    file, place = tmp_path / "c.jsonl", tmp_path / "p.duckdb"
    told = [("Lake Post", "killing three people"), ("Hill Times", "killing eleven people"), ("Coast Mail", "")]
    file.write_text(
        "".join(
            json.dumps({"outlet": outlet, "published": "2024-05-07", "text": f"Rebels shelled Goma on Monday {toll}."})
            + "\n"
            for outlet, toll in told[:2]
        )
        + json.dumps({"text": "Police arrested 12 protesters in Lagos on Tuesday."})
    )
    assert dateline("run", file, "--into", place, "--no-cache").status == 0

    def triggers(*options: object) -> list[str]:
        done = dateline("events", place, *options, "--format", "jsonl")
        return [row["trigger_text"] for row in map(json.loads, done.out.splitlines())]

    assert triggers("--rule", "coerce.arrest") == ["arrested"]
    assert triggers("--reports", 2) == ["shelled", "shelled"] == triggers("--contradicted")
    assert triggers("--uncontradicted") == ["arrested"]
    assert triggers("--reports", 3) == []
    done = dateline("timeline", place, "--rule", "coerce", "--format", "jsonl")
    assert sum(json.loads(line)["events"] for line in done.out.splitlines()) == 1


def test_timeline_counts_by_period(project: Path, dateline: Callable[..., Any]) -> None:
    rows = [
        json.loads(line) for line in dateline("timeline", project, "--by", "day", "--format", "jsonl").out.splitlines()
    ]
    assert {"day": "2024-04-29", "events": 1} in rows
    assert dateline("timeline", project, "--by", "week").status == 2
    assert "2024-04" in dateline("timeline", project).out


def test_show_lists_documents_and_shows_one(
    project: Path, dateline: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = dateline("show", project, "--format", "csv")
    assert [row["state"] for row in csv.DictReader(io.StringIO(listed.out))] == ["coded", "coded", "failed", "coded"]
    assert "the text is empty" in dateline("show", project, "--failed").out
    assert dateline("show", project, "--absent").out == "no document is like that\n"
    monkeypatch.setenv("DATELINE_PROJECT", str(project))
    assert "Post" in dateline("show", "--search", "truce geneva").out
    record = json.loads(dateline("show", "d", "--format", "jsonl").out)
    assert (record["id"], record["header"]["outlet"]["value"]) == ("d", "Post")
    assert "AGREE" in dateline("show", "d").out
    nobody = dateline("show", "nobody")
    assert (nobody.status, nobody.err) == (
        2, f"dateline: {project}: there is no document 'nobody'; `dateline show` without a name lists them\n",
    )  # fmt: skip


def test_explain_an_event_of_a_project(
    project: Path, tmp_path: Path, dateline: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = map(json.loads, dateline("events", project, "--type", "ASSAULT", "--format", "jsonl").out.splitlines())
    by_key, by_id = dateline("explain", project, row["address"]), dateline("explain", project, f"{row['id']}#e1")
    assert by_key.out == by_id.out
    assert "[trigger: shelled]" in by_key.out
    monkeypatch.setenv("DATELINE_PROJECT", str(project))
    assert dateline("explain", row["address"]).out == by_key.out
    assert "[trigger: arrested]" in dateline("explain", f"{tmp_path}/reports/b.txt#e1").out
    assert dateline("explain", "d#e9").status == 2


def test_verify_codes_a_sample_again(project: Path, dateline: Callable[..., Any]) -> None:
    done = dateline("runs", "verify", project, "--sample", "2")
    assert (done.status, done.out) == (0, "run 1: 2 documents coded again, 2 the same byte for byte\n")
    assert dateline("runs", "verify", project, "--run", "7").status == 2


def test_project_that_is_not_named_or_not_there_is_told(
    tmp_path: Path, dateline: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATELINE_PROJECT", raising=False)
    assert dateline("events").err == (
        "dateline: no project is named: give its file or address, or set DATELINE_PROJECT\n"
    )
    assert dateline("show", tmp_path / "none.duckdb").err == (
        f"dateline: {tmp_path}/none.duckdb: there is no such project; "
        f"make one with `dateline run CORPUS --into {tmp_path}/none.duckdb`\n"
    )
    assert dateline("diff", tmp_path / "none.duckdb", "1").status == 2
