from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.model import Document, Place

CASES = Path(__file__).parent / "cases"


def read_cases() -> Iterator[Any]:
    for path in sorted(CASES.rglob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf8")):
            failing = path.parent.name == "known_failures"
            marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if failing else []
            yield pytest.param(case, id=f"{path.parent.name}/{case['text'][:60]}", marks=marks)


def by_surface(doc: Document) -> dict[str, Place]:
    return {mention.span.of(doc.text or ""): place for place in doc.places or () for mention in place.mentions}


@pytest.mark.parametrize("case", list(read_cases()))
def test_case(case: dict[str, Any], run_until: Any) -> None:
    doc = run_until("places", case["text"])
    found = by_surface(doc)
    for line in case.get("places", []):
        surface, wanted = line.split(" = ")
        assert surface in found, f"{surface!r} not found among {sorted(found)}"
        place = found[surface]
        if wanted == "unresolved":
            assert place.lat is None and place.basis == "unresolved"
            assert any(note.field == f"places.{place.id}" for note in doc.notes)
            continue
        name, country = wanted.rsplit(", ", 1)
        assert name in ("*", place.name)
        assert country in ("*", place.country or "-")
        assert place.lat is not None and place.precision is not None and place.candidates >= 1
    for line in case.get("kinds", []):
        surface, kind = line.split(" = ")
        assert found[surface].kind == kind
    for line in case.get("disputed", []):
        surface, sides = line.split(" = ")
        claimed, controlled = sides.split(" / ")
        disputed = found[surface].disputed
        assert disputed is not None
        assert (" ".join(disputed.claimed_by), disputed.controlled_by or "-") == (claimed, controlled)
    words = {word for surface in found for word in surface.split()}
    for surface in case.get("absent", []):
        assert surface not in found and surface not in words


def test_dateline_place_is_a_mention(run_until: Any) -> None:
    text = "GOMA, Democratic Republic of Congo, May 3 (Reuters) - Rebels advanced on Sake on Friday.\n"
    doc = run_until("places", text, published="2024-05-03")
    found = by_surface(doc)
    assert found["GOMA"].country == "COD"
    assert found["Sake"].country == "COD"


def test_ids_follow_first_mentions(run_until: Any) -> None:
    doc = run_until("places", "Troops left Kabul for Herat. Kabul was calm; Afghan police stayed.")
    places = doc.places or ()
    assert [place.id for place in places] == [f"p{n}" for n in range(1, len(places) + 1)]
    starts = [place.mentions[0].span.start for place in places]
    assert starts == sorted(starts)
    assert len(next(place for place in places if place.name == "Kabul").mentions) == 2


def test_precision_follows_ucdp(run_until: Any) -> None:
    doc = run_until("places", "Clashes in Gao, in Darfur, in Anbar Province, in Kenya and in the Red Sea.")
    precision = {place.name: place.precision for place in doc.places or ()}
    assert precision == {"Gao": 1, "Darfur": 5, "Al Anbar": 4, "Kenya": 6, "Red Sea": 7}


WORDS = st.sampled_from(
    "Troops in Paris , Texas and the U.S. said Jordan left al - Raqqa near Lake Chad St. Petersburg 's Mr. Iraqi "
    "police ( Goma ) of New York Times virus . \n \n Kivu Province İstanbul Côte d'Ivoire ??".split(" ")
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(WORDS, max_size=25).map(" ".join))
def test_properties(run_until: Any, text: str) -> None:
    doc = run_until("places", text)
    again = run_until("places", text)
    assert doc.places == again.places
    spans = sorted(mention.span for place in doc.places or () for mention in place.mentions)
    assert all(0 <= span.start < span.end <= len(doc.text or "") for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    for place in doc.places or ():
        assert (place.lat is None) == (place.lon is None) == (place.basis == "unresolved")
