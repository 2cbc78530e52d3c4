"""Data files that people edit: how they are read, what a folder of them is known by, and what may be wrong in one."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser, where PyYAML was built with it


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a codebook or registry file: where, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def read_yaml(source: Path | bytes | str) -> Any:
    """Return what a YAML file, or the text of one, holds."""
    return yaml.load(source.read_bytes() if isinstance(source, Path) else source, Loader=SafeLoader)


def hash_folder(folder: Path) -> str:
    """Return the hash of every file of a folder, names and bytes: part of the cache key of a stage."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
