"""A page as a picture: the boxes of its lines lie on its ink, and nothing hostile gets further than a reason."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageStat
from reportlab.pdfgen.canvas import Canvas

from dateline.ingest.paper.showing import LARGEST, Leaf, show_page
from dateline.ingest.source import Item
from dateline.model import Document

MOST = 50_000_000
Articles = dict[str, dict[str, Any]]


def leaf_of(doc: Document, data: bytes, number: int = 1, **more: Any) -> Leaf:
    page = next(page for page in doc.pages or () if page.number == number)
    values = {
        "sha256": hashlib.sha256(data).hexdigest(), "number": number, "width": page.width, "height": page.height,
        "boxes": tuple(line.box for line in page.lines),
        "scanned": any(line.confidence is not None for line in page.lines),
    }  # fmt: skip
    return Leaf(**{**values, **more})


def a_leaf(data: bytes, **more: Any) -> Leaf:
    values = {"number": 1, "width": 400.0, "height": 600.0, "boxes": (), "scanned": False}
    return Leaf(sha256=hashlib.sha256(data).hexdigest(), **{**values, **more})


def ink(png: bytes, leaf: Leaf) -> list[float]:
    """The share of dark points in each box."""
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.width / picture.height == pytest.approx(leaf.width / leaf.height, abs=0.01)
        scale = picture.width / leaf.width
        dark = picture.point(lambda grey: 255 if grey < 128 else 0)
        crops = [dark.crop(tuple(round(n * scale) for n in box)) for box in leaf.boxes]  # type: ignore[arg-type]
        return [ImageStat.Stat(crop).mean[0] / 255 for crop in crops]


@pytest.fixture
def printed(press: ModuleType, articles: Articles) -> bytes:
    return bytes(press.print_article(articles["bristol-dockers"], press.ONE).data)


def show(tmp_path: Path, data: bytes, leaf: Leaf) -> tuple[bytes | None, str | None]:
    path = tmp_path / "file"
    path.write_bytes(data)
    return show_page(path, leaf, MOST)


@pytest.mark.parametrize(("turned", "cut"), [(0, 0), (90, 0), (180, 25), (270, 40)])
def test_lines_of_a_pdf_lie_on_ink_whatever_the_file_says_of_its_rotation_and_edges(
    turned: int, cut: int, printed: bytes, read: Callable[..., list[Item]], tmp_path: Path
) -> None:
    file, out = pypdfium2.PdfDocument(printed), io.BytesIO()
    file[1].set_rotation(turned)
    file[1].set_cropbox(cut, cut, 419 - cut / 2, 595 - cut)
    file.save(out)
    file.close()
    (doc,) = read(out.getvalue(), "x.pdf")
    assert isinstance(doc, Document)
    assert doc.file_sha256 == hashlib.sha256(out.getvalue()).hexdigest()
    leaf = leaf_of(doc, out.getvalue(), 2)
    png, why = show(tmp_path, out.getvalue(), leaf)
    assert why is None
    assert png
    assert min(ink(png, leaf)) > 0.05


@pytest.mark.parametrize(("degrees", "skew"), [(0, 0.0), (180, 0.8), (90, 0.0), (270, 0.0)])
def test_a_scan_is_stood_up_as_it_was_read(
    degrees: int, skew: float, press: ModuleType, printed: bytes, read: Callable[..., list[Item]], tmp_path: Path
) -> None:
    (doc,) = read(printed, "x.pdf")
    assert isinstance(doc, Document)
    page = next(press.draw(printed, 200)).rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    out = io.BytesIO()
    page.rotate(degrees, expand=True).save(out, "PNG", dpi=(200, 200))
    leaf = leaf_of(doc, out.getvalue(), scanned=True)
    png, why = show(tmp_path, out.getvalue(), leaf)
    assert why is None
    assert png
    assert min(ink(png, leaf)) > 0.03


def test_only_the_bytes_that_were_read_are_shown(printed: bytes, tmp_path: Path) -> None:
    assert show(tmp_path, printed + b"\n", a_leaf(printed)) == (None, "changed")
    assert show_page(tmp_path / "nowhere", a_leaf(printed), MOST) == (None, "gone")
    assert show_page(tmp_path, a_leaf(printed), MOST) == (None, "gone")
    os.mkfifo(tmp_path / "pipe")
    assert show_page(tmp_path / "pipe", a_leaf(printed), MOST) == (None, "gone")
    assert show_page(tmp_path / "file", a_leaf(printed + b"\n"), 1_000) == (None, "gone")


def test_what_cannot_be_drawn_is_a_reason(printed: bytes, tmp_path: Path) -> None:
    assert show(tmp_path, printed, a_leaf(printed, number=99)) == (None, "no-page")
    assert show(tmp_path, printed, a_leaf(printed, width=600.0, height=100.0)) == (None, "damaged")
    broken = b"%PDF-1.4\n" + printed[200:900]
    assert show(tmp_path, broken, a_leaf(broken)) == (None, "damaged")
    assert show(tmp_path, b"GIF89a no", a_leaf(b"GIF89a no")) == (None, "damaged")
    out = io.BytesIO()
    Image.new("1", (14_000, 13_000)).save(out, "PNG")
    assert show(tmp_path, out.getvalue(), a_leaf(out.getvalue())) == (None, "too-large")


def test_a_huge_page_becomes_a_picture_of_bounded_size(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14_400, 14_000))
    canvas.setFont("Helvetica", 900)
    canvas.drawString(600, 9_000, "Rebels left Goma")
    canvas.save()
    data = out.getvalue()
    for scanned in (False, True):
        leaf = a_leaf(data, width=14_400.0, height=14_000.0, boxes=((600, 4_000, 8_000, 5_300),), scanned=scanned)
        png, _ = show(tmp_path, data, leaf)
        assert png
        with Image.open(io.BytesIO(png)) as picture:
            assert max(picture.size) <= LARGEST
