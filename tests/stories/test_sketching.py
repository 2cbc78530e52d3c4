import pytest

from dateline.contract.record import as_record
from dateline.stories import DocumentSketch, sketch_record
from dateline.stories.rules import load_rules
from dateline.stories.sketching import find_words


@pytest.fixture(scope="module")
def sketch(run_until):
    text = (
        "MOSUL, Iraq, March 15 (AFP) - A car bomb killed at least 12 people at a market in Mosul on Tuesday, "
        "police said. "
        "Last year gunmen attacked a school in Basra. Islamic State plans to attack Kirkuk, officials said."
    )
    return sketch_record(
        as_record(run_until("loaded", text, published="2023-03-15", outlet="Gulf Post", title="Bomb in Mosul"))
    )


def test_a_sketch_holds_who_published_what_and_when(sketch):
    assert (sketch.outlet, sketch.agency, sketch.published) == ("Gulf Post", "AFP", 738594)
    assert sketch.title == ("bomb", "mosul")
    assert sketch.signature is not None


def test_an_event_keeps_what_linking_compares(sketch):
    event = sketch.events[0]
    assert (event.type, event.mode, event.status) == ("ASSAULT", "explosives", "occurred")
    assert (event.place.name, event.place.stated, event.date.start) == ("Mosul", True, 738593)
    assert [(toll.what, toll.low, toll.high) for toll in event.tolls] == [("killed", 12, None)]
    assert event.sites == ("market",)


def test_a_plan_keeps_its_status(sketch):
    assert "planned" in {event.status for event in sketch.events}


def test_the_dateline_stands_in_for_a_place_that_is_not_stated(run_until):
    text = "KIRKUK, Iraq (Reuters) - Gunmen shot dead three policemen on Tuesday."
    event = sketch_record(as_record(run_until("loaded", text, published="2023-03-15"))).events[0]
    assert (event.place.name, event.place.stated) == ("Kirkuk", False)


def test_a_failed_document_is_a_sketch_without_events():
    record = {"id": "x", "source": "x", "error": {"code": "empty", "message": "nothing"}}
    assert sketch_record(record, key="7") == DocumentSketch(key="7")


def test_words_are_stemmed_and_sites_found_in_the_plural():
    words, sites = find_words(["Shelling hit two markets and the hospitals; people said so."], load_rules())
    assert sites == ("hospital", "market")
    assert "people" not in words and "shell" in words
