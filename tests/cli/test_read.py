import json
from pathlib import Path
from typing import Any

PAGE = """<!DOCTYPE html><html lang=en><head><title>Road shelled near Goma - The Post</title>
<meta property="article:published_time" content="2026-03-04T18:22:00+02:00"></head><body><h1>Road shelled near Goma</h1>
<p class="byline">By Jane Roe and Bo Lee</p>
<p>GOMA, Congo, March 4 (Reuters) - Shells fell on the road on Wednesday, killing two.</p>
<p>The fire went on for four hours, and a bridge was hit, witnesses said.</p><p>The army denied that it had fired first,
and said that it would send a patrol to look for the guns on the hills.</p><p>Sign up for our newsletter</p></body>"""


def test_read_shows_the_header_with_its_basis_and_the_regions(dateline: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    done = dateline("read", page)
    assert (done.status, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "published 2026-03-04 (2026-03-04T18:22:00+02:00) given" in lines
    assert "authors Jane Roe; Bo Lee printed, in the text" in lines
    assert "dateline GOMA, Congo, March 4 (Reuters) -" in lines
    assert any(line.startswith("body Shells fell") for line in lines)
    assert "updated not found" in lines
    assert "repairs: none" in lines


def test_read_as_json_and_jsonl_say_the_same(dateline: Any, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.txt").write_text("Rebels took the bridge on Monday, the army said.\nIt was the sec-\nond time.\n")
    (tmp_path / "c.jsonl").write_text('{"id": "x", "text": ""}\n')
    one, many = (dateline("read", tmp_path, "--format", form) for form in ("json", "jsonl"))
    assert one.status == many.status == 1  # the record without a text
    records = json.loads(one.out)
    assert records == [json.loads(line) for line in many.out.splitlines()]
    assert [record.get("raw_kind") for record in records] == ["html", "text", None]
    assert records[0]["metadata"]["outlet"] == "The Post"
    assert records[0]["pages"] is None
    assert sum(records[1]["repairs"].values()) == len(records[1]["edits"])
    assert records[2]["error"]["code"] == "empty"


def test_read_of_nothing_is_an_empty_array(dateline: Any, tmp_path: Path) -> None:
    done = dateline("read", tmp_path, "--format", "json")
    assert done.status == 1
    assert [record["error"]["code"] for record in json.loads(done.out)] == ["no-documents"]


def test_format_that_is_not_known_is_a_wrong_call(dateline: Any, tmp_path: Path) -> None:
    done = dateline("read", tmp_path, "--format", "table")
    assert done.status == 2
    assert "text or json or jsonl" in done.err
