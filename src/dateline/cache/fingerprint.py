"""What a layer depends on beside the document and the stage's own key: the program, its libraries, and Python."""

import hashlib
import re
import sys
import time
import uuid
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from dateline.stage import Stage

PACKAGE = Path(__file__).parent.parent
STARTED = time.time()
SHARED = ("model", "syntax", "knowledge", "codebook", "stage.py")  # what every stage may import


def program_key(stage: Stage) -> str:
    """Return a hash of the code that a stage runs: its own room, the rooms that all share, the libraries.

    A stage's ``version`` says when its rules changed on purpose. Somebody who works on the rules changes them ten times
    an hour, and must not be shown what they gave before.
    """
    home = getattr(sys.modules.get(getattr(stage.run, "__module__", "")), "__file__", None)
    own = Path(home) if home else None
    if own and PACKAGE in own.parents:
        own = own.parent
    return hashlib.sha256(f"{_shared_key()}|{hash_code([own] if own else [])}".encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _shared_key() -> str:
    code = hash_code(PACKAGE / name for name in SHARED)
    return f"{code}|{sys.version_info[:2]}|{_libraries()}"


def _libraries() -> str:
    try:
        wanted = metadata.requires("dateline") or []
    except metadata.PackageNotFoundError:  # run from a folder, without an installation
        wanted = ["spacy"]
    names = (re.match(r"[\w.-]+", line) for line in wanted if "extra ==" not in line)
    return ",".join(f"{name[0]}={_version(name[0])}" for name in names if name)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def hash_code(places: Iterable[Path]) -> str:
    """Return a hash of Python files, and of those in folders; another each time for one that is being edited."""
    digest = hashlib.sha256()
    for file in (file for place in places for file in _code_files(place)):
        try:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
            if STARTED - 1 < file.stat().st_mtime <= time.time():
                digest.update(uuid.uuid4().bytes)  # edited while we run: what was imported may be another state
        except OSError:  # a package inside an archive: its version is all there is to know
            digest.update(_version("dateline").encode())
    return digest.hexdigest()


def _code_files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]
