"""What a shared record must not tell, and what it must keep."""

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import TEXT, make_actor, make_occurrence, make_part, make_place, make_record

from dateline.contract.validate import find_record_faults
from dateline.errors import UsageError
from dateline.sharing import Profile, read_days, read_kilometres, share_occurrences, share_record
from dateline.sharing.persons import describe_source

KEEP = Profile(texts="keep")


def bytes_of(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize("profile", [Profile(), KEEP, Profile(coarsen_km=25, delay_days=14, as_of="2031-03-20"),
                                     Profile(coarsen_km=100, coarsen_dates="month")])  # fmt: skip
def test_a_shared_record_keeps_the_contract_and_leaves_the_given_one_alone(profile: Profile) -> None:
    record = make_record()
    before = copy.deepcopy(record)
    shared = share_record(record, profile)
    assert record == before
    assert list(find_record_faults(shared)) == []
    assert len(shared["text"]) == len(TEXT)
    assert shared["raw_sha256"] == record["raw_sha256"]
    assert [event["trigger"] for event in record["events"]][: len(shared["events"])] == [
        event["trigger"] for event in shared["events"]
    ]
    assert share_record(record, profile) == shared


@pytest.mark.parametrize(("status", "role", "stands"), [
    ("private", None, "a private person"), ("private", "HLH", "a health worker"), ("minor", "CVL", "a minor"),
    ("victim", None, "a victim"), ("suspect", "MIL", "a suspect"), (None, None, "a private person")])  # fmt: skip
def test_a_person_goes_by_the_role(status: str | None, role: str | None, stands: str) -> None:
    record = make_record()
    record["actors"][2] |= {"person_status": status, "role": role, "wikidata": "Q1"}
    shared = share_record(record, KEEP)
    assert shared["actors"][2]["name"] == shared["claims"][0]["source_name"] == stands
    assert shared["actors"][2]["wikidata"] is None
    assert "Teshik" not in bytes_of(shared)
    assert "12 people, ███████████ said" in shared["text"]


@pytest.mark.parametrize("status", ["public-office", "public-figure"])
def test_public_persons_keep_their_names(status: str) -> None:
    record = make_record()
    record["actors"][2] |= {"person_status": status}
    assert "Amal Teshik said" in share_record(record, KEEP)["text"]


def test_whom_nobody_resolved_may_be_a_person() -> None:
    record = make_record()
    record["actors"][2] |= {"person_status": None, "kind": None, "basis": "unresolved"}
    assert "Teshik" not in bytes_of(share_record(record, KEEP))


LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels: such names are no words of English, of types or of keys
name = st.text(LETTERS, min_size=4, max_size=9).map(str.capitalize)


@given(
    given=name, family=name, how=st.sampled_from(["{g} {f}", "{G} {F}", "Mr {f}", "{f}'s", "{f}s", "{g}-{f}", "{F}"])
)
def test_no_masked_name_survives_anywhere(given: str, family: str, how: str) -> None:
    told = how.format(g=given, f=family, G=given.upper(), F=family.upper())
    text = TEXT.replace("Amal Teshik", f"{given} {family}") + f" The house of {told} burned."
    record = make_record(f"report-{family.lower()}", text=text, alignment=[[0, len(text), 0, len(text)]])
    record["source"] = f"/home/me/{given}_{family}.txt"
    actor = make_actor("a3", f"{given} {family}", text, kind="person", person_status="victim", basis="unresolved")
    record["actors"][2] = actor
    record["sentences"][-1][1] = len(text)
    record["claims"][0] |= {"source_name": f"{given} {family}"}
    record["header"]["title"]["value"] = f"{told} killed, {family.upper()} family says"
    record["header"]["byline"] = {"value": f"By {given}", "span": None, "basis": "given"}
    record["notes"][0]["reason"] = f"'{told}' has no code, {family} neither"
    record["edits"] = [{"span": [0, 6], "raw_span": [0, 6], "was": family, "now": "Rebels", "rule": "ocr.name"}]
    record["events"][0]["conflicts"] = [{"field": "target", "values": [told, [family]]}]
    record["events"][0]["participants"].append(
        make_part("a3", f"{given} {family}", "victim", text, part=f"{told}'s kin")
    )
    record["numbers"][0]["qualifier"] = f"as {told} said"
    record["loaded_terms"] = [{"span": [0, 6], "term": "rebels", "frame": "x", "neutral": family}]
    record["actors"][0]["alternatives"] = [{"entry": "x", "name": f"Front of {family}", "code": None}]
    record["claims"].append({**record["claims"][0], "id": "c9", "actor": None, "source_name": f"{told}, a teacher"})
    for profile in (Profile(), KEEP, Profile(coarsen_km=25)):
        out = bytes_of(share_record(record, profile))
        for hidden in (given, family, given.upper(), family.upper(), f"{given} {family}".lower(), family.lower()):
            assert hidden not in out


def test_texts_are_left_out_but_for_snippets_of_25_words() -> None:
    words = [f"w{n}" for n in range(200)]
    text = " ".join(words)
    spans = [[text.index(f"w{n} "), text.index(f"w{n} ") + len(f"w{n}")] for n in (30, 60, 62, 64, 120)]
    events = [
        {**make_record()["events"][1], "id": f"e{n}", "trigger": span, "sentence": 0,
         "mentions": [{"sentence": 0, "trigger": span}], "participants": [], "source": [], "source_spans": []}
        for n, span in enumerate(spans)]  # fmt: skip
    record = make_record(text=text, alignment=[], sentences=[[0, len(text)]], events=events, actors=[], places=[],
                         times=[], claims=[], numbers=[], notes=[])  # fmt: skip
    shared = share_record(record, Profile())
    runs = [run.split() for run in re.split("█[█ ]*", shared["text"]) if run.strip()]
    assert runs
    assert all(len(run) <= 25 for run in runs)
    assert sum(map(len, runs)) <= 75
    for span in (spans[0], spans[1], spans[4]):
        assert shared["text"][slice(*span)] == text[slice(*span)]
    gaps = [len(gap.split()) for gap in re.findall(r"(?:█+ )+", shared["text"])]
    assert min(gaps) >= 5


def test_titles_are_cut_and_unknown_names_in_them_masked() -> None:
    record = make_record()
    record["header"]["title"]["value"] = "Army shells Zorvik, Borvian Kesh among the dead " + "and more " * 30
    title = share_record(record, Profile())["header"]["title"]["value"]
    assert title.startswith("Army shells Zorvik, ███████ ████ among the dead")
    assert len(title.split()) == 26  # and an ellipsis


def test_a_capitalised_word_that_nobody_found_is_masked() -> None:
    text = TEXT.replace("killing", "killing Borvik Kesh and")
    record = make_record(text=text)
    span = [text.index("shelled"), text.index("shelled") + 7]
    record |= {"actors": [], "claims": [], "numbers": [], "times": [], "places": [], "notes": [],
               "events": [{**record["events"][1], "trigger": span, "sentence": 0, "participants": [],
                           "mentions": [{"sentence": 0, "trigger": span}]}]}  # fmt: skip
    shared = share_record(record, Profile())
    assert "Kesh" not in shared["text"]
    assert "shelled" in shared["text"]


@pytest.mark.parametrize(("said", "stands"), [
    ("a surgeon at the Zorvik hospital", "a medical source"), ("an official in the Water Ministry", "an official"),
    ("two residents of the old quarter", "a resident"), ("someone close to the talks", "an unnamed source"),
    ("a diplomat from a Gulf state", "a diplomat")])  # fmt: skip
def test_unnamed_sources_are_described_coarsely(said: str, stands: str) -> None:
    assert describe_source(said) == stands
    text = TEXT.replace("Amal Teshik", said)
    record = make_record(text=text, notes=[])
    span = [text.index(said), text.index(said) + len(said)]
    record["actors"] = record["actors"][:2]
    record["events"] = record["events"][:1]
    record["claims"][0] |= {"source_name": said, "source_kind": "unnamed", "actor": None, "source": [span]}
    shared = share_record(record, KEEP)
    assert shared["claims"][0]["source_name"] == stands
    assert said not in bytes_of(shared)


def test_places_of_camps_are_moved_and_lose_their_names() -> None:
    record = make_record()
    record["places"][0] |= {"kind": "camp"}
    shared = share_record(record, Profile(texts="keep", coarsen_km=25))
    place = shared["places"][0]
    assert place["name"] == "a place in Nord Kivu, COD"
    assert (place["geonameid"], place["admin2"], place["precision"]) == (None, None, 2)
    away = ((place["lat"] + 1.67409) ** 2 + (place["lon"] - 29.22845) ** 2) ** 0.5 * 111.32
    assert 0 < away <= 25 * 2**0.5 / 2 + 0.1
    assert "Zorvik" not in bytes_of(shared)
    assert shared["events"][0]["locations"][0]["precision"] == 2
    near = {**record, "places": [{**record["places"][0], "lat": -1.6741, "lon": 29.2285}, *record["places"][1:]]}
    assert share_record(near, Profile(coarsen_km=25))["places"][0]["lat"] == place["lat"]  # one point for a cell
    assert share_record(record, KEEP)["places"][0]["name"] == "Zorvik"  # on request only


def test_ongoing_operations_are_coarsened_too() -> None:
    record = make_record()
    record["events"][0] |= {"status": "ongoing"}
    assert share_record(record, Profile(coarsen_km=25))["places"][0]["name"].startswith("a place in")
    record["events"][0] |= {"status": "occurred"}
    assert share_record(record, Profile(coarsen_km=25))["places"][0]["name"] == "Zorvik"


def test_hospitals_that_act_lose_their_names() -> None:
    record = make_record()
    record["actors"][0] |= {"name": "North Front Hospital", "kind": "health", "role": "HLH"}
    shared = share_record(record, Profile(texts="keep", coarsen_km=25))
    assert shared["actors"][0]["name"] == "a health facility"
    assert "North Front" not in bytes_of(shared)


@pytest.mark.parametrize(("as_of", "told"), [("2031-03-20", False), ("2031-03-27", False), ("2031-03-29", True)])
def test_events_of_camps_are_withheld_until_the_delay_is_over(as_of: str, told: bool) -> None:
    record = make_record()
    record["places"][0] |= {"kind": "camp"}
    shared = share_record(record, Profile(texts="keep", delay_days=14, as_of=as_of))
    assert ("e1" in [event["id"] for event in shared["events"]]) is told
    assert ("shelled" in shared["text"]) is told
    assert ("n1" in [number["id"] for number in shared["numbers"]]) is told
    assert (shared["header"]["title"] is not None) is told
    assert list(find_record_faults(shared)) == []
    assert ("Zorvik" in bytes_of(shared)) is told


def test_an_event_of_which_no_day_is_known_stays_withheld() -> None:
    record = make_record()
    record["places"][0] |= {"kind": "camp"}
    record["events"][0] |= {"date": None}
    record["header"]["published"] = None
    shared = share_record(record, Profile(delay_days=1, as_of="2099-01-01"))
    assert "e1" not in [event["id"] for event in shared["events"]]


@pytest.mark.parametrize(("unit", "start", "end", "published"), [
    ("week", "2031-03-10", "2031-03-16", "2031-W11"), ("month", "2031-03-01", "2031-03-31", "2031-03")])  # fmt: skip
def test_dates_become_weeks_or_months(unit: Any, start: str, end: str, published: str) -> None:
    record = make_record()
    record["places"][0] |= {"kind": "camp"}
    shared = share_record(record, Profile(texts="keep", coarsen_dates=unit))
    date = shared["events"][0]["date"]
    assert (date["start"], date["end"]) == (start, end)
    assert shared["header"]["published"]["value"] == published
    assert "Monday" not in shared["text"]
    assert not re.search(r"2031-03-1[45]", bytes_of(shared))
    assert list(find_record_faults(shared)) == []


def test_contradictions_keep_figures_and_not_words() -> None:
    told = share_occurrences({"e1": make_occurrence(), "e77": make_occurrence("o2")}, make_record())
    assert list(told) == ["e1"]
    assert told["e1"].contradictions[0].accounts[0].value == "withheld"
    assert (told["e1"].reports, told["e1"].members[0].reasons) == (2, ())


def test_a_document_that_failed_tells_no_folder() -> None:
    failed = {"id": "x", "source": "/home/amal/notes/x.txt",
              "error": {"code": "empty", "message": "/home/amal/notes/x.txt holds no text"}}  # fmt: skip
    assert share_record(failed, Profile()) == {
        "id": "x", "source": "x.txt", "error": {"code": "empty", "message": "empty"}}  # fmt: skip


def test_distances_and_delays() -> None:
    assert (read_kilometres("25km"), read_days("14d")) == (25.0, 14)
    for text in ("25", "0km", "9999km", "km", "-1km"):
        with pytest.raises(UsageError):
            read_kilometres(text)
    with pytest.raises(UsageError):
        read_days("14")


def test_a_place_whose_division_bears_its_name_keeps_the_country_only() -> None:
    record = make_record(places=[make_place("p1", "Zorvik", admin1="Zorvik District", kind="camp")])
    shared = share_record(record, Profile(coarsen_km=25))
    assert shared["places"][0]["name"] == "a place in COD"
    assert "Zorvik" not in bytes_of(shared)
