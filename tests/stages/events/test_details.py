import pytest


def test_a_later_mention_fills_the_place(run_until):
    doc = run_until("events", "A bomb killed six people on Monday. The bombing took place in Kirkuk.")
    (event,) = doc.events
    assert [place.name for place in doc.places if place.id == event.where] == ["Kirkuk"]
    assert [location.span.of(doc.text) for location in event.locations] == ["Kirkuk"]
    assert event.conflicts == ()


def test_mentions_that_name_two_towns_stand_side_by_side(run_until):
    doc = run_until(
        "events", "Rebels bombed a market in Goma, the army said. A witness said the bombing took place in Sake."
    )
    (event,) = doc.events
    (conflict,) = event.conflicts
    claims = {claim.id: claim.source_name for claim in doc.claims}
    said = [(value["span"].of(doc.text), claims[value["claim"]]) for value in conflict["values"]]
    assert conflict["field"] == "where"
    assert said == [("Goma", "the army"), ("Sake", "A witness")]
    assert event.locations[0].span.of(doc.text) == "Goma"


def test_a_town_and_its_province_are_no_conflict(run_until):
    doc = run_until("events", "Rebels bombed a market in Goma. The bombing was the worst in North Kivu.")
    assert all(event.conflicts == () for event in doc.events)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("The army carried out three raids in Goma.", (3, 3, 3)),
        ("Rebels launched dozens of attacks on villages near Sake.", (24, None, 99)),
        ("Israel carried out 12 air strikes on Gaza on 3 May.", (12, 12, 12)),
    ],
)
def test_counted_acts(run_until, text, bounds):
    (event,) = run_until("events", text).events
    assert (event.count.low, event.count.best, event.count.high) == bounds


def test_an_act_that_is_not_counted_has_no_count(run_until):
    assert all(event.count is None for event in run_until("events", "Rebels attacked Goma. The attack lasted.").events)
