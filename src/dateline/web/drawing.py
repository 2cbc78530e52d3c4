"""Inline SVG of the desk's pages. The same events are drawn at the same positions, always."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from dateline.desk.stories import Edge
from dateline.digest.markup import Markup, join, tag
from dateline.digest.worldmap import Spot, draw_spots
from dateline.project import PlaceCount, StoredEvent

BAR, BAR_HEIGHT = 320, 14
COUNTS, COUNTS_HEIGHT = 960, 120
COLUMN, ROW, BOX = 300, 34, 230
AREAS = {3: "somewhere in the district of", 4: "somewhere in", 5: "along or near", 6: "somewhere in", 7: "near"}


def draw_places(places: Sequence[PlaceCount], *, named: bool) -> Markup:
    """Draw where events are; what is known as an area only is a ring, and says so."""
    spots = [
        Spot(
            lat=place.lat, lon=place.lon, count=place.events, precision=place.precision,
            name=" ".join(filter(None, (AREAS.get(place.precision), place.name or "a place", place.country))),
            href=place_link(place) if named else None,
        )
        for place in places
    ]  # fmt: skip
    total = sum(place.events for place in places)
    return draw_spots(spots, label=f"Map of {total:,} events at {len(places):,} places; the table below lists them")


def place_link(place: PlaceCount) -> str:
    """Return the search for the events at a place."""
    words = f'place:"{place.name}"' + (f" country:{place.country}" if place.country else "")
    return f"/events?q={quote(words)}"


def draw_bar(row: Mapping[str, Any], beside: Sequence[StoredEvent]) -> Markup:
    """Draw from when to when an event was, on the scale of those shown beside it; a day is a mark, not a point."""
    days = [day for event in beside for day in _days(event.row)]
    first, last = min(days, default=date.min), max(days, default=date.min)
    span = max((last - first).days + 1, 1)
    own = _days(row)
    if not own:
        return Markup("")
    begin = own[0] if row["start_date"] else first
    end = own[1] if row["end_date"] else last
    left = BAR * (begin - first).days / span
    width = max(3.0, BAR * ((end - begin).days + 1) / span)
    kind = "open" if not (row["start_date"] and row["end_date"]) else "day" if begin == end else "interval"
    shape = tag("rect", x=round(min(left, BAR - width), 1), y=3, width=round(width, 1), height=8, rx=2, class_=kind)
    line = tag("line", x1=0, y1=7, x2=BAR, y2=7, class_="axis")
    return tag("svg", line, shape, viewBox=f"0 0 {BAR} {BAR_HEIGHT}", class_="bar", aria_hidden="true")


def draw_counts(counts: Mapping[str, int], *, by: str) -> Markup:
    """Draw how many events began in each period, as columns."""
    most = max(counts.values(), default=1)
    step = COUNTS / max(len(counts), 12)
    columns = []
    for n, (period, count) in enumerate(counts.items()):
        height = round(max(2.0, (COUNTS_HEIGHT - 22) * count / most), 1)
        columns.append(
            tag("rect", tag("title", f"{period}: {count}"), x=round(n * step + 1, 1), width=round(step - 2, 1),
                y=round(COUNTS_HEIGHT - 20 - height, 1), height=height, class_="column")
        )  # fmt: skip
    ends = [(0.0, next(iter(counts), ""), "start")]
    ends += [(min(len(counts) * step, COUNTS), ([*counts] or [""])[-1], "end")] if len(counts) > 1 else []
    words = [tag("text", name, x=round(x, 1), y=COUNTS_HEIGHT - 4, text_anchor=at) for x, name, at in ends]
    return tag("svg", join(columns), join(words), viewBox=f"0 0 {COUNTS} {COUNTS_HEIGHT}", class_="counts-drawn",
               role="img", aria_label=f"Events by {by}; the table below has the numbers")  # fmt: skip


def period_link(period: str, words: str) -> str:
    """Return the timeline of one month or year of a search."""
    rest = [word for word in words.split() if not word.startswith(("since:", "until:"))]
    year, _, month = period.partition("-")
    if not (year + month).isdigit() or not 1 <= int(month or 1) <= 12 or not 1 <= int(year) <= 9999:
        return f"/timeline?q={quote(words)}"
    last = calendar.monthrange(int(year), int(month))[1] if month else 31
    since = f"since:{year}-{month or '01'}-01"
    return f"/timeline?q={quote(' '.join([*rest, since, f'until:{year}-{month or 12}-{last:02}']))}"


def draw_sources(outlets: Sequence[str], edges: Sequence[Edge]) -> Markup:
    """Draw who cites whom: outlets at the left, whom they cite beside them, in the order of their names."""
    columns: dict[int, set[str]] = {0: set(outlets)}
    for edge in edges:
        columns.setdefault(edge.step, set()).add(edge.cited)
    at = {
        (step, name): (step * COLUMN + 2, n * ROW + 6)
        for step, names in columns.items() for n, name in enumerate(sorted(names))
    }  # fmt: skip
    lines = []
    for edge in edges:
        (x1, y1), (x2, y2) = at[edge.step - 1, edge.citing], at[edge.step, edge.cited]
        middle = (x1 + BOX + x2) / 2
        path = f"M{x1 + BOX},{y1 + 12}C{middle:g},{y1 + 12} {middle:g},{y2 + 12} {x2},{y2 + 12}"
        lines.append(tag("path", d=path, class_="cites"))
    boxes = [
        tag("g", tag("title", name),
            tag("rect", x=x, y=y, width=BOX, height=24, rx=5, class_="source" if step else "outlet"),
            tag("text", name if len(name) < 32 else f"{name[:30]}…", x=x + 8, y=y + 17))
        for (step, name), (x, y) in at.items()
    ]  # fmt: skip
    wide, high = max(columns) * COLUMN + BOX + 4, max(map(len, columns.values())) * ROW + 8
    return tag("svg", join(lines), join(boxes), viewBox=f"0 0 {wide} {high}", width=wide, height=high, class_="sources",
               role="img", aria_label="Who cites whom; the list below says the same in words")  # fmt: skip


def _days(row: Mapping[str, Any]) -> tuple[date, date] | tuple[()]:
    """Return the first and last day of an event; nothing where they are no days of a calendar."""
    given = [row["start_date"] or row["end_date"], row["end_date"] or row["start_date"]]
    try:
        first, last = (date.fromisoformat(str(day)[:10]) for day in given)
    except ValueError:
        return ()
    return min(first, last), max(first, last)
