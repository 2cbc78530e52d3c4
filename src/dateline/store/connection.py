import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]
FEW = 8  # values that a condition names one by one
POSTGRES = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)


class Connection(Protocol):
    """What the store needs of a database: the whole seam between DuckDB and PostgreSQL.

    Statements are written once, with ``?`` for each parameter; lists are passed as parameters with a cast
    (``unnest(?::TEXT[])``), which both databases understand.
    """

    place: str  # what a message calls the project
    dialect: str  # duckdb | postgres
    long_text: str  # the type of a column of long texts
    writable: bool

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a query and return its rows."""

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield the rows of a query as they are read, in constant memory, as it saw the project when it began."""

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement that returns nothing."""

    def bounded(self) -> AbstractContextManager[None]:
        """Return a stretch in which the database holds little in memory; what is more waits on disk."""

    def writing(self) -> AbstractContextManager[None]:
        """Return a transaction in which nobody else writes; all of it is kept, or nothing."""

    def columns(self, table: str) -> tuple[tuple[str, str], ...]:
        """Return a table's columns that are written to, each with its type."""

    def claim_run(self, run: int) -> bool:
        """Tell whether a run is nobody else's, and make it ours until the connection closes."""

    def optional(self) -> Iterator[str]:
        """Yield the names of the extensions that may be used here."""

    def close(self) -> None:
        """Close; a second time does nothing."""


def one(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """Return the first value of the first row, or None."""
    found = connection.rows(sql, parameters)
    return found[0][0] if found else None


def among(column: str, values: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the condition that a column has one of some values, with its parameters.

    A few are named one by one, which either database answers from an index in half the time of a list.
    """
    if 0 < len(values) <= FEW:
        return f"{column} IN ({', '.join('?' * len(values))})", list(values)
    return f"{column} IN (SELECT unnest(?::TEXT[]))", [list(values)]


def insert(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, each with a value for every column, in one statement."""
    if not rows:
        return
    columns = connection.columns(table)
    names = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(f"unnest(?::{kind}[])" for _, kind in columns)
    connection.run(
        f"INSERT INTO {table} ({names}) SELECT {values}", [[row[name] for row in rows] for name, _ in columns]
    )
