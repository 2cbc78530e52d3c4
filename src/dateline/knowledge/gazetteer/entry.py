from dataclasses import dataclass
from typing import Literal, NamedTuple

NameForm = Literal["name", "alias", "demonym", "abbreviation"]


class Entry(NamedTuple):
    """A place of the gazetteer, as one candidate for a name.

    ``country`` is ISO 3166 alpha-3; ``admin1`` and ``admin2`` are names; ``score`` orders places by prominence
    (population, kind, capital); ``form`` says how the name that was looked up refers to it. ``disputed`` is
    ``(claimed_by, controlled_by)`` where states disagree.
    """

    id: int
    name: str
    kind: str
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    admin2: str | None
    population: int
    geonameid: int | None
    score: float
    form: NameForm
    disputed: tuple[tuple[str, ...], str | None] | None


@dataclass(kw_only=True, slots=True)
class Draft:
    """A place while the gazetteer is being built; ``names`` maps each name to its form."""

    name: str
    kind: str
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    geonameid: int | None = None
    score: float = 0.0
    names: dict[str, NameForm]
    claimed_by: str | None = None
    controlled_by: str | None = None
    is_disputed: bool = False
