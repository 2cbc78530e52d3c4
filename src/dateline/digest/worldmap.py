import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from dateline.digest.markup import Markup, join, tag

WIDTH = 960.0
LEAST = 24.0  # degrees of longitude that a map shows at least: the outlines are too coarse for less
MARGIN = 0.12  # of the points' extent, on each side
KM = 111.2  # of a degree of latitude
REACH = {3: 30.0, 4: 100.0, 5: 150.0, 6: 300.0, 7: 300.0}  # kilometres that an area of this where_prec is drawn wide
Points = Mapping[tuple[float, float, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What a map shows at one point: a dot, or from precision 3 (district) on a ring as wide as what is not known."""

    lat: float
    lon: float
    name: str
    count: int
    precision: int = 1
    href: str | None = None


def draw_map(points: Points, *, label: str) -> Markup:
    """Draw acts as dots on outlines of land and borders, as inline SVG; a dot's area grows with its acts.

    The frame is that of the points, widened to at least 24 degrees. Plate carrée, with longitudes shortened by the
    cosine of the middle latitude.
    """
    return draw_spots(
        [Spot(lat=lat, lon=lon, name=name, count=n) for (lat, lon, name), n in points.items()], label=label
    )


def draw_spots(spots: Sequence[Spot], *, label: str) -> Markup:
    """Draw what ``draw_map`` draws, with rings for places that are known as an area only, and links."""
    west, south, east, north = _frame(spots)
    shrink = max(0.3, math.cos(math.radians((south + north) / 2)))
    scale = WIDTH / ((east - west) * shrink)
    height = (north - south) * scale

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * shrink * scale, 1), round((north - lat) * scale, 1)

    world = _world()
    box = (west, south, east, north)
    land = "".join(_path(line, place, close=True) for line in world["land"] if _touches(line, box))
    borders = "".join(_path(line, place, close=False) for line in world["borders"] if _touches(line, box))
    most = max((spot.count for spot in spots), default=1)
    rings, dots = list[Markup](), list[Markup]()
    for spot in sorted(spots, key=lambda spot: (-spot.count, spot.lat, spot.lon, spot.name)):
        x, y = place(spot.lon, spot.lat)
        reach = REACH.get(spot.precision)
        radius = round(4 + 14 * math.sqrt(spot.count / most), 1) if most > 1 else 6
        title = tag("title", f"{spot.name}: {spot.count}")
        drawn = (
            tag("circle", title, cx=x, cy=y, r=max(9.0, round(reach / KM * scale, 1)), class_="ring")
            if reach
            else tag("circle", title, cx=x, cy=y, r=radius, class_="dot")
        )
        (rings if reach else dots).append(
            tag("a", drawn, href=spot.href, tabindex=-1, aria_label=f"{spot.name}: {spot.count}")
            if spot.href
            else drawn
        )
    linked = any(spot.href for spot in spots)
    return tag(
        "svg", None if linked else tag("title", label), tag("rect", width=WIDTH, height=round(height, 1), class_="sea"),
        tag("path", d=land, class_="land"), tag("path", d=borders, class_="border"), join(rings), join(dots),
        viewBox=f"0 0 {WIDTH:g} {height:.1f}", role="group" if linked else "img", aria_label=label, class_="map",
    )  # fmt: skip


def _frame(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    if not spots:
        return -180.0, -60.0, 180.0, 84.0
    lons, lats = [spot.lon for spot in spots], [spot.lat for spot in spots]
    wide = max((max(lons) - min(lons)) * (1 + 2 * MARGIN), LEAST)
    tall = max((max(lats) - min(lats)) * (1 + 2 * MARGIN), wide * 0.45, LEAST * 0.5)
    wide = max(wide, min(tall * 1.2, 360.0))
    middle, level = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
    west, east = max(-180.0, middle - wide / 2), min(180.0, middle + wide / 2)
    return west, max(-90.0, level - tall / 2), east, min(90.0, level + tall / 2)


def _path(line: Sequence[float], place: Any, *, close: bool) -> str:
    """Return a line as a path. One that crosses 180 degrees is drawn at both sides of the map."""
    lons, lats = [x / 10 for x in line[::2]], [y / 10 for y in line[1::2]]
    leaps = [n for n in range(1, len(lons)) if abs(lons[n] - lons[n - 1]) > 180]
    if not leaps or len(leaps) % 2:  # (Antarctica leaps once, along the edge of the map)
        return _draw(lons, lats, place, close=close)
    whole, turn = [lons[0]], 0.0
    for n in range(1, len(lons)):
        turn += 0.0 if n not in leaps else -360.0 if lons[n] > lons[n - 1] else 360.0
        whole.append(lons[n] + turn)
    other = -360.0 if max(whole) > 180 else 360.0
    return _draw(whole, lats, place, close=close) + _draw([x + other for x in whole], lats, place, close=close)


def _draw(lons: Sequence[float], lats: Sequence[float], place: Any, *, close: bool) -> str:
    spots = [place(lon, lat) for lon, lat in zip(lons, lats, strict=True)]
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
