import shutil
from pathlib import Path

import pytest
import yaml

from dateline.codebook import find_codebook, read_codebook
from dateline.codebook.drafting import (
    EntrySource,
    find_edit_faults,
    find_source,
    place_fault,
    put_back,
    quote,
    with_draft,
)
from dateline.errors import CodebookError

PLOVER = find_codebook("plover")
ID = "assault.firearms.shoot"


@pytest.mark.parametrize("id", [ID, "assault.targeted.assassinate", "agree.declared", "protest.demo.demonstrate"])
def test_an_entry_is_cut_out_and_put_back_byte_for_byte(id: str) -> None:
    source = find_source(PLOVER, id)
    whole = (PLOVER / source.file).read_text(encoding="utf-8")
    (row,) = yaml.safe_load(source.text)
    assert row["id"] == id
    assert put_back(source, source.text, whole) == whole
    edited = put_back(source, source.text.replace(f"id: {id}", f"id: {id}-anew"), whole)
    assert edited.replace(f"{id}-anew", id) == whole


def test_drafted_sentences_stand_at_the_end_of_their_lists() -> None:
    source = find_source(PLOVER, ID)
    sentence = 'Gunmen shot "dead": a goat # near \u202eGoma.'
    text = with_draft(source, examples=[{"text": sentence, "status": "planned"}], counterexamples=[sentence, sentence])
    (row,) = yaml.safe_load(text)
    assert row["examples"][-1] == {"text": sentence, "status": "planned"}
    assert row["counterexamples"][-2:] == [sentence, sentence]
    assert "\u202e" not in text  # what turns the direction of writing is seen as its code
    assert find_edit_faults(text, id=ID) == ()


def test_an_entry_without_counterexamples_gets_them() -> None:
    source = EntrySource(id="x", file="a.yaml", line=1, lines=2, indent=0, text="- id: x\n  examples: [Rebels fled.]\n")
    (row,) = yaml.safe_load(with_draft(source, examples=[], counterexamples=["Prices fell."]))
    assert row["counterexamples"] == ["Prices fell."]


def test_quotes_hide_nothing() -> None:
    assert quote("a\u2066b\u00a0c\u2028d") == '"a\\u2066b\\u00a0c\\Ld"'
    assert yaml.safe_load(quote("a\u2066b\u00a0c\u2028\U000e0041")) == "a\u2066b\u00a0c\u2028\U000e0041"


@pytest.mark.parametrize(("text", "told"), [
    ("- &a [*a]", "anchors and aliases"),
    ("- id: x\n  verbs: &v [attack]\n  nouns: *v", "anchors and aliases"),
    ("- !!python/object/apply:os.system ['true']", "tags"),
    ("- !!binary aGk=", "tags"),
    ("[" * 15_000, "too deep"),
    ("- id: x\n---\n- id: x", "one document"),
    ("- id: 2001-99-99", "cannot be read"),
    ("- id: " + "9" * 5_000, "cannot be read"),
    ("- id: x\n  verbs: [", "not valid YAML"),
    ("- id: \x00", "not valid YAML"),
    ("- id: \ud800", "cannot be read"),
    ("id: x", "begun with"), ("- x", "begun with"), ("", "begun with"), ("- id: y", "keep its id"),
    ("- id: x\n" * 11, "more than 10"), ("- id: x\n" + "#" * 20_000, "characters"),
])  # fmt: skip
def test_texts_that_cannot_be_an_entry_are_refused_with_the_reason(text: str, told: str) -> None:
    (fault,) = find_edit_faults(text, id="x")
    assert told in fault.message
    assert fault.file == "the entry"
    assert fault.line >= 1


def test_no_such_entry() -> None:
    for id in ("no.such", "../../etc/passwd", ""):
        with pytest.raises(CodebookError, match="has no entry"):
            find_source(PLOVER, id)


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the codebook, to be edited."""
    return Path(shutil.copytree(PLOVER, tmp_path / "plover"))


@pytest.mark.parametrize(("more", "told", "below"), [
    ("  foo: 1", "unknown key 'foo'", 2), ("  goldstein: high", "goldstein: must be a number", 2),
    ("  unless: {a: b}", "unless: must be a list", 2), ("  verbs: attack", "verbs: must be a list", 2),
    ("  examples: [[a]]", "examples: must be a list of sentences", 2), ("  mode: [a]", "mode: must be one word", 2),
    ("  performed: often", "performed: must be true or false", 2), ("  [a, b]: 1", "not valid YAML", 2),
    ("  1: 2", "a key is a word", 1), ("  nouns: [" + "a|b|c|d " * 20 + "x]", "more than 500 triggers", 2),
])  # fmt: skip
def test_what_an_entry_holds_is_a_fault_with_its_line_and_never_a_crash(
    edited: Path, more: str, told: str, below: int
) -> None:
    source = find_source(edited, ID)
    text = f"- id: {ID}\n{more}\n"
    file = edited / source.file
    file.write_text(put_back(source, text, file.read_text(encoding="utf-8")), encoding="utf-8")
    faults = [place_fault(fault, source, text) for fault in read_codebook(edited)[1]]
    found = next(fault for fault in faults if told in fault.message)
    assert (found.file, found.line) == ("the entry", below)
