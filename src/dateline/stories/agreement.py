"""How well one field of two events agrees: points and the reason for them, or None where they cannot be one."""

import math
from typing import Any

from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import EventSketch, PlaceSketch, TollSketch

Points = tuple[int, str]
_NONE: Points = (0, "")


def agree_type(one: EventSketch, other: EventSketch, rules: LinkingRules) -> Points | None:
    """Compare types, statuses and modes: an abduction may be ASSAULT or COERCE, a plan is never its carrying out."""
    if rules.status_class.get(one.status, one.status) != rules.status_class.get(other.status, other.status):
        return None
    if not rules.fit(one.type, other.type):
        return None
    points = rules.points["type"]["same" if one.type == other.type else "compatible"]
    reason = f"type {one.type}" if one.type == other.type else "types " + "/".join(sorted((one.type, other.type)))
    if one.mode and other.mode:
        if one.mode == other.mode:
            points += rules.points["mode"]["same"]
            reason += f" {one.mode}"
        elif not rules.modes.get(one.mode, frozenset()) & rules.modes.get(other.mode, frozenset()):
            points += rules.points["mode"]["conflict"]
    if one.status != other.status:
        points += rules.points["status"]["differs"]
    return points, reason


def agree_place(one: PlaceSketch | None, other: PlaceSketch | None, rules: LinkingRules) -> Points | None:
    """Compare places by identity, distance and containment; a dateline counts half, and contradicts nobody."""
    if one is None or other is None:
        return _NONE
    table = rules.points["place"]
    stated = one.stated and other.stated
    kind = _relate_places(one, other, rules)
    if kind is None:
        return None if stated else _NONE
    if kind == "contains":
        return (table["contains"], f"place {_finer(one, other).name} within") if stated else _NONE
    points = table[kind] if stated else min(table[kind], table["context"])
    return points, f"place {_finer(one, other).name}" + ("" if kind == "same" else f" ({kind})")


def _relate_places(one: PlaceSketch, other: PlaceSketch, rules: LinkingRules) -> str | None:
    if one.country and other.country and one.country != other.country:
        return None
    if one.geonameid is not None and one.geonameid == other.geonameid:
        return "contains" if min(one.precision, other.precision) >= 6 else "same"
    if one.precision >= 6 or other.precision >= 6 or not (one.admin1 and other.admin1):
        return "contains"
    far = _measure_km(one, other)
    if far is not None and max(one.precision, other.precision) <= 2:
        return "near" if far <= rules.near_km else None if far > rules.far_km else "division"
    if one.admin1 != other.admin1:
        return None
    if one.admin2 and other.admin2:
        return "district" if one.admin2 == other.admin2 else None
    return "division"


def _finer(one: PlaceSketch, other: PlaceSketch) -> PlaceSketch:
    return min(one, other, key=lambda place: (place.precision, place.name))


def _measure_km(one: PlaceSketch, other: PlaceSketch) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    mean = math.radians((one.lat + other.lat) / 2)
    return 111.2 * math.hypot(one.lat - other.lat, (one.lon - other.lon) * math.cos(mean))


def agree_date(one: EventSketch, other: EventSketch, rules: LinkingRules) -> Points | None:
    """Compare dates as intervals; without one, an event is the day's news and its report's date bounds it."""
    table = rules.points["date"]
    if one.date is None or other.date is None:
        return _NONE
    first, last = one.date, other.date
    low = max(first.start or 0, last.start or 0)
    high = min(first.end, last.end)
    if not (first.stated and last.stated):
        apart = abs((one.published or first.end) - (other.published or last.end))
        near = low <= high + rules.slack and apart <= rules.report_slack
        return (table["open"], "date not contradicted") if near else None
    if low > high + rules.slack:
        return None
    longest = max(first.end - (first.start or 0), last.end - (last.start or 0))
    if low > high:
        return table["slack"], "date within a day"
    if longest > 1:
        return table["overlap"], "dates overlap"
    return table["same"], "date the same"


def agree_tolls(one: EventSketch, other: EventSketch, rules: LinkingRules) -> Points:
    """Compare quantities of the same thing: equal ones speak for one occurrence, growing ones not against it."""
    best = _NONE
    worst = 0
    for mine in whole_tolls(one):
        for theirs in whole_tolls(other):
            if mine.what != theirs.what:
                continue
            points, reason = _compare_tolls(mine, theirs, rules)
            best = max(best, (points, reason))
            worst = min(worst, points)
    return (best[0], best[1]) if best[0] > 0 else (worst, "")


def whole_tolls(event: EventSketch) -> list[TollSketch]:
    """Return the largest quantity of each kind: "eight dead, among them a driver" tells of eight."""
    whole: dict[str, TollSketch] = {}
    for toll in event.tolls:
        known = whole.get(toll.what)
        if known is None or (_figure(toll) or 0) > (_figure(known) or 0):
            whole[toll.what] = toll
    return list(whole.values())


def _compare_tolls(mine: TollSketch, theirs: TollSketch, rules: LinkingRules) -> Points:
    table: dict[str, int] = rules.points["toll"]
    here, there = _figure(mine), _figure(theirs)
    if here is None or there is None:
        return _NONE
    if here == there:
        return (table["same"] if here > 1 else table["fits"]), f"{mine.what} {here}"
    if ranges_meet(mine, theirs, rules):
        return table["fits"], f"{mine.what} {min(here, there)} to {max(here, there)}"
    low, high = sorted((here, there))
    if high >= rules.far_toll * max(low, 1) and high - low >= rules.far_toll_least:
        return table["far"], ""
    return _NONE


def ranges_meet(one: TollSketch, other: TollSketch, rules: LinkingRules) -> bool:
    """Say whether two quantities may both be right: "at least 12" and 17 may, "at least 12" and 40 are two accounts."""
    (low, high), (other_low, other_high) = _range(one, rules), _range(other, rules)
    return max(low, other_low) <= min(high, other_high)


def _range(toll: TollSketch, rules: LinkingRules) -> tuple[int, int]:
    figure = _figure(toll) or 0
    low = toll.low if toll.low is not None else 0 if toll.high is not None else figure
    high = toll.high if toll.high is not None else low * rules.open_toll if toll.low is not None else figure
    return low, high


def _figure(toll: TollSketch) -> int | None:
    return toll.best if toll.best is not None else toll.low if toll.low is not None else toll.high


def agree_words(one: EventSketch, other: EventSketch, rules: LinkingRules) -> Points:
    """Compare the content words of the sentences, and the sites among them: market here, mosque there, are two."""
    table: dict[str, Any] = rules.points["site"]
    points = 0
    reasons = []
    if one.sites and other.sites:
        shared = sorted(set(one.sites).intersection(other.sites))
        points += table["same" if shared else "conflict"]
        reasons += shared[:1]
    least = min(len(one.words), len(other.words))
    if least >= 3:
        common = len(set(one.words).intersection(other.words))
        points += rules.points["words"]["share"] * common // least
        if least >= rules.points["words"]["enough"] and common <= 1:
            points += rules.points["words"]["none"]
    return points, "site " + reasons[0] if reasons else ""
