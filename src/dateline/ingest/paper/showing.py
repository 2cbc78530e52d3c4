"""One page of a file that was read, as a picture on which the boxes of its lines fit: as the reader saw it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from dateline.errors import InputError
from dateline.ingest.paper.ladder import make_level
from dateline.ingest.paper.original import read_same
from dateline.ingest.paper.pdf import open_pdf, render_grey
from dateline.ingest.paper.picture import open_picture, require_pillow, turn
from dateline.ingest.paper.textlayer import find_turn_of_layer
from dateline.model import Box

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 130
LARGEST = 2_600  # pixels of the longer side that are shown: a broadsheet can still be read
SMALL = 500  # pixels of the side on which the way up is looked for
SLACK = 0.03  # share by which the sides of a page may differ from those that were read

Why = Literal["gone", "changed", "too-large", "damaged", "no-page", "missing-extra"]
REASONS: Mapping[str, Why] = MappingProxyType({"missing-extra": "missing-extra", "too-large": "too-large"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The page that is wanted: of a file with this hash, its size and the boxes of its lines as they were read."""

    sha256: str
    number: int
    width: float
    height: float
    boxes: tuple[Box, ...]
    scanned: bool


def show_page(path: Path, leaf: Leaf, most: int) -> tuple[bytes | None, Why | None]:
    """Return a page as a PNG in greys, or why there is none. It opens what may be hostile: call it in another process.

    The file is read once; what is drawn are the bytes whose hash was checked. A page that was read as a scan is made
    level and stood upright as for reading; which way is up is where its lines lie on ink.

    Args:
        path: of the file.
        leaf: the page.
        most: bytes that the file may have.
    """
    try:
        data = read_same(path, leaf.sha256, most=most)
    except OSError:
        return None, "gone"
    if data is None:
        return None, "changed"
    try:
        picture = _draw(data, leaf)
    except InputError as error:
        return None, REASONS.get(error.code, "damaged")
    if picture is None:
        return None, "no-page"
    if not _fits(picture.size, leaf):
        return None, "damaged"
    out = io.BytesIO()
    _shrink(picture, leaf).save(out, "PNG")
    return out.getvalue(), None


def _draw(data: bytes, leaf: Leaf) -> "Image | None":
    require_pillow("the page")
    if data.lstrip()[:5] != b"%PDF-":
        picture = open_picture(data, "the picture", leaf.number)
        return _stand(picture, leaf) if picture else None
    import pypdfium2

    file = open_pdf(data, "the file")
    try:
        if leaf.number > len(file):
            return None
        page = file[leaf.number - 1]
        width, height = page.get_size()
        if leaf.scanned:
            return _stand(render_grey(page, width, height, "the page"), leaf)
        scale = _scale(max(width, height))
        drawn: Image = page.render(scale=scale, rotation=find_turn_of_layer(page), grayscale=True).to_pil().convert("L")
    except pypdfium2.PdfiumError:
        raise InputError("damaged", "the page cannot be drawn") from None
    finally:
        file.close()
    return drawn


def _scale(longest: float) -> float:
    return min(DPI / 72, LARGEST / max(longest, 1.0))


def _stand(picture: "Image", leaf: Leaf) -> "Image":
    """Return a scan level and upright, as it was read."""
    if not leaf.boxes:
        return picture
    level = make_level(picture, picture.info["dpi"][0])
    ways = [degrees for degrees in (0, 90, 180, 270) if _fits(_turned(level.size, degrees), leaf)]
    if not ways:
        return level
    small = level.copy()
    small.thumbnail((SMALL, SMALL))
    return turn(level, max(ways, key=lambda degrees: (_ink(turn(small, degrees), leaf), -degrees)))


def _turned(size: tuple[int, int], degrees: int) -> tuple[int, int]:
    return (size[1], size[0]) if degrees % 180 else size


def _fits(size: tuple[int, int], leaf: Leaf) -> bool:
    wide, wanted = size[0] / max(size[1], 1), leaf.width / max(leaf.height, 0.01)
    return abs(wide - wanted) <= SLACK * max(wide, wanted) + 1 / max(size[1], 1)


def _ink(picture: "Image", leaf: Leaf) -> float:
    """Return how much darker a page is in the boxes of its lines than beside them."""
    from PIL import Image, ImageDraw, ImageOps, ImageStat

    mask = Image.new("L", picture.size, 0)
    pen, across, down = ImageDraw.Draw(mask), picture.width / leaf.width, picture.height / leaf.height
    for left, top, right, bottom in leaf.boxes:
        pen.rectangle((left * across, top * down, max(left, right) * across, max(top, bottom) * down), fill=255)
    inside, beside = ImageStat.Stat(picture, mask), ImageStat.Stat(picture, ImageOps.invert(mask))
    return beside.mean[0] - inside.mean[0] if inside.count[0] and beside.count[0] else 0.0


def _shrink(picture: "Image", leaf: Leaf) -> "Image":
    """Return the picture in the size in which it is shown; it never becomes larger."""
    from PIL import Image

    scale = _scale(max(leaf.width, leaf.height))
    size = max(1, round(leaf.width * scale)), max(1, round(leaf.height * scale))
    if size[0] >= picture.width:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
