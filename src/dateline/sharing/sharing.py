import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from dateline.sharing.persons import hide_persons, hide_sources
from dateline.sharing.profile import Profile
from dateline.sharing.redaction import MASK, Redaction
from dateline.sharing.sites import (
    blank_place,
    coarsen_place,
    find_sensitive,
    hide_site_actors,
    is_due,
    widen_day,
)
from dateline.sharing.stories import Ids, share_stories
from dateline.sharing.texts import find_snippets, find_strangers, mask_text, mask_title
from dateline.sharing.wording import load_wording

Record = dict[str, Any]
VERSION = 1
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAYS = ("published", "dateline_date", "updated")
HOURS = ("published_at", "updated_at")


def share_record(record: Mapping[str, Any], profile: Profile, *, ids: Ids | None = None) -> Record:
    """Return a record that may be given on; the one given stays as it is.

    It keeps the contract: the text has the same length, with ``█`` for each character that is left out, so that every
    span, and every hash of the raw text, still says where something stands for whoever has the text.

    Args:
        record: of the contract.
        profile: what to leave out.
        ids: what the documents that its stories name go by (``id`` of their shared records); others go by a hash.
    """
    if "error" in record:
        code = record["error"]["code"]
        return {"id": record["id"], "source": _short(record["source"]), "error": {"code": code, "message": code}}
    redaction = Redaction()
    sensitive, sites = find_sensitive(record)
    shared: Record = dict(record)
    shared["actors"], spans = hide_persons(record, redaction)
    shared["claims"], described = hide_sources(record, redaction)
    spans += described
    if profile.coarsen_km is not None:
        spans += hide_site_actors(shared["actors"], record["text"], redaction)
    spans += _coarsen_places(shared, sites if profile.coarsen_km is not None else set(), profile, redaction)
    hidden = _withhold(shared, sensitive, profile, redaction, spans)
    if profile.coarsen_dates and sensitive:
        spans += _coarsen_dates(shared, profile.coarsen_dates)
    _mask_texts(shared, record, profile, redaction, spans, hidden)
    shared = redaction.walk(shared)
    _mend_edits(shared)
    shared["source"] = _address(record, redaction)
    own = (ids or {}).get(record["id"], record["id"])
    shared["id"] = record["raw_sha256"][:16] if redaction.tells(own) else own
    if "review" in record:
        shared["review"] = _share_review(record["review"], shared)
    if "stories" in (record.get("review") or {}):
        shared["review"]["stories"] = share_stories(record, shared, ids=ids, redaction=redaction)
    shared["shared"] = {"profile": VERSION, **profile.as_dict()}
    return shared


def _share_review(review: Mapping[str, Any], shared: Record) -> Record:
    """Return what people decided about the events that are told, without their names: how many there were."""
    kept = {event["id"] for event in shared["events"]}
    events = {id: {**event, "coder": None} for id, event in review["events"].items() if id in kept}
    return {**review, "events": events, "coders": [], "people": len(review.get("coders") or ())}


def _coarsen_places(shared: Record, sites: set[str], profile: Profile, redaction: Redaction) -> list[list[int]]:
    """Coarsen the places of an id; return the spans that name them."""
    spans: list[list[int]] = []
    places = []
    for place in shared["places"]:
        if place["id"] not in sites or (place["precision"] or 0) >= 4:
            places.append(dict(place))
            continue
        coarse = coarsen_place(place, profile.coarsen_km or 1)
        names = {place["name"], *(shared["text"][slice(*mention["span"])] for mention in place["mentions"])}
        names |= {place["admin2"]} if place["admin2"] else set()
        for name in sorted(names):
            redaction.hide_whole(name, coarse["name"])
        spans += [mention["span"] for mention in place["mentions"]]
        places.append(coarse)
    coarser = {place["id"]: place["precision"] for place in places if place["id"] in sites}
    shared["places"] = places
    shared["events"] = [
        {**event, "locations": [{**at, "precision": max(at["precision"] or 0, coarser.get(at["place"]) or 0) or None}
                                for at in event["locations"]]}
        for event in shared["events"]
    ]  # fmt: skip
    return spans


def _withhold(
    shared: Record, sensitive: set[str], profile: Profile, redaction: Redaction, spans: list[list[int]]
) -> set[int]:
    """Take out the sensitive events that are too new; return the numbers of their sentences."""
    header = shared["header"] or {}
    published = header["published"]["value"] if header.get("published") else None
    gone = {e["id"] for e in shared["events"] if e["id"] in sensitive and not is_due(e, published, profile)}
    if not gone:
        return set()
    hidden = {m["sentence"] for event in shared["events"] if event["id"] in gone for m in event["mentions"]}
    kept = [event for event in shared["events"] if event["id"] not in gone]
    told = {place for e in kept for place in (e["where"], *(at["place"] for at in e["locations"]))}
    only = {at["place"] for e in shared["events"] if e["id"] in gone for at in e["locations"]} - told
    for place in (place for place in shared["places"] if place["id"] in only):
        spans.extend(mention["span"] for mention in place["mentions"])
        redaction.hide_whole(place["name"], load_wording()["withheld"])
    shared["places"] = [blank_place(place) if place["id"] in only else place for place in shared["places"]]
    shared["events"] = [{**event, "about": None if event["about"] in gone else event["about"]} for event in kept]
    shared["numbers"] = [number for number in shared["numbers"] if number["event"] not in gone]
    lost = {number["id"] for number in shared["numbers"]}
    shared["numbers"] = [
        {**number, "part_of": number.get("part_of") if number.get("part_of") in lost else None}
        for number in shared["numbers"]
    ]
    shared["notes"] = [note for note in shared["notes"] if note["event"] not in gone]
    if header.get("title"):
        shared["header"] = {**header, "title": None}
    return hidden


def _coarsen_dates(shared: Record, unit: str) -> list[list[int]]:
    """Widen every date of a record to its week or month; return the spans that tell the day."""
    precision = 3 if unit == "week" else 4
    times = []
    for time in shared["times"]:
        start, end = time["start"] or time["end"], time["end"] or time["start"]
        if not start or not end or (time["precision"] or 9) >= precision:
            times.append(time)
            continue
        first, _, name = widen_day(start, unit)
        times.append({**time, "type": "DATE", "value": name, "start": first, "end": widen_day(end, unit)[1],
                      "precision": precision})  # fmt: skip
    shared["times"] = times
    shared["events"] = [{**event, "date": _widen(event["date"], unit, precision)} for event in shared["events"]]
    header = dict(shared["header"] or {})
    for key in DAYS:
        if header.get(key):
            day = header[key]["value"][:10]
            header[key] = {**header[key], "value": widen_day(day, unit)[2]} if ISO_DAY.fullmatch(day) else None
    header |= {key: None for key in HOURS if key in header}
    shared["header"] = header or None
    return [time["span"] for time in shared["times"] if time["span"]]


def _widen(date: Record | None, unit: str, precision: int) -> Record | None:
    if not date or (date["precision"] or 0) >= precision:
        return date
    start = widen_day(date["start"], unit)[0] if date["start"] else None
    end = widen_day(date["end"], unit)[1] if date["end"] else None
    return {**date, "start": start, "end": end, "precision": precision if start and end else date["precision"]}


def _mask_texts(
    shared: Record, record: Mapping[str, Any], profile: Profile, redaction: Redaction, spans: list[list[int]],
    hidden: set[int],
) -> None:  # fmt: skip
    header, text = dict(shared["header"] or {}), record["text"]
    if byline := header.get("byline"):
        redaction.hide(byline["value"], load_wording()["reporter"], titles=load_wording()["titles"])
        spans += [byline["span"]] if byline["span"] else []
        header["byline"] = {**byline, "value": load_wording()["reporter"]}
    for author in header.get("authors") or ():
        redaction.hide(author["value"], load_wording()["reporter"], titles=load_wording()["titles"])
        spans = [*spans, author["span"]] if author["span"] else spans
    header |= {"authors": []} if "authors" in header else {}
    masked = {tuple(span) for span in spans}
    kept = [m["span"] for layer in ("actors", "places") for item in record[layer] for m in item["mentions"]]
    kept += [time["span"] for time in record["times"] if time["span"]]
    kept += [header[key]["span"] for key in ("outlet", "agency") if header.get(key) and header[key]["span"]]
    kept = [span for span in kept if tuple(span) not in masked]
    spans = spans + [list(span) for span in find_strangers(record, kept)]
    spans += [span for number, span in enumerate(record["sentences"]) if number in hidden]
    shown = [(0, len(text))] if profile.texts == "keep" else find_snippets(shared, hidden)
    shared["text"] = mask_text(text, shown, spans, redaction)
    if title := header.get("title"):
        names = [item["name"] for layer in ("actors", "places") for item in shared[layer]]
        names += [header["outlet"]["value"]] if header.get("outlet") else []
        header["title"] = {**title, "value": mask_title(title["value"], text, names, redaction)}
    shared["header"] = header or None
    known = {item["name"].casefold() for layer in ("actors", "places") for item in shared[layer]}
    shared["notes"] = [{**note, "reason": _mask_quotes(note["reason"], known)} for note in shared["notes"]]


def _mask_quotes(reason: str, known: set[str]) -> str:
    """Mask what a note quotes of the text, but for names that the record keeps."""
    parts = reason.split("'")
    for at in range(1, len(parts) - 1, 2):
        part = parts[at]
        if any(char.isupper() for char in part) and part.casefold() not in known:
            parts[at] = MASK
    return "'".join(parts)


def _mend_edits(shared: Record) -> None:
    """Keep an edit's words only where the text still shows all of them."""
    edits = []
    for edit in shared["edits"]:
        now = shared["text"][slice(*edit["span"])]
        edits.append({**edit, "now": now, "was": MASK if MASK in now or not now else edit["was"]})
    shared["edits"] = edits


def _address(record: Mapping[str, Any], redaction: Redaction) -> str:
    """Return an address without its path where that tells a name, and a path without its folders."""
    source = _short(record["source"])
    if not redaction.tells(source):
        return source
    parts = urlsplit(source)
    host = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
    return host if host and not redaction.tells(host) else str(record["raw_sha256"][:16])


def _short(source: str) -> str:
    return source if "://" in source else source.replace("\\", "/").rsplit("/", 1)[-1]
