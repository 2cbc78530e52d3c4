from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.knowledge.status import Status, load_status, status_of
from dateline.model import Document, Predicate, make_document


def find(doc: Document, word: str) -> Predicate | None:
    """Return the predicate on a word; "word#2" is the second one."""
    word, _, nth = word.partition("#")
    found = [p for p in doc.predicates or () if p.span.of(doc.text or "") == word]
    return found[int(nth or 1) - 1] if len(found) >= int(nth or 1) else None


@pytest.mark.cases("in_the_wild", "negative", "synthetic", "known_failures")
def test_case(case, run_until):
    doc = run_until("predicates", case["text"], published=case.get("published"), title=case.get("title"))
    got = {}
    for word in case["expect"]:
        predicate = find(doc, word)
        assert predicate is not None, (
            f"{word!r} was not judged; judged: {[p.span.of(doc.text) for p in doc.predicates]}"
        )
        got[word] = said(predicate, status_of(predicate), doc)
    wanted = {word: said_of(value) for word, value in case["expect"].items()}
    assert {word: {key: got[word][key] for key in row} for word, row in wanted.items()} == wanted
    assert not [word for word in case.get("absent", []) if find(doc, word)]


def said_of(value: str | dict[str, Any]) -> dict[str, Any]:
    return {"status": value} if isinstance(value, str) else value


def said(predicate: Predicate, status: Status, doc: Document) -> dict[str, Any]:
    return {
        "status": status.status,
        "outcome": status.outcome,
        "phase": status.phase,
        "nature": status.nature,
        "background": predicate.background,
        "modality": predicate.modality,
        "polarity": predicate.polarity,
        "tense": predicate.tense,
        "aspect": predicate.aspect,
        "certainty": predicate.certainty,
        "sign": (predicate.veridicality >= 1) - (predicate.veridicality <= -1),
        "governor": predicate.governor.of(doc.text or "") if predicate.governor else None,
    }


@pytest.mark.parametrize("rule", load_status().rules, ids=lambda rule: rule.name)
def test_every_row_of_the_status_table_has_an_example_that_it_decides(rule, run_until):
    example = dict(rule.example)
    doc = run_until("predicates", example.pop("text"))
    predicate = find(doc, example.pop("word"))
    assert predicate is not None
    status = status_of(predicate)
    assert (status.rule, status.status) == (rule.name, rule.status)
    assert {key: getattr(status, key) for key in example} == example


WORDS = st.sampled_from(
    "rebels troops the a no will may not to attack attacked talks if unless said denied failed plan of for , . ? and "
    "was were been have Goma on Friday before after being withdraw withdrawal".split()
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=1, max_size=25))
def test_any_text_is_judged_within_its_bounds_and_the_same_twice(words, stages):
    text = " ".join(words)
    names = [stage.name for stage in stages]
    before = make_document(text)
    for stage in stages[: names.index("predicates")]:
        before = stage.run(before)
    stage = stages[names.index("predicates")]
    doc = stage.run(before)
    assert doc == stage.run(before)
    table = load_status()
    for predicate in doc.predicates or ():
        assert predicate.span.of(text).strip()
        assert -3 <= predicate.veridicality <= 3
        assert predicate.modality in (None, *table.modalities)
        assert predicate.outcome in (None, *table.outcomes)
        assert predicate.phase in (None, *table.phases)
    untouched = [f for f in doc.__dataclass_fields__ if f not in stage.writes and f != "notes"]
    assert all(getattr(doc, f) == getattr(before, f) for f in untouched)
