import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from dateline.ingest import Limits
from dateline.ingest.paper.ladder import read_picture
from dateline.ingest.paper.picture import find_skew, open_pictures
from dateline.ingest.paper.writing import write_pages
from dateline.ingest.source import Item
from dateline.model import Document, Failure

Read = Callable[..., list[Item]]
Articles = dict[str, dict[str, Any]]


def picture_of(press: ModuleType, article: dict[str, Any], dpi: int, kind: str = "clean") -> bytes:
    """One picture of a short article: its first three paragraphs, in one column."""
    short = {**article, "body": article["body"][:3], "figure": None, "subtitle": None}
    return press.scan(press.print_article(short, press.ONE).data, dpi=dpi, kind=kind, seed=1)  # type: ignore[no-any-return]


def only(items: list[Item]) -> Document:
    (doc,) = items
    assert isinstance(doc, Document), doc
    return doc


@pytest.mark.needs("tesseract")
def test_noisy_scan_is_read_by_the_second_rung_with_a_box_and_a_confidence_for_each_line(
    press: ModuleType, articles: Articles, read: Read
) -> None:
    doc = only(read(picture_of(press, articles["lake-shelling"], 300, "noisy"), "clipping.tif"))
    assert doc.raw_kind == "image"
    short = articles["lake-shelling"]["body"][:3]
    truth = " ".join([articles["lake-shelling"]["dateline"]["printed"] + short[0], *short[1:]]).split()
    words = doc.raw.replace("-\n", "").split()[-len(truth) :]
    assert Levenshtein.distance(" ".join(words), " ".join(truth)) <= 0.03 * len(" ".join(truth))
    assert "without specks" in next(note.reason for note in doc.notes if note.code == "page-scanned")
    assert doc.pages
    assert len(doc.pages[0].lines) > 10
    assert all(0 < (line.confidence or 0) <= 1 for line in doc.pages[0].lines)


@pytest.mark.needs("tesseract")
def test_page_that_stands_on_its_head_is_turned(press: ModuleType, articles: Articles) -> None:
    (page,) = press.draw(
        press.print_article({**articles["yerevan-talks"], "body": ["Talks went on."]}, press.ONE).data, 150
    )
    turned = page.rotate(180)
    turned.info = {"dpi": (150.0, 150.0)}
    scan = read_picture(turned, number=1, dpi=150, seconds=120, name="x")
    assert "Kavkaz Wire" in write_pages([scan.sheet])[0].splitlines()[0]


@pytest.mark.parametrize("degrees", [-3.0, 0.0, 1.4])
def test_skew_is_found(press: ModuleType, articles: Articles, degrees: float) -> None:
    page = next(press.draw(press.print_article(articles["yerevan-talks"], press.TWO).data, 100))
    assert find_skew(page.rotate(-degrees, fillcolor=255)) == pytest.approx(degrees, abs=0.21)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_pictures_of_each_format_are_opened_in_greys_with_a_resolution(format: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (820, 1100), "white").save(out, format)
    (page,) = open_pictures(out.getvalue(), "x", 10)
    assert page.mode == "L"
    assert 95 <= page.info["dpi"][0] <= 105  # a page of A4


def test_all_pages_of_a_tiff_are_read() -> None:
    pages, out = [Image.new("1", (100, 140), 1) for _ in range(3)], io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
    found = list(open_pictures(out.getvalue(), "x", 10))
    assert [page.info["dpi"][0] for page in found] == [200, 200, 200]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0" + b"x" * 100, "damaged"),
        (b"II*\x00\x08\x00\x00\x00", "damaged"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "damaged"),
    ],
    ids=["png", "jpeg", "tiff", "wave"],
)
def test_damaged_picture_is_a_failure(read: Read, data: bytes, code: str) -> None:
    (item,) = read(data, "bad.png")
    assert isinstance(item, Failure)
    assert (item.code, item.message[:9]) == (code, "bad.png: ")


def test_picture_of_a_million_pixels_a_side_is_refused_before_it_is_unpacked(read: Read) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    (item,) = read(out.getvalue())
    assert isinstance(item, Failure)
    assert item.code == "too-large"


def test_too_many_pages(read: Read) -> None:
    pages, out = [Image.new("1", (100, 140), 1) for _ in range(3)], io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    (item,) = read(out.getvalue(), limits=Limits(max_pages=2))
    assert isinstance(item, Failure)
    assert item.code == "too-large"


def test_page_over_its_time_is_told_and_does_not_hang(
    press: ModuleType, articles: Articles, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (item,) = read(picture_of(press, articles["yerevan-talks"], 100), limits=Limits(page_seconds=1.5))
    assert isinstance(item, Failure)
    assert item.code == "empty"
    assert "page_seconds" in item.message


def test_without_any_engine_the_message_names_both_commands(
    press: ModuleType, articles: Articles, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("dateline.ingest.paper.ladder.has_rapidocr", lambda: False)
    (item,) = read(picture_of(press, articles["yerevan-talks"], 100))
    assert isinstance(item, Failure)
    assert item.code == "missing-extra"
    assert item.message.startswith("x: ")
    assert "apt-get install tesseract-ocr" in item.message
    assert "pip install 'dateline[scan]'" in item.message
