"""What the parse stage puts in the place of the model's attribute ruler writes what that would write."""

from typing import Any

import spacy

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
