"""Time expressions of news sentences: extent, TIMEX3 type, value and mod."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.model import Document, Time
from dateline.stages.times import times_stage

PUBLISHED = "2013-03-22"
PIECES = [
    "on Friday", "two weeks ago", "May 3", "since 2011", "the late '90s", "at 9:45 a.m.", "Eid al-Adha", "99999-99-99",
    "the 31st of February", "every year", "later", "\n", "rebels attacked", "31/31/2011", "next", "the",
    "100,000 years ago",
]  # fmt: skip


def _shown(doc: Document, time: Time) -> str:
    assert time.span is not None
    words = f"{time.span.of(doc.text or '')} -> {time.type} {time.value}"
    return f"{words} {time.mod}" if time.mod else words


@pytest.mark.cases("in_the_wild", "synthetic", "negative", "known_failures")
def test_times_of_a_sentence(run_until: Any, case: dict[str, Any]) -> None:
    published = case.get("published", PUBLISHED)
    doc = run_until("times", case["text"], published=str(published) if published else None)
    spanned = [time for time in doc.times if time.span is not None]
    assert [_shown(doc, time) for time in spanned] == case["times"]
    for words, day in case.get("dated", {}).items():
        assert [t.start for t in spanned if t.span.of(doc.text) == words] == [str(day)]


def test_publication_is_an_entry_of_its_own(run_until: Any) -> None:
    doc = run_until("times", "Rebels attacked.", published="2013-03-22")
    assert [(t.id, t.span, t.value, t.precision, t.basis) for t in doc.times] == [
        ("t1", None, "2013-03-22", 1, "published")
    ]


def test_without_publication_one_note_says_why(run_until: Any) -> None:
    doc = run_until("times", "Rebels attacked on Friday and again on Monday.")
    assert [note.code for note in doc.notes if note.field == "times"] == ["no-published-date"]
    assert {t.basis for t in doc.times} == {"unresolved"}
    assert all(t.start is None and t.end is None for t in doc.times)


def test_today_is_the_day_that_the_report_prints(run_until: Any) -> None:
    doc = run_until(
        "times", "Shells hit port\nMarch 20, 2013\n\nShells hit the port yesterday.", published="2013-03-22"
    )
    assert [t.value for t in doc.times if t.span and t.span.of(doc.text) == "yesterday"] == ["2013-03-19"]


@pytest.mark.parametrize(
    ("text", "bounds", "precision"),
    [
        ("on 3 March 2013", ("2013-03-03", "2013-03-03"), 1),
        ("over the weekend", ("2013-03-16", "2013-03-17"), 2),
        ("last week", ("2013-03-11", "2013-03-17"), 3),
        ("in early March 2013", ("2013-03-01", "2013-03-10"), 4),
        ("in 2011", ("2011-01-01", "2011-12-31"), 5),
        ("in the 1990s", ("1990-01-01", "1999-12-31"), None),
        ("on Eid al-Fitr 2012", ("2012-08-18", "2012-08-20"), 2),
    ],
)
def test_days_and_precision(run_until: Any, text: str, bounds: tuple[str, str], precision: int | None) -> None:
    doc = run_until("times", f"Rebels attacked the port {text}.", published=PUBLISHED)
    time = doc.times[-1]
    assert ((time.start, time.end), time.precision) == (bounds, precision)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from([None, "2013-03-22", "1990-01-01"]))
def test_times_lie_in_the_text_in_order_and_repeat(run_until: Any, pieces: list[str], published: str | None) -> None:
    before = run_until("parse", " ".join(pieces) + ".", published=published)
    stage = times_stage()
    doc, again = stage.run(before), stage.run(before)
    assert doc.times == again.times
    spans = [t.span for t in doc.times if t.span is not None]
    assert all(0 <= s.start < s.end <= len(doc.text) for s in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert [t.id for t in doc.times] == [f"t{i}" for i in range(1, len(doc.times) + 1)]
    for time in doc.times:
        assert (time.start is None) == (time.end is None)
        assert time.start is None or date.fromisoformat(time.start) <= date.fromisoformat(time.end)
    assert before.tokens == doc.tokens and before.header == doc.header
