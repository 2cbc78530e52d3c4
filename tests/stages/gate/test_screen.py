import pytest

from dateline.codebook import load_codebook
from dateline.stages.gate.screen import Screen
from dateline.stages.gate.sentence import split_sentences


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen(load_codebook("plover"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels shelled Goma on Monday.",
        "The finance minister stepped down on Friday.",
        "Police arrested two men.",
        "Three people were killed in an air strike.",
        "The city was seized by fighters.",
        "Both governments agreed to a ceasefire.",
        "She led thousands on to the square, where they demonstrated.",
    ],
)
def test_a_sentence_that_can_hold_an_event_passes(screen: Screen, sentence: str) -> None:
    assert screen.holds(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "— — —",
        "The lake lay calm under a clear sky.",
        "He died of a heart attack.",  # a fixed phrase
        "The defence minister likes early mornings.",
        "Onions taste better after an hour in the oven.",
        "They made the most of the summer.",  # of "make", no condition is met
    ],
)
def test_a_sentence_that_cannot_is_stopped(screen: Screen, sentence: str) -> None:
    assert not screen.holds(sentence)


def test_every_example_of_the_codebook_passes(screen: Screen) -> None:
    entries = load_codebook("plover").entries
    examples = [example.text for entry in entries for example in entry.examples]
    stopped = [text for text in examples if not any(map(screen.holds, split_sentences(text)))]
    assert len(stopped) <= len(examples) / 100, stopped  # the loss that the gate may have


def test_sentences_are_cut_where_a_capital_follows_a_stop() -> None:
    text = "It rained. “Go,” he said.\nThe team won 3.5 points"
    assert list(split_sentences(text)) == ["It rained.", "“Go,” he said.", "The team won 3.5 points"]
