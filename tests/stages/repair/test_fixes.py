"""The table of fixes: each alone on its own examples and counterexamples."""

import pytest

from dateline.knowledge.repair_lexicon import FixRow, load_fixes
from dateline.model import apply_edits, undo_edits
from dateline.stages.repair.draft import Draft
from dateline.stages.repair.stage import PROPOSERS

ROWS = load_fixes()
EXAMPLES = [(row, was, now) for row in ROWS for was, now in row.examples]
COUNTEREXAMPLES = [(row, text) for row in ROWS for text in row.counterexamples]


def revise(row: FixRow, text: str) -> Draft:
    return Draft(raw=text, text=text).revised(list(PROPOSERS[row.name](text)))


@pytest.mark.parametrize(("row", "was", "now"), EXAMPLES, ids=lambda v: v.name if isinstance(v, FixRow) else None)
def test_fix_mends_its_example(row: FixRow, was: str, now: str) -> None:
    draft = revise(row, was)
    assert draft.text == now
    assert apply_edits(was, draft.edits) == now
    assert undo_edits(now, draft.edits) == was


@pytest.mark.parametrize(("row", "text"), COUNTEREXAMPLES, ids=lambda v: v.name if isinstance(v, FixRow) else None)
def test_fix_leaves_its_counterexample(row: FixRow, text: str) -> None:
    assert revise(row, text).edits == ()


def test_every_fix_is_in_the_table_once() -> None:
    assert sorted(row.name for row in ROWS) == sorted(PROPOSERS)
