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
        for path in self._places(paper):
            state = _look(path)
            if state is None:
                continue
            there.append(path)
            if state[2] <= self.most and self._hash(path, state) == paper.sha256:
                return Found(path=path, state=state)
        if not there:
            return Found(why=f"The file {paper.file} is no longer there{self._advice(paper)}.")
        if all((_look(path) or (0, 0, 0, 0))[2] > self.most for path in there):
            return Found(why=f"The file {paper.file} is larger than {self.most:,} bytes (the setting max_bytes).")
        return Found(why=f"The file {paper.file} has changed since it was read: the lines may be elsewhere on it now.")

    def _advice(self, paper: StoredPaper) -> str:
        if self.folder:
            return " in the folder of originals"
        if "://" in paper.file:
            return "; it was read from the web: save it, and start the desk with --originals FOLDER"
        if any(_look(parent) for parent in Path(paper.file).parents):
            return ": it is inside another file; unpack that, and start the desk with --originals FOLDER"
        return "; if it was moved, start the desk with --originals FOLDER"

    def _places(self, paper: StoredPaper) -> Iterator[Path]:
        """Yield where the file may be: below the folder of originals by its name, with as many folders as fit."""
        if self.folder:
            parts = [part for part in PurePosixPath(paper.file).parts if part not in ("/", "..", ".")]
            inside = self.folder.resolve()
            for start in range(len(parts)):
                path = inside.joinpath(*parts[start:])
                if path.resolve().is_relative_to(inside):
                    yield path
            return
        if "://" in paper.file or paper.file.startswith("<"):
            return
        yield Path(paper.file)
        if not Path(paper.file).is_absolute() and not POSTGRES.match(self.place):
            yield Path(self.place).parent / paper.file

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
