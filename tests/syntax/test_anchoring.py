"""Which time governs a verb or event noun, and where the text leaves it open."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.knowledge.calendar import load_calendar
from dateline.model import Document, Token
from dateline.syntax import Tree
from dateline.syntax.anchoring import Anchor, find_anchors

CASES = Path(__file__).parent / "cases" / "anchoring"
PUBLISHED = "2013-03-22"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{number}")
        for path in sorted(CASES.glob("*.yaml"))
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf8")))
    ]


def _anchors(doc: Document, words: list[str]) -> tuple[dict[str, Token], dict[int, Anchor]]:
    tokens = {word: next(t for t in reversed(doc.tokens or ()) if t.text == word) for word in words}
    return tokens, find_anchors(doc, Tree(doc), list(tokens.values()), lexicon=load_calendar())


@pytest.mark.parametrize("case", _cases())
def test_anchors_of_a_passage(run_until: Any, case: dict[str, Any]) -> None:
    published = case.get("published", PUBLISHED)
    doc = run_until("times", case["text"], published=published)
    tokens, anchors = _anchors(doc, list(case["when"]))
    values = {time.id: time.value for time in doc.times}
    found = {w: values.get(anchors[t.i].time or "") if t.i in anchors else None for w, t in tokens.items()}
    assert found == {word: value and str(value) for word, value in case["when"].items()}


@pytest.mark.parametrize(
    ("text", "word", "rule", "distance"),
    [
        ("Rebels seized the town on Monday.", "seized", "own-time", "clause"),
        ("Rebels seized the town on Monday and freed two men.", "freed", "coordination", "sentence"),
        ("Rebels seized the town on Monday. They freed two men.", "freed", "narrative", "carried"),
        ("Rebels have seized the town.", "seized", "lede", "document"),
        ("Rebels seized the town on Monday. Mediators say talks failed.", "say", "speech", "document"),
        ("The army has held the town since 2011.", "held", "since", "clause"),
    ],
)
def test_the_rule_and_its_distance_are_told(run_until: Any, text: str, word: str, rule: str, distance: str) -> None:
    doc = run_until("times", text, published=PUBLISHED)
    tokens, anchors = _anchors(doc, [word])
    anchor = anchors[tokens[word].i]
    assert (anchor.rule, anchor.distance) == (rule, distance)


def test_no_report_day_no_default(run_until: Any) -> None:
    doc = run_until("times", "Rebels have seized the town. The mayor says they looted it.")
    verbs = [t for t in doc.tokens if t.pos == "VERB"]
    assert verbs
    assert not [a for a in find_anchors(doc, Tree(doc), verbs, lexicon=load_calendar()).values() if a.time]
