import pytest

import dateline
from dateline.model import Document, Token, make_document
from dateline.pipeline import Pipeline, default_stages
from dateline.stage import Stage
from dateline.stages.gate import gate_stage

EVENT = "Rebels shelled Goma on Monday, killing three people, the army said."
CALM = "The lake lay calm under a clear sky, and the boats went out."
MATCH = (
    "The striker scored a late goal and the goalkeeper saved a penalty as the league match ended. The coach said the "
    "season and the championship were long. The midfielder hit the post before half-time; the referee gave a free kick."
)


@pytest.fixture(scope="module")
def gate() -> Stage:
    return gate_stage("plover", events_only=True)


def gated(gate: Stage, text: str) -> Document:
    (doc,) = Pipeline([*default_stages(until="layout"), gate]).run([make_document(text)])
    assert isinstance(doc, Document)
    return doc


def kept(doc: Document) -> list[str]:
    return [span.of(doc.text or "") for span in doc.prose or ()]


def test_what_cannot_hold_an_event_is_not_parsed_and_the_record_says_so(gate: Stage) -> None:
    doc = gated(gate, f"{EVENT}\n\n{CALM}\n\n{EVENT}")
    assert kept(doc) == [EVENT, EVENT]
    (note,) = [note for note in doc.notes if note.code == "not-parsed"]
    assert "1 of 3 paragraphs" in note.reason


def test_the_lede_is_parsed_where_anything_is(gate: Stage) -> None:
    assert kept(gated(gate, f"{CALM}\n\n{CALM}\n\n{EVENT}")) == [CALM, EVENT]
    assert kept(gated(gate, f"{CALM}\n\n{CALM}")) == []


def test_a_report_of_another_topic_is_not_parsed(gate: Stage) -> None:
    doc = gated(gate, f"{MATCH}\n\nThe fans will boycott the next match.")
    assert kept(doc) == []
    assert [note.code for note in doc.notes if note.field == "events"] == ["off-topic"]
    assert kept(gated(gate, f"{MATCH}\n\nPolice fired tear gas at rioters and arrested ten."))


@pytest.mark.parametrize(
    "text", ["", "   \n\n \n", "(", "\x00", "a" * 9000, "Die Regierung hat am Montag den Vertrag gekündigt."]
)
def test_odd_texts_pass(gate: Stage, text: str) -> None:
    assert gated(gate, text).prose is not None


def test_without_the_gate_all_is_parsed_and_the_codebook_plays_no_part() -> None:
    doc = gated(gate_stage(), f"{EVENT}\n\n{CALM}")
    assert kept(doc) == [EVENT, CALM]
    assert not [note for note in doc.notes if note.code == "not-parsed"]
    assert gate_stage().resources == gate_stage("cameo").resources


def test_tokens_and_events_of_what_is_kept_are_the_same() -> None:
    text = f"{EVENT}\n\n{CALM}\n\nPolice arrested two men in Bukavu."
    whole, some = (dateline.code(text, parse=parse).document for parse in ("all", "events"))
    spans = some.prose or ()
    within = [token for token in whole.tokens or () if any(span.start <= token.start < span.end for span in spans)]
    assert [apart(token) for token in within] == [apart(token) for token in some.tokens or ()]
    assert [(e.type, e.trigger) for e in whole.events or ()] == [(e.type, e.trigger) for e in some.events or ()]


def apart(token: Token) -> Token:
    """Return a token without its place among the others."""
    return token._replace(i=0, head=0, sent=0)
