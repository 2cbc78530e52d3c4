import json
from pathlib import Path

from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.contract.validate import find_record_faults
from dateline.desk.gold import gold_records
from dateline.desk.service import Asked, Desk


def decide_some(desk: Desk) -> dict[str, str]:
    """Reject one event, correct the type of another, accept a third, add a fourth; return them by what was done."""
    events = {row.row["trigger_text"]: row for row in desk.find_events("")}
    done = {"reject": events["arrested"], "correct": events["marched"], "accept": events["shelled"]}
    for action, row in done.items():
        more = {"field": "type", "after": "COERCE"} if action == "correct" else {}
        desk.decide("ada", Asked(action=action, document=row.row["document"], event=row.row["event"], **more))
    desk.decide(
        "ada", Asked(action="add", document=done["accept"].row["document"], after={"type": "ACCUSE", "span": [0, 4]})
    )
    return {action: row.address for action, row in done.items()}


def test_gold_is_what_people_left_and_keeps_the_contract(desk: Desk) -> None:
    done = decide_some(desk)
    with desk.pool.store() as store:
        records = {stored.key: stored.record for stored in store.records()}
        gold = list(gold_records(store))
        every = list(gold_records(store, every=True))
        before = list(gold_records(store, until="2031-03-14T00:00:00Z"))
    assert (len(gold), len(every), before) == (2, 3, [])
    assert [fault for record in every for fault in find_record_faults(record)] == []
    lima = next(record for record in gold if record["review"]["rejected"])
    assert lima["review"]["rejected"] == [done["reject"].rpartition("#")[2]]
    assert done["reject"].rpartition("#")[2] not in {event["id"] for event in lima["events"]}
    corrected = next(e for e in lima["events"] if e["id"] == done["correct"].rpartition("#")[2])
    assert (corrected["type"], corrected["quad"], corrected["mode"], corrected["cameo"]) == ("COERCE", 4, None, None)
    goma = next(record for record in gold if record is not lima)
    assert {review["verdict"] for review in goma["review"]["events"].values()} == {"accepted", "added"}
    assert records[done["reject"].rpartition("#")[0]] != lima  # the machine's own record stays as it was


def test_gold_and_log_from_the_command_line(desk: Desk, project: Path, tmp_path: Path) -> None:
    decide_some(desk)
    desk.pool.close()
    run = CliRunner().invoke
    assert run(app, ["review", "log", str(project), "-o", str(tmp_path / "log.jsonl")]).exit_code == 0
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["action"] for row in log] == ["reject", "correct", "accept", "add"]
    gold = tmp_path / "gold.jsonl"
    assert run(app, ["review", "records", str(project), "-o", str(gold)]).exit_code == 0
    assert run(app, ["validate", str(gold)]).exit_code == 0
    for format, out in (("brat", "brat"), ("labelstudio", "tasks.jsonl"), ("prodigy", "p.jsonl"), ("w3c", "w.json")):
        assert run(app, ["export", str(gold), "--as", format, "--out", str(tmp_path / out)]).exit_code == 0, format
    tasks = (tmp_path / "tasks.jsonl").read_text(encoding="utf-8")
    assert "machine-coded, reviewed" in tasks
    assert "unreviewed" not in tasks


def test_an_export_says_how_far_it_was_reviewed_and_names_nobody(desk: Desk, project: Path, tmp_path: Path) -> None:
    done = decide_some(desk)
    document, _, event = done["accept"].rpartition("#")
    desk.decide("bob", Asked(action="accept", document=document, event=event))
    desk.decide("model:m", Asked(action="reject", document=document, event=event), role="adjudicator")
    desk.pool.close()
    run, gold = CliRunner().invoke, tmp_path / "gold.jsonl"
    assert run(app, ["review", "records", str(project), "-o", str(gold), "--every"]).exit_code == 0
    told = (
        "machine-coded, reviewed in part: 5 decisions by 2 people on 2 of 3 documents, as of "
        "2031-03-15T00:00:04.000000Z (events: 1 accepted, 1 corrected, 1 added, 1 rejected and left out); the rest is "
        "as the machine coded it"
    )
    for more in ([], ["--share"]):
        out = tmp_path / f"acled{len(more)}.csv"
        assert run(app, ["export", str(gold), "--as", "acled", "--out", str(out), *more]).exit_code == 0
        page = out.with_suffix(".codebook.md").read_text(encoding="utf-8")
        assert told in page
        assert told in json.loads(out.with_suffix(".manifest.json").read_text(encoding="utf-8"))["notice"]
        assert "ada" not in page.replace("adapted", "")
        rows = out.read_text(encoding="utf-8")
        assert "machine-coded, accepted by a person" in rows
    for format in ("geojson", "w3c"):
        assert run(app, ["export", str(gold), "--as", format, "--out", str(tmp_path / format)]).exit_code == 0
        assert told in (tmp_path / format).read_text(encoding="utf-8")
    assert run(app, ["export", str(gold), "--as", "prodigy", "--out", str(tmp_path / "p.jsonl")]).exit_code == 0
    tasks = (tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted("unreviewed" in task for task in tasks) == [False, False, True]
    assert run(app, ["report", str(gold), "-o", str(tmp_path / "report.html")]).exit_code == 0
    assert "5 decisions by 2 people" in (tmp_path / "report.html").read_text(encoding="utf-8")
