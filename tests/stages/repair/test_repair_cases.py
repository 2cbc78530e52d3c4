from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.model import make_document
from dateline.stages.repair import repair_stage

CASES = Path(__file__).parent / "cases"
STAGE = repair_stage()


def read_cases(folder: str) -> list[Any]:
    cases = []
    for path in sorted((CASES / folder).glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf8")):
            marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if folder == "known_failures" else []
            cases.append(pytest.param(case, id=f"{folder}/{path.stem}: {case['name']}", marks=marks))
    return cases


@pytest.mark.parametrize("case", [c for f in ("in_the_wild", "synthetic", "known_failures") for c in read_cases(f)])
def test_text_is_repaired(case: dict[str, Any]) -> None:
    doc = STAGE.run(make_document(case["raw"]))
    assert doc.text == case["text"]
    made = {(edit.was, edit.now) for edit in doc.edits or ()}
    assert {(was, now) for was, now in case.get("edits", [])} <= made


@pytest.mark.parametrize("case", read_cases("negative"))
def test_clean_text_is_left_alone(case: dict[str, Any]) -> None:
    doc = STAGE.run(make_document(case["raw"]))
    assert doc.text == case["raw"]
    assert doc.edits == ()
