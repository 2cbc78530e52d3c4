import pytest
from making_stories import BASRA, DAY, make_document, make_event, party, toll

from dateline.stories.contradictions import find_contradictions
from dateline.stories.rules import load_rules
from dateline.stories.sketch import DateSketch, VoiceSketch

RULES = load_rules()


def contest(*events, days=None):
    days = days or [DAY] * len(events)
    members = [
        (make_document(f"d{n}", event, published=day), event)
        for n, (event, day) in enumerate(zip(events, days, strict=True))
    ]
    return find_contradictions(members, RULES)


def tolls(*figures, days=None):
    return contest(*(make_event(tolls=(figure,)) for figure in figures), days=days)


def test_tolls_that_differ_stand_side_by_side_with_who_says_which():
    (found,) = tolls(toll(25), toll(6), toll(11, low=11))
    assert found.field == "killed" and not found.grows
    assert [(a.value, a.document, a.event) for a in found.accounts] == [
        ("11 or more", "d2", "e1"),
        ("25", "d0", "e1"),
        ("6", "d1", "e1"),
    ]


@pytest.mark.parametrize(
    "figures",
    [
        (toll(9), toll(9)),
        (toll(12, low=12), toll(17)),
        (toll(5, low=3, high=7), toll(6)),
        (toll(4), toll(9, what="injured")),
    ],
    ids=["equal", "at least", "range", "other kinds"],
)
def test_figures_that_may_both_be_right_are_no_contradiction(figures):
    assert tolls(*figures) == ()


def test_at_least_a_few_does_not_fit_ten_times_as_many():
    assert [c.field for c in tolls(toll(100, low=100), toll(900))] == ["killed"]


def test_a_toll_that_later_reports_raise_grows():
    assert tolls(toll(9), toll(14), toll(14), days=[DAY, DAY + 1, DAY + 2])[0].grows
    assert not tolls(toll(14), toll(9), days=[DAY, DAY + 1])[0].grows


def test_a_count_within_a_count_is_no_contradiction():
    assert contest(make_event(tolls=(toll(14), toll(1))), make_event(tolls=(toll(14),))) == ()


def test_blame_on_two_groups_is_contested_and_so_is_a_denial_of_responsibility():
    red, green = party("Red Dawn"), party("Green Banner", certainty="blamed")
    (found,) = contest(make_event(parties=(red,)), make_event(parties=(green,)))
    assert (found.field, [account.value for account in found.accounts]) == (
        "responsibility",
        ["Green Banner (blamed)", "Red Dawn"],
    )
    denied = party("Red Dawn", certainty="denied")
    assert [c.field for c in contest(make_event(parties=(red,)), make_event(parties=(denied,)))] == ["responsibility"]


def test_who_denies_the_act_that_is_laid_to_him_contests_the_act():
    army = party("army", named=False, code="IRQMIL")
    voice = VoiceSketch(claim="c1", stance="denies", label="the army", origin=None)
    fields = {
        c.field
        for c in contest(make_event(parties=(army,)), make_event(parties=(army,), status="denied", voices=(voice,)))
    }
    assert fields == {"event"}


def test_who_denies_what_nobody_lays_to_him_contests_responsibility_only():
    gunmen = party("gunmen", named=False, code="IRQUAF")
    voice = VoiceSketch(claim="c1", stance="denies", label="Red Dawn", origin=None)
    denial = make_event(parties=(party("Red Dawn"),), status="denied", voices=(voice,))
    assert {c.field for c in contest(make_event(parties=(gunmen,)), denial)} == {"responsibility"}


def test_places_and_days_that_differ_are_shown():
    fields = [
        c.field for c in contest(make_event(), make_event(place=BASRA, date=DateSketch(start=DAY - 1, end=DAY - 1)))
    ]
    assert fields == ["place", "date"]


def test_agreement_is_no_contradiction():
    assert contest(make_event(), make_event(parties=(party("gunmen", named=False),))) == ()
