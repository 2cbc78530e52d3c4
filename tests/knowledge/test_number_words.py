"""The words of quantities are sound: bounds in order, one meaning a word, faults named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.errors import KnowledgeError
from dateline.knowledge.number_words import FILE, load_number_words


def _changed(tmp_path: Path, change: Any) -> Path:
    page = yaml.safe_load(FILE.read_text(encoding="utf8"))
    change(page)
    file = tmp_path / "numbers.yaml"
    file.write_text(yaml.safe_dump(page), encoding="utf8")
    return file


def test_vague_words_have_ordered_bounds_and_a_lower_one() -> None:
    for rows in load_number_words().vague.values():
        for phrase, (low, high) in rows:
            assert low is not None and (high is None or low <= high), phrase


def test_longer_phrases_are_tried_first() -> None:
    words = load_number_words()
    for rows in (*words.vague.values(), *words.qualifiers.values()):
        lengths = [len(phrase) for phrase, _ in rows]
        assert lengths == sorted(lengths, reverse=True)


def test_civilians_are_persons() -> None:
    sets = load_number_words().sets
    assert sets["civilian"] <= sets["people"]
    assert sets["anybody"] - {"killed", "wounded", "injured"} <= sets["people"]


def test_what_a_phrase_or_state_counts_is_known() -> None:
    words = load_number_words()
    known = {*words.befalls.values(), *words.does.values(), *words.takes.values(), *words.nouns.values()}
    assert set(words.states.values()) <= known
    assert {row.what for rows in words.phrases.values() for row in rows} <= known
    assert set(words.tolls.values()) <= known


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda page: page["qualifiers"].update({"sort of": ["middle"]}), "unknown bound 'middle'"),
        (lambda page: page["befalls"]["injured"].append("kill"), "'kill' counts both injured and killed"),
        (lambda page: page["vague"].update({"umpteen": [20, 10]}), "'umpteen' has its lower bound above"),
    ],
)
def test_faults_are_named(tmp_path: Path, change: Any, said: str) -> None:
    with pytest.raises(KnowledgeError, match=said):
        load_number_words(_changed(tmp_path, change))
