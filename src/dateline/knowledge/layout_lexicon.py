"""Look-ups of the layout stage: agencies, dateline cities, page furniture and stop words."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.knowledge.datafiles import hash_folder, read_yaml
from dateline.model.header import RegionKind

DATA = Path(__file__).parent / "data" / "layout"


def _read(name: str) -> Any:
    return read_yaml(DATA / name)


@lru_cache(maxsize=1)
def layout_resources() -> str:
    """Return the hash of every data file of the stage, for its cache key."""
    return hash_folder(DATA)


@lru_cache(maxsize=1)
def load_agencies() -> dict[str, str]:
    """Load the names of the news agencies by every form that a dateline prints."""
    return {form: row["name"] for row in _read("agencies.yaml") for form in (*row["forms"], row["full"])}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatelinePlaces:
    """Cities that a dateline is believed of whatever its form, and capitals that name no place; all in upper case."""

    cities: frozenset[str]
    not_places: frozenset[str]
    abbreviations: frozenset[str]


@lru_cache(maxsize=1)
def load_dateline_places() -> DatelinePlaces:
    """Load the dateline cities."""
    data = _read("datelines.yaml")
    return DatelinePlaces(
        cities=frozenset(city.upper() for city in data["cities"]),
        not_places=frozenset(data["not_places"]),
        abbreviations=frozenset(data["abbreviations"]),
    )


@lru_cache(maxsize=1)
def load_zones() -> dict[str, str]:
    """Load the offsets of time zones by their abbreviations: ``{"CET": "+01:00"}``."""
    return dict(_read("zones.yaml"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineWords:
    """What stands in a byline and is no name: words that end such a part of it, and beginnings; in lower case."""

    roles: frozenset[str]
    starts: tuple[str, ...]


@lru_cache(maxsize=1)
def load_byline_words() -> BylineWords:
    """Load the words of bylines."""
    data = _read("bylines.yaml")
    return BylineWords(roles=frozenset(data["roles"]), starts=tuple(f"{start} " for start in data["starts"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """How a paragraph looks that is not the report; ``longest`` in characters."""

    kind: RegionKind
    longest: int
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def load_furniture() -> tuple[Furniture, ...]:
    """Load the page furniture, in the order in which it is tried."""
    return tuple(
        Furniture(
            kind=row["kind"],
            longest=row["longest"],
            pattern=re.compile("|".join(f"(?:{pattern})" for pattern in row["patterns"]), re.IGNORECASE),
        )
        for row in _read("furniture.yaml")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSigns:
    """What tells languages apart: English stop words, scripts, and letters within a script."""

    stop_words: frozenset[str]
    scripts: dict[str, str]
    letters: dict[str, str]


@lru_cache(maxsize=1)
def load_language_signs() -> LanguageSigns:
    """Load the signs of languages."""
    data = _read("stopwords.yaml")
    return LanguageSigns(stop_words=frozenset(data["stop_words"]), scripts=data["scripts"], letters=data["letters"])
