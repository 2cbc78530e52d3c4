"""What a change of the codebook means to decisions: each kind of change against each kind of verdict."""

from dataclasses import replace
from typing import Any

import pytest

from dateline.codebook import Cause, Coding, EventChange
from dateline.model import Span
from dateline.review import Decision, ReviewedRecord, anchor_event, apply_decisions, judge_change, judged_fields

Record = dict[str, Any]


def decide(record: Record, action: str, event: str | None = "e1", **more: Any) -> Decision:
    given = next((each for each in record["events"] if each["id"] == event), None)
    base: Record = {
        "key": "k", "coder": "ada", "at": "2031-03-14T10:00:00Z", "document": "d1", "action": action, "event": event,
        "anchor": anchor_event(record, given) if given else None,
        "fields": judged_fields(record, given) if given else None, "rule": given["rule"] if given else None,
    }  # fmt: skip
    return Decision(**(base | more))


def coding(record: Record, number: int = 0, **other: Any) -> Coding:
    """Return an event of a record as the comparison of codebooks tells it."""
    event = record["events"][number]
    fields = judged_fields(record, event)
    named = {
        role: tuple(f"{one['name']}" + (f" ({one['code']})" if one["code"] else "") for one in fields[role])
        for role in ("source", "target")
    }
    values = {
        "type": event["type"], "mode": event["mode"], "cameo": event.get("cameo"), "contexts": tuple(event["contexts"]),
        "status": event["status"], "standing": event["standing"], **named, "others": (),
        "place": fields["where"]["name"] if fields["where"] else None, "date": tuple(fields["date"] or (None, None)),
        "about": None, "mentions": (), "rule": event["rule"],
    }  # fmt: skip
    return Coding(**(values | other))


def change(record: Record, kind: str, old: Coding | None, new: Coding | None) -> EventChange:
    event = record["events"][0]
    start, end = event["trigger"]
    return EventChange(
        kind=kind, document="d1", source="d1", sentence="", trigger=" ".join(record["text"][start:end].split()),  # type: ignore[arg-type]
        span=Span(start, end), old=old, new=new, fields=(), cause=Cause(reason="unknown"),
    )  # fmt: skip


def reviewed(record: Record, *rows: Any) -> ReviewedRecord:
    return apply_decisions(record, rows)


@pytest.mark.parametrize(("verdict", "kind", "outcome"), [
    ("accept", "dropped", "now-wrong"), ("reject", "dropped", "now-right"), ("reject", "altered", "still-wrong"),
    ("accept", "altered", "now-wrong"), ("reject", "added", "now-wrong"), ("flag", "dropped", "open"),
    ("skip", "dropped", "open"),
])  # fmt: skip
def test_a_verdict_and_a_change(record: Record, verdict: str, kind: str, outcome: str) -> None:
    old, new = coding(record), coding(record, status="planned")
    given = change(record, kind, None if kind == "added" else old, None if kind == "dropped" else new)
    found = judge_change(given, reviewed(record, decide(record, verdict)), read_in_full=False)
    assert found.outcome == outcome
    assert found.why


def test_a_correction_that_the_codebook_now_makes_is_right(record: Record) -> None:
    done = reviewed(record, decide(record, "correct", field="status", before="occurred", after="planned"))
    old, new = coding(record), coding(record, status="planned", contexts=("military", "new"))
    right = judge_change(change(record, "altered", old, new), done, read_in_full=False)
    assert (right.outcome, right.event) == ("now-right", "e1")
    assert [(each.field, each.reviewed, each.outcome) for each in right.fields] == [("status", "planned", "now-right")]
    other = judge_change(change(record, "altered", old, replace(new, status="denied")), done, read_in_full=False)
    assert other.outcome == "still-wrong"
    back = judge_change(change(record, "altered", new, old), done, read_in_full=False)
    assert back.outcome == "now-wrong"


def test_a_corrected_type_leaves_the_mode_open(record: Record) -> None:
    done = reviewed(record, decide(record, "correct", field="type", before=record["events"][0]["type"], after="COERCE"))
    new = coding(record, type="COERCE", mode="arrest")
    assert judge_change(change(record, "altered", coding(record), new), done, read_in_full=False).outcome == "now-right"


def test_what_nobody_judges_changes_nothing(record: Record) -> None:
    done = reviewed(record, decide(record, "accept"))
    new = coding(record, contexts=("new",), cameo="190")
    found = judge_change(change(record, "altered", coding(record), new), done, read_in_full=False)
    assert (found.outcome, found.fields) == ("still-right", ())


def test_certainty_of_a_party_is_not_judged(record: Record) -> None:
    done = reviewed(record, decide(record, "accept"))
    told = tuple(f"{name}, suspected" for name in coding(record).source)
    new = coding(record, source=told)
    assert (
        judge_change(change(record, "altered", coding(record), new), done, read_in_full=False).outcome == "still-right"
    )


def test_an_event_that_a_person_added(record: Record) -> None:
    span = record["events"][0]["trigger"]
    bare = {**record, "events": []}
    added = decide(
        record, "add", None, after={"type": record["events"][0]["type"], "span": span}, anchor=None, fields=None
    )
    given = change(record, "added", None, coding(record))
    assert judge_change(given, reviewed(bare, added), read_in_full=False).outcome == "now-right"
    other = change(record, "added", None, coding(record, type="AID"))
    assert judge_change(other, reviewed(bare, added), read_in_full=False).outcome == "still-wrong"
    assert judge_change(given, reviewed(bare), read_in_full=False).outcome == "open"
    assert judge_change(given, reviewed(bare), read_in_full=True).outcome == "now-wrong"


def test_a_text_that_reads_otherwise_now_says_nothing(record: Record) -> None:
    given = replace(change(record, "dropped", coding(record), None), trigger="other words")
    found = judge_change(given, reviewed(record, decide(record, "accept")), read_in_full=False)
    assert (found.outcome, found.event) == ("open", None)
