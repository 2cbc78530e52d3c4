import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from dateline.errors import UsageError
from dateline.knowledge.datafiles import read_yaml

Kind = Literal["rows", "documents", "model"]
DATA = resources.files("dateline.export") / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: how far it is filled, and what stands in it, in plain words."""

    name: str
    filled: Literal["yes", "partly", "empty"]
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of data/formats.yaml: its columns, and which acts belong into it."""

    name: str
    title: str
    kind: Kind
    shape: str
    about: str
    date_precision: int | None = None
    types: tuple[str, ...] = ()
    fatal: bool = False
    mentions: bool = False
    columns: tuple[Column, ...] = ()

    @property
    def folder(self) -> bool:
        """Whether ``--out`` names a folder."""
        return self.kind == "model" or self.name == "brat"


@lru_cache
def load_formats() -> dict[str, Format]:
    """Return every format by its name."""
    given = read_yaml((DATA / "formats.yaml").read_bytes())["formats"]
    return {name: _read_format(name, entry) for name, entry in given.items()}


def find_format(name: str) -> Format:
    """Return the format of a name. Raises UsageError, which lists them, where there is none."""
    known = load_formats()
    if name not in known:
        raise UsageError(f"--as {name} is not known; use one of {', '.join(known)}")
    return known[name]


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the data folder, without its comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@lru_cache
def load_mapping(name: str) -> dict[str, Any]:
    """Return a YAML file of the data folder."""
    found: dict[str, Any] = read_yaml((DATA / f"{name}.yaml").read_bytes())
    return found


def _read_format(name: str, entry: dict[str, Any]) -> Format:
    table = f"columns/{name}.csv"
    columns = tuple(Column(**row) for row in read_table(table)) if (DATA / table).is_file() else ()  # type: ignore[arg-type]
    entry = {**entry, "types": tuple(entry.get("types", ()))}
    return Format(name=name, columns=columns, **entry)
