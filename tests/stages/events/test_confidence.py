import sys
from pathlib import Path
from typing import Any

import pytest

from dateline.codebook.schema import TYPES
from dateline.errors import KnowledgeError
from dateline.knowledge.confidence_weights import ConfidenceWeights, load_confidence_weights
from dateline.knowledge.datafiles import read_yaml
from dateline.model.event import Status

ROOT = Path(__file__).parents[3]
PASSAGES = ROOT / "benchmarks" / "data" / "calibration"


def _passages() -> Any:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import passages
    finally:
        sys.path.pop(0)
    return passages


def test_a_named_dyad_is_surer_than_a_bare_word_in_a_report_of_nobody(run_until: Any) -> None:
    (sure,) = run_until("events", "Israeli warplanes bombed Hezbollah fighters near Tyre on Monday.").events
    unsure = run_until("events", "Nobody was hurt.").events
    assert all(sure.confidence > event.confidence for event in unsure)
    assert sure.confidence >= 0.8


def test_the_weights_are_a_logistic_model_within_bounds() -> None:
    model = ConfidenceWeights(intercept=0.0, weights={"target": 1.0}, hash="")
    assert model.probability({}) == 0.5
    assert model.probability({"target": 1.0, "unknown": 9.0}) == 0.73
    assert (model.probability({"target": 99.0}), model.probability({"target": -99.0})) == (0.98, 0.02)


def test_every_weight_is_of_a_feature_that_the_stage_reads(run_until: Any) -> None:
    from dateline.codebook import Index, load_codebook
    from dateline.stages.events.confidence import read_features
    from dateline.stages.events.reading import Reading
    from dateline.stages.events.stage import find_candidates
    from dateline.stages.events.standing import judge

    doc = run_until("events", "Rebels shelled Goma on Monday.")
    reading, book = Reading(doc), load_codebook(None)
    (candidate,) = find_candidates(reading, Index(book))
    read = set(read_features(reading, book, candidate, judge(reading, candidate)))
    assert set(load_confidence_weights().weights) <= read | {f"type.{name}" for name in TYPES}


@pytest.mark.parametrize("text", ["", "[]", "intercept: x\nweights: {a: 1}", "intercept: 1\nweights: [a]"])
def test_a_broken_file_of_weights_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "confidence.yaml"
    file.write_text(text, encoding="utf8")
    with pytest.raises(KnowledgeError, match=r"calibrate\.py"):
        load_confidence_weights(file)
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_confidence_weights(tmp_path / "absent.yaml")


def test_the_passages_can_be_read_and_name_types_and_statuses_that_exist() -> None:
    read = _passages().read_passages(PASSAGES)
    assert len(read) >= 250
    assert len({passage.id for passage in read}) == len(read)
    marked = [(passage, event) for passage in read for event in passage.events]
    assert {event.type for _, event in marked} == set(TYPES)
    assert {event.status for _, event in marked} <= set(Status.__args__)  # type: ignore[attr-defined]
    assert not [p.id for p in read if "{" in p.text or "|" in p.text]
    assert sum(not passage.events for passage in read) >= 30  # a report may hold none


def test_every_file_of_passages_has_its_labels() -> None:
    for path in PASSAGES.glob("*.yaml"):
        assert {"version", "licence", "source"} <= set(read_yaml(path)), path.name


def test_the_fit_finds_what_separates_and_is_the_same_each_time() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import calibrate
    finally:
        sys.path.pop(0)
    rows = [({"sign": 1.0, "type.ACCUSE": 1.0}, True)] * 30 + [({"type.ACCUSE": 1.0}, n < 10) for n in range(30)]
    intercept, weights = calibrate.fit(rows)
    assert (intercept, weights) == calibrate.fit(rows)
    assert weights["sign"] > 1
    model = ConfidenceWeights(intercept=intercept, weights=weights, hash="")
    assert model.probability({"type.ACCUSE": 1.0}) == pytest.approx(0.36, abs=0.06)
