"""Column mappings: which column of a table, or which field of a JSON export, is what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from dateline.errors import InputError, UsageError
from dateline.knowledge.datafiles import read_yaml

_NAME = re.compile(r"[\s_\-\ufeff]+")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A column mapping; ``data/columns.yaml`` explains each field. A name may give alternatives: ``Body|Text``."""

    name: str
    text: tuple[str, ...]
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    outlet: str | None = None
    url: str | None = None
    id: str | None = None
    authors: str | None = None
    language: str | None = None
    when: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    first: str | None = None
    find: str | None = None
    seen: bool = False
    join: str = "\n\n"
    constants: tuple[tuple[str, str], ...] = ()

    def constant(self, name: str) -> str | None:
        """Return the value that every row has for a field, if there is one."""
        return dict(self.constants).get(name)

    def needed(self, header: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of a header that the mapping reads, in the header's order."""
        named = (self.title, self.published, self.updated, self.outlet, self.url, self.id, self.authors, self.language)
        wanted = {fold(part) for spec in (*self.text, *filter(None, named)) for part in spec.split("|")}
        wanted |= {name.split(".")[0] for name in wanted}
        return tuple(name for name in header if fold(name) in wanted)

    def fits(self, header: Iterable[str]) -> bool:
        """Tell whether a header has every column of ``when``, or, where it is empty, a column of text."""
        folded = {fold(name) for name in header}
        wanted = self.when or ("|".join(self.text),)
        return all(any(fold(part).split(".")[0] in folded for part in spec.split("|")) for spec in wanted)


STRINGS = frozenset({"name", "title", "published", "updated", "outlet", "url", "id", "authors", "language", "first",
                     "find", "join"})  # fmt: skip
LISTS = frozenset({"text", "when", "partial", "dates", "header"})


def fold(name: str) -> str:
    """Return a column's name as it is compared: without case, spaces, hyphens and underscores."""
    return _NAME.sub("", name).casefold()


def value_of(row: Row, spec: str | None) -> tuple[Any, str]:
    """Return the value of the first alternative that a row has, and its name; None and "" where it has none.

    ``row`` has folded names; a dot leads into an object, or into each object of a list.
    """
    for part in spec.split("|") if spec else ():
        value = _reach(row, part)
        if value not in (None, "", [], {}):
            return value, part
    return None, ""


def _reach(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        whole = value.get(fold(path), value.get(path))
        if whole is not None:
            return whole
        first, dot, rest = path.partition(".")
        return _reach(value.get(fold(first), value.get(first)), rest) if dot else None
    return None


def fold_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with folded names; of two that become the same, the first stays."""
    folded: dict[str, Any] = {}
    for name, value in row.items():
        folded.setdefault(fold(name), value)
    return folded


@lru_cache
def load_all() -> tuple[tuple[Columns, ...], frozenset[str]]:
    """Return the ready-made mappings, and the names under which exports wrap their list of records."""
    data = read_yaml((resources.files("dateline.ingest") / "data" / "columns.yaml").read_bytes())
    made = tuple(_make({k: v for k, v in row.items() if k != "from"}, "columns.yaml") for row in data["columns"])
    return made, frozenset(data["wrappers"])


def find_columns(given: str) -> Columns:
    """Return a ready-made mapping by its name, or that of a YAML file.

    Raises:
        UsageError: there is none of that name, or the file has faults (all are told).
    """
    for columns in load_all()[0]:
        if columns.name == given:
            return columns
    path = Path(given)
    try:
        data = read_yaml(path)
    except OSError:
        known = ", ".join(columns.name for columns in load_all()[0])
        raise UsageError(f"--columns {given}: no such column mapping, and no such file; there are {known}") from None
    except Exception as error:  # PyYAML's own tree of errors
        raise UsageError(f"--columns {given}: is no YAML ({error}); docs/reading-archives.md has an example") from None
    return _make(data, given)


def choose_columns(header: Sequence[str], where: str) -> Columns:
    """Return the ready-made mapping that fits a header: the one that asks for the most columns of it.

    Raises:
        InputError: ``no-columns`` where none fits, or two fit alike; the message lists the columns.
    """
    fitting = [columns for columns in load_all()[0] if columns.fits(header)]
    most = max((len(columns.when) for columns in fitting), default=0)
    best = [columns for columns in fitting if len(columns.when) == most]
    if len(best) == 1:
        return best[0]
    listed = ", ".join(str(name)[:40] for name in list(header)[:40]) or "none"
    why = f"fit {' and '.join(c.name for c in best)} alike" if best else "fit no ready-made mapping"
    raise InputError(
        "no-columns",
        f"{where}: its columns {why}: {listed}; say which is what with --columns NAME or --columns FILE "
        "(docs/reading-archives.md)",
    )


def check_fit(columns: Columns, header: Sequence[str], where: str) -> Columns:
    """Return a mapping that the user chose.

    Raises:
        InputError: ``no-columns`` where the header has none of its text.
    """
    folded = {fold(name) for name in header}
    if any(fold(part).split(".")[0] in folded for spec in columns.text for part in spec.split("|")):
        return columns
    raise InputError(
        "no-columns",
        f"{where}: the mapping {columns.name} takes the text from {' or '.join(columns.text)}, and the columns are "
        f"{', '.join(str(name)[:40] for name in list(header)[:40])}; correct --columns",
    )


def _make(data: Any, where: str) -> Columns:
    if not isinstance(data, Mapping):
        raise UsageError(f"{where}: a column mapping says `text: [COLUMN]`, `title: COLUMN` and so on")
    known = {item.name for item in fields(Columns)}
    values = {"name": where, **data, **{key: _as_list(data[key]) for key in LISTS & data.keys()}}
    faults = [f"{key}: is not known; there are {', '.join(sorted(known))}" for key in data if key not in known]
    faults += [f"{key}: must be a string" for key in sorted(STRINGS) if not isinstance(values.get(key), str | None)]
    faults += [
        f"{key}: must be a column or a list of them"
        for key in sorted(LISTS)
        if not all(isinstance(item, str) for item in values.get(key, ()))
    ]
    constants = values.get("constants", {})
    if not isinstance(constants, Mapping) or not all(
        key in CONSTANTS and isinstance(value, str) for key, value in constants.items()
    ):
        faults.append(f"constants: gives a string for some of {', '.join(CONSTANTS)}")
    if not values.get("text"):
        faults.append("text: is missing; name the column of the text")
    for key in ("first", "find"):
        try:
            re.compile(values.get(key) or "")
        except (re.error, TypeError) as error:
            faults.append(f"{key}: is no regular expression ({error})")
    if faults:
        raise UsageError(f"{where}: faults in the column mapping:\n  " + "\n  ".join(faults))
    return Columns(**{**values, "constants": tuple(sorted(constants.items()))})


CONSTANTS = ("authors", "language", "outlet", "published", "title", "url")


def _as_list(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
