"""What the parse stage puts in the place of the model's attribute ruler writes what that would write."""

from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline.stages.parse.attributes import remember_attributes
from dateline.stages.parse.stage import find_model, load_model

TEXTS = [
    "Rebels shelled Goma on Monday, killing three people, the army said.",
    "There's a man who ain't gonna talk; let's go, y'all.",
    "She  has\tseen nothin' of it, nor have they.",
    "",
    "   ",
    "(",
    "It is what it is: he'd been told that they could've left.",
]


def read(doc: Any) -> list[tuple[object, ...]]:
    return [(t.text, t.lemma_, t.pos_, t.tag_, t.dep_, str(t.morph), t.head.i, t.ent_type_) for t in doc]


def test_the_same_is_written_when_rules_are_tried_and_when_they_are_remembered() -> None:
    name, nlp = load_model(None)
    plain = [read(doc) for doc in spacy.load(find_model(name)[0]).pipe(TEXTS)]
    assert "attribute_ruler" not in nlp.pipe_names
    assert [read(doc) for doc in nlp.pipe(TEXTS)] == plain
    assert [read(doc) for doc in nlp.pipe(TEXTS)] == plain
    assert [read(nlp(text)) for text in TEXTS] == plain


@Language.component("own_lemmas")
def own_lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


def test_rules_behind_a_component_that_writes_lemmas_are_not_remembered() -> None:
    nlp = spacy.load(find_model(None)[0])
    nlp.remove_pipe("lemmatizer")
    nlp.add_pipe("own_lemmas", before="attribute_ruler")
    remember_attributes(nlp)
    for text in ("The troops shelled the village.", "The rebels attacked the market."):
        assert [token.lemma_ for token in nlp(text)] == text.lower().replace(".", " .").split()
