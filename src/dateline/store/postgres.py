import importlib.util
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateline.errors import ProjectError, StoreError, UsageError
from dateline.store.connection import Row

if TYPE_CHECKING:
    import psycopg

WRITE_LOCK, RUN_LOCK, LINK_LOCK = 0x646C7772, 0x646C726E, 0x646C6C6B  # advisory locks: "dlwr", "dlrn", "dllk"
STREAMED = 2_000  # rows that are fetched at a time
EXTENSIONS = ("postgis", "pg_trgm")


class PostgresConnection:
    """A project in a PostgreSQL database, which several processes and machines write to at once.

    Writers' transactions are short and one after another (an advisory lock); coding, which takes the time, is not.
    """

    dialect = "postgres"
    long_text = "TEXT"

    def __init__(self, url: str, *, writable: bool) -> None:
        """Connect.

        Raises:
            UsageError: psycopg is not installed; the message names the pip command.
            ProjectError: the server cannot be reached, or refuses.
        """
        if not importlib.util.find_spec("psycopg"):
            raise UsageError("psycopg is not installed; run `pip install 'dateline[postgres]'`")
        import psycopg

        bare = re.sub(r"(://[^:/@]*):[^@]*@", r"\1@", url)
        self.place, self.writable = re.sub(r"\bpassword=[^&\s]*", "password=…", bare), writable
        self._columns, self._streams = lru_cache(self._find_columns), 0
        try:
            self._connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
            self._connection.execute("SET client_min_messages = warning")
            if not writable:
                self._connection.execute("SET default_transaction_read_only = on")
        except psycopg.Error as error:
            why = " ".join(str(error).split())
            raise ProjectError(f"{self.place}: the database cannot be opened ({why}); check the address") from None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return list(self._execute(sql, parameters).fetchall())

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        import psycopg

        self._streams += 1
        try:
            with self._connection.cursor(f"dateline_{self._streams}", withhold=True) as cursor:
                cursor.execute(_adapt(sql, parameters), _adapted(parameters))
                while rows := cursor.fetchmany(STREAMED):
                    yield from rows
        except psycopg.Error as error:
            raise self._failure(error) from error

    def bounded(self) -> AbstractContextManager[None]:
        return nullcontext()  # the server keeps to its own bounds

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._execute(sql, parameters)

    def _execute(self, sql: str, parameters: Sequence[Any]) -> "psycopg.Cursor[Any]":
        import psycopg

        try:
            return self._connection.execute(_adapt(sql, parameters), _adapted(parameters))
        except psycopg.Error as error:
            raise self._failure(error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        import psycopg

        try:
            with self._connection.transaction():
                self._connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITE_LOCK])
                yield
        except psycopg.Error as error:
            raise self._failure(error) from error

    def columns(self, table: str) -> tuple[tuple[str, str], ...]:
        return self._columns(table)

    def _find_columns(self, table: str) -> tuple[tuple[str, str], ...]:
        sql = (
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ? "
            "AND table_schema = current_schema() AND is_generated = 'NEVER' ORDER BY ordinal_position"
        )
        return tuple((str(name), str(kind)) for name, kind in self.rows(sql, [table]))

    def claim_run(self, run: int) -> bool:
        return bool(self.rows("SELECT pg_try_advisory_lock(?::int, ?::int)", [RUN_LOCK, run])[0][0])

    def optional(self) -> Iterator[str]:
        import psycopg

        for name in EXTENSIONS:
            try:
                with self._connection.transaction():
                    self._connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}".encode())
            except psycopg.Error:  # not on this server, or not for this user to add
                continue
            yield name

    def close(self) -> None:
        self._connection.close()

    def _failure(self, error: Exception) -> StoreError:
        why = " ".join(str(error).split())
        return StoreError(f"{self.place}: the store cannot go on ({why}); what was coded before is kept: run again")


def _adapt(sql: str, parameters: Sequence[Any]) -> bytes:
    return (sql.replace("%", "%%").replace("?", "%s") if parameters else sql).encode()


def _adapted(parameters: Sequence[Any]) -> list[Any] | None:
    return [_storable(value) for value in parameters] or None


def _storable(value: Any) -> Any:
    """Replace zero characters, which PostgreSQL cannot keep in text; records and raw texts have them escaped."""
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value
