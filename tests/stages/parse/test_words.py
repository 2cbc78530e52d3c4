"""A network that remembers words says of a text what it said before it knew them."""

from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline.stages.parse import words
from dateline.stages.parse.stage import find_model

TEXTS = [
    "Rebels shelled Goma on Monday, killing three people, the army said.",
    "The army said on Tuesday that rebels had shelled the airport.",
    "",
    "Shelling of Goma by rebels: three dead.",
]


def vectors(nlp: Any, texts: list[str]) -> list[bytes]:
    return [doc.tensor.tobytes() for doc in nlp.pipe(texts)]


def test_the_same_bits_for_new_words_known_words_and_words_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = vectors(spacy.load(find_model(None)[0]), TEXTS)
    nlp = spacy.load(find_model(None)[0])
    words.remember_words(nlp)
    assert vectors(nlp, TEXTS) == plain
    assert vectors(nlp, TEXTS[::-1]) == plain[::-1]
    monkeypatch.setattr(words, "_MOST", 12)
    for text, wanted in zip(TEXTS * 2, plain * 2, strict=True):
        assert vectors(nlp, [text]) == [wanted]


def test_what_remembers_cannot_be_trained() -> None:
    nlp = spacy.load(find_model(None)[0])
    words.remember_words(nlp)
    embedding: Any = nlp.get_pipe("tok2vec").model.layers[0]  # type: ignore[attr-defined]
    _, backward = embedding([nlp.make_doc("Rebels left.")], True)
    with pytest.raises(NotImplementedError, match="not for training"):
        backward(None)


class Wrapper:
    """A component that wraps a model of another library."""

    model = object()

    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("own_wrapper")
def make_wrapper(nlp: Language, name: str) -> Wrapper:
    return Wrapper()


def test_models_of_other_libraries_are_left_alone() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("own_wrapper")
    words.remember_words(nlp)
    assert nlp("Rebels left.").text == "Rebels left."
