"""Spans come back exactly from every annotation format, whatever the script."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import TEXT, make_actor, make_record

from dateline.export.annotations import labelstudio_task, prodigy_task, w3c_items
from dateline.export.brat import file_stem, read_ann, write_ann
from dateline.export.marks import find_marks

Export = Callable[..., Any]
# Emoji with joiners and skin tones, combining marks, right-to-left words with marks, astral letters, line breaks.
PIECES = [
    "💥",
    "👨‍👩‍👧",
    "🏽",
    "e\u0301",
    "ا",
    "مَدِينَة",
    "עִיר",
    "𝔊",
    "𐍈",
    "Goma",
    " ",
    "\n",
    "\u2028",
    "\u200f",
    "a",
    "\t",
    "ﷺ",
]


def marks_of(record: dict[str, Any]) -> list[tuple[str, tuple[int, int]]]:
    return [(mark.label, mark.span) for mark in find_marks(record).marks]


def trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A mark as brat can hold it: without line breaks at its ends."""
    breaks = "\n\r\t\u2028"
    start, end = span
    while start < end and text[start] in breaks:
        start += 1
    while end > start and text[end - 1] in breaks:
        end -= 1
    return start, end


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30)))
    cuts = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=12))
    spans = [sorted(pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    actors = [make_actor(f"a{n}", "x", "x", mentions=[{"span": span, "form": "name"}]) for n, span in enumerate(spans)]
    return make_record(text=text, alignment=[], sentences=[], actors=actors, places=[], times=[], claims=[],
                       numbers=[], events=[], notes=[])  # fmt: skip


@given(records())
def test_brat_gives_every_span_back(record: dict[str, Any]) -> None:
    text = record["text"]
    wanted = [(label, trimmed(text, span)) for label, span in marks_of(record)]
    ann = write_ann(record)
    assert read_ann(ann) == [(label, span) for label, span in wanted if span[0] < span[1]]
    for line in ann.splitlines():
        if line.startswith("T"):  # brat refuses a mark whose words are not those of its offsets
            _, where, words = line.split("\t")
            parts = [part.split(" ") for part in where.partition(" ")[2].split(";")]
            assert words == " ".join(text[int(start) : int(end)] for start, end in parts)


@given(records())
def test_label_studio_and_prodigy_give_every_span_back(record: dict[str, Any]) -> None:
    task = json.loads(json.dumps(labelstudio_task(record), ensure_ascii=False))
    values = [item["value"] for item in task["predictions"][0]["result"] if item["type"] == "labels"]
    assert [(value["labels"][0], (value["start"], value["end"])) for value in values] == marks_of(record)
    assert all(task["data"]["text"][value["start"] : value["end"]] == value["text"] for value in values)
    task = json.loads(json.dumps(prodigy_task(record)))
    assert [(span["label"], (span["start"], span["end"])) for span in task["spans"]] == marks_of(record)


@given(records())
def test_web_annotations_point_and_quote_alike(record: dict[str, Any]) -> None:
    text = record["text"]
    for item in w3c_items(record):
        position, quote = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert (quote["prefix"] + quote["exact"] + quote["suffix"]) in text


def test_a_whole_report_in_each_format(export: Export, tmp_path: Path) -> None:
    record = make_record()
    failed = {"id": "r9", "source": "x", "error": {"code": "empty", "message": "no text"}}
    export("labelstudio", [record, failed], out="tasks.jsonl")
    (line,) = (tmp_path / "tasks.jsonl").read_text("utf-8").splitlines()
    result = json.loads(line)["predictions"][0]["result"]
    ids = {item["id"]: item["value"]["text"] for item in result if item["type"] == "labels"}
    ties = {
        (ids[item["from_id"]], item["labels"][0], ids[item["to_id"]]) for item in result if item["type"] != "labels"
    }
    assert {
        ("shelled", "Source", "North Front"),
        ("shelled", "Place", "Zorvik"),
        ("said", "Source", "Amal Teshik"),
    } <= ties
    assert {"𝔊oma", "مسلحون", "Re\u0301publique 𝔊oma\u200f"} <= set(ids.values())
    export("w3c", [record, record], out="marks.jsonld")
    page = json.loads((tmp_path / "marks.jsonld").read_text("utf-8"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    assert "machine-coded, unreviewed" in page["label"]
    assert len(page["items"]) == 2 * len(find_marks(record).marks)
    export("prodigy", [record], out="tasks.jsonl")
    assert json.loads((tmp_path / "tasks.jsonl").read_text("utf-8"))["meta"]["document"] == "r1"


def test_a_folder_for_brat(export: Export, tmp_path: Path) -> None:
    export("brat", [make_record("a/b ..\\c"), make_record(), make_record()], out="brat")
    names = sorted(path.name for path in (tmp_path / "brat").iterdir())
    assert [name for name in names if name.endswith(".txt")] == ["a_b_.._c-9d17c6c3.txt", "r1.txt", "r1~3.txt"]
    assert {"annotation.conf", "codebook.md", "manifest.json", "documents.csv"} <= set(names)
    assert (tmp_path / "brat" / "r1.txt").read_bytes().decode() == TEXT
    marks = read_ann((tmp_path / "brat" / "r1.ann").read_text("utf-8"))
    assert marks == [(label, trimmed(TEXT, span)) for label, span in marks_of(make_record())]
    conf = (tmp_path / "brat" / "annotation.conf").read_text()
    assert all(label in conf.split() for label, _ in marks)


@pytest.mark.parametrize("id", ["..", "a/../b", "", "con\x00", "x" * 500, "~", "مسلحون", ".hidden"])
def test_no_id_leaves_the_folder(id: str) -> None:
    stem = file_stem(id)
    assert stem
    assert "/" not in stem
    assert not stem.startswith(".")
    assert len(stem) < 100
