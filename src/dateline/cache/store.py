import contextlib
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")
FORMAT = 1
FILE = "layers.sqlite"
WAIT = 30.0  # seconds that a process waits for another one's writing
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR_SHORT_READ)
ROOM_LEFT = 0.9  # of the limit, after old rows were dropped
_TABLE = """
CREATE TABLE IF NOT EXISTS layers (
  document TEXT NOT NULL, key TEXT NOT NULL, used INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (document, key)
);
CREATE INDEX IF NOT EXISTS layers_used ON layers (used);
"""


class Store:
    """Rows of bytes in one SQLite file, found by document and key; safe with several processes and threads.

    Nothing here is needed to be right: a row that cannot be read is a row that is not there, a file that is damaged is
    begun anew, a folder that cannot be written is only read. Each is told once, as a warning.

    Args:
        folder: where the file is, or will be.
        limit: bytes that the file may hold; past it, the rows that were not read or written for longest go.
    """

    def __init__(self, folder: Path, *, limit: int) -> None:
        """Open nothing yet."""
        self.file = folder / FILE
        self.limit = limit
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0
        self._inode = 0
        self._writable = True
        self._usable = True
        self._told: set[str] = set()

    def read(self, wanted: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], bytes]:
        """Return the rows there are: ``wanted`` has for each document the keys asked for."""

        def select(connection: sqlite3.Connection) -> dict[tuple[str, str], bytes]:
            found: dict[tuple[str, str], bytes] = {}
            for document, keys in wanted.items():
                marks = ",".join("?" * len(keys))
                query = f"SELECT key, value FROM layers WHERE document = ? AND key IN ({marks})"
                found |= {(document, key): value for key, value in connection.execute(query, (document, *keys))}
            if found and self._writable:
                now = time.time_ns()
                rows = [(now, *place) for place in found]
                with _writing(connection):
                    connection.executemany("UPDATE layers SET used = ? WHERE document = ? AND key = ?", rows)
            return found

        return self._attempt(select) or {}

    def write(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep rows of document, key and value; drop the oldest where they need more room than there is."""
        given = [(document, key, time.time_ns(), value) for document, key, value in rows]

        def insert(connection: sqlite3.Connection) -> None:
            with _writing(connection):
                connection.executemany("INSERT OR REPLACE INTO layers VALUES (?, ?, ?, ?)", given)
                self._make_room(connection)

        if given and self._writable:
            self._attempt(insert)

    def drop(self, places: Iterable[tuple[str, str]]) -> None:
        """Forget rows that turned out to be damaged."""
        given = list(places)

        def delete(connection: sqlite3.Connection) -> None:
            with _writing(connection):
                connection.executemany("DELETE FROM layers WHERE document = ? AND key = ?", given)

        if given and self._writable:
            self._attempt(delete)

    def tell(self, message: str) -> None:
        """Warn, but only once."""
        if message not in self._told:
            self._told.add(message)
            log.warning("%s", message)

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._lock:
            self._close()

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        with self._lock:
            for _ in range(2):
                if not self._usable:
                    return None
                try:
                    return work(self._connect())
                except sqlite3.Error as error:
                    if not _is_damage(error):
                        self.tell(f"the cache {self.file} cannot be used now ({error}); coding without it")
                        return None
                    self._begin_anew(error)
        return None

    def _connect(self) -> sqlite3.Connection:
        if self._connection and self._pid == os.getpid():
            return self._connection
        self._pid = os.getpid()  # a forked process must not share the connection of its parent
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open_for_writing()
        except (OSError, sqlite3.OperationalError) as error:
            if isinstance(error, sqlite3.Error) and _is_damage(error):
                raise
            self._writable = False
            self._connection = self._open_for_reading(error)
        self._inode = _inode(self.file)
        weakref.finalize(self, _close_own, self._connection, self._pid)
        return self._connection

    def _open_for_writing(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=WAIT, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")
            _patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
            connection.execute("PRAGMA synchronous = NORMAL")
            with _writing(connection):
                if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                    connection.execute("DROP TABLE IF EXISTS layers")
                for statement in filter(str.strip, _TABLE.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_for_reading(self, reason: Exception) -> sqlite3.Connection:
        """Open a file that is there but cannot be written, such as one that a group shares."""
        for mode in ("mode=ro", "immutable=1"):
            try:
                connection = sqlite3.connect(
                    f"{self.file.absolute().as_uri()}?{mode}", uri=True, timeout=WAIT, check_same_thread=False
                )
                if connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
                    connection.execute("SELECT count(*) FROM (SELECT 1 FROM layers LIMIT 1)")
                    self.tell(f"the cache {self.file} cannot be written ({reason}); it is read only")
                    return connection
            except sqlite3.Error:
                continue
        self._usable = False
        raise sqlite3.OperationalError(str(reason))

    def _make_room(self, connection: sqlite3.Connection) -> None:
        if _bytes_used(connection) <= self.limit:
            return
        while _bytes_used(connection) > ROOM_LEFT * self.limit:
            (rows,) = connection.execute("SELECT count(*) FROM layers").fetchone()
            if not rows:
                return
            connection.execute(
                "DELETE FROM layers WHERE rowid IN (SELECT rowid FROM layers ORDER BY used LIMIT ?)",
                (max(1, rows // 20),),
            )

    def _begin_anew(self, error: sqlite3.Error) -> None:
        """Remove a damaged file, unless another process did so first."""
        ours = self._inode
        self._close()
        if not self._writable:
            self._usable = False
            self.tell(f"the cache {self.file} is damaged ({error}) and cannot be written; coding without it")
            return
        self.tell(f"the cache {self.file} is damaged ({error}); it is begun anew")
        if ours and _inode(self.file) != ours:
            return
        try:
            for end in ("", "-wal", "-shm"):
                Path(f"{self.file}{end}").unlink(missing_ok=True)
        except OSError:
            self._usable = False

    def _close(self) -> None:
        if self._connection:
            _close_own(self._connection, self._pid)
        self._connection, self._inode = None, 0


def _close_own(connection: sqlite3.Connection, pid: int) -> None:
    """Close a connection in the process that opened it; a forked one would take the locks of its parent away."""
    if pid == os.getpid():
        with contextlib.suppress(sqlite3.Error):  # a damaged file cannot even be closed in order
            connection.close()


class _writing:  # noqa: N801
    """A transaction that takes the right to write at once: to wait at its begin is safe, in its middle it is not."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.connection.execute("COMMIT")
        elif self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def _patiently(work: Callable[[], T]) -> T:
    """Try again while another process switches the same file to its journal; SQLite does not wait there by itself."""
    until = time.monotonic() + WAIT
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _bytes_used(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _is_damage(error: sqlite3.Error) -> bool:
    """Tell a damaged file from one that is merely locked, full or out of reach."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code in _DAMAGED or code & 0xFF in _DAMAGED or "no such " in str(error)


def _inode(file: Path) -> int:
    try:
        return file.stat().st_ino
    except OSError:
        return 0
