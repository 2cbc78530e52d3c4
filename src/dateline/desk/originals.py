"""Where the file is from which a document was read: only one whose bytes are still those that were read is taken."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dateline.ingest.paper.original import hash_file
from dateline.store import StoredPaper
from dateline.store.connection import POSTGRES

MOST_KEPT = 1_000  # hashes of files that are remembered; the oldest go first
Print = tuple[int, int, int, int]  # what changes with a file: device, number, size, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The file, and what changes with it; or why there is none, in words for people."""

    path: Path | None = None
    state: Print | None = None
    why: str | None = None


@dataclass(slots=True, kw_only=True)
class Originals:
    """Finds files by what a project says of them, never by what a request says.

    Args:
        place: the project; relative names are taken from the folder of the desk, then from that of the project.
        folder: where originals are looked for, if somebody says so: then nowhere else.
        most: bytes that a file may have.
    """

    place: str
    folder: Path | None = None
    most: int = 200_000_000
    _hashes: OrderedDict[Path, tuple[Print, str]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, paper: StoredPaper) -> Found:
        """Return the file of a document whose bytes have the hash that was kept when it was read."""
        name = PurePosixPath(paper.file).name
        if paper.sha256 is None:
            return Found(
                why=f"The project does not know the hash of {name}: it was made before hashes were kept. "
                "Run `dateline run` over the corpus again."
            )
        there = []
        for path in self._places(paper.file):
            state = _look(path)
            if state is None:
                continue
            there.append(state)
            if state[2] <= self.most and self._hash(path, state) == paper.sha256:
                return Found(path=path, state=state)
        if not there:
            return Found(why=self._absent(paper.file))
        if all(state[2] > self.most for state in there):
            return Found(why=f"The file {paper.file} is larger than {self.most:,} bytes (the setting max_bytes).")
        return Found(why=f"The file {paper.file} has changed since it was read: the lines may be elsewhere on it now.")

    def _absent(self, file: str) -> str:
        if self.folder:
            return f"The file {file} is not in the folder of originals."
        if "://" in file or file.startswith("<"):
            return f"{file} was not read from a file here: save it, and start the desk with --originals FOLDER."
        held = (base / parent for base in self._bases(file) for parent in PurePosixPath(file).parents)
        if any(_look(path) for path in held):
            return (
                f"The file {file} was read out of another one: unpack it, and start the desk with --originals FOLDER."
            )
        return f"The file {file} is no longer there; if it was moved, start the desk with --originals FOLDER."

    def _bases(self, file: str) -> tuple[Path, ...]:
        """Return the folders from which a name may have been given: that of the desk, and that of the project."""
        alone = PurePosixPath(file).is_absolute() or bool(POSTGRES.match(self.place))
        return (Path(),) if alone else (Path(), Path(self.place).parent)

    def _places(self, file: str) -> Iterator[Path]:
        """Yield where the file may be: below the folder of originals by its name, with as many folders as fit."""
        if self.folder:
            parts = [part for part in PurePosixPath(file).parts if part not in ("/", "..", ".")]
            inside = self.folder.resolve()
            yield from (path for n in range(len(parts)) if _is_in(path := inside.joinpath(*parts[n:]), inside))
        elif "://" not in file and not file.startswith("<"):
            yield from (base / file for base in self._bases(file))

    def _hash(self, path: Path, state: Print) -> str | None:
        with self._lock:
            held = self._hashes.get(path)
        if held and held[0] == state:
            return held[1]
        try:
            digest = hash_file(path, most=self.most)
        except OSError:
            return None
        with self._lock:
            self._hashes[path] = (state, digest)
            while len(self._hashes) > MOST_KEPT:
                self._hashes.popitem(last=False)
        return digest


def _look(path: Path) -> Print | None:
    """Return what changes with a plain file; None where there is none."""
    try:
        found = path.stat()
        return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns) if path.is_file() else None
    except (OSError, ValueError):
        return None


def _is_in(path: Path, folder: Path) -> bool:
    """Tell whether a path leads into a folder, links followed."""
    try:
        return path.resolve().is_relative_to(folder)
    except (OSError, ValueError, RuntimeError):
        return False
