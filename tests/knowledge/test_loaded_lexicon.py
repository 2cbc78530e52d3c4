"""The list of loaded terms is sound, large, and about as long for each side of a conflict."""

from collections import defaultdict
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge.loaded_lexicon import FRAMES, load_loaded, split_term

GROUP = "groups:\n  - {{id: one, frame: {frame}, terms: [{terms}]{more}}}\n"
UNEVEN = 1.6  # how many times as many terms the longer side may have, and then two more


def _lexicon(folder: Path, *groups: str) -> Path:
    for number, group in enumerate(groups):
        (folder / f"{number}.yaml").write_text(group, encoding="utf8")
    return folder


def test_every_frame_has_terms() -> None:
    entries = list(load_loaded().entries())
    assert len(entries) >= 2000
    assert {entry.frame for entry in entries} == FRAMES


def test_sides_of_a_conflict_are_balanced() -> None:
    terms: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in load_loaded().entries():
        if entry.conflict and entry.about:
            terms[entry.conflict, entry.frame][entry.about] += 1
    assert len(terms) >= 25
    for key, sides in sorted(terms.items()):
        if len(sides) > 1:
            assert max(sides.values()) <= UNEVEN * min(sides.values()) + 2, (key, dict(sides))


def test_delegitimizing_terms_of_a_conflict_are_for_more_than_one_side() -> None:
    sides: dict[str, set[str | None]] = defaultdict(set)
    for entry in load_loaded().entries():
        if entry.conflict and entry.frame == "delegitimizing":
            sides[entry.conflict].add(entry.about)
    assert {conflict for conflict, about in sides.items() if len(about) < 2} == set()


def test_conditions_are_words_that_a_text_can_have() -> None:
    for entry in load_loaded().entries():
        assert all(" " not in word and "-" not in word for word in entry.unless_next | entry.unless_previous), entry
        assert not entry.only & set(entry.words), entry


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([GROUP.format(frame="nasty", terms="orc", more="")], "unknown frame 'nasty'"),
        ([GROUP.format(frame="euphemism", terms="orc", more=", pos: noune")], "unknown pos 'noune'"),
        ([GROUP.format(frame="euphemism", terms="orc", more=", ownly: {}")], "unknown key 'ownly'"),
        ([GROUP.format(frame="euphemism", terms="orc", more=", only: {elf: [wood]}")], "'elf', which is no term here"),
        ([GROUP.format(frame="euphemism", terms="orc = orc", more="")], "its own neutral wording"),
        ([GROUP.format(frame="euphemism", terms="orc, orc", more="")], "stands there already"),
        (
            [
                GROUP.format(frame="euphemism", terms="pro-life", more=""),
                GROUP.format(frame="distancing", terms="pro - life", more=""),
            ],
            "stands there already",
        ),
    ],
)  # fmt: skip
def test_faults_are_named(tmp_path: Path, groups: list[str], said: str) -> None:
    with pytest.raises(KnowledgeError, match=said):
        load_loaded(_lexicon(tmp_path, *groups))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    group = GROUP.format(frame="nasty", terms="orc = orc", more=", pos: noune")
    with pytest.raises(KnowledgeError) as caught:
        load_loaded(_lexicon(tmp_path, group))
    assert str(caught.value).count("\n") == 3


def test_terms_are_split_as_the_parser_splits() -> None:
    assert split_term("pro-life") == ("pro", "-", "life")
    assert split_term("putin's puppet") == ("putin", "'s", "puppet")
