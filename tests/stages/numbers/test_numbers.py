"""Quantities of news sentences: what is counted, its bounds, its event, whose dead, parts and totals."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.model import Document, Number
from dateline.stages.numbers import numbers_stage

PIECES = [
    "killed 12 people", "at least", "up to", "between 10 and", "dozens of", "three of them children", "including",
    "the toll rose to", "30", "a soldier", "no one was killed", "2,000 troops in", "since January", ",", ".", "-strong",
    "1999999999999999999999", "0", "and wounded", "half a million", "%", "\n", "$5 million", "aged 12", "missiles",
]  # fmt: skip


def _shown(number: Number) -> str:
    bounds = "/".join("-" if value is None else str(value) for value in (number.low, number.best, number.high))
    words = [number.what, bounds]
    if number.part_of is not None:
        words.append(f"part of {number.part_of}")
    if number.scope == "cumulative":
        words.append("cumulative")
    return " ".join(words)


def _details(doc: Document, number: Number) -> dict[str, str | None]:
    """What a case may ask of one number besides its figure, by the words of the text."""
    event = next((e for e in doc.events or () if e.id == number.event), None)
    place = next((p for p in doc.places or () if p.id == number.where), None)
    claim = next((c for c in doc.claims or () if c.id == number.claim), None)
    return {
        "side": number.side,
        "event": event.type if event else None,
        "where": place.name if place else None,
        "by": claim.source_name if claim else None,
        "qualifier": number.qualifier,
        "words": number.span.of(doc.text or ""),
    }


@pytest.mark.cases("in_the_wild", "synthetic", "negative", "known_failures")
def test_numbers_of_a_passage(run_until: Any, case: dict[str, Any]) -> None:
    doc = run_until("numbers", case["text"], published="2024-05-10")
    assert [_shown(number) for number in doc.numbers] == case["numbers"]
    for field in ("side", "event", "where", "by", "qualifier", "words"):
        if field in case:
            assert [_details(doc, number)[field] for number in doc.numbers] == case[field]


def test_a_figure_given_up_keeps_its_entry_with_a_note(run_until: Any) -> None:
    doc = run_until("numbers", "The death toll from the raid rose to 41 from 35 on Sunday.")
    assert [n.best for n in doc.numbers] == [41, 35]
    assert [n.field for n in doc.notes if n.code == "figure-replaced"] == ["numbers.n2"]


def test_dead_without_an_event_have_a_note(run_until: Any) -> None:
    doc = run_until("numbers", "The death toll rose to 41 on Sunday.")
    assert [n.event for n in doc.numbers] == [None]
    assert [n.code for n in doc.notes if n.field == "numbers.n1.event"] == ["event-unlinked"]


def test_figures_of_two_sources_stay_apart(run_until: Any) -> None:
    doc = run_until(
        "numbers", "The army said 12 soldiers were killed in the clash. A rebel spokesman said 30 soldiers were killed."
    )
    assert [n.best for n in doc.numbers] == [12, 30]
    assert len({n.claim for n in doc.numbers}) == 2
    assert None not in {n.claim for n in doc.numbers}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_numbers_lie_in_the_text_with_ordered_bounds_and_repeat(run_until: Any, pieces: list[str]) -> None:
    before = run_until("events", " ".join(pieces) + ".", published="2013-03-22")
    stage = numbers_stage()
    doc, again = stage.run(before), stage.run(before)
    assert (doc.numbers, doc.notes) == (again.numbers, again.notes)
    assert before.events == doc.events and before.tokens == doc.tokens
    assert [n.id for n in doc.numbers] == [f"n{i}" for i in range(1, len(doc.numbers) + 1)]
    assert all(0 <= n.span.start < n.span.end <= len(doc.text) for n in doc.numbers)
    assert all(one.span.end <= other.span.start for one, other in pairwise(doc.numbers))
    for number in doc.numbers:
        told = [value for value in (number.low, number.best, number.high) if value is not None]
        assert told and told == sorted(told)
        assert number.part_of is None or number.part_of in {n.id for n in doc.numbers}
        assert number.event is None or number.event in {e.id for e in doc.events}
