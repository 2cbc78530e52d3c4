import json
from collections.abc import Iterable, Iterator, Sequence

from dateline.export.act import Act, Party, Row
from dateline.export.ged import describe_place

COUNTRY = 6  # UCDP where_prec from which on a place is no point on a map


def feature(act: Act, sources: Sequence[Party], targets: Sequence[Party], *, first: bool = True) -> Row:
    """Return an act as a GeoJSON feature (RFC 7946) in its parts: ``id``, ``geometry`` and what its properties are."""
    place, event, date = act.place, act.event, act.date
    toll = act.own_toll if first else None
    known = place.get("lat") is not None and place.get("lon") is not None and (act.precision or 9) < COUNTRY
    pair = "" if first else "/" + "/".join(str(party.actor["id"]) for party in (*sources, *targets))
    return {
        "id": f"{act.key}{pair}", "lat": place["lat"] if known else None, "lon": place["lon"] if known else None,
        "type": event["type"], "mode": event["mode"], "status": event["status"],
        "background": event["background"], "standing": event["standing"], "said_by": act.said_by,
        "source": [party.name for party in sources], "target": [party.name for party in targets],
        "place": place.get("name"), "place_in_text": describe_place(act), "country": place.get("country"),
        "precision": act.precision, "start": date.get("start"), "end": date.get("end"),
        "date_precision": date.get("precision"), "killed_low": toll.low if toll else None,
        "killed_high": toll.high if toll else None, "outlets": list(act.told.outlets),
        "origins": act.occurrence.origins if act.occurrence else None, "confidence": event["confidence"],
        "document": act.record["id"], "event": event["id"], "sentence": act.sentence,
    }  # fmt: skip


def write_features(rows: Iterable[Row], notice: str) -> Iterator[str]:
    """Yield the text of a FeatureCollection; ``notice`` says what it is, in a member of its own."""
    yield f'{{"type": "FeatureCollection", "notice": {json.dumps(notice)}, "features": ['
    for number, row in enumerate(rows):
        lat, lon = row["lat"], row["lon"]
        item = {
            "type": "Feature", "id": row["id"],
            "geometry": None if lat is None else {"type": "Point", "coordinates": [lon, lat]},
            "properties": {key: value for key, value in row.items()
                           if key not in ("id", "lat", "lon") and not key.startswith("dateline_")},
        }  # fmt: skip
        yield ("," if number else "") + "\n" + json.dumps(item, ensure_ascii=False, allow_nan=False)
    yield "\n]}\n"
