from typing import Any

from dateline.review import Decision, anchor_event, suggest_changes


def test_the_commonest_corrections_come_with_drafts(record: dict[str, Any]) -> None:
    shelled, retreat = record["events"]
    rows = [
        Decision(key=f"k{n}", coder="ada", at="", document="d1", event=event["id"], rule=event["rule"],
                 anchor=anchor_event(record, event), **more)
        for n, (event, more) in enumerate(
            [
                (shelled, {"action": "reject"}),
                (shelled, {"action": "correct", "field": "status", "before": "occurred", "after": "planned"}),
                (shelled, {"action": "accept"}),
                (retreat | {"rule": "retreat.withdraw#retreat"}, {"action": "accept"}),
            ]
        )
    ]  # fmt: skip
    (one,) = suggest_changes(rows)
    assert (one.rule, one.judged) == ("assault.heavy.shell#shell", 3)
    assert one.kinds == {"rejected": 1, "status: occurred -> planned": 1}
    assert one.examples == ({"text": "Rebels shelled Goma on Monday.", "status": "planned"},)
    assert one.counterexamples == ("Rebels shelled Goma on Monday.",)
    undone = [Decision(key=f"u{n}", coder="ada", at="", document="d1", action="undo", undoes=f"k{n}") for n in range(2)]
    assert suggest_changes([*rows, *undone]) == ()
