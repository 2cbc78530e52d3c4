import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.desk.importing import compare_marks, import_annotations, read_annotations
from dateline.desk.service import Desk
from dateline.errors import UsageError

Marks = list[tuple[str, tuple[int, int]]]


def events_of(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return Lima's record, and its events by their words: marched, demand, arrested."""
    key = desk.search("Teachers")[0].key
    with desk.pool.store() as store:
        record = store.record(key).record
    return record, {record["text"][slice(*event["trigger"])]: event for event in record["events"]}


def test_marks_of_an_annotator_become_decisions(desk: Desk) -> None:
    record, events = events_of(desk)
    text = record["text"]
    start, end = events["marched"]["trigger"]
    marks: Marks = [
        (events["arrested"]["type"], (events["arrested"]["trigger"][0], events["arrested"]["trigger"][1])),
        (events["marched"]["type"], (start, end + len(" through"))),
        ("AID", (text.index("pay"), text.index("pay") + 3)),
    ]
    asked = {(one.action, one.event): one for one in compare_marks(record, marks, document="d", coder="ada")}
    assert ("accept", events["arrested"]["id"]) in asked
    assert asked["correct", events["marched"]["id"]].after["words"] == "marched through"
    assert asked["add", None].after["type"] == "AID"
    assert {event for action, event in asked if action == "reject"} == {
        event["id"] for words, event in events.items() if words not in ("arrested", "marched")
    }
    retyped = compare_marks(record, [("COERCE", (start, end))], document="d", coder="ada")
    assert [one.after for one in retyped if one.event == events["marched"]["id"] and one.field == "type"] == ["COERCE"]


@pytest.mark.parametrize(("format", "name"), [("brat", "b"), ("labelstudio", "t.jsonl"), ("prodigy", "p.jsonl")])
def test_what_was_exported_and_accepted_elsewhere_comes_back(
    format: str, name: str, desk: Desk, project: Path, tmp_path: Path
) -> None:
    out, run = tmp_path / name, CliRunner().invoke
    count = len(desk.find_events(""))
    desk.pool.close()
    assert run(app, ["export", str(project), "--as", format, "--out", str(out)]).exit_code == 0
    if format != "brat":
        tasks = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        for task in tasks:
            task |= {"annotations": task["predictions"]} if format == "labelstudio" else {"answer": "accept"}
        out.write_text(json.dumps(tasks), encoding="utf-8")
    for _ in range(2):  # the second time nothing new
        found = run(app, ["review", "import", str(project), str(out), "--as", format, "--coder", "ada"])
        assert found.exit_code == 0, found.output
    assert run(app, ["review", "log", str(project), "-o", str(tmp_path / "log.jsonl")]).exit_code == 0
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["action"], row["coder"]) for row in rows] == [("accept", "ada")] * count


def test_what_does_not_fit_is_refused(desk: Desk, tmp_path: Path) -> None:
    record, _ = events_of(desk)
    file = tmp_path / "t.jsonl"
    good = {"text": record["text"], "spans": [], "meta": {"document": record["id"]}, "answer": "accept"}
    rows = [{**good, "text": "Another text."}, {**good, "meta": {"document": "nowhere"}}, {**good, "answer": "ignore"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    taken = import_annotations(desk, read_annotations(file, format="prodigy"), coder="ada")
    assert (taken.documents, taken.decisions, len(taken.refused)) == (0, 0, 2)
    file.write_text("[{]", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read as prodigy"):
        list(read_annotations(file, format="prodigy"))
    with pytest.raises(UsageError, match="use brat"):
        list(read_annotations(file, format="doccano"))
