from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from dateline.export.act import Act, Party, Row
from dateline.export.countries import find_country
from dateline.knowledge.datafiles import read_yaml

TOWNS = ("city", "village", "district")
SITES = ("facility", "airport", "base", "camp", "crossing", "prison", "dam", "port")


def icews_row(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Row:
    """Return an act in ICEWS's columns; its intensity is a scale of its own and stays empty."""
    event, place = act.event, act.place
    pair = "" if first else "/" + "/".join(str(party.actor["id"]) for party in (*sources, *targets))
    return {
        "Event ID": act.number(pair), "Event Date": act.date.get("start"),
        **_side("Source", sources), "Event Text": _labels().get(event["cameo"]), "CAMEO Code": event["cameo"],
        **_side("Target", targets), "Story ID": act.record["id"], "Sentence Number": event["sentence"] + 1,
        "Publisher": act.outlet, "City": find_city(act), "District": place.get("admin2"),
        "Province": place.get("admin1"), "Country": find_country(place.get("country")).name,
        "Latitude": place.get("lat"), "Longitude": place.get("lon"),
    }  # fmt: skip


def find_city(act: Act) -> str | None:
    """Return the name of the act's place where that is a settlement or a site."""
    return act.place.get("name") if act.place.get("kind") in (*TOWNS, *SITES) else None


def _side(name: str, parties: Sequence[Party]) -> Row:
    if not parties:
        return {}
    actor = parties[0].actor
    return {f"{name} Name": actor["name"], f"{name} Sectors": actor["kind"],
            f"{name} Country": find_country(actor["country"]).name}  # fmt: skip


@lru_cache
def _labels() -> dict[str, str]:
    """Return the labels of the CAMEO codes, in the words of the packaged codebook."""
    table = read_yaml((resources.files("dateline.codebook") / "data" / "plover" / "cameo.yaml").read_bytes())
    return {code: entry["label"] for code, entry in table.items()}
