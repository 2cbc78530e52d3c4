"""The files of one codebook folder as YAML, each mapping with its line, and the faults found in them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dateline.codebook.checking import named_classes
from dateline.knowledge.datafiles import Fault, SafeLoader

LINE = "__line__"  # the key under which a mapping keeps its line


class Loader(SafeLoader):  # type: ignore[misc]
    """A YAML loader that keeps the line of every mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping with its line under ``LINE``."""
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


Loader.yaml_implicit_resolvers = {
    # YAML 1.1 reads the preposition "on" as true; only true and false are truth values here, as in YAML 1.2
    first: [(tag, regex) for tag, regex in rows if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rows in Loader.yaml_implicit_resolvers.items()
}


class Folder:
    """The files of one codebook, and the faults found in them so far."""

    def __init__(self, path: Path) -> None:
        """Start without files and faults; ``digest`` hashes each file that is read."""
        self.path = path
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()
        self.named: set[str] = set()  # word classes

    def read(self, name: str) -> Any:
        """Return the content of a file; None where it is not there or not YAML, which is a fault."""
        file = self.path / name
        if not file.exists():
            return None
        raw = file.read_bytes()
        self.digest.update(name.encode() + b"\0" + raw)
        try:
            page = yaml.load(raw, Loader=Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.fault(name, mark.line + 1 if mark else 1, f"not valid YAML: {getattr(error, 'problem', error)}")
            return None
        except (
            ValueError,
            RecursionError,
        ) as error:  # a date that is none, lists without end
            self.fault(name, 1, f"holds a value that cannot be read: {str(error)[:200]}")
            return None
        self.named.update(named_classes(page))
        return page

    def key_lines(self, name: str) -> dict[str, int]:
        """Return the line of each key of a file that could be read."""
        node = yaml.compose((self.path / name).read_bytes(), Loader=Loader)
        rows = node.value if isinstance(node, yaml.MappingNode) else ()
        return {str(key.value): key.start_mark.line + 1 for key, _ in rows}

    def fault(self, file: str, line: int, message: str) -> None:
        """Keep a fault."""
        self.faults.append(Fault(file=file, line=line, message=message))


def items(page: Any) -> Iterator[tuple[str, Any]]:
    """Yield the keys and values of a mapping that was read from a file, without its line; nothing of anything else."""
    if isinstance(page, dict):
        yield from ((str(key), value) for key, value in page.items() if key != LINE)
