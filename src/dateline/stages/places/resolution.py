"""Choose among the places that bear a name: by population, the document's countries, containment and nearness."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.knowledge.gazetteer import Entry, fold_cached
from dateline.stages.places.toponym import Toponym

SURE = 1.6  # a lead in prominence that settles a name without context
KNOWN = 4.8  # a town of sixty thousand
FAMILIAR = 5.5
DOMINANT = 0.6
HOMONYM = 8.0
KEPT = 5  # other candidates that a place keeps
WIDE = frozenset({"country", "former-country", "continent", "macro-region", "ocean", "sea"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The place that a name stands for, how many there were to choose from, and what decided."""

    entry: Entry
    candidates: int
    basis: str
    others: tuple[Entry, ...] = ()  # the next best, the likeliest first


@dataclass(slots=True, kw_only=True)
class World:
    """What the document has settled so far: weights of countries and divisions, and points."""

    countries: Counter[str]
    divisions: Counter[tuple[str, str]]
    points: list[tuple[float, float]]


def resolve(
    toponyms: Sequence[Toponym], containers: Mapping[int, tuple[Entry, ...]], home: tuple[str, ...]
) -> dict[int, Resolved]:
    """Return the place of each toponym, by its position in the list; one sense per name and document.

    Args:
        toponyms: those that were judged to be places, in text order.
        containers: for a toponym's position, the places that the text says it lies in ("Long Beach, California").
        home: countries of the dateline and the outlet, which weigh like a mention.
    """
    groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for number, toponym in enumerate(toponyms):
        if toponym.entries:
            groups[(toponym.key, toponym.kind)].append(number)
    world = World(countries=Counter(home), divisions=Counter(), points=[])
    chosen: dict[tuple[str, str | None], Resolved] = {}
    open_groups = []
    for group, numbers in groups.items():
        held = tuple(entry for number in numbers for entry in containers.get(number, ()))
        if _is_elsewhere(toponyms[numbers[0]], held):
            continue
        settled = _settle(toponyms[numbers[0]], held)
        if settled:
            chosen[group] = settled
            _learn(world, settled.entry, len(numbers))
        else:
            open_groups.append(group)
    for group in open_groups:
        numbers = groups[group]
        chosen[group] = _choose(toponyms[numbers[0]], world)
        _learn(world, chosen[group].entry, len(numbers))
    return {number: chosen[group] for group, numbers in groups.items() if group in chosen for number in numbers}


def _fitting(toponym: Toponym) -> tuple[Entry, ...]:
    entries = toponym.entries
    if toponym.form != "demonym":
        entries = tuple(e for e in entries if e.form != "demonym") or entries
    if toponym.kind in ("admin1", "admin2"):
        fitting = tuple(e for e in entries if e.kind == toponym.kind)
        if not fitting:  # a county may be a first-order division, a township a town
            others = ("admin1", "admin2") if toponym.kind == "admin1" else ("admin2", "city")
            fitting = tuple(e for e in entries if e.kind in others)
        return fitting or entries
    if toponym.kind == "city":
        return tuple(e for e in entries if e.kind == "city") or entries
    if toponym.form == "demonym":
        return tuple(e for e in entries if e.form == "demonym") or entries
    return entries


def _is_elsewhere(toponym: Toponym, held: Sequence[Entry]) -> bool:
    """Say whether the text puts the place where none of its candidates lies: better unresolved than wrong.

    "Orange Grove, Johannesburg" is not the Orange Grove in California.
    """
    entries = _fitting(toponym)
    if not held or toponym.site or any(e.kind != "city" or e.score >= FAMILIAR for e in entries):
        return False
    if not all(e.kind in ("city", "admin1", "country") for e in held):
        return False
    return not any(_lies_in(e, container) for e in entries for container in held)


def _settle(toponym: Toponym, held: Sequence[Entry]) -> Resolved | None:
    entries = _fitting(toponym)
    count = len(entries)
    for container in held:
        inside = [e for e in entries if _lies_in(e, container) and e.id != container.id and e.form != "alias"]
        if inside:
            return _resolved(sorted(entries, key=lambda e: (e in inside, _rank(e)), reverse=True), "containment")
    if count == 1:
        return _resolved(entries, "only-candidate")
    ranked = sorted(entries, key=_rank, reverse=True)
    best, second = ranked[:2]
    if (
        best.kind in WIDE
        and _rank(best) - _rank(second) > SURE
        and not (best.kind == "country" and second.kind == "admin1")
    ):
        return _resolved(ranked, "prominence")
    return None


def _choose(toponym: Toponym, world: World) -> Resolved:
    entries = _fitting(toponym)
    total = sum(world.countries.values()) or 1
    scored: list[tuple[float, Entry, str]] = []
    known = max(map(_rank, entries)) >= FAMILIAR
    homonym = entries[0].kind == "country" and any(e.kind == "admin1" and e.form == "name" for e in entries[1:3])
    for entry in entries:
        score, reasons = _rank(entry), []
        if homonym and entry.kind == "country":
            score = HOMONYM  # Georgia and Georgia: the document's other places decide
        share = world.countries.get(entry.country or "", 0) / total
        if share:
            village = known and entry.score < KNOWN and share < DOMINANT  # none outshines Geneva
            score += (1.0 + 2.0 * share) / (2.0 if village else 1.0)
            reasons.append("country")
        if entry.kind in ("city", "admin2") and world.divisions.get((entry.country or "", entry.admin1 or "")):
            score += 1.5
            reasons.append("division")
        if entry.kind != "country" and _near(entry, world.points):
            score += 0.7
            reasons.append("nearness")
        scored.append((score, entry, "+".join(["population", *reasons])))
    scored.sort(key=lambda row: -row[0])  # equal scores stay in the order of the gazetteer
    return _resolved([entry for _, entry, _ in scored], scored[0][2])


def _resolved(ranked: Sequence[Entry], basis: str) -> Resolved:
    return Resolved(entry=ranked[0], candidates=len(ranked), basis=basis, others=tuple(ranked[1 : 1 + KEPT]))


def _rank(entry: Entry) -> float:
    return entry.score - (2.5 if entry.form == "alias" else 0.0)


def _learn(world: World, entry: Entry, times: int) -> None:
    if entry.country:
        world.countries[entry.country] += min(times, 5)
        if entry.kind == "admin1":
            world.divisions[(entry.country, entry.admin1 or "")] += times
    if entry.kind in ("city", "admin2", "district", "camp", "base") and entry.lat is not None and entry.lon is not None:
        world.points.append((entry.lat, entry.lon))


def _lies_in(entry: Entry, container: Entry) -> bool:
    if container.kind in ("country", "former-country"):
        return entry.country == container.country and entry.kind not in ("country", "former-country")
    if container.kind == "admin1":
        same = entry.country == container.country and entry.kind != "admin1"
        return same and fold_cached(entry.admin1 or "") == fold_cached(container.admin1 or "")
    if container.kind == "admin2":
        same = entry.country == container.country and entry.kind == "city"
        return same and fold_cached(entry.admin2 or "") == fold_cached(container.admin2 or "")
    if entry.lat is None or entry.lon is None or container.lat is None or container.lon is None:
        return False
    if container.kind in ("region", "island", "peninsula", "city"):
        reach = 60 if container.kind == "city" else 400
        return distance(entry.lat, entry.lon, container.lat, container.lon) < reach
    return False


def _near(entry: Entry, points: Sequence[tuple[float, float]]) -> bool:
    if entry.lat is None or entry.lon is None:
        return False
    return any(distance(entry.lat, entry.lon, lat, lon) < 150 for lat, lon in points)


def distance(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Return the distance of two points in kilometres, near enough for a few hundred (equirectangular)."""
    x = math.radians(lon2 - lon) * math.cos(math.radians((lat + lat2) / 2))
    return 6371.0 * math.hypot(x, math.radians(lat2 - lat))
