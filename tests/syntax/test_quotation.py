from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.syntax.quotation import find_quotations


def _outer(text: str) -> list[str]:
    return [q.inner.of(text) for q in find_quotations(text) if q.depth == 0]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“We will go,” he said. “Now.”", ["We will go,", "Now."]),
        ('"We will go," he said. "Now."', ["We will go,", "Now."]),
        ("''We will go,'' he said.", ["We will go,"]),
        ("``We will go,'' he said.", ["We will go,"]),
        ("«Wir gehen», sagte er.", ["Wir gehen"]),
        ("‘We will go,’ he said.", ["We will go,"]),
        ("'We will go,' he said.", ["We will go,"]),
        ("The rebels' leader said the army's men didn't go.", []),
        ("The rebels’ leader said the army’s men didn’t go.", []),
        ("It was the '90s and rock 'n' roll.", []),
        ("“He said ‘go’ and left,” she said.", ["He said ‘go’ and left,"]),
        ("“One.\n\n“Two,” she said.", ["One.", "Two,"]),
        ('The pipe was 5" wide.', []),
        ("", []),
    ],
)
def test_outer_quotations(text: str, inner: list[str]) -> None:
    assert _outer(text) == inner


def test_a_running_quotation_goes_on_over_paragraphs() -> None:
    rows = find_quotations("“One.\n\n“Two.\n\n“Three,” she said. “Four.”")
    assert [(row.continues, row.open) for row in rows] == [(False, True), (True, True), (True, False), (False, False)]


def test_a_quotation_in_a_quotation_is_deeper() -> None:
    rows = find_quotations("“He said ‘go’ and left,” she said.")
    assert [row.depth for row in rows] == [0, 1]


@given(st.text(alphabet="ab .,'\"“”‘’\n", max_size=60))
def test_quotations_slice_the_text_and_outer_ones_do_not_overlap(text: Any) -> None:
    rows = find_quotations(text)
    for row in rows:
        assert 0 <= row.span.start < row.span.end <= len(text)
        assert row.span.contains(row.inner)
        assert "\n" not in row.span.of(text)
    outer = [row for row in rows if row.depth == 0]
    assert all(a.span.end <= b.span.start for a, b in pairwise(outer))
    assert find_quotations(text) == rows
