from typing import Any

import pytest
from making_stories import make_document, make_event

from dateline.stories import link_documents, sketch_record
from dateline.stories.provenance import find_voices
from dateline.stories.sketch import VoiceSketch

LONG = (
    "A car bomb went off beside a vegetable stall in the old town and wounded a dozen shoppers, the police said. " * 2
)


def voice(label: str, origin: str | None = None, names: tuple[str, ...] = (), claim: str | None = "c1") -> VoiceSketch:
    return VoiceSketch(claim=claim, stance="asserts", label=label, origin=origin, names=names)


OUTLET = voice("the outlet", claim=None)


def origins(*documents):
    (occurrence,) = link_documents(documents).occurrences
    return occurrence.origin_keys


def test_ten_outlets_with_one_agencys_text_are_one_origin():
    documents = [make_document(f"d{n}", text=LONG, agency="AFP" if n == 7 else None) for n in range(10)]
    assert origins(*documents) == ("by:afp",)


def test_ten_outlets_that_cite_one_newspapers_unnamed_source_are_one_origin():
    first = make_document("a", make_event(voices=(voice("a security source"),)), outlet="Cairo Ledger")
    cited = make_event(voices=(voice("Cairo Ledger", "by:cairo ledger"),))
    rest = [make_document(f"d{n}", cited) for n in range(9)]
    assert origins(first, *rest) == ("by:cairo ledger",)


def test_a_cited_source_that_is_an_outlet_of_the_collection_is_known_by_its_name():
    first = make_document("a", outlet="The Cairo Ledger")
    taken_for_a_person = make_event(voices=(voice("Ledger", "who:ledger", ("cairo ledger",)),))
    assert origins(first, make_document("b", taken_for_a_person)) == ("by:cairo ledger",)


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ((OUTLET,), ("by:outlet a", "by:outlet b")),
        ((voice("police"),), ("by:outlet a", "by:outlet b")),
        ((voice("the minister", "who:Q1"),), ("who:Q1",)),
        ((voice("the minister", "who:Q1"), OUTLET), ("by:outlet a", "by:outlet b")),
        ((voice("Reuters", "by:reuters"), OUTLET), ("by:reuters",)),
        ((voice("Reuters", "by:reuters"), voice("police", claim="c2")), ("by:outlet a", "by:outlet b")),
        ((voice("Reuters", "by:reuters"), voice("AP", "by:ap", claim="c2")), ("by:ap", "by:reuters")),
    ],
    ids=[
        "own words",
        "police",
        "a minister",
        "minister and own words",
        "Reuters and headline",
        "and police",
        "two agencies",
    ],
)
def test_whose_account_a_report_gives(voices, expected):
    event = make_event(voices=voices)
    assert origins(make_document("a", event), make_document("b", event)) == expected


def test_two_reports_of_one_outlet_are_one_origin():
    assert origins(make_document("a", outlet="Star"), make_document("b", outlet="star")) == ("by:star",)


def test_without_outlet_and_agency_a_report_is_its_own_origin():
    assert origins(make_document("a", outlet=None), make_document("b", outlet=None)) == ("doc:a", "doc:b")


def claim(id: str, name: str, kind: str, **given: Any) -> dict[str, Any]:
    return {"id": id, "source_name": name, "source_kind": kind, "actor": None, "within": None, "via": None} | {
        "source": [], "cue": [], "content": [], **given,
    }  # fmt: skip


def test_the_chain_is_followed_to_the_outlet_and_a_circle_is_left():
    claims = {
        "c1": claim("c1", "a source", "unnamed", within="c2"),
        "c2": claim("c2", "an aide", "unnamed", via="c3"),
        "c3": claim("c3", "Shafaq News", "outlet", within="c1"),
    }
    event = {"positions": [{"claim": "c1", "stance": "asserts"}, {"claim": "gone", "stance": "denies"}]}
    chained, missing = find_voices(event, "", claims, {})
    assert (chained.origin, missing.origin) == ("by:shafaq news", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A car bomb killed nine people in Mosul on Tuesday, a security source told Reuters.", "by:reuters"),
        ("A car bomb killed nine people in Mosul on Tuesday, AFP reported, citing an army officer.", "by:afp"),
        ("A car bomb killed nine people in Mosul on Tuesday, police said.", None),
    ],
)
def test_whose_account_is_read_from_a_coded_report(run_until, text, expected):
    from dateline.contract.record import as_record

    record = as_record(run_until("loaded", text, published="2023-03-15"))
    event = next(event for event in sketch_record(record).events if event.type == "ASSAULT")
    assert {voice.origin for voice in event.voices} == {expected}
