"""What holds of every document, whatever it says."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dateline
from dateline.contract.validate import find_record_faults
from dateline.model import Document, Metadata, Run, Span, apply_edits, make_document, to_raw, undo_edits
from dateline.stage import Stage

ROOT = Path(__file__).parent.parent
SCAN = (ROOT / "examples" / "scan.txt").read_text(encoding="utf-8")
RECORDS = [json.loads(line) for line in (ROOT / "examples" / "records.jsonl").read_text(encoding="utf-8").splitlines()]
SENTENCES = (
    "Rebels shelled Goma on Monday, killing three people, the army said.",
    "GOMA, May 3 (Reuters) - Police arre-\nsted dozens of\nprotesters.",
    "“We will strike again unless they leave,” he said.",
    "The minister denied that troops had crossed the border.",
    "Talks were postponed to May.\n\n(Photo by AFP)",
    "In 2012, fighters seized the city; they withdrew after eleven days.",
    "Two years ago a US-led coalition invaded the country.",
    "Iragi forces and Iraqi police met in Baghdad.",
    "(", "”", "\x00", "\u00ad", "\ufeff", "\r\n", "a" * 300, "№ 7 🙂 e\u0301", "https://example.org/?a=b", "— — —",
)  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.text(st.characters(exclude_categories=("Cs",)), max_size=40)),
    min_size=1,
    max_size=6,
).map(" ".join)
few = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def through(stages: list[Stage], text: str, published: str | None = "2024-05-03") -> Document:
    doc = make_document(text, meta=Metadata(published=published))
    for stage in stages:
        doc = stage.run(doc)
    return doc


@few
@given(texts)
def test_every_record_keeps_the_contract(stages: list[Stage], text: str) -> None:
    from dateline.contract.record import as_record

    assert list(find_record_faults(json.loads(json.dumps(as_record(through(stages, text)))))) == []


@few
@given(texts)
def test_edits_replay_both_ways_and_every_character_maps_back(stages: list[Stage], text: str) -> None:
    doc = through(stages[:1], text)
    assert doc.text is not None
    assert doc.edits is not None
    assert doc.alignment is not None
    assert apply_edits(doc.raw, doc.edits) == doc.text
    assert undo_edits(doc.text, doc.edits) == doc.raw
    edited = [edit.span for edit in doc.edits]
    for i, char in enumerate(doc.text):
        at = to_raw(doc.alignment, Span(i, i + 1))
        if not any(span.start <= i < span.end for span in edited):
            assert at.of(doc.raw) == char
    assert all(isinstance(run, Run) for run in doc.alignment)


@few
@given(texts)
def test_a_stage_changes_only_the_layers_it_declares(stages: list[Stage], text: str) -> None:
    doc = make_document(text)
    for stage in stages:
        after = stage.run(doc)
        changed = {f.name for f in fields(Document) if getattr(after, f.name) is not getattr(doc, f.name)}
        assert changed <= stage.writes | {"notes"}, stage.name
        assert after.notes[: len(doc.notes)] == doc.notes, stage.name
        assert all(getattr(after, layer) is not None for layer in stage.writes - {"language"}), stage.name
        doc = after


@pytest.mark.parametrize("text", [SCAN, *SENTENCES])
def test_spans_hold_the_words_they_are_evidence_for(stages: list[Stage], text: str) -> None:
    doc = through(stages, text)
    assert doc.text is not None
    for actor in doc.actors or ():
        assert all(mention.span.of(doc.text).strip() for mention in actor.mentions)
    for event in doc.events or ():
        assert event.trigger.of(doc.text).strip()
        assert (doc.sentences or ())[event.sentence].overlaps(event.trigger)
        for mention in event.mentions:
            assert (doc.sentences or ())[mention.sentence].overlaps(mention.trigger)
    for token in doc.tokens or ():
        assert token.span.of(doc.text) == token.text


def lines(records: list[dict[str, Any]], **options: Any) -> list[str]:
    return [report.to_json() for report in dateline.code_many(records, **options)]


def many() -> list[dict[str, Any]]:
    texts = [SCAN, *SENTENCES[:8], SCAN[400:], SCAN.upper()]
    return [*RECORDS, *({"id": f"p{n}", "text": text, "published": "2031-03-14"} for n, text in enumerate(texts))]


def test_batch_order_and_company_change_nothing() -> None:
    records = many()
    forward = lines(records)
    assert forward == lines(records)
    backward = dict(zip([r["id"] for r in reversed(records)], lines(list(reversed(records))), strict=True))
    alone = {record["id"]: lines([record])[0] for record in records}
    for record, line in zip(records, forward, strict=True):
        # the source names the place in the run, which is all that may differ
        assert json.loads(line) == json.loads(backward[record["id"]]) == json.loads(alone[record["id"]])
        assert line == backward[record["id"]] == alone[record["id"]]


def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("".join(json.dumps(record) + "\n" for record in many()), encoding="utf-8")
    command = [sys.executable, "-m", "dateline", "code", "in.jsonl", "--format", "jsonl"]
    runs = [
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, env={**os.environ, **more}).stdout
        for more in (
            {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
            {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
        )
    ]
    assert runs[0] == runs[1]
    assert runs[0].count(b"\n") == len(many())
