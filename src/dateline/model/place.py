from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span

PlaceForm = Literal["name", "demonym", "abbreviation", "nominal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """One place where a place is named."""

    span: Span
    form: PlaceForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """Who claims a territory and who controls it, by ISO 3166 alpha-3 code; dateline takes no side."""

    claimed_by: tuple[str, ...]
    controlled_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCandidate:
    """Another place of the same name that was weighed and not taken."""

    name: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place named in the report. Coordinates are WGS 84 degrees; ``precision`` is UCDP ``where_prec`` 1..7.

    An unresolved place has its name and mentions, ``lat`` and ``lon`` None and basis ``unresolved``. ``candidates``
    counts the places of the name, the chosen one among them; ``alternatives`` are the next best, at most five.
    """

    id: str
    name: str
    mentions: tuple[PlaceMention, ...]
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    kind: str | None = None
    precision: int | None = None
    disputed: Disputed | None = None
    candidates: int = 0
    basis: str = "unresolved"
    alternatives: tuple[PlaceCandidate, ...] = ()
