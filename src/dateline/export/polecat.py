from collections.abc import Iterable, Sequence

from dateline.export.act import Act, Party, Row
from dateline.export.countries import find_country
from dateline.export.icews import find_city
from dateline.export.reviewing import describe_event

LABEL = "POLECAT-shaped, not POLECAT; {told}"
PUBLIC = ("public-office", "public-figure")
PEOPLES = ("person", "civilian", "ethnic", "religious", "region", "state", None)


def polecat_row(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Row:
    """Return an act in POLECAT's columns; its intensity is a scale of its own and stays empty."""
    event, place, record = act.event, act.place, act.record
    pair = "" if first else "/" + "/".join(str(party.actor["id"]) for party in (*sources, *targets))
    at = [loc for loc in event["locations"] if loc["place"] == event["where"]]
    book = record["codebook"] or {}
    people = (a["name"] for a in record["actors"] if a["kind"] == "person" and a["person_status"] in PUBLIC)
    bodies = (a["name"] for a in record["actors"] if a["kind"] not in PEOPLES and a["basis"] == "registry")
    return {
        "Event ID": f"{act.key}{pair}", "Event Date": act.date.get("start"), "Event Type": event["type"],
        "Event Mode": event["mode"], "Quad Code": event["quad"] or None, "Contexts": _join(event["contexts"]),
        **_side("Actor", sources), **_side("Recipient", targets),
        "Placename": place.get("name"), "City": find_city(act), "District": place.get("admin2"),
        "Province": place.get("admin1"), "Country": place.get("country"), "Latitude": place.get("lat"),
        "Longitude": place.get("lon"), "GeoNames ID": place.get("geonameid"),
        "Raw Placename": act.words(at[0]["span"]) if at else None, "Source": act.outlet,
        "Publication Date": act.published, "Story People": _join(people), "Story Organizations": _join(bodies),
        "Story Locations": _join(p["name"] for p in record["places"]), "Language": record["language"],
        "Version": f"dateline {record['dateline']}, {book.get('name')} {book.get('version')}; "
        + LABEL.format(told=describe_event(record, event["id"])),
    }  # fmt: skip


def _side(name: str, parties: Sequence[Party]) -> Row:
    actors = [party.actor for party in parties]
    return {
        f"{name} Name": _join(actor["name"] for actor in actors),
        f"{name} Country": _join(actor["country"] for actor in actors),
        f"{name} COW": _join(find_country(actor["country"]).cow for actor in actors),
        f"Primary {name} Sector": actors[0]["role"] if actors else None,
        f"{name} Sectors": _join(actor["role"] for actor in actors),
        f"{name} Name Raw": _join(party.raw for party in parties),
    }


def _join(values: Iterable[str | None]) -> str:
    return ";".join(dict.fromkeys(value for value in values if value))
