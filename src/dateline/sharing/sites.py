"""Shelters, hospitals, camps and ongoing operations: which events and places these are, made coarser."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dateline.sharing.profile import Profile
from dateline.sharing.redaction import Redaction
from dateline.sharing.wording import load_wording

DEGREE_KM = 111.32  # kilometres of a degree of latitude
SIZES = ((25.0, 2), (100.0, 3), (math.inf, 4))  # side of a cell → UCDP where_prec
AROUND = 20  # characters beside a place's mention that may say what it is


def find_sensitive(record: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Return the ids of the events and places of shelters, hospitals, camps and ongoing operations."""
    places = {place["id"] for place in record["places"] if _is_site(place, record["text"])}
    wording = load_wording()
    sites = {
        actor["id"] for actor in record["actors"]
        if actor["kind"] in wording["sensitive_kinds"] or actor["role"] in wording["sensitive_roles"]
    }  # fmt: skip
    events = set()
    for event in record["events"]:
        at = {where["place"] for where in event["locations"]} | {event["where"]}
        parties = {part["actor"] for part in event["participants"]}
        going = event["status"] in ("ongoing", "planned") and event["quad"] == 4
        running = event["nature"] == "state" and event["phase"] != "ends"
        if at & places or parties & sites or going or running or _names_site(event, record):
            events.add(event["id"])
            places |= at - {None}
    return events, places


def coarsen_place(place: Mapping[str, Any], kilometres: float) -> dict[str, Any]:
    """Move a place to the middle of its cell of a grid, and take its name.

    The grid depends on nothing but the size of its cells, so that the same place always falls on the same point and
    averaging many records tells no more than one.
    """
    lat, lon, wording = place["lat"], place["lon"], load_wording()
    admin1 = place["admin1"]
    if admin1 and (_same(place["name"], admin1) or any(_same(alias, admin1) for alias in (place["admin2"],) if alias)):
        admin1 = None
    within = ", ".join(filter(None, (admin1, place["country"])))
    name = wording["place_in"].format(within=within) if within else wording["place"]
    size = next(precision for side, precision in SIZES if kilometres <= side)
    if lat is not None and lon is not None:
        lat, lon = _snap(lat, lon, kilometres)
    return {**place, "name": name, "geonameid": None, "lat": lat, "lon": lon, "admin1": admin1, "admin2": None,
            "precision": max(place["precision"] or 0, size)}  # fmt: skip


def blank_place(place: Mapping[str, Any]) -> dict[str, Any]:
    """Take everything from a place but that there is one."""
    return {**place, "name": load_wording()["withheld"], "geonameid": None, "lat": None, "lon": None, "country": None,
            "admin1": None, "admin2": None, "precision": None, "disputed": None}  # fmt: skip


def hide_site_actors(actors: list[dict[str, Any]], text: str, redaction: Redaction) -> list[list[int]]:
    """Take the names of hospitals, camps and the like that stand as actors; return the spans that name them."""
    wording, spans = load_wording(), []
    for number, actor in enumerate(actors):
        by = wording["sensitive_kinds"].get(actor["kind"]) or wording["sensitive_roles"].get(actor["role"])
        if not by or not any(char.isupper() for char in actor["name"]):
            continue
        redaction.hide_whole(actor["name"], by)
        for mention in actor["mentions"]:
            words = text[slice(*mention["span"])]
            if any(char.isupper() for char in words):
                spans.append(mention["span"])
                redaction.hide_whole(words, by)
        actors[number] = {**actor, "name": by, "wikidata": None}
    return spans


def is_due(event: Mapping[str, Any], published: str | None, profile: Profile) -> bool:
    """Say whether an event is old enough to be told; one of which no day is known is not."""
    day = (event["date"] or {}).get("end") or published
    if profile.delay_days is None or profile.as_of is None:
        return True
    limit = date.fromisoformat(profile.as_of) - timedelta(days=profile.delay_days)
    return bool(day) and str(day)[:10] <= limit.isoformat()


def widen_day(day: str, unit: str) -> tuple[str, str, str]:
    """Return the first and last day of the week or month of a day, and its name: 2031-W11, 2031-03."""
    given = date.fromisoformat(day)
    if unit == "week":
        start = given - timedelta(days=given.weekday())
        year, week, _ = given.isocalendar()
        return start.isoformat(), (start + timedelta(days=6)).isoformat(), f"{year}-W{week:02d}"
    start = given.replace(day=1)
    after = (start + timedelta(days=32)).replace(day=1)
    return start.isoformat(), (after - timedelta(days=1)).isoformat(), day[:7]


def _is_site(place: Mapping[str, Any], text: str) -> bool:
    wording = load_wording()
    if place["kind"] in wording["sensitive_kinds"]:
        return True
    around = [text[mention["span"][0] : mention["span"][1] + AROUND] for mention in place["mentions"]]
    words = {word.strip(".,'’\"").casefold() for part in (place["name"], *around) for word in part.split()[:4]}
    return bool(words & {word.casefold() for word in wording["sensitive_words"]})


def _names_site(event: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    start, end = record["sentences"][event["sentence"]]
    words = {word.strip(".,'’\"").casefold() for word in record["text"][start:end].split()}
    return bool(words & {word.casefold() for word in load_wording()["sensitive_words"]})


def _snap(lat: float, lon: float, kilometres: float) -> tuple[float, float]:
    rows = kilometres / DEGREE_KM
    lat = max(-90.0, min(90.0, (math.floor(lat / rows) + 0.5) * rows))
    columns = kilometres / (DEGREE_KM * max(math.cos(math.radians(lat)), 0.01))
    return round(lat, 4), round(max(-180.0, min(180.0, (math.floor(lon / columns) + 0.5) * columns)), 4)


def _same(name: str, other: str) -> bool:
    return name.casefold() in other.casefold() or other.casefold() in name.casefold()
