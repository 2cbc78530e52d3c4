"""Layers that are kept change nothing but the time."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.cache import LayerCache
from dateline.codebook import load_codebook
from dateline.contract.record import as_record
from dateline.model import Document, Metadata, Note, make_document
from dateline.pipeline import Pipeline
from dateline.stage import Stage
from dateline.stages.events import events_stage

from .small import PROSE, counting, documents, right, run, small_stages


def test_what_was_written_is_not_run_again(tmp_path: Path) -> None:
    docs = documents()
    assert run(tmp_path, docs) == (right(docs), {"repair": 3, "layout": 3})
    assert run(tmp_path, docs) == (right(docs), {})


def test_only_stages_from_the_first_that_changed_run(tmp_path: Path) -> None:
    docs = documents()
    run(tmp_path, docs)
    assert run(tmp_path, docs, resources="b") == (right(docs, resources="b"), {"layout": 3})
    assert run(tmp_path, docs) == (right(docs), {})


def test_new_documents_run_among_old_ones(tmp_path: Path) -> None:
    docs = documents(5)
    run(tmp_path, docs[1:3])
    assert run(tmp_path, docs) == (right(docs), {"repair": 3, "layout": 3})


def test_text_and_metadata_are_the_key_and_name_and_place_are_not(tmp_path: Path) -> None:
    doc = documents(1)[0]
    run(tmp_path, [doc])
    same = [replace(doc, id="other", source="elsewhere", notes=(Note(field="x", code="x", reason="x"),))]
    assert run(tmp_path, same) == (right(same), {})
    for other in (
        replace(doc, meta=Metadata(published="2024-05-03")),
        replace(doc, meta=Metadata(title="2024-05-03")),
        replace(doc, raw=doc.raw + " "),
        replace(doc, raw="\ud800"),
    ):
        assert run(tmp_path, [other]) == (right([other]), {"repair": 1, "layout": 1})


def test_changed_codebook_reuses_the_parse_and_all_above_the_events(tmp_path: Path, stages: list[Stage]) -> None:
    calls: Counter[str] = Counter()
    book = load_codebook()
    smaller = replace(book, entries=book.entries[: len(book.entries) // 2], hash="half")
    at = [stage.name for stage in stages].index("events")

    def code(events: Stage) -> list[Any]:
        path = [counting(stage, calls) for stage in (*stages[:at], events, *stages[at + 1 :])]
        return list(Pipeline(path, cache=LayerCache(tmp_path)).run(documents()))

    assert code(stages[at]) == list(Pipeline(stages).run(documents()))
    assert calls == {stage.name: 3 for stage in stages}
    calls.clear()
    half = events_stage(smaller)
    assert code(half) == list(Pipeline([*stages[:at], half, *stages[at + 1 :]]).run(documents()))
    assert calls == {stage.name: 3 for stage in stages[at:]}
    calls.clear()
    code(stages[at])
    assert calls == {}


def test_parser_is_not_loaded_where_every_parse_is_kept(tmp_path: Path) -> None:
    script = (
        "import dateline, sys\n"
        f"print(dateline.code({PROSE!r}, published='2024-05-03', layer_cache={str(tmp_path)!r}).to_json())\n"
        "print('spacy' in sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
        for _ in range(2)
    ]
    assert [lines[1] for lines in runs] == ["True", "False"]
    assert runs[0][0] == runs[1][0]
    assert json.loads(runs[0][0])["events"]


SENTENCES = (
    "Rebels shelled Goma on Monday, killing three people, the army said.",
    "GOMA, May 3 (Reuters) - Police arre-\nsted dozens of\nprotesters.",
    "“We will strike again unless they leave,” he said.",
    "In 2012, fighters seized the city; they withdrew after eleven days.",
    "Talks were postponed to May.\n\n(Photo by AFP)",
    "(", "\x00", "\ufeff", "\r\n", "№ 7 🙂 e\u0301", "— — —",
)  # fmt: skip


texts = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.text("aZ 19.,-\n\t\x07“”’éßЖ中😀\u0301\u200b\xad", max_size=30)),
    min_size=1,
    max_size=5,
).map(" ".join)


days = st.sampled_from([None, "2024-05-03", "2031-03-14"])


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, days), min_size=1, max_size=3))
def test_records_are_the_same_bytes_with_and_without(
    stages: list[Stage], tmp_path_factory: pytest.TempPathFactory, given: list[tuple[str, str | None]]
) -> None:
    docs = [make_document(text, id=f"d{n}", meta=Metadata(published=day)) for n, (text, day) in enumerate(given)]
    folder = tmp_path_factory.mktemp("layers")

    def lines(pipeline: Pipeline) -> list[str]:
        return [json.dumps(as_record(doc), ensure_ascii=False) for doc in pipeline.run(docs)]

    without = lines(Pipeline(stages))
    cache = LayerCache(folder)
    assert lines(Pipeline(stages, cache=cache)) == without
    kept = lines(Pipeline(stages, cache=cache))
    cache.close()
    assert kept == without


def test_failed_documents_are_not_kept(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    first, second = small_stages(calls)

    def fail(doc: Document) -> Document:
        calls["failed"] += 1
        raise ValueError(doc.id)

    pipeline = Pipeline([first, replace(second, run=fail)], cache=LayerCache(tmp_path))
    for _ in range(2):
        assert [item.id for item in pipeline.run(documents(1))] == ["d0"]
    assert calls == {"repair": 1, "failed": 2}
