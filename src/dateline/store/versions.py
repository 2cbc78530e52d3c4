"""What a document gave in a run, small enough to be kept for every run that changed it."""

import hashlib
import json
from typing import Any

FIELDS = (
    "type", "mode", "status", "standing", "background", "source", "target", "place", "date", "rule",
)  # fmt: skip


def digest_events(record: dict[str, Any]) -> str:
    """Return what is compared of a record's events, as JSON: their words and codes, not their offsets."""
    actors = {actor["id"]: actor["code"] or actor["name"] for actor in record["actors"]}
    places = {place["id"]: place["name"] for place in record["places"]}
    found = []
    for event in record["events"]:
        start, end = record["sentences"][event["sentence"]] if event["sentence"] < len(record["sentences"]) else (0, 0)
        date = event["date"] or {}
        found.append(
            {
                "id": event["id"],
                "words": record["text"][slice(*event["trigger"])],
                "sentence": " ".join(record["text"][start:end].split()),
                **{name: event[name] for name in ("type", "mode", "status", "standing", "background", "rule")},
                "source": [actors.get(id, id) for id in event["source"]],
                "target": [actors.get(id, id) for id in event["target"]],
                "place": places.get(event["where"] or ""),
                "date": [date.get("start"), date.get("end")],
            }
        )
    return json.dumps(found, ensure_ascii=False)


def hash_record(record: str) -> str:
    """Return the hash of a record's bytes."""
    return hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()
