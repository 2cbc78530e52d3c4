from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge.modality import load_modality
from dateline.knowledge.status import FILE, load_status

DOC = Path(__file__).parents[2] / "docs" / "status.md"


def test_every_row_and_modality_is_in_the_docs():
    text = DOC.read_text(encoding="utf8")
    table = load_status()
    rows = [f"| {rule.name} | " for rule in table.rules] + [f"| `{name}` | " for name in table.modalities]
    assert [row for row in rows if row not in text] == []


def test_every_effect_keeps_to_the_closed_lists():
    table = load_status()
    for effect in load_modality().effects.values():
        assert effect.modality in (None, *table.modalities), effect.name
        assert effect.phase in (None, *table.phases), effect.name
        assert effect.outcome in (None, *table.outcomes), effect.name


def test_every_value_is_on_the_scale_and_the_base_cases_are_there():
    values = load_modality().values
    assert all(-3 <= number <= 3 for pair in values.values() for number in pair)
    assert values["fact"][1] > 0 > values["negative"][1]


def test_faults_of_a_status_table_are_told_at_once(tmp_path):
    text = FILE.read_text(encoding="utf8")
    text = text.replace('status: occurred\n    example: {text: "Rebels', 'status: done\n    example: {text: "Rebels')
    file = tmp_path / "status.yaml"
    file.write_text(text.replace("outcome: [postponed]", "result: [postponed]", 1), encoding="utf8")
    with pytest.raises(KnowledgeError, match=r"(?s)no field 'result'.*unknown status 'done'"):
        load_status(file)


def test_a_lexicon_that_names_an_unknown_effect_is_refused(tmp_path):
    folder = FILE.parent / "modality"
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf8")
        (tmp_path / file.name).write_text(text.replace("    pos: attempted\n", "    pos: tried\n"), encoding="utf8")
    with pytest.raises(KnowledgeError, match="'attempt' names no known effect: tried"):
        load_modality(tmp_path)


def test_a_word_that_another_class_has_already_is_refused(tmp_path):
    folder = FILE.parent / "modality"
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf8")
        text = text.replace("      p:in: fail\n", "      p:in: fail succeed\n").replace(
            "weak: >\n", "weak: >\n  teapot\n"
        )
        (tmp_path / file.name).write_text(text, encoding="utf8")
    with pytest.raises(KnowledgeError, match=r"(?s)'succeed' under 'p:in'.*'manage' and 'fail'.*'teapot' is weak"):
        load_modality(tmp_path)
