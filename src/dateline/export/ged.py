import math
from collections.abc import Sequence

from dateline.export.act import Act, Party, Row
from dateline.export.countries import find_country
from dateline.export.reviewing import describe_event
from dateline.export.toll import Toll, settle_tolls

STATE_ROLES = (None, "GOV", "MIL", "COP", "SPY")


def ged_row(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Row:
    """Return an act in UCDP GED's columns; ids, names of conflicts and what UCDP judges stay empty."""
    place, date, header = act.place, act.date, act.index.header
    lat, lon, country = place.get("lat"), place.get("lon"), find_country(place.get("country"))
    toll = (settle_tolls(act.told.tolls) if first else None) or Toll(None, None, None)
    headline = header("title")
    return {
        "id": act.number(), "relid": act.key, "year": (date.get("start") or "")[:4],
        "code_status": describe_event(act.record, act.event["id"]),
        "side_a": _names(sources), "side_b": _names(targets),
        "number_of_sources": act.occurrence.outlets if act.occurrence else len(act.told.outlets),
        "source_article": ", ".join(filter(None, (act.outlet, act.published, headline))),
        "source_office": act.outlet, "source_date": act.published, "source_headline": headline,
        "source_original": act.said_by, "where_prec": act.precision, "where_coordinates": place.get("name"),
        "where_description": describe_place(act), "adm_1": place.get("admin1"), "adm_2": place.get("admin2"),
        "latitude": lat, "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})" if lat is not None and lon is not None else None,
        "priogrid_gid": find_priogrid(lat, lon) if (act.precision or 9) < 6 else None,
        "country": country.name, "country_id": country.gw,
        "date_prec": date.get("precision"), "date_start": date.get("start"), "date_end": date.get("end"),
        "deaths_a": toll.sides[0], "deaths_b": toll.sides[1], "deaths_civilians": toll.sides[2],
        "deaths_unknown": toll.sides[3], "best": toll.best, "high": toll.high, "low": toll.low,
        "gwnoa": _state(sources), "gwnob": _state(targets),
    }  # fmt: skip


def find_priogrid(lat: float | None, lon: float | None) -> int | None:
    """Return the PRIO-GRID cell of a point: half degrees, numbered from 1 at 90°S 180°W eastwards, then north.

    Example: Kabul (34.53, 69.17) is in cell 179779.
    """
    if lat is None or lon is None:
        return None
    row, column = min(math.floor((90 + lat) * 2), 359), min(math.floor((180 + lon) * 2), 719)
    return row * 720 + column + 1


def describe_place(act: Act) -> str | None:
    """Return how the text names the event's place, with "near" and the like before it."""
    for at in act.event["locations"]:
        if at["place"] == act.event["where"]:
            return " ".join(filter(None, (at["relation"], act.words(at["span"]))))
    return None


def _names(parties: Sequence[Party]) -> str:
    return ", ".join(party.name for party in parties)


def _state(parties: Sequence[Party]) -> str | None:
    states = {find_country(party.actor["country"]).gw for party in parties if _is_state(party)}
    return states.pop() if len(states) == 1 and len(parties) == 1 else None


def _is_state(party: Party) -> bool:
    actor = party.actor
    return actor["role"] in STATE_ROLES and actor["kind"] in ("state", "government", "military", "police")
