from dataclasses import dataclass
from functools import lru_cache

from dateline.export.formats import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country's name and numbers: ISO 3166-1, Correlates of War, Gleditsch and Ward; empty where a list lacks it."""

    iso3: str = ""
    numeric: str = ""
    cow: str = ""
    gw: str = ""
    name: str = ""


def find_country(iso3: str | None) -> Country:
    """Return a country by its ISO 3166 alpha-3 code; an empty one where the code is none."""
    return _countries().get(iso3 or "", Country())


@lru_cache
def _countries() -> dict[str, Country]:
    return {row["iso3"]: Country(**row) for row in read_table("countries.csv")}
