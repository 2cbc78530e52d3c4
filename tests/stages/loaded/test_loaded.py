"""Loaded terms of news sentences, with the frame each sets, and plain uses of the same words."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.stages.loaded import loaded_stage

PIECES = [
    "the Zionist regime", "so-called", '"terrorists"', "regime change", "slammed", "antibiotic resistance", "pro-life",
    "Lord's Resistance Army", "a brutal", "martyrs", "'", '"', "illegal aliens", "\n", "axis of resistance", "’s", "-",
]  # fmt: skip


@pytest.mark.cases("in_the_wild", "negative", "known_failures")
def test_loaded_terms_of_a_sentence(run_until: Any, case: dict[str, Any]) -> None:
    parsed = run_until("parse", case["text"])
    doc = loaded_stage().run(parsed)
    assert [f"{t.span.of(doc.text)} -> {t.frame}" for t in doc.loaded_terms] == case["terms"]
    if "neutral" in case:
        assert [t.neutral for t in doc.loaded_terms] == case["neutral"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_terms_lie_in_the_text_in_order_and_repeat(run_until: Any, pieces: list[str]) -> None:
    before = run_until("parse", " ".join(pieces) + ".")
    stage = loaded_stage()
    doc, again = stage.run(before), stage.run(before)
    assert doc.loaded_terms == again.loaded_terms
    spans = [term.span for term in doc.loaded_terms]
    assert all(0 <= s.start < s.end <= len(doc.text) for s in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert before.tokens == doc.tokens and before.notes == doc.notes
