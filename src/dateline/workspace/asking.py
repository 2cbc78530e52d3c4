"""What an installation knows and has: actors, places, and what is missing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.doctor import Finding, examine
from dateline.errors import UsageError
from dateline.ingest import read_day
from dateline.knowledge.gazetteer import ensure_gazetteer, fold, open_gazetteer
from dateline.knowledge.registry import FoundActor, Imported, load_registry, read_foreign, write_registry
from dateline.settings import Settings, load_settings
from dateline.workspace.coding import Workspace


def find_actors(name: str, date: str | None = None, extra: Sequence[Path] = ()) -> tuple[FoundActor, ...]:
    """Return who a name may mean, best first, each with the code on a day and why it was found.

    Raises:
        UsageError: the date is none, or a registry cannot be read.
    """
    day = read_day(date) if date else None
    if date and day is None:
        raise UsageError(f"{date!r} is not a date; write it as YYYY-MM-DD")
    recipe = Workspace(load_settings(actors=tuple(extra))).recipe
    return load_registry(recipe.actors).find_actor(name, day)


def find_places(name: str) -> list[dict[str, Any]]:
    """Return the places that a name may mean, the most prominent first, as the record has them."""
    gazetteer = open_gazetteer(ensure_gazetteer())
    found = gazetteer.find(fold(name)) or gazetteer.find_abbreviation(name)
    names = ("name", "geonameid", "lat", "lon", "country", "admin1", "admin2", "kind")
    return [{each: getattr(entry, each) for each in names} for entry in found]


def import_actors(files: Sequence[Path], out: Path | None = None) -> Imported:
    """Read actor files of other formats (PETRARCH actors or agents, FollowTheMoney) and write them as a registry.

    Without ``out`` the files are only checked. Faulty lines are in the result, each with file and number.

    Raises:
        UsageError: a file cannot be opened, or the registry cannot be written.
    """
    imported = read_foreign(files)
    if out is not None:
        write_registry(imported, out, ", ".join(path.name for path in files))
    return imported


def examine_installation(settings: Settings) -> tuple[Finding, ...]:
    """Look at what this installation has and lacks; what is not there comes with the command that brings it."""
    return examine(settings.model)
