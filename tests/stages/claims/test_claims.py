"""Who says what: passages with the claims that a careful reader takes from them."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.model import Claim, Document

ANY = object()


def _said(doc: Document, spans: tuple[Any, ...]) -> str:
    return " … ".join(re.sub(r"\s+", " ", span.of(doc.text)) for span in spans)


def _fits(doc: Document, claim: Claim, wanted: dict[str, Any], by_id: dict[str, Claim]) -> bool:
    outer, through = by_id.get(claim.within or ""), by_id.get(claim.via or "")
    given = {
        "cue": _said(doc, claim.cue),
        "content": _said(doc, claim.content),
        "kind": claim.source_kind,
        "stance": claim.stance,
    }
    if any(wanted[key] != value for key, value in given.items() if key in wanted):
        return False
    if "source" in wanted and not _names(claim.source_name, wanted["source"]):
        return False
    for key, other in (("within", outer), ("via", through)):
        if key in wanted and not _names(other.source_name if other else None, wanted[key]):
            return False
    return True


def _names(name: str | None, wanted: str | None) -> bool:
    """Compare names without case and article; a longer name holds the wanted one ("the daily al-Nahda")."""
    if wanted is None or name is None:
        return wanted is name
    plain = [re.sub(r"^(the|a|an) ", "", text.casefold()) for text in (name, wanted)]
    return plain[1] in plain[0]


@pytest.mark.cases("in_the_wild", "synthetic", "known_failures")
def test_claims_of_a_passage(run_until: Any, case: dict[str, Any]) -> None:
    doc = run_until("claims", case["text"], outlet=case.get("outlet"))
    by_id = {claim.id: claim for claim in doc.claims}
    shown = [
        (c.source_name, c.source_kind, _said(doc, c.cue), _said(doc, c.content), c.within, c.via, c.stance)
        for c in doc.claims
    ]
    for wanted in case["claims"]:
        assert any(_fits(doc, claim, wanted, by_id) for claim in doc.claims), (wanted, shown)


@pytest.mark.cases("negative")
def test_passage_without_claims(run_until: Any, case: dict[str, Any]) -> None:
    doc = run_until("claims", case["text"], outlet=case.get("outlet"))
    assert [(c.source_name, _said(doc, c.cue), _said(doc, c.content), c.rule) for c in doc.claims] == []


WORDS = [
    "said",
    "the",
    "army",
    "“",
    "”",
    '"',
    "'",
    "he",
    "told",
    "Reuters",
    "that",
    "fled",
    ".",
    ",",
    "\n\n",
    "quoted",
    "as",
    "saying",
    ":",
    "—",
]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join))
def test_any_text_gives_claims_that_hold_together(run_until: Any, text: str) -> None:
    doc = run_until("claims", text)
    ids = [claim.id for claim in doc.claims]
    assert len(set(ids)) == len(ids)
    for claim in doc.claims:
        assert claim.content
        for span in (*claim.source, *claim.cue, *claim.content):
            assert 0 <= span.start < span.end <= len(doc.text)
        seen, at = {claim.id}, claim
        while at.within or at.via:
            at = doc.claims[ids.index(at.within or at.via)]
            assert at.id not in seen
            seen.add(at.id)
    assert run_until("claims", text).claims == doc.claims
