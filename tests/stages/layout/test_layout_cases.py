from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.model import Document, Metadata, make_document
from dateline.stages.gate import gate_stage
from dateline.stages.layout import layout_stage
from dateline.stages.parse import parse_stage
from dateline.stages.repair import repair_stage

CASES = Path(__file__).parent / "cases"
REPAIR, LAYOUT = repair_stage(), layout_stage()


def read_cases(name: str) -> list[Any]:
    cases = yaml.safe_load((CASES / name).read_text(encoding="utf8"))
    return [pytest.param(case, id=case.get("name", case["text"][:30])) for case in cases]


def lay_out(text: str, **meta: str | None) -> Document:
    return LAYOUT.run(REPAIR.run(make_document(text, meta=Metadata(**meta))))


@pytest.mark.parametrize("case", read_cases("in_the_wild/datelines.yaml"))
def test_dateline_is_read(case: dict[str, Any]) -> None:
    doc = lay_out(case["text"])
    assert doc.header and doc.regions and doc.text
    place, date, agency = doc.header.dateline_place, doc.header.dateline_date, doc.header.agency
    assert (place.value if place else None) == case["place"]
    assert (date.value if date else None) == (str(case["date"]) if case.get("date") else None)
    assert (agency.value if agency else None) == case.get("agency")
    kinds = [region.kind for region in doc.regions]
    assert kinds[-2:] == ["dateline", "body"]
    assert doc.regions[-1].span.of(doc.text).startswith(case["body"])
    for field in (place, date, agency):
        assert field is None or (field.span is not None and field.span.of(doc.text) in case["text"])


@pytest.mark.parametrize("case", read_cases("negative/prose.yaml"))
def test_prose_is_no_dateline(case: dict[str, Any]) -> None:
    doc = lay_out(case["text"])
    assert doc.regions and doc.text
    assert [(region.kind, region.span.of(doc.text)) for region in doc.regions] == [("body", case["text"])]


@pytest.mark.parametrize("case", read_cases("in_the_wild/pages.yaml"))
def test_page_is_laid_out(case: dict[str, Any]) -> None:
    meta = {key: str(case[key]) for key in ("title", "outlet", "published") if key in case}
    doc = lay_out(case["text"], **meta)
    assert doc.regions is not None and doc.text is not None
    found = [[region.kind, region.span.of(doc.text)] for region in doc.regions]
    assert [kind for kind, _ in found] == [kind for kind, _ in case["regions"]]
    for (_, words), (_, beginning) in zip(found, case["regions"], strict=True):
        assert words.startswith(beginning)
    for name, expected in case.get("header", {}).items():
        field = getattr(doc.header, name)
        value, basis = expected if isinstance(expected, list) else (expected, field and field.basis)
        assert (field and field.value) == (None if value is None else str(value))
        assert (field and field.basis) == basis
    assert [note.code for note in doc.notes] == case.get("notes", [])


@pytest.mark.parametrize("case", read_cases("in_the_wild/languages.yaml"))
def test_language_is_told(case: dict[str, Any]) -> None:
    doc = lay_out(case["text"])
    assert doc.language == case["language"]
    assert [note.code for note in doc.notes] == case["notes"]


def test_a_foreign_passage_is_set_apart() -> None:
    english = "Rebels left the town of Lower Ford on Friday, the army said, after two days of fighting."
    spanish = "Los rebeldes salieron de la ciudad el viernes por la mañana y el ejército ya controla el puente."
    doc = lay_out(f"{english}\n\n{spanish}\n\n{english}")
    assert doc.regions is not None and doc.text is not None
    assert [(r.kind, r.span.of(doc.text).strip()) for r in doc.regions] == [
        ("body", english),
        ("boilerplate", spanish),
        ("body", english),
    ]


def test_a_foreign_report_is_not_parsed() -> None:
    french = "Les rebelles ont quitté la ville vendredi, selon l’armée, qui a annoncé des renforts pour dimanche."
    doc = parse_stage().run(gate_stage().run(lay_out(french)))
    assert (doc.language, doc.sentences, doc.tokens) == ("fr", (), ())
