"""Entities chosen for a whole batch at once are those that the model's own recognizer finds word by word."""

from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from dateline.stages.parse.entities import NAME, recognize_at_once
from dateline.stages.parse.stage import find_model, load_model

WORDS = (
    "the President of Kenya and United Nations Security Council met in New York on Monday 14 May 2029 at least three "
    "dozen soldiers from Al Noor Brigade killed 40 % $ 3 million Anna-Maria Berg said . , ; ( ) \" ' \n two-year-old"
).split(" ")
TEXTS = [
    "The Minister of Foreign Affairs of the Republic of Kenya, Dr. Grace Njeri Mwangi, flew to Port Sudan.",
    "Goma",
    "KHARTOUM",
    "He paid more than 3.5 million Kenyan shillings on the morning of Tuesday 3 April 2029. Nairobi was calm.",
    "He left the United. Nations reacted.",
    "",
    "  \n ",
    "On\n\nMonday\n",
]


@pytest.fixture(scope="module")
def plain() -> Any:
    return spacy.load(find_model(None)[0])


def entities(doc: Any) -> list[tuple[str, str]]:
    return [(token.ent_iob_, token.ent_type_) for token in doc]


def test_the_same_entities_in_any_batch(plain: Any) -> None:
    nlp = load_model(None)[1]
    assert NAME in nlp.pipe_names
    assert "ner" not in nlp.pipe_names
    wanted = [entities(doc) for doc in plain.pipe(TEXTS)]
    assert any(kind == "PERSON" for text in wanted for _, kind in text)
    for size in (1, 3, 64):
        assert [entities(doc) for doc in nlp.pipe(TEXTS, batch_size=size)] == wanted
    assert [entities(nlp(text)) for text in TEXTS] == wanted


@settings(max_examples=60)
@given(texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), min_size=1, max_size=5))
def test_the_same_entities_of_any_words(plain: Any, texts: list[str]) -> None:
    found = load_model(None)[1].pipe(texts)
    assert [entities(doc) for doc in found] == [entities(doc) for doc in plain.pipe(texts)]


def test_a_model_whose_entities_are_given_by_rules_first_is_left_alone() -> None:
    nlp = spacy.load(find_model(None)[0])
    ruler: Any = nlp.add_pipe("entity_ruler", before="ner")
    ruler.add_patterns([{"label": "ORG", "pattern": "rebels"}])
    recognize_at_once(nlp)
    assert "ner" in nlp.pipe_names
    assert ("B", "ORG") in entities(nlp("The rebels left."))


def test_a_recognizer_of_another_kind_is_left_alone() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner")
    recognize_at_once(nlp)
    assert nlp.pipe_names == ["ner"]


@Language.component("own_entities")
def own_entities(doc: Doc) -> Doc:
    doc.set_ents([Span(doc, 0, 1, label="ORG")] if len(doc) else [])
    return doc


def test_entities_of_a_component_of_somebodys_own_are_kept() -> None:
    nlp = spacy.load(find_model(None)[0])
    nlp.add_pipe("own_entities", before="ner")
    recognize_at_once(nlp)
    assert entities(nlp("rebels left the town."))[0] == ("B", "ORG")
