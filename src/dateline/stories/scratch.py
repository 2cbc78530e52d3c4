"""What linking holds on disk while it works: tables of DuckDB, and a file of sketches."""

import errno
import fcntl
import os
import re
import shutil
import tempfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from dateline.errors import StoreError

Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]
MEMORY = "400MB"  # of the tables; what is more waits on disk
_THREADS = "2"
ROWS = 10_000  # that are fetched at a time
BUFFER = 1 << 20
MARK = "dateline-linking"  # the file by which a folder is known as one of linking, and locked while it is used
_MEANING = "`dateline link` works in this folder and removes it in the end; what a killed one left may be removed.\n"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# the last two are DuckDB's own: a file of which only a part was written, and the bound of what it may leave on disk
_FULL = re.compile(r"No space left|File too large|Disk quota|write all bytes|max_temp_directory_size", re.IGNORECASE)


class Scratch:
    """A folder of one linking, which goes with it: tables that are joined and sorted in bounded memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """Make the folder; one that a killed linking left is removed. By default one among the temporary files.

        Raises:
            StoreError: it cannot be made, or what is there is not of linking, or of one that goes on.
        """
        import duckdb

        self._heaps: list[Heap] = []
        self._mark: IO[bytes] | None = None
        try:
            if folder:
                _clear(folder)
                folder.mkdir(mode=0o700)  # nobody else's values are read back
            self.folder = folder or Path(tempfile.mkdtemp(prefix="dateline-linking-"))
            try:
                self._mark = (self.folder / MARK).open("wb", buffering=0)
                _lock(self._mark)
                self._connection = duckdb.connect(
                    config={
                        "autoinstall_known_extensions": "false", "memory_limit": MEMORY, "threads": _THREADS,
                        "preserve_insertion_order": "false", "temp_directory": str(self.folder / "spilled"),
                    },
                )  # fmt: skip
            except BaseException:
                self._remove()
                raise
        except (OSError, duckdb.Error) as error:
            raise _failure(f"linking, in {folder or 'a folder of its own'}", error) from error

    def run(self, sql: str, parameters: Parameters = ()) -> None:
        """Run statements that return nothing."""
        import duckdb

        try:
            self._connection.execute(sql, parameters)
        except duckdb.Error as error:
            raise self._failure(error) from error

    def stream(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Yield the rows of a query, as it saw the tables when it began."""
        import duckdb

        try:
            cursor = self._connection.cursor()
            cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(ROWS):
                yield from rows
            cursor.close()
        except duckdb.Error as error:
            raise self._failure(error) from error

    def one(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first value of a query's only row."""
        return next(self.stream(sql, parameters))[0]

    def load(self, table: str, columns: Sequence[npt.NDArray[Any]]) -> None:
        """Append rows, given by columns in the order of the table's."""
        self._connection.register("given", {f"c{number:03}": column for number, column in enumerate(columns)})
        try:
            self.run(f"INSERT INTO {table} SELECT * FROM given")
        finally:
            self._connection.unregister("given")

    def heap(self, name: str) -> "Heap":
        """Return a new file of values, which is closed with the rest."""
        try:
            self._heaps.append(Heap(self.folder / name))
        except OSError as error:
            raise self._failure(error) from error
        return self._heaps[-1]

    def close(self) -> None:
        """Remove all of it; a second time does nothing."""
        self._connection.close()
        for heap in self._heaps:
            heap.close()
        self._remove()

    def _remove(self) -> None:
        """Remove the folder, if it is there still and is this one's."""
        if self._mark and self._mark.closed:
            return
        with suppress(OSError):  # the next linking removes it
            _remove(self.folder)
        if self._mark:
            self._mark.close()

    def _failure(self, error: Exception) -> StoreError:
        return _failure(f"linking, in {self.folder}", error)


def _clear(folder: Path) -> None:
    """Remove a folder that is empty, or that a killed linking left; nothing else is touched."""
    if not os.path.lexists(folder):
        return
    mark = folder / MARK
    ours = folder.is_dir() and not folder.is_symlink()
    if ours and any(folder.iterdir()):
        ours = mark.is_file() and not mark.is_symlink()
    if not ours:
        raise StoreError(f"{folder}: linking needs this name, and what is there is not its own; move it away")
    with suppress(FileNotFoundError), mark.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{folder}: another linking works there; wait until it has ended") from None
        except OSError:  # a file system without locks
            pass
    _remove(folder)


def _lock(mark: IO[bytes]) -> None:
    """Write and lock the mark of a folder; the lock ends when the file is closed, however the process ends."""
    mark.write(_MEANING.encode())
    with suppress(OSError):  # a file system without locks
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove(folder: Path) -> None:
    """Remove a folder of linking, its mark last: what is left by a stop on the way is known by it."""
    for path in folder.iterdir():
        if path.name != MARK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (folder / MARK).unlink(missing_ok=True)
    folder.rmdir()


def _failure(where: str, error: Exception) -> StoreError:
    text = str(error).splitlines()[0]
    if error.errno in _NO_ROOM if isinstance(error, OSError) else _FULL.search(str(error)):
        return StoreError(f"{where}: there is no room left to write ({text}); make room and link again")
    if isinstance(error, OSError):
        return StoreError(f"{where}: the disk cannot be used ({text}); check the folder and who may write there")
    return StoreError(f"{where}: the tables cannot go on ({text}); link again")


class Rows:
    """Rows that wait to be appended to a table of a scratch, many at once."""

    def __init__(self, scratch: Scratch, table: str, kinds: Sequence[str]) -> None:
        """Begin; ``kinds`` are the NumPy types of the columns."""
        self._scratch, self._table, self._kinds = scratch, table, kinds
        self._rows: list[Row] = []

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.flush()

    def append(self, *row: Any) -> None:
        """Append a row."""
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._rows:
            columns = zip(*self._rows, strict=True)
            self._scratch.load(
                self._table, [np.array(column, dtype=kind) for column, kind in zip(columns, self._kinds, strict=True)]
            )
            self._rows.clear()


class Heap:
    """Values of any length in a file, by number: eight bytes of memory each."""

    def __init__(self, path: Path) -> None:
        """Make the file."""
        self._path = path
        self._file = path.open("w+b", buffering=0)
        self._starts = array("Q", [0])
        self._written = 0
        self._waiting = bytearray()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def append(self, value: bytes) -> int:
        """Keep a value and return its number, which counts from 0.

        Raises:
            StoreError: it cannot be written; the message says whether the disk is full.
        """
        self._waiting += value
        self._starts.append(self._starts[-1] + len(value))
        if len(self._waiting) >= BUFFER:
            self._flush()
        return len(self._starts) - 2

    def read(self, number: int) -> bytes:
        """Return the value of a number."""
        start, end = self._starts[number], self._starts[number + 1]
        if end > self._written:
            self._flush()
        return os.pread(self._file.fileno(), end - start, start)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _flush(self) -> None:
        try:
            view = memoryview(bytes(self._waiting))
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise _failure(str(self._path), error) from error
        self._written += len(self._waiting)
        self._waiting.clear()
