import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import Fault, read_yaml
from dateline.knowledge.registry.checking import vocabulary
from dateline.knowledge.registry.folding import fold_name
from dateline.knowledge.registry.schema import Row

TABLES = Path(__file__).parents[1] / "data" / "imports.yaml"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was read from foreign files: entries and groups of agents as the registry writes them, and every fault."""

    entries: tuple[Row, ...] = ()
    agents: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def codes(self) -> int:
        """How many codes the entries have."""
        return sum(len(_codes(entry)) for entry in self.entries)

    @property
    def dated(self) -> int:
        """How many of the codes hold for certain days only."""
        return sum("from" in code or "to" in code for entry in self.entries for code in _codes(entry))

    @property
    def nouns(self) -> int:
        """How many nouns the agents are."""
        return sum(len(_nouns(group)) for group in self.agents)


class Line(NamedTuple):
    """A line of a file that is not empty, without comments, with its number."""

    number: int
    text: str


@lru_cache(maxsize=1)
def load_tables() -> dict[str, Any]:
    """Return how other formats' codes are read (data/imports.yaml)."""
    tables: dict[str, Any] = read_yaml(TABLES)
    return tables


def read_lines(path: Path, faults: list[Fault]) -> list[Line]:
    """Return the lines of a UTF-8 file; one that is not UTF-8 is read as Windows-1252 and reported.

    Raises:
        KnowledgeError: the file cannot be opened.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror}); give files of actors or agents") from error
    if b"\0" in raw[:4096]:
        raise KnowledgeError(f"{path}: is not text; give files of actors or agents")
    found = []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode("utf8")
        except UnicodeDecodeError:
            text = line.decode("cp1252", "replace")
            faults.append(Fault(str(path), number, "not UTF-8; read as Windows-1252"))
        found.append(Line(number, text.rstrip("\r")))
    return found


def is_clean(text: str) -> bool:
    """Tell whether a name is free of control and replacement characters."""
    return _CONTROL.search(text) is None


def slug(name: str, taken: dict[str, int]) -> str:
    """Return an id for a name that no other has: "boris-yeltsin", then "boris-yeltsin-2"."""
    base = "-".join(re.sub(r"[^a-z0-9]", "", word) for word in fold_name(name)).strip("-")
    base = re.sub(r"-+", "-", base) or "x" + hashlib.sha256(name.encode()).hexdigest()[:8]
    taken[base] = taken.get(base, 0) + 1
    return base if taken[base] == 1 else slug(f"{base} {taken[base]}", taken)


def country_code(code: str) -> str | None:
    """Return a country of states.csv or an international one as it is, None where neither knows it."""
    return code if code in vocabulary()["countries"] else None


def write_registry(imported: Imported, path: Path, source: str) -> None:
    """Write what was read as a registry file: YAML, or CSV (entries only) by the file's ending.

    Raises:
        KnowledgeError: the ending is neither, the file cannot be written, or CSV is asked for agents.
    """
    if path.suffix not in (".yaml", ".yml", ".csv"):
        raise KnowledgeError(f"{path}: a registry is written as .yaml or .csv; name the file so")
    if path.suffix == ".csv" and imported.agents:
        raise KnowledgeError(f"{path}: nouns of agents cannot be written as CSV; name a file that ends in .yaml")
    text = "".join(_csv(imported, source) if path.suffix == ".csv" else _yaml(imported, source))
    try:
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf8")
        part.replace(path)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be written ({error.strerror})") from error


def _yaml(imported: Imported, source: str) -> Iterable[str]:
    """Yield lines of YAML: one entry a line, in JSON's notation, which is YAML too."""
    yield f'version: "1"\nsource: {json.dumps(f"imported from {source}", ensure_ascii=False)}\n'
    yield "licence: see the source\nentries:\n" if imported.entries else "licence: see the source\nentries: []\n"
    for entry in imported.entries:
        yield f"- {_flow(entry)}\n"
    if imported.agents:
        yield "agents:\n"
        for group in imported.agents:
            yield f"- {_flow(group)}\n"


def _flow(row: Row) -> str:
    return json.dumps({key: value for key, value in row.items() if key != "__line__" and value}, ensure_ascii=False)


def _csv(imported: Imported, source: str) -> Iterable[str]:
    fields = ("id", "name", "kind", "country", "code", "from", "to", "office", "aliases", "acronyms", "wikidata")
    yield f"# version: 1\n# source: imported from {source}\n# licence: see the source\n"
    yield ",".join((*fields, "status")) + "\n"
    for entry in imported.entries:
        first = {**entry, **{key: "|".join(_texts(entry.get(key))) for key in ("aliases", "acronyms")}}
        for number, code in enumerate(_codes(entry) or [{}]):
            row = {**(first if number == 0 else {"id": entry["id"]}), **code}
            yield ",".join(_cell(row.get(field)) for field in (*fields, "status")) + "\n"


def _cell(value: object) -> str:
    text = str(value or "")
    return '"' + text.replace('"', '""') + '"' if any(ch in text for ch in ',"') else text


def _codes(entry: Row) -> Sequence[dict[str, str]]:
    codes = entry.get("codes")
    return codes if isinstance(codes, list) else []


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, list) else []


def _nouns(group: Row) -> Sequence[str]:
    return [*_texts(group.get("people")), *_texts(group.get("bodies"))]
