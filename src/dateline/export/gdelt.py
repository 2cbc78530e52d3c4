from collections.abc import Iterator, Sequence

from dateline.export.act import Act, Party, Row
from dateline.export.countries import find_country
from dateline.export.reviewing import describe_event

BODIES = ("IGO", "NGO", "IMG", "MNC")  # actor codes that stand where a country would, and are none
PLACE_TYPES = {"country": 1, "city": 4, "admin1": 5, "admin2": 5}
USA = {4: 3, 5: 2}
LABEL = "GDELT-shaped, not GDELT; {told}"


def gdelt_row(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Row:
    """Return an act in GDELT 2's columns; FIPS and GNS codes, tone and the places of actors stay empty."""
    event, place, told, day = act.event, act.place, act.told, (act.date.get("start") or "").replace("-", "")
    cameo = event["cameo"] or ""
    return {
        "GLOBALEVENTID": act.number("" if first else _pair(sources, targets)), "SQLDATE": day, "MonthYear": day[:6],
        "Year": day[:4], "FractionDate": _fraction(day), **_actor("Actor1", sources), **_actor("Actor2", targets),
        "EventCode": cameo, "EventBaseCode": cameo[:3], "EventRootCode": cameo[:2], "QuadClass": event["quad"] or None,
        "GoldsteinScale": event["goldstein"], "NumMentions": told.mentions,
        "NumSources": act.occurrence.outlets if act.occurrence else len(told.outlets) or None,
        "NumArticles": act.occurrence.reports if act.occurrence else told.reports,
        "ActionGeo_Type": _place_type(act), "ActionGeo_FullName": full_name(act),
        "ActionGeo_Lat": place.get("lat"), "ActionGeo_Long": place.get("lon"), "SOURCEURL": act.record["source"],
    }  # fmt: skip


def mention_rows(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Iterator[Row]:
    """Yield the mentions of an act in one report, in GDELT 2's columns."""
    record, event = act.record, act.event
    web = str(record["source"]).startswith(("http://", "https://"))
    for mention in event["mentions"]:
        start, end = record["sentences"][mention["sentence"]]
        mended = any(
            edit["span"][0] < end and start < max(edit["span"][1], edit["span"][0] + 1) for edit in record["edits"]
        )
        here = mention["trigger"] == event["trigger"]
        yield {
            "GLOBALEVENTID": act.number("" if first else _pair(sources, targets)),
            "MentionTimeDate": (act.published or "").replace("-", ""), "MentionType": 1 if web else 2,
            "MentionSourceName": act.outlet, "MentionIdentifier": record["source"],
            "SentenceID": mention["sentence"] + 1,
            "Actor1CharOffset": sources[0].part["span"][0] if sources and here else None,
            "Actor2CharOffset": targets[0].part["span"][0] if targets and here else None,
            "ActionCharOffset": mention["trigger"][0], "InRawText": 0 if mended else 1,
            "Confidence": round(event["confidence"] * 100), "MentionDocLen": len(record["text"]),
            "Extras": LABEL.format(told=describe_event(record, event["id"])),
        }  # fmt: skip


def full_name(act: Act) -> str | None:
    """Return the place with its division and country, as "Mosul, Nineveh, Iraq"."""
    place = act.place
    parts = (place.get("name"), place.get("admin1"), find_country(place.get("country")).name)
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _actor(name: str, parties: Sequence[Party]) -> Row:
    if not parties:
        return {}
    actor = parties[0].actor
    body = actor["country"] if actor["country"] in BODIES else None
    return {
        f"{name}Code": actor["code"], f"{name}Name": actor["name"],
        f"{name}CountryCode": None if body else actor["country"], f"{name}Type1Code": body or actor["role"],
    }  # fmt: skip


def _place_type(act: Act) -> int | None:
    kind = PLACE_TYPES.get(act.place.get("kind", ""))
    return USA.get(kind, kind) if kind and act.place.get("country") == "USA" else kind


def _fraction(day: str) -> float | None:
    return round(int(day[:4]) + ((int(day[4:6]) - 1) * 30 + int(day[6:])) / 365, 4) if day else None


def _pair(sources: Sequence[Party], targets: Sequence[Party]) -> str:
    return "/" + "/".join(str(party.actor["id"]) for party in (*sources, *targets))
