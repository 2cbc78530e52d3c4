from typing import Any

import pytest

from dateline.model import make_document
from dateline.stages.repair import repair_stage

STAGE = repair_stage()


@pytest.mark.cases("in_the_wild", "synthetic", "known_failures")
def test_text_is_repaired(case: dict[str, Any]) -> None:
    doc = STAGE.run(make_document(case["raw"]))
    assert doc.text == case["text"]
    made = {(edit.was, edit.now) for edit in doc.edits or ()}
    assert {(was, now) for was, now in case.get("edits", [])} <= made


@pytest.mark.cases("negative")
def test_clean_text_is_left_alone(case: dict[str, Any]) -> None:
    doc = STAGE.run(make_document(case["raw"]))
    assert doc.text == case["raw"]
    assert doc.edits == ()
