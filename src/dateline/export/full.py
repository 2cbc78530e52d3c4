import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from dateline.export.coded import Coded
from dateline.export.formats import Column, load_mapping

Owners = tuple[Any, ...]  # what holds a row, nearest first; the record is the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a table of the full model: its SQL type, and the path to its value in the record."""

    name: str
    type: str
    path: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the full model; ``each`` is the path to what its rows are made of."""

    name: str
    about: str
    each: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(name=field.name, filled="yes", meaning=field.meaning) for field in self.fields)


@lru_cache
def load_tables() -> tuple[Table, ...]:
    """Return the tables of the full model (data/full.yaml)."""
    return tuple(
        Table(name=name, about=entry["about"], each=entry["each"],
              fields=tuple(Field(name=key, type=type, path=path, meaning=meaning)
                           for key, (type, path, meaning) in entry["columns"].items()))
        for name, entry in load_mapping("full")["tables"].items()
    )  # fmt: skip


def table_rows(coded: Coded, table: Table) -> Iterator[list[Any]]:
    """Yield the rows of one record in one table; a document that failed is in ``documents`` only."""
    record = coded.record
    if "error" in record and table.each != "record":
        return
    for index, (item, owners) in enumerate(_items(coded, table.each)):
        yield [_value(field.path, item, owners, coded, index) for field in table.fields]


def _items(coded: Coded, each: str) -> Iterator[tuple[Any, Owners]]:
    if each == "record":
        yield coded.record, ()
        return
    first, *rest = each.split(".")
    if first == "@occurrences":
        found: list[tuple[Any, Owners]] = [(item, ()) for item in _own_occurrences(coded)]
    else:
        found = [(item, (coded.record,)) for item in coded.record[first]]
    for name in rest:
        found = [(inner, (item, *owners)) for item, owners in found for inner in item[name]]
    yield from found


def _own_occurrences(coded: Coded) -> list[dict[str, Any]]:
    """Return the occurrences whose representative is in this record, so that each is written once."""
    own = {item.id: item for item in coded.occurrences.values() if item.representative.document == coded.document}
    return [asdict(item) for item in own.values()]


def _value(path: str, item: Any, owners: Owners, coded: Coded, index: int) -> Any:
    record = coded.record
    if path == "@occurrence":
        found = coded.occurrences.get(item["id"])
        return found.id if found else None
    if path == "@index":
        return index
    if path.startswith("@words."):
        start, end = item[path.removeprefix("@words.")]
        return record["text"][start:end]
    if path.startswith("^"):
        item, path = record, path[1:]
    elif path.startswith(".."):
        depth = len(path) - len(path.lstrip("."))
        item, path = owners[depth - 2], path.lstrip(".")
    return plain(_follow(item, path))


def _follow(item: Any, path: str) -> Any:
    for name in path.split("."):
        if item is None:
            return None
        if name:
            item = item.get(name) if isinstance(item, Mapping) else item[int(name)]
    return item


def plain(value: Any) -> Any:
    """Return what a cell can hold: a list of words with blanks between them, anything deeper as JSON."""
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return " ".join(value) or None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, tuple, dict)) else value
