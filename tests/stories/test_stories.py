"""The small stories through the whole path: what linking is worth must not fall unnoticed."""

import importlib.util
from pathlib import Path

import pytest

BENCH = Path(__file__).parent.parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_stories", BENCH / "stories.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "linked", "origins"), [("tuned", 0.95, 0.9), ("read", 0.93, 0.75), ("blind", 0.92, 0.75)]
)
def test_stories_are_found(bench, name, linked, origins):
    figures = bench.score(BENCH / "data" / f"stories_{name}.yaml", errors=False)
    assert figures["b3 F1"] >= linked
    assert figures["origins right"] >= origins
    assert figures["coded"] >= 0.95 * figures["marked"]


def test_every_mark_is_of_an_occurrence_and_every_occurrence_is_marked(bench):
    for path in bench.FILES:
        gold = bench.read_stories(path)
        assert {name for _, _, name in gold.marks} == set(gold.occurrences)
        assert len({report["id"] for report in gold.reports}) == len(gold.reports)
