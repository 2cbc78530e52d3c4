import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import SafeLoader
from dateline.knowledge.registry.schema import Row

DATA = Path(__file__).parent.parent / "data" / "actors"
LISTS = ("aliases", "acronyms", "demonyms", "metonyms")


class _Lined(SafeLoader):  # type: ignore[misc]
    """A YAML loader that keeps the line of every mapping under ``__line__`` and dates as text."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        found["__line__"] = node.start_mark.line + 1
        return found


_Lined.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag.endswith((":null", ":bool", ":merge"))]
    for first, rules in SafeLoader.yaml_implicit_resolvers.items()
}
for _first in "nN":  # "no" and "NO" are words (and a country), never a truth value
    _Lined.yaml_implicit_resolvers[_first] = [
        r for r in _Lined.yaml_implicit_resolvers.get(_first, []) if r[0].endswith("null")
    ]


def registry_files(folder: Path = DATA) -> list[Path]:
    """Return the registry's own entry files, in the order of their names; states come first."""
    special = {"states.csv", "agents.yaml", "vocabulary.yaml"}
    found = [p for p in sorted(folder.rglob("*")) if p.suffix in {".yaml", ".csv"} and p.name not in special]
    return [folder / "states.csv", *found]


def read_file(path: Path) -> tuple[Row, list[Row]]:
    """Read a registry file (YAML or CSV) into its header and its entries, each with ``__line__``.

    Raises:
        KnowledgeError: the file cannot be read as what its name says.
    """
    try:
        text = path.read_text(encoding="utf8")
        return _read_csv(text) if path.suffix == ".csv" else _read_yaml(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, csv.Error, KnowledgeError) as error:
        raise KnowledgeError(f"{path}: cannot be read as an actor registry ({error}); see docs/actors.md") from error


def _read_yaml(text: str) -> tuple[Row, list[Row]]:
    data = yaml.load(text, _Lined)
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise KnowledgeError("a mapping with version, source, licence and a list of entries is wanted")
    rows: list[Row] = [row if isinstance(row, dict) else {"id": str(row), "__line__": 0} for row in entries]
    return {key: value for key, value in data.items() if key != "entries"}, rows


def _read_csv(text: str) -> tuple[Row, list[Row]]:
    header: Row = {}
    lines = text.splitlines()
    kept = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    for line in lines:
        if line.startswith("# ") and ":" in line:
            key, _, value = line[2:].partition(":")
            header.setdefault(key.strip(), value.strip())
    reader = csv.DictReader([line for _, line in kept])
    rows: list[Row] = []
    for (number, _), row in zip(kept[1:], reader, strict=False):
        rows.append({**{k: v for k, v in row.items() if k is not None and v}, "__line__": number})
    if reader.fieldnames and "people" in reader.fieldnames:
        return header, [entry for row in rows for entry in _state_entries(row, header)]
    return header, _merge_rows(rows)


def _merge_rows(rows: list[Row]) -> list[Row]:
    """Join rows with the same id: each gives one dated code; the first gives everything else."""
    found: dict[object, Row] = {}
    for row in rows:
        code = {new: row.pop(old) for old, new in _CODE_FIELDS if old in row}
        for key in LISTS:
            if key in row:
                row[key] = [part.strip() for part in str(row[key]).split("|") if part.strip()]
        entry = found.setdefault(row.get("id", f"line {row['__line__']}"), {**row, "codes": []})
        codes = entry["codes"]
        if code and isinstance(codes, list):
            codes.append({**code, "__line__": row["__line__"]})
    return list(found.values())


_CODE_FIELDS = (("code", "code"), ("from", "from"), ("to", "to"), ("office", "office"))


def _state_entries(row: Row, header: Row) -> Iterator[Row]:
    """Make a state and its government from a row of states.csv."""
    country, name = str(row["country"]), str(row["name"])
    parts = {
        key: [p for p in str(row.get(key, "")).split("|") if p]
        for key in ("names", "adjectives", "people", "capitals", "seats")
    }
    bounds = {key: row[key] for key in ("from", "to") if key in row}
    check, article = header.get("check"), "the " if row.get("article") else ""
    yield {
        "id": f"state-{country.lower()}", "name": name, "kind": "state", "country": country, "aliases": parts["names"],
        "demonyms": [*dict.fromkeys([*parts["adjectives"], *parts["people"]])], "codes": [{"code": country, **bounds}],
        "check": check, "__line__": row["__line__"],
    }  # fmt: skip
    yield {
        "id": f"gov-{country.lower()}", "name": f"Government of {article}{name}", "kind": "government",
        "country": country,
        "metonyms": [*parts["capitals"], *parts["seats"]], "codes": [{"code": f"{country}GOV", **bounds}],
        "parent": f"state-{country.lower()}", "check": check, "__line__": row["__line__"],
    }  # fmt: skip
