import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.errors import ProjectError, StoreError
from dateline.store.connection import Row

HOLDER = re.compile(r"\(?PID (\d+)\)?")
FULL = re.compile(r"No space left|File too large|Disk quota|could not write|disk full", re.IGNORECASE)
STREAMED = 2_000  # rows that are fetched at a time
BOUND = "400MB"
MAGIC = slice(8, 12)  # where a database says that it is one, behind its checksum
NO_DATABASE = "this is not a DuckDB file; name another, or move it away"


class DuckConnection:
    """A project in one DuckDB file. DuckDB lets one process write, or several read."""

    dialect = "duckdb"
    long_text = "TEXT USING COMPRESSION zstd"  # else strings above four kilobytes are not compressed

    def __init__(self, path: Path, *, writable: bool) -> None:
        """Open the file, or make it where it is to be written to.

        Raises:
            ProjectError: it is not there, is in use, cannot be written, or is no DuckDB file; the message says which.
        """
        import duckdb

        self.place, self.writable = str(path), writable
        self._columns = lru_cache(self._find_columns)
        if not writable and not path.exists():
            raise ProjectError(f"{path}: there is no such project; make one with `dateline run CORPUS --into {path}`")
        if _is_foreign(path):
            raise ProjectError(f"{path}: {NO_DATABASE}")
        try:
            self._connection: duckdb.DuckDBPyConnection = duckdb.connect(
                str(path), read_only=not writable, config={"autoinstall_known_extensions": "false"}
            )
        except duckdb.Error as error:
            raise ProjectError(_why_closed(path, str(error))) from None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        import duckdb

        try:
            return self._connection.execute(sql, parameters).fetchall()
        except duckdb.Error as error:
            raise _failure(self.place, error) from error

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        import duckdb

        try:
            cursor = self._connection.cursor()
            cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(STREAMED):
                yield from rows
            cursor.close()
        except duckdb.Error as error:
            raise _failure(self.place, error) from error

    @contextmanager
    def bounded(self) -> Iterator[None]:
        self.run(f"SET memory_limit = '{BOUND}'")
        try:
            yield
        finally:
            self.run("RESET memory_limit")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        import duckdb

        try:
            self._connection.execute(sql, parameters)
        except duckdb.Error as error:
            raise _failure(self.place, error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        import duckdb

        self.run("BEGIN")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # it was rolled back, or the database closed itself: what is committed stays
                self._connection.execute("ROLLBACK")
            raise

    def columns(self, table: str) -> tuple[tuple[str, str], ...]:
        return self._columns(table)

    def _find_columns(self, table: str) -> tuple[tuple[str, str], ...]:
        columns = "SELECT column_name, data_type FROM information_schema.columns"
        sql = f"{columns} WHERE table_name = ? ORDER BY ordinal_position"
        return tuple((str(name), str(kind)) for name, kind in self.rows(sql, [table]))

    def claim_run(self, run: int) -> bool:
        return True  # nobody else has the file open

    def optional(self) -> Iterator[str]:
        yield from ()

    def close(self) -> None:
        import duckdb

        try:
            self._connection.close()
        except duckdb.Error as error:
            raise _failure(self.place, error) from error


def _failure(place: str, error: Exception) -> StoreError:
    text = str(error).splitlines()[0]
    if FULL.search(str(error)):
        return StoreError(
            f"{place}: there is no room left to write ({text}); what was coded before is kept: make room and run again"
        )
    return StoreError(f"{place}: the store cannot go on ({text}); what was coded before is kept: run again")


def _is_foreign(path: Path) -> bool:
    """Tell whether a file is there and no database.

    Over CSV, JSON and Parquet DuckDB opens a view in memory: a run into it would code everything and keep nothing.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAGIC.stop)[MAGIC] != b"DUCK"
    except OSError:
        return False  # not there, or closed to us: DuckDB says which


def _why_closed(path: Path, text: str) -> str:
    first = text.splitlines()[0]
    if "lock" in text.lower() and (holder := HOLDER.search(text)):
        return (
            f"{path}: the project is in use by process {holder[1]}; wait until it has ended, or stop it, and try again"
        )
    if "lock" in text.lower():
        return f"{path}: the project is in use by another process; wait until it has ended, and try again"
    if "ermission denied" in text or "ead-only" in text:
        return f"{path}: the project cannot be written (permission denied); check the file and its folder"
    if "newer version" in text or "storage version" in text:
        return f"{path}: the file was written by a newer DuckDB; upgrade with `pip install --upgrade duckdb`"
    if "not a valid DuckDB" in text or "not a DuckDB" in text:
        return f"{path}: {NO_DATABASE}"
    if "No such file" in text or "does not exist" in text:
        return f"{path}: the folder is not there; make it, or correct the name"
    return f"{path}: the project cannot be opened ({first})"
