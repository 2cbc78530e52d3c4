"""The prepositions of place are what placing relies on; faults in the file are named."""

from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge.prepositions import FILE, load_prepositions


def test_what_puts_an_event_beside_a_place_also_says_where_it_was() -> None:
    words = load_prepositions()
    assert words.relation <= words.at | words.destination
    assert {"on", "off"} <= words.at  # YAML takes both for truth values, unless they stand in quotes


def test_origin_is_no_place_of_the_event() -> None:
    words = load_prepositions()
    assert not words.origin & words.at
    assert words.open >= words.at | words.through and not words.open & {"against", "about"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"on"', "on", "not words, put them in quotes: at: True"),
        ("topic:", "topics:", "needs a list of words for each of at, during"),
        ("[from, out]", "from", "needs a list of words for each of"),
    ],
)
def test_faults_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    file = tmp_path / "prepositions.yaml"
    file.write_text(FILE.read_text(encoding="utf8").replace(old, new), encoding="utf8")
    with pytest.raises(KnowledgeError, match=fault):
        load_prepositions(file)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load_prepositions(tmp_path / "none.yaml")
