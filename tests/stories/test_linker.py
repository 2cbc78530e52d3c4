import json
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_stories import BASRA, DAY, IRAQ, MOSUL, make_document, make_event, party, toll

from dateline.errors import UsageError
from dateline.stories import DocumentSketch, Linker, link_documents
from dateline.stories.rules import BlockRules, load_rules
from dateline.stories.sketch import DateSketch

CROWDED = replace(load_rules(), blocks=BlockRules(cap=3, window=2, days=4, buckets=10))
WIRE = "A car bomb went off beside a vegetable stall in the old town and wounded a dozen shoppers, the police said. "


def groups(linking):
    return sorted(sorted(member.document for member in occurrence.members) for occurrence in linking.occurrences)


def test_two_reports_of_one_attack_are_one_occurrence_with_the_reasons():
    early = make_document("a", make_event(tolls=(toll(9),)))
    late = make_document("b", make_event(tolls=(toll(14),), published=DAY + 2), published=DAY + 2)
    (occurrence,) = link_documents([late, early]).occurrences
    assert [member.document for member in occurrence.members] == ["a", "b"]
    assert occurrence.members[0].reasons == ()
    assert "place Mosul" in occurrence.members[1].reasons
    assert (occurrence.id, occurrence.reports, occurrence.outlets, occurrence.origins) == ("a#e1", 2, 2, 2)


@pytest.mark.parametrize(
    "other",
    [
        make_event(place=BASRA),
        make_event(date=DateSketch(start=DAY - 365, end=DAY - 365)),
        make_event(date=DateSketch(start=DAY + 7, end=DAY + 7), published=DAY + 8),
        make_event(type="PROTEST", mode="demo"),
        make_event(status="planned"),
        make_event(status="threatened"),
        make_event(sites=("mosque",)),
        make_event(parties=(party("Green Banner"),), tolls=(toll(60),)),
    ],
    ids=["city", "last year", "next week", "type", "plan", "threat", "site", "group and toll"],
)
def test_what_is_another_occurrence_stays_apart(other):
    mine = make_event(sites=("market",), parties=(party("Red Dawn"),), tolls=(toll(3),))
    assert groups(link_documents([make_document("a", mine), make_document("b", other)])) == [["a"], ["b"]]


@pytest.mark.parametrize(
    "other",
    [
        make_event(date=DateSketch(start=DAY + 1, end=DAY + 1)),
        make_event(date=DateSketch(start=DAY - 3, end=DAY + 3)),
        make_event(place=replace(MOSUL, name="Nineveh", geonameid=9, admin2=None, precision=4), tolls=(toll(9),)),
        make_event(place=IRAQ, parties=(party("Red Dawn"),), tolls=(toll(9),)),
        make_event(parties=(party("gunmen", named=False),)),
        make_event(parties=(party("Green Banner", certainty="blamed"),), tolls=(toll(9),)),
        make_event(status="denied", parties=(party("Red Dawn"),)),
        make_event(mode=None),
        make_event(mode="suicide-attack"),
    ],
    ids=["a day", "a week", "division", "country", "unnamed", "blamed", "denied", "no mode", "near mode"],
)
def test_imprecision_and_contradiction_do_not_part_an_occurrence(other):
    mine = make_event(parties=(party("Red Dawn"),), tolls=(toll(9),))
    assert groups(link_documents([make_document("a", mine), make_document("b", other)])) == [["a", "b"]]


def test_two_events_of_one_report_stay_two():
    twice = make_document("a", make_event(), make_event(id="e2", tolls=(toll(5),)))
    linking = link_documents([twice, make_document("b")])
    assert sorted(len(occurrence.members) for occurrence in linking.occurrences) == [1, 2]


def test_copies_are_grouped_and_their_events_linked_though_they_say_little():
    bare = make_event(place=None, date=None, published=None)
    copies = [make_document(key, bare, text=WIRE * 2, published=None) for key in "cab"]
    linking = link_documents(copies)
    assert [(group.id, group.documents) for group in linking.copies] == [("a", ("a", "b", "c"))]
    (occurrence,) = linking.occurrences
    assert (occurrence.reports, occurrence.outlets, occurrence.origins) == (3, 3, 1)
    assert "copy of one text" in occurrence.members[1].reasons


def test_nothing_gives_nothing_and_a_failed_document_is_kept_without_events():
    assert link_documents([]).occurrences == ()
    assert link_documents([DocumentSketch(key="failed")]).occurrences == ()


def test_a_document_given_twice_counts_once_and_a_changed_one_is_refused():
    with Linker() as linker:
        linker.add([make_document("a"), make_document("a")])
        linker.add([make_document("a")])
        assert len(linker.link().occurrences) == 1
        with pytest.raises(UsageError, match="link all anew"):
            linker.add([make_document("a", make_event(mode="firearms"))])


def test_a_chain_of_neighbouring_days_is_not_one_occurrence():
    days = [make_document(f"d{n}", make_event(date=DateSketch(start=DAY + n, end=DAY + n))) for n in range(8)]
    assert max(len(group) for group in groups(link_documents(days))) <= 2


def _make_any(rng: random.Random, number: int) -> DocumentSketch:
    day = DAY + rng.randrange(4)
    event = make_event(
        type=rng.choice(("ASSAULT", "COERCE", "PROTEST")),
        mode=None,
        place=rng.choice((MOSUL, BASRA, IRAQ, None)),
        date=rng.choice((DateSketch(start=day, end=day), DateSketch(start=day - 7, end=day, stated=False))),
        tolls=(toll(rng.randrange(1, 5)),),
        parties=(party(rng.choice(("Red Dawn", "Green Banner")), named=rng.random() < 0.5),),
    )
    wires = (WIRE, WIRE[::-1], WIRE.replace("e", "i"))
    text = rng.choice(wires)[rng.randrange(20) :] if rng.random() < 0.6 else None
    outlet = f"Outlet {rng.randrange(6)}"
    return make_document(f"d{number:02d}", event, replace(event, id="e2", status="planned"), text=text, outlet=outlet)


@pytest.mark.parametrize("rules", [load_rules(), CROWDED], ids=["roomy", "crowded"])
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(0, 24), max_size=4))
def test_order_and_batches_change_nothing(rules, seed, cuts):
    rng = random.Random(seed)
    documents = [_make_any(rng, number) for number in range(24)]
    whole = link_documents(documents, rules=rules)
    rng.shuffle(documents)
    bounds = [0, *sorted(cuts), len(documents)]
    with Linker(rules=rules) as linker:
        for start, end in pairwise(bounds):
            linker.add(documents[start:end])
            linker.link()
        assert linker.link() == whole
    everything = sorted((m.document, m.event) for occurrence in whole.occurrences for m in occurrence.members)
    assert everything == sorted((document.key, event.id) for document in documents for event in document.events)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_a_sketch_survives_json(seed):
    document = _make_any(random.Random(seed), 1)
    assert DocumentSketch.from_dict(json.loads(json.dumps(document.to_dict()))) == document


def test_a_sketch_of_another_version_is_refused():
    with pytest.raises(ValueError, match="sketch the record anew"):
        DocumentSketch.from_dict({"sketch": 0, "key": "a"})
