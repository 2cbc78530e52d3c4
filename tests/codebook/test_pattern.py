"""The language in which a codebook writes its triggers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.codebook import pattern
from dateline.codebook.pattern import PatternError, parse_trigger, spell_out

CLASSES = {"ATTACK": frozenset({"attack", "raid"}), "BUILDING": frozenset({"office", "school"})}


def _slots(text: str, pos: str = "verb") -> list[tuple[str, str | None, frozenset[str]]]:
    trigger = parse_trigger(text, pos, CLASSES)  # type: ignore[arg-type]
    return [(slot.kind, slot.word, slot.test.words if slot.test else frozenset()) for slot in trigger.slots]


def test_a_bare_verb_has_no_conditions() -> None:
    trigger = parse_trigger("shell", "verb", CLASSES)
    assert (trigger.heads, trigger.modifiers, trigger.slots) == (("shell",), (), ())


def test_a_particle_and_a_direct_object() -> None:
    assert _slots("carry out <@ATTACK>") == [("prep", "out", frozenset({"attack", "raid"}))]
    assert _slots("arrest <man|woman>") == [("object", None, frozenset({"man", "woman"}))]


def test_a_condition_on_the_subject_stands_in_front() -> None:
    assert _slots("<police> raid <office>") == [
        ("subject", None, frozenset({"police"})),
        ("object", None, frozenset({"office"})),
    ]


def test_a_word_alone_must_be_there() -> None:
    assert _slots("blow up") == [("word", "up", frozenset())]


def test_a_complement_stands_in_square_brackets() -> None:
    assert _slots("refuse to [negotiate|meet]") == [("complement", "to", frozenset({"negotiate", "meet"}))]


def test_alternative_heads_stay_one_trigger() -> None:
    assert parse_trigger("bomb|shell", "verb", CLASSES).heads == ("bomb", "shell")


def test_a_class_as_head() -> None:
    assert parse_trigger("@ATTACK", "noun", CLASSES).heads == ("attack", "raid")


def test_words_before_a_noun_are_its_modifiers() -> None:
    trigger = parse_trigger("air strike on <@BUILDING>", "noun", CLASSES)
    assert (trigger.modifiers, trigger.heads) == (("air",), ("strike",))
    assert _slots("air strike on <@BUILDING>", "noun") == [("prep", "on", frozenset({"office", "school"}))]


def test_a_hyphen_is_split_as_the_parser_splits_it() -> None:
    trigger = parse_trigger("sit-in", "noun", CLASSES)
    assert (trigger.modifiers, trigger.heads) == (("sit", "-"), ("in",))


def test_kinds_and_barred_words() -> None:
    (slot,) = parse_trigger("seize <=place|-seat|-=media>", "verb", CLASSES).slots
    assert slot.test == pattern.Test(frozenset(), frozenset({"place"}), frozenset({"seat"}), frozenset({"media"}))


@pytest.mark.parametrize(
    ("words", "kinds", "holds"),
    [
        ({"town"}, {"place"}, True),
        ({"moment"}, set(), False),
        ({"seat"}, {"place"}, False),
        ({"paper"}, {"place", "media"}, False),
    ],
)
def test_when_a_condition_holds(words: set[str], kinds: set[str], holds: bool) -> None:
    test = pattern.Test(frozenset(), frozenset({"place"}), frozenset({"seat"}), frozenset({"media"}))
    assert test.holds(frozenset(words), frozenset(kinds)) is holds


def test_a_condition_that_only_forbids_holds_for_anything_else() -> None:
    test = pattern.Test(barred=frozenset({"goal"}))
    assert test.holds(frozenset({"town"}), frozenset())
    assert not test.holds(frozenset({"goal"}), frozenset())


@pytest.mark.parametrize(
    ("text", "pos", "spelled"),
    [
        ("march on|to <capital>", "verb", ["march on <capital>", "march to <capital>"]),
        ("erect|put up <barricade>", "verb", ["erect|put up <barricade>"]),
        ("road|rail blockade", "noun", ["road blockade", "rail blockade"]),
        ("bomb <bus|train>", "verb", ["bomb <bus|train>"]),
    ],
)
def test_alternatives_outside_brackets_are_spelled_out(text: str, pos: str, spelled: list[str]) -> None:
    assert spell_out(text, pos) == spelled  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty trigger"),
        ("<police>", "has no head word"),
        ("attack <>", "empty brackets"),
        ("attack <|>", "empty brackets"),
        ("attack <@NOWHERE>", "@NOWHERE"),
        ("@NOWHERE", "@NOWHERE"),
        ("seize <=castle>", "=castle"),
        ("seize <place", "brackets do not match"),
        ("refuse to [meet", "brackets do not match"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(PatternError, match=told):
        parse_trigger(text, "verb", CLASSES)


def test_more_conditions_are_more_specific() -> None:
    texts = ("attack", "attack on", "attack on <=place>", "attack on <@BUILDING>", "bomb attack on <@BUILDING>")
    found = [parse_trigger(text, "noun", CLASSES).specificity for text in texts]
    assert found == sorted(found)
    assert found[0] < found[2] < found[3] < found[4]


@given(st.text(alphabet="ab@A<>[]|-= ", max_size=20), st.sampled_from(["verb", "noun", "adjective"]))
def test_any_text_is_read_or_refused_with_a_reason(text: str, pos: str) -> None:
    try:
        trigger = parse_trigger(text, pos, CLASSES)  # type: ignore[arg-type]
    except PatternError as error:
        assert str(error)
    else:
        assert trigger.specificity >= 0
