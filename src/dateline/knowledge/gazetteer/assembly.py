"""Put drafts together: what the packages hold plus what the curated files add, name or correct."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from dateline.knowledge.gazetteer.curated import countries_with, kind_scores, read_curated, split
from dateline.knowledge.gazetteer.entry import Draft, NameForm
from dateline.knowledge.gazetteer.folding import fold
from dateline.knowledge.gazetteer.sources import Countries, Divisions, settlements

Progress = Callable[[str, int, int], None]
MINOR = 5_000  # smaller towns are found by the curated files under their main name only
CAPITAL_BONUS = 1.5
CURATED_DIVISION_SCORE = 6.3
_ABBREVIATION = re.compile(r"[A-Z][A-Z&. ]{0,6}\.?$|[A-Z]&[A-Z]$|[A-Z][a-z]{1,4}\.$|[A-Z]\. ?[A-Z][a-z]{0,2}\.$")
_ARTICLE = re.compile(r"^(?:al|ar|as|ash|an|at|ad|az|adh|el|es|er|et|ed) (?=\w{3})")
_DIVISION_WORD = re.compile(
    r" (?:province|governorate|state|region|district|county|oblast|krai|prefecture|department|municipality|rayon|"
    r"emirate|city|autonomous region|republic|shi|sheng|voivodeship|wilayat|muhafazah|canton|parish)$"
)


def assemble(progress: Progress) -> list[Draft]:
    """Return all places, the most prominent first."""
    progress("countries and divisions", 1, 5)
    countries = Countries()
    divisions = Divisions(countries)
    progress("settlements", 2, 5)
    firsts = list(divisions.by_row.values())
    _curate_divisions(firsts)
    cities = []
    members: dict[int, list[Draft]] = defaultdict(list)
    for draft, rows in settlements(countries, divisions):
        cities.append(draft)
        for row in rows:
            members[row].append(draft)
    _locate(divisions, members)
    _lift_cities(firsts, cities)
    _mark_capitals(cities, countries.capitals)
    progress("curated places", 3, 5)
    drafts = [*countries.drafts.values(), *firsts, *cities]
    drafts += _regions() + _sites(cities)
    index = _index(drafts)
    _aliases(index)
    _peoples(index)
    _disputes(index)
    _inherit_disputes(drafts)
    drafts.sort(key=lambda d: (-d.score, d.country or "", d.name, d.geonameid or 0, d.kind))
    return [draft for draft in drafts if draft.lat is not None]


def folded_names(draft: Draft, arabic: frozenset[str]) -> dict[str, NameForm]:
    """Return the folded names of a draft, with the variants that news uses (the Arabic article, "Province")."""
    found: dict[str, NameForm] = {}
    for name, form in draft.names.items():
        key = fold(name)
        if form != "demonym" and form != "abbreviation" and _ABBREVIATION.match(name) and len(name) <= 7:
            continue  # kept in the exact table
        listed = key and key.isascii() and len(key) > 1 and form != "abbreviation"
        if listed and found.get(key) != "name":
            found[key] = form
    for key, form in list(found.items()):
        if form == "demonym":
            continue
        if key.startswith("the "):
            found.setdefault(key[4:], form)
        if draft.kind in ("admin1", "admin2") and not (draft.country == "USA" and draft.kind == "admin2"):
            found.setdefault(_DIVISION_WORD.sub("", key), form)
        if draft.country in arabic:
            for variant in _arabic(key):
                found.setdefault(variant, "alias")
    return found


def exact_names(draft: Draft) -> list[str]:
    """Return the abbreviations of a draft: they count only as they are written ("US", "Ky.")."""
    return [
        name
        for name, form in draft.names.items()
        if form == "abbreviation" or (form == "name" and len(name) <= 7 and _ABBREVIATION.match(name))
    ]


def _arabic(key: str) -> Iterable[str]:
    bare = _ARTICLE.sub("", key)
    if bare != key:
        yield bare
        yield f"al {bare}"
        yield f"el {bare}"
    if bare.endswith("ah") and len(bare) > 4:
        yield bare[:-1]
        yield f"al {bare[:-1]}"


def _locate(divisions: Divisions, members: dict[int, list[Draft]]) -> None:
    known = countries_with("counties-known")
    for row, draft in divisions.by_row.items():
        inside = members.get(row, [])
        if not inside:
            continue
        draft.population = sum(d.population for d in inside)
        size = math.log10(draft.population + 1)
        draft.score += size / 10 if draft.kind == "admin1" else max(0.0, size - 4) / 1.2
        if draft.kind == "admin2" and draft.country in known:
            draft.score += 2.0
        if draft.lat is not None:
            continue  # the curated file has its point
        lats, lons = [d.lat or 0.0 for d in inside], [d.lon or 0.0 for d in inside]
        middle = _middle(lats), _middle(lons)
        if max(lons) - min(lons) > 180:
            middle = sum(lats) / len(lats), sum(lons) / len(lons)
        mean = sum(lats) / len(lats), sum(lons) / len(lons)
        draft.lat, draft.lon = round((middle[0] + mean[0]) / 2, 4), round((middle[1] + mean[1]) / 2, 4)


def _middle(values: list[float]) -> float:
    """Return the middle of the range without its outer twentieths: one misplaced village moves nothing."""
    values = sorted(values)
    cut = len(values) // 20
    return (values[cut] + values[-1 - cut]) / 2


def _lift_cities(divisions: list[Draft], cities: list[Draft]) -> None:
    """Let the city come before the division that is named after it, but in federations known by their states."""
    states_first = countries_with("states-first")
    named = {(d.country, fold(name)): d for d in divisions if d.kind == "admin1" for name in d.names}
    for city in cities:
        division = named.get((city.country, fold(city.name)))
        if (
            division
            and city.population >= 40_000
            and city.country not in states_first
            and city.admin1 == division.admin1
        ):
            city.score = max(city.score, division.score + 0.1)


def _mark_capitals(cities: list[Draft], capitals: set[tuple[str, str]]) -> None:
    largest: dict[tuple[str, str], Draft] = {}
    for city in cities:
        key = (city.country or "", city.name)
        if key in capitals and (key not in largest or city.population > largest[key].population):
            largest[key] = city
    for city in largest.values():
        city.score += CAPITAL_BONUS


def _curate_divisions(firsts: list[Draft]) -> None:
    by_name: dict[tuple[str | None, str], Draft] = {}
    for draft in sorted(firsts, key=lambda d: d.kind, reverse=True):  # admin1 wins over admin2
        for name in reversed(draft.names):
            by_name[(draft.country, fold(name))] = draft
    for row in read_curated("divisions"):
        extra = split(row["names"])
        found = next((d for n in [row["name"], *extra] if (d := by_name.get((row["country"], fold(n))))), None)
        if found is None:
            found = Draft(name=row["name"], kind="admin1", country=row["country"], admin1=row["name"], names={})
            firsts.append(found)
        found.kind = "admin1"
        found.name = row["name"]
        found.lat, found.lon = float(row["lat"]), float(row["lon"])
        found.score = CURATED_DIVISION_SCORE - 0.5
        found.admin1 = row["name"]
        found.names[row["name"]] = "name"
        found.names.update(dict.fromkeys(extra, "name"))
        found.names.update(dict.fromkeys(split(row["abbreviations"]), "abbreviation"))
        found.names.update(dict.fromkeys(split(row["demonyms"]), "demonym"))


def _regions() -> list[Draft]:
    drafts, scores = [], kind_scores()
    for row in read_curated("regions"):
        names: dict[str, NameForm] = {row["name"]: "name"}
        names.update(dict.fromkeys(split(row["names"]), "name"))
        names.update(dict.fromkeys(split(row["demonyms"]), "demonym"))
        drafts.append(
            Draft(
                name=row["name"], kind=row["kind"], lat=float(row["lat"]), lon=float(row["lon"]),
                country=row["country"] or None, names=names, score=scores[row["kind"]],
            )
        )  # fmt: skip
    return drafts


def _sites(cities: list[Draft]) -> list[Draft]:
    known: dict[tuple[str | None, str], list[Draft]] = defaultdict(list)
    rows = list(read_curated("sites"))
    cells = {
        (round(float(r["lat"])) + i, round(float(r["lon"])) + j) for r in rows for i in (-1, 0, 1) for j in (-1, 0, 1)
    }
    for city in cities:
        if (round(city.lat or 0), round(city.lon or 0)) in cells:
            for name in city.names:
                known[(city.country, fold(name))].append(city)
    drafts, scores = [], kind_scores()
    for row in rows:
        names: dict[str, NameForm] = {row["name"]: "name"}
        names.update(dict.fromkeys(split(row["names"]), "name"))
        lat, lon = float(row["lat"]), float(row["lon"])
        near = [
            city
            for name in names
            for city in known.get((row["country"] or None, fold(name)), [])
            if abs((city.lat or 0) - lat) < 0.4 and abs((city.lon or 0) - lon) < 0.4
        ]
        if near and row["kind"] in (
            "village",
            "port",
        ):  # the settlement is there under one of these names: it learns the others
            city = max(near, key=lambda d: d.population)
            city.name = row["name"]
            city.names.update(names)
            city.score = max(city.score, 5.0)
            continue
        drafts.append(
            Draft(
                name=row["name"], kind=row["kind"], lat=lat, lon=lon, country=row["country"] or None, names=names,
                score=scores[row["kind"]],
            )
        )  # fmt: skip
    return drafts


Index = dict[tuple[str, str], list[Draft]]


def _index(drafts: list[Draft]) -> Index:
    index: Index = defaultdict(list)
    for draft in sorted(drafts, key=lambda d: -d.score):
        minor = draft.kind == "city" and draft.population < MINOR
        for name in (draft.name,) if minor else draft.names:
            key = fold(name)
            index[(draft.country or "", key)].append(draft)
            index[("", key)].append(draft)
    return index


def _aliases(index: Index) -> None:
    for row in read_curated("aliases"):
        for wanted in (row["name"], *split(row["names"])):
            found = [d for d in index.get((row["country"], fold(wanted)), []) if d.kind == "city"]
            main = [d for d in found if fold(d.name) == fold(row["name"])]
            if found:
                draft = (main or found)[0]
                draft.name = row["name"]
                draft.names[row["name"]] = "name"
                draft.names.update(dict.fromkeys(split(row["names"]), "name"))
                draft.names.update(dict.fromkeys(split(row["demonyms"]), "demonym"))
                break


def _peoples(index: Index) -> None:
    for row in read_curated("peoples"):
        found = index.get((row["country"], fold(row["place"])), []) if row["place"] else []
        if found:
            found[0].names.update(dict.fromkeys(split(row["demonym"]), "demonym"))


def _disputes(index: Index) -> None:
    for row in read_curated("disputed"):
        for draft in index.get((row["country"], fold(row["name"])), [])[:3]:
            if draft.kind == "admin2" or (
                row["country"] == "" and draft.kind in ("city", "admin1") and draft.score < 4.9
            ):
                continue
            draft.is_disputed = True
            draft.claimed_by, draft.controlled_by = row["claimed_by"], row["controlled_by"] or None


def _inherit_disputes(drafts: list[Draft]) -> None:
    """Mark what lies in a disputed country or first-order division: no town of Crimea is silently one state's."""
    above: dict[tuple[str | None, str | None], Draft] = {}
    for draft in drafts:
        if draft.is_disputed and draft.kind in ("country", "admin1"):
            above[(draft.country, draft.admin1)] = draft
    for draft in drafts:
        holder = above.get((draft.country, draft.admin1)) or above.get((draft.country, None))
        if holder and not draft.is_disputed:
            draft.is_disputed = True
            draft.claimed_by, draft.controlled_by = holder.claimed_by, holder.controlled_by
