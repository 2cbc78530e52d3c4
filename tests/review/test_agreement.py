import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.review import (
    Judged,
    estimate_precision,
    krippendorff_alpha,
    measure_agreement,
    weighted_precision,
    wilson,
)


def test_alpha_of_the_published_example() -> None:
    """Krippendorff (2011), section C: nominal data, four observers, missing values; alpha = 0.743."""
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[row[n] for row in rows if row[n] is not None] for n in range(12)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.001)


def test_alpha_of_full_and_of_no_agreement() -> None:
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1.0
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) == 1.0
    assert krippendorff_alpha([["a", "b"], ["b", "a"]]) == pytest.approx(-0.5)
    assert krippendorff_alpha([["a"], []]) is None


def test_alpha_of_chance_is_about_zero() -> None:
    chance = random.Random(7)
    units = [[chance.choice("ab"), chance.choice("ab")] for _ in range(5000)]
    assert abs(krippendorff_alpha(units) or 1) < 0.05


def test_bootstrap_holds_the_value_and_is_repeatable() -> None:
    units = [["a", "a"]] * 40 + [["b", "b"]] * 40 + [["a", "b"]] * 20
    one, two = measure_agreement(units, seed=3), measure_agreement(units, seed=3)
    assert one == two
    assert one.alpha is not None
    assert one.alpha.low < one.alpha.value < one.alpha.high
    assert one.percent == pytest.approx(0.8)
    assert one.units == 100


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12))
def test_alpha_is_never_above_one(units: list[list[str]]) -> None:
    alpha = krippendorff_alpha(units)
    assert alpha is None or -1.0001 <= alpha <= 1


def test_wilson_by_the_textbook() -> None:
    found = wilson(45, 50)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(0.786, abs=0.001), pytest.approx(0.957, abs=0.001))
    assert wilson(0, 0) is None
    nothing = wilson(0, 10)
    assert nothing is not None
    assert (nothing.low, nothing.value) == (0.0, 0.0)


def test_precision_is_weighted_back_to_the_corpus() -> None:
    judged = [Judged(stratum="PROTEST", right=True)] * 10 + [Judged(stratum="ASSAULT", right=n < 5) for n in range(10)]
    rows = estimate_precision(judged, {"PROTEST": 900, "ASSAULT": 100, "AID": 50})
    assert [(row.stratum, row.judged, row.right) for row in rows] == [
        ("PROTEST", 10, 10),
        ("ASSAULT", 10, 5),
        ("AID", 0, 0),
    ]
    whole = weighted_precision(rows)
    assert whole is not None
    assert whole.value == pytest.approx(0.95)  # not 15 of 20
    assert rows[2].share is None
    assert weighted_precision([]) is None
