import copy
from typing import Any

from dateline.review import Decision, anchor_event, apply_decisions, final_verdicts, judged_fields

Record = dict[str, Any]


def decide(
    record: Record, action: str, event: str | None = "e1", *, n: int = 1, coder: str = "ada", **more: Any
) -> Decision:
    given = next((each for each in record["events"] if each["id"] == event), None)
    anchor = anchor_event(record, given) if given else None
    fields = judged_fields(record, given) if given else None
    base: Record = {
        "key": f"k{n}", "coder": coder, "at": f"2031-03-14T10:00:{n:02}Z", "document": "d1", "action": action,
        "event": event, "anchor": anchor, "fields": fields, "rule": given["rule"] if given else None,
    }  # fmt: skip
    return Decision(**(base | more))


def test_a_correction_changes_one_field_and_nothing_else(record: Record) -> None:
    before = copy.deepcopy(record)
    done = apply_decisions(record, [decide(record, "correct", field="status", before="occurred", after="planned")])
    assert done.record["events"][0]["status"] == "planned"
    assert done.reviews["e1"].verdict == "corrected"
    assert done.reviews["e1"].changed == ("status",)
    assert record == before, "the machine's record is never touched"
    done.record["events"][0]["status"] = "occurred"
    assert done.record == before


def test_acceptance_rejection_and_the_last_word(record: Record) -> None:
    rows = [decide(record, "accept", n=1), decide(record, "reject", n=2), decide(record, "accept", "e2", n=3)]
    done = apply_decisions(record, rows)
    assert {id: review.verdict for id, review in done.reviews.items()} == {"e1": "rejected", "e2": "accepted"}
    assert len(done.record["events"]) == 2, "a rejected event is marked, not lost"


def test_an_adjudicator_stands_over_a_later_coder(record: Record) -> None:
    rows = [decide(record, "reject", n=1, coder="eve"), decide(record, "accept", n=2, coder="ada")]
    assert apply_decisions(record, rows, final=["eve"]).reviews["e1"].verdict == "rejected"
    assert final_verdicts(rows, final=["eve"])[("d1", "e1")].coder == "eve"
    assert final_verdicts(rows)[("d1", "e1")].coder == "ada"


def test_undo_takes_back_ones_own_decision_only(record: Record) -> None:
    rejected = decide(record, "reject", n=1)
    mine = Decision(key="k2", coder="ada", at="2031-03-14T11:00:00Z", document="d1", action="undo", undoes="k1")
    other = Decision(key="k3", coder="bob", at="2031-03-14T11:00:00Z", document="d1", action="undo", undoes="k1")
    assert apply_decisions(record, [rejected, mine]).reviews == {}
    assert apply_decisions(record, [rejected, other]).reviews["e1"].verdict == "rejected"


def test_the_data_set_at_a_past_moment(record: Record) -> None:
    rows = [
        decide(record, "accept", n=1),
        decide(record, "correct", n=5, field="mode", before=None, after="heavy-weapons"),
    ]
    then = apply_decisions(record, rows, until="2031-03-14T10:00:03Z")
    assert then.record["events"][0]["mode"] is None
    assert then.reviews["e1"].verdict == "accepted"
    assert apply_decisions(record, rows).record["events"][0]["mode"] == "heavy-weapons"


def test_decisions_survive_another_coding_of_the_same_text(record: Record) -> None:
    rows = [
        decide(record, "correct", field="status", before="occurred", after="planned"),
        decide(record, "accept", "e2", n=2),
    ]
    later = copy.deepcopy(record)
    for event, id in zip(later["events"], ("e7", "e8"), strict=True):
        event["id"] = id
    done = apply_decisions(later, rows)
    assert done.stale == ()
    assert done.record["events"][0]["status"] == "planned"
    assert done.reviews["e8"].verdict == "accepted"


def test_what_no_longer_fits_is_listed_for_another_look(record: Record) -> None:
    rows = [
        decide(record, "correct", n=1, field="status", before="occurred", after="planned"),
        decide(record, "accept", "e2", n=2),
        decide(record, "reject", "e2", n=3),
    ]
    later = copy.deepcopy(record)
    later["events"][0]["status"] = "denied"  # neither what was corrected nor the correction
    later["events"][1]["mode"] = "ceasefire"  # an accepted field differs; its trigger and type do not
    done = apply_decisions(later, rows)
    assert [decision.key for decision in done.stale] == ["k1", "k2"]
    assert done.record["events"][0]["status"] == "denied"
    assert done.reviews["e2"].verdict == "rejected"


def test_a_machine_that_learned_the_correction_agrees_with_it(record: Record) -> None:
    row = decide(record, "correct", field="status", before="occurred", after="planned")
    later = copy.deepcopy(record)
    later["events"][0]["status"] = "planned"
    assert apply_decisions(later, [row]).stale == ()


def test_a_changed_text_is_matched_by_words_and_sentence(record: Record) -> None:
    row = decide(record, "reject")
    later = copy.deepcopy(record)
    shift = "Correction. "
    later["text"] = shift + record["text"]
    later["sentences"] = [[0, 11], *([a + 12, b + 12] for a, b in record["sentences"])]
    for event in later["events"]:
        event["trigger"] = [at + len(shift) for at in event["trigger"]]
    assert apply_decisions(later, [row]).reviews["e1"].verdict == "rejected"
    later["text"] = later["text"].replace("on Monday", "on Friday")
    assert apply_decisions(later, [row]).stale == (row,)


def test_parties_are_changed_with_their_spans_and_kept_properties(record: Record) -> None:
    after = [{"name": "Rebels", "code": "CODREB"}, {"name": "Mai-Mai", "code": "CODUAF", "span": [31, 39]}]
    row = decide(record, "correct", field="source", before=[{"name": "Rebels", "code": "CODREB"}], after=after)
    event = apply_decisions(record, [row]).record["events"][0]
    assert event["source"] == ["a1", "r1"]
    assert event["source_spans"] == [[0, 6], [31, 39]]
    assert [party["certainty"] for party in event["participants"]] == ["claimed", "stated"]
    none = decide(record, "correct", field="source", before=[{"name": "Rebels", "code": "CODREB"}], after=[])
    event = apply_decisions(record, [none]).record["events"][0]
    assert (event["source"], event["source_state"], event["participants"]) == ([], "unstated", [])


def test_place_date_and_a_missed_event(record: Record) -> None:
    new = {
        "span": [79, 82],
        "type": "CONSULT",
        "quad": 1,
        "where": {"name": "Bukavu", "geonameid": 217831, "span": [94, 100]},
    }
    rows = [
        decide(record, "correct", n=1, field="date", before=None, after=["2031-03-10", "2031-03-10"]),
        decide(record, "correct", n=2, field="where", before={"name": "Goma", "geonameid": 216281}, after=None),
        decide(record, "add", None, n=3, after=new),
    ]
    done = apply_decisions(record, rows)
    first, _, added = done.record["events"]
    assert (first["date"]["start"], first["where"]) == ("2031-03-10", None)
    assert (added["id"], added["type"], added["sentence"], added["trigger"]) == ("r1", "CONSULT", 2, [79, 82])
    assert next(place["name"] for place in done.record["places"] if place["id"] == added["where"]) == "Bukavu"
    assert done.reviews["r1"].verdict == "added"
    assert len(apply_decisions(record, rows).record["events"]) == 3


def test_the_audit_log_reads_back(record: Record) -> None:
    row = decide(record, "correct", field="status", before="occurred", after="planned", why="the verb is in the future")
    assert Decision.from_dict(row.to_dict()) == row
