from collections.abc import Sequence

from dateline.export.act import Act, Party, Row
from dateline.export.countries import find_country
from dateline.export.formats import load_mapping
from dateline.export.reviewing import describe_event
from dateline.export.toll import settle_tolls

LABEL = "ACLED-shaped, not ACLED; {told}"


def acled_row(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Row:
    """Return an act in ACLED's columns; what ACLED judges (engagement, kinds of militia, transfers) stays empty."""
    mapping = load_mapping("acled")
    place, date, event = act.place, act.date, act.event
    civilian = bool(targets) and all(party.civilian for party in targets)
    mode = f"{event['type']}/{event['mode']}"
    kind, sub = mapping["civilian_events"].get(mode, (None, None)) if civilian else (None, None)
    if kind is None:
        kind, sub = mapping["events"].get(mode, (None, None))
    sides = [_inter(party, act) for party in (*sources[:1], *targets[:1])]
    inter1 = sides[0] if sources else None
    inter2 = sides[-1] if targets else None
    exact = (act.precision or 9) < 6
    toll = settle_tolls(act.told.tolls) if first else None
    return {
        "event_id_cnty": act.key, "event_date": date.get("start"), "year": (date.get("start") or "")[:4],
        "time_precision": mapping["time_precision"].get(date.get("precision")),
        "disorder_type": mapping["disorder"].get(kind), "event_type": kind, "sub_event_type": sub,
        "actor1": _first(sources), "assoc_actor_1": _further(sources), "inter1": inter1,
        "actor2": _first(targets), "assoc_actor_2": _further(targets), "inter2": inter2,
        "interaction": _interaction(inter1, inter2, bool(targets), mapping["order"]),
        "civilian_targeting": "Civilian targeting" if civilian else None,
        "iso": find_country(place.get("country")).numeric, "country": find_country(place.get("country")).name,
        "admin1": place.get("admin1"), "admin2": place.get("admin2"),
        "location": place.get("name") if exact else None,
        "latitude": place.get("lat") if exact else None, "longitude": place.get("lon") if exact else None,
        "geo_precision": mapping["geo_precision"].get(act.precision),
        "source": "; ".join(act.told.outlets), "notes": _notes(act),
        "fatalities": toll.conservative if toll else None,
        "tags": LABEL.format(told=describe_event(act.record, event["id"])),
    }  # fmt: skip


def _inter(party: Party, act: Act) -> str | None:
    mapping, role = load_mapping("acled"), party.actor["role"]
    if act.event["type"] == "PROTEST" and party.part["role"] == "source":
        return str(mapping["protesters"].get(act.event["mode"]) or "") or None
    if role in mapping["forces"] and party.actor["country"] and act.place.get("country"):
        return "State forces" if party.actor["country"] == act.place["country"] else "External/Other forces"
    if party.civilian or role in mapping["civilians"]:
        return "Civilians"
    return None


def _interaction(inter1: str | None, inter2: str | None, second: bool, order: list[str]) -> str | None:
    if inter1 and not second:
        return f"{inter1} only"
    return "-".join(sorted((inter1, inter2), key=order.index)) if inter1 and inter2 else None


def _notes(act: Act) -> str:
    return act.sentence + (f" [{act.said_by}]" if act.said_by else "")


def _first(parties: Sequence[Party]) -> str | None:
    return parties[0].name if parties else None


def _further(parties: Sequence[Party]) -> str:
    return "; ".join(party.name for party in parties[1:])
