import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from dateline.digest.markup import Markup, join, tag

WIDTH = 960.0
LEAST = 24.0  # degrees of longitude that a map shows at least: the outlines are too coarse for less
MARGIN = 0.12  # of the points' extent, on each side
Points = Mapping[tuple[float, float, str], int]


def draw_map(points: Points, *, label: str) -> Markup:
    """Draw acts as dots on outlines of land and borders, as inline SVG; a dot's area grows with its acts.

    The frame is that of the points, widened to at least 24 degrees. Plate carrée, with longitudes shortened by the
    cosine of the middle latitude.
    """
    west, south, east, north = _frame(points)
    shrink = max(0.3, math.cos(math.radians((south + north) / 2)))
    scale = WIDTH / ((east - west) * shrink)
    height = (north - south) * scale

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * shrink * scale, 1), round((north - lat) * scale, 1)

    world = _world()
    box = (west, south, east, north)
    land = "".join(_path(line, place, close=True) for line in world["land"] if _touches(line, box))
    borders = "".join(_path(line, place, close=False) for line in world["borders"] if _touches(line, box))
    most = max(points.values(), default=1)
    dots = []
    for (lat, lon, name), count in sorted(points.items(), key=lambda item: (-item[1], item[0])):
        x, y = place(lon, lat)
        radius = round(4 + 14 * math.sqrt(count / most), 1) if most > 1 else 6
        dots.append(tag("circle", tag("title", f"{name}: {count}"), cx=x, cy=y, r=radius, class_="dot"))
    return tag(
        "svg", tag("title", label), tag("rect", width=WIDTH, height=round(height, 1), class_="sea"),
        tag("path", d=land, class_="land"), tag("path", d=borders, class_="border"), join(dots),
        viewBox=f"0 0 {WIDTH:g} {height:.1f}", role="img", aria_label=label, class_="map",
    )  # fmt: skip


def _frame(points: Points) -> tuple[float, float, float, float]:
    if not points:
        return -180.0, -60.0, 180.0, 84.0
    lons, lats = [lon for _, lon, _ in points], [lat for lat, _, _ in points]
    wide = max((max(lons) - min(lons)) * (1 + 2 * MARGIN), LEAST)
    tall = max((max(lats) - min(lats)) * (1 + 2 * MARGIN), wide * 0.45, LEAST * 0.5)
    wide = max(wide, min(tall * 1.2, 360.0))
    middle, level = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
    west, east = max(-180.0, middle - wide / 2), min(180.0, middle + wide / 2)
    return west, max(-90.0, level - tall / 2), east, min(90.0, level + tall / 2)


def _path(line: Sequence[float], place: Any, *, close: bool) -> str:
    spots = [place(line[at] / 10, line[at + 1] / 10) for at in range(0, len(line), 2)]
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in spots) + ("Z" if close else "")


def _touches(line: Sequence[float], box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = (10 * side for side in box)
    return max(line[::2]) >= west and min(line[::2]) <= east and max(line[1::2]) >= south and min(line[1::2]) <= north


@lru_cache
def _world() -> dict[str, Any]:
    """Return outlines of land and borders (data/world.json, Natural Earth)."""
    text = (resources.files("dateline.digest") / "data" / "world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
