"""A contract record (docs/contract.md) as rows of the tables of a project."""

import json
from collections import defaultdict
from typing import Any

from dateline.store.folding import fold

Record = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]
CHILDREN = (
    "actors", "places", "mentions", "times", "claims", "events", "participants", "locations", "numbers", "edits",
    "notes", "loaded_terms", "searchable",
)  # fmt: skip
SERIALS = 1_000_000  # events that a document may have
JOIN = " | "


def record_rows(record: Record, *, key: str, n: int) -> Rows:
    """Return the rows of a record for every table that describes a document's content."""
    rows: Rows = defaultdict(list)
    for actor in record["actors"]:
        rows["actors"].append(
            _pick(actor, "name code country role kind person_status wikidata basis", actor=actor["id"])
        )
        rows["mentions"] += _mentions("actor", actor)
    for place in record["places"]:
        names = "name geonameid lat lon country admin1 admin2 kind precision basis"
        disputed = place["disputed"]
        by = ", ".join(disputed["claimed_by"]) if disputed else None
        rows["places"].append(_pick(place, names, place=place["id"], disputed=by))
        rows["mentions"] += _mentions("place", place)
    for time in record["times"]:
        row = _pick(time, "type value mod precision basis", time=time["id"], **_span(time["span"]))
        rows["times"].append({**row, "start_date": time["start"], "end_date": time["end"]})
    for claim in record["claims"]:
        spans = _json({name: claim[name] for name in ("source", "cue", "content")})
        row = _pick(claim, "source_name source_kind actor stance via", claim=claim["id"], spans=spans)
        rows["claims"].append({**row, "within_claim": claim["within"]})
    for number in record["numbers"]:
        names = "what low best high qualifier event actor claim side scope"
        row = _pick(number, names, number=number["id"], **_span(number["span"]))
        rows["numbers"].append({**row, "place": number["where"], "time": number["when"]})
    for edit in record["edits"]:
        start, end = edit["raw_span"]
        row = _pick(edit, "was now rule", raw_start=start, raw_end=end, **_span(edit["span"]))
        rows["edits"].append(row)
    for note in record["notes"]:
        rows["notes"].append(_pick(note, "field event code reason"))
    for term in record["loaded_terms"]:
        rows["loaded_terms"].append(_pick(term, "term frame neutral", **_span(term["span"])))
    _add_events(rows, record, n)
    title = (record["header"] or {}).get("title") or {}
    rows["searchable"].append({"n": n, "folded": fold(f"{title.get('value') or ''} {record['text']}")})
    for table in rows.values():
        for row in table:
            row["document"] = key
    return rows


def _add_events(rows: Rows, record: Record, n: int) -> None:
    actors, places, claims = ({item["id"]: item for item in record[layer]} for layer in ("actors", "places", "claims"))
    inside = {event["about"]: event["id"] for event in reversed(record["events"]) if event["about"]}
    for number, event in enumerate(record["events"]):
        names = "type mode cameo quad goldstein status background standing nature phase outcome about reciprocal"
        row = _pick(event, f"{names} confidence rule sentence", event=event["id"], **_span(event["trigger"]))
        row |= {"serial": n * SERIALS + number, "inside": inside.get(event["id"])}
        row["contexts"] = JOIN.join(event["contexts"]) or None
        for role in ("source", "target"):
            found = [actors[id] for id in event[role] if id in actors]
            row[f"{role}_names"] = JOIN.join(actor["name"] for actor in found) or None
            row[f"{role}_codes"] = JOIN.join(actor["code"] or "?" for actor in found) or None
        chain = [claims[id]["source_name"] or "not named" for id in reversed(event["claims"]) if id in claims]
        row["said_by"] = " ← ".join(chain) or None
        row |= _where(event, places) | _when(event)
        start, end = record["sentences"][event["sentence"]] if event["sentence"] < len(record["sentences"]) else (0, 0)
        row["trigger_text"] = record["text"][slice(*event["trigger"])]
        row["sentence_text"] = " ".join(record["text"][start:end].split())
        rows["events"].append(row)
        for position, party in enumerate(event["participants"]):
            actor = actors.get(party["actor"], {})
            names = "role certainty claim alternative part civilian"
            row = _pick(
                party, names, serial=n * SERIALS + number, event=event["id"], position=position, **_span(party["span"])
            )
            row |= {name: actor.get(name) for name in ("name", "code", "country")}
            rows["participants"].append({**row, "actor": party["actor"], "folded": fold(actor.get("name") or "")})
        for position, location in enumerate(event["locations"]):
            place = places.get(location["place"], {})
            names = "place role relation precision"
            row = _pick(
                location,
                names,
                serial=n * SERIALS + number,
                event=event["id"],
                position=position,
                **_span(location["span"]),
            )
            rows["locations"].append(row | {name: place.get(name) for name in ("name", "country", "lat", "lon")})


def _where(event: Record, places: dict[str, Record]) -> dict[str, Any]:
    place = places.get(event["where"] or "", {})
    precision = next((at["precision"] for at in event["locations"] if at["place"] == event["where"]), None)
    return {
        "place": event["where"],
        "place_name": place.get("name"),
        "place_precision": precision if precision is not None else place.get("precision"),
        **{name: place.get(name) for name in ("country", "admin1", "lat", "lon", "geonameid")},
    }


def _when(event: Record) -> dict[str, Any]:
    date = event["date"] or {}
    names = {"start_date": "start", "end_date": "end", "date_precision": "precision", "date_basis": "basis"}
    return {column: date.get(name) for column, name in names.items()}


def _mentions(layer: str, item: Record) -> list[dict[str, Any]]:
    return [
        {"layer": layer, "entity": item["id"], "form": mention["form"], **_span(mention["span"])}
        for mention in item["mentions"]
    ]


def _pick(item: Record, names: str, **more: Any) -> dict[str, Any]:
    return {name: item.get(name) for name in names.split()} | more


def _span(span: list[int] | None) -> dict[str, Any]:
    return {"start_char": span[0] if span else None, "end_char": span[1] if span else None}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
