"""Pages drawn with what was found on them: each line's box, the region that it is of, and the repairs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import UsageError
from dateline.ingest.paper.picture import enlarge, open_pictures, require_pillow
from dateline.ingest.paper.upright import stand_up
from dateline.knowledge.datafiles import read_yaml
from dateline.model import Box, Document, Line, Page, Span, to_raw

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

DPI = 110
UNSURE = 0.6  # of a line that was read from a scan: below, its box is drawn thick
Colour = tuple[int, int, int]


@lru_cache(maxsize=1)
def _colours() -> Mapping[str, Colour]:
    data = read_yaml((resources.files("dateline.ingest") / "data" / "paper.yaml").read_bytes())
    return {kind: tuple(int(code[i : i + 2], 16) for i in (1, 3, 5)) for kind, code in data["colours"].items()}  # type: ignore[misc]


def draw_pages(data: bytes, name: str, docs: Sequence[Document]) -> Iterator["Image"]:
    """Yield a picture of each page that a document stands on, in the order of the file.

    A line has the colour of its region, on a bar at its left, and a thick box where a scan was read with little
    confidence; what repair changed is underlined in red. ``docs`` are the documents of the file, laid out (the stages
    ``repair`` and ``layout`` have run); without these only the boxes are drawn.

    Raises:
        UsageError: the file has no pages.
    """
    require_pillow(name)
    if not any(doc.pages for doc in docs):
        raise UsageError(f"{name}: this has no pages to draw; --page-image is for PDFs, scans and pictures")
    pictures = _pdf_pictures(data) if data.lstrip()[:5] == b"%PDF-" else open_pictures(data, name, 100_000)
    for number, picture in enumerate(pictures, 1):
        found = [(doc, page) for doc in docs for page in doc.pages or () if page.number == number]
        if found:
            yield _draw_page(picture, found)


def _pdf_pictures(data: bytes) -> Iterator["Image"]:
    import pypdfium2

    file = pypdfium2.PdfDocument(data)
    try:
        for page in file:
            picture = page.render(scale=200 / 72, grayscale=True).to_pil().convert("L")
            picture.info["dpi"] = (200.0, 200.0)
            yield picture
    finally:
        file.close()


def _draw_page(picture: "Image", found: Sequence[tuple[Document, Page]]) -> "Image":
    from PIL import ImageDraw

    page = found[0][1]
    if any(line.confidence is not None for _, part in found for line in part.lines):
        boxes = [line.box for _, part in found for line in part.lines]
        picture = stand_up(picture, width=page.width, height=page.height, boxes=boxes)
    dpi = picture.info["dpi"][0]
    drawn = enlarge(picture, DPI / dpi).convert("RGB")
    scale = drawn.width / page.width
    pen = ImageDraw.Draw(drawn)
    for doc, part in found:
        kinds = _kinds(doc)
        repaired = [edit.raw_span for edit in doc.edits or ()]
        for line in part.lines:
            _draw_line(pen, line, scale, _kind_at(kinds, line.raw_span))
            for span in repaired:
                _underline(pen, line, span, scale)
    _legend(pen, sorted({kind for doc, _ in found for kind, _ in _kinds(doc)}))
    return drawn


def _kinds(doc: Document) -> list[tuple[str, Span]]:
    """Return the regions of a document by their place in the raw text."""
    if not doc.regions or doc.alignment is None:
        return []
    return [(region.kind, to_raw(doc.alignment, region.span)) for region in doc.regions]


def _kind_at(kinds: Sequence[tuple[str, Span]], span: Span) -> str | None:
    shared = [(min(s.end, span.end) - max(s.start, span.start), kind) for kind, s in kinds]
    best = max(shared, default=(0, ""))
    return best[1] if best[0] > 0 else None


def _draw_line(pen: "ImageDraw", line: Line, scale: float, kind: str | None) -> None:
    left, top, right, bottom = (n * scale for n in line.box)
    colour = _colours().get(kind or "none", (128, 128, 128))
    unsure = line.confidence is not None and line.confidence < UNSURE
    pen.rectangle((left - 1, top, right + 1, bottom), outline=colour, width=3 if unsure else 1)
    pen.rectangle((left - 6, top, left - 3, bottom), fill=colour)


def _underline(pen: "ImageDraw", line: Line, span: Span, scale: float) -> None:
    """Underline what was repaired of a line, by its share of the line's letters."""
    start, end = max(span.start, line.raw_span.start), min(span.end, line.raw_span.end)
    if end <= start:
        return
    left, _, right, bottom = _part(line.box, line.raw_span, start, end)
    pen.line((left * scale, bottom * scale, right * scale, bottom * scale), fill=_colours()["repair"], width=3)


def _part(box: Box, span: Span, start: int, end: int) -> Box:
    wide = (box[2] - box[0]) / max(span.end - span.start, 1)
    return (box[0] + (start - span.start) * wide, box[1], box[0] + (end - span.start) * wide, box[3])


def _legend(pen: "ImageDraw", kinds: Sequence[str]) -> None:
    at: Any = 4
    for kind in [*kinds, "repair"]:
        colour = _colours().get(kind, (128, 128, 128))
        pen.rectangle((at, 4, at + 10, 14), fill=colour)
        pen.text((at + 14, 3), kind, fill=(0, 0, 0))
        at += 22 + 7 * len(kind)


def save_pictures(pictures: Iterator["Image"], out: Path) -> tuple[Path, ...]:
    """Write pictures to one file that takes many (``.pdf``, ``.tif``), else each to its own; return the files.

    Raises:
        UsageError: the ending is no format of pictures, or the file cannot be written.
    """
    drawn = list(pictures)
    try:
        if out.suffix.lower() in (".pdf", ".tif", ".tiff"):
            drawn[0].save(out, save_all=True, append_images=drawn[1:], resolution=float(DPI))
            return (out,)
        names = [out if n == 1 else out.with_name(f"{out.stem}-{n}{out.suffix}") for n in range(1, len(drawn) + 1)]
        for picture, name in zip(drawn, names, strict=True):
            picture.save(name)
    except (OSError, ValueError) as error:
        raise UsageError(f"{out}: the picture cannot be written ({error}); end its name in .png or .pdf") from None
    return tuple(names)
