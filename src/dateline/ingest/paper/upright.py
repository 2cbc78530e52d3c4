"""A scan as it lay before its reader: level and upright, so that the boxes of its lines fit on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dateline.ingest.paper.ladder import make_level
from dateline.ingest.paper.picture import turn
from dateline.model import Box

if TYPE_CHECKING:
    from PIL.Image import Image

SMALL = 500  # pixels of the side on which the way up is looked for
SLACK = 0.03  # share by which the sides of a page may differ from those that were read


def stand_up(picture: "Image", *, width: float, height: float, boxes: Sequence[Box]) -> "Image":
    """Return a scan level and upright, as it was read: that way up on which its lines lie on ink.

    Args:
        picture: the page as it lies in its file.
        width: of the page that was read, in points.
        height: of that page.
        boxes: of its lines; without any the picture stays as it is.
    """
    if not boxes:
        return picture
    level = make_level(picture, picture.info["dpi"][0])
    sizes = {0: level.size, 90: level.size[::-1], 180: level.size, 270: level.size[::-1]}
    ways = [degrees for degrees, size in sizes.items() if fits(size, width, height)]
    if not ways:
        return level
    small = level.copy()
    small.thumbnail((SMALL, SMALL))
    scaled = [(left / width, top / height, right / width, bottom / height) for left, top, right, bottom in boxes]
    return turn(level, max(ways, key=lambda degrees: (_ink(turn(small, degrees), scaled), -degrees)))


def fits(size: tuple[int, int], width: float, height: float) -> bool:
    """Tell whether a picture has the shape of a page."""
    wide, wanted = size[0] / max(size[1], 1), width / max(height, 0.01)
    return abs(wide - wanted) <= SLACK * max(wide, wanted) + 1 / max(size[1], 1)


def _ink(picture: "Image", boxes: Sequence[Box]) -> float:
    """Return how much darker a page is in boxes (in shares of its sides) than beside them."""
    from PIL import Image, ImageDraw, ImageOps, ImageStat

    mask = Image.new("L", picture.size, 0)
    pen, (wide, high) = ImageDraw.Draw(mask), picture.size
    for left, top, right, bottom in boxes:
        pen.rectangle((left * wide, top * high, max(left, right) * wide, max(top, bottom) * high), fill=255)
    inside, beside = ImageStat.Stat(picture, mask), ImageStat.Stat(picture, ImageOps.invert(mask))
    return beside.mean[0] - inside.mean[0] if inside.count[0] and beside.count[0] else 0.0
