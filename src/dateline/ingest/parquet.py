import contextlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dateline.errors import InputError
from dateline.ingest.columns import Columns, check_fit, choose_columns
from dateline.ingest.rows import read_row
from dateline.ingest.source import BUFFER, Item, Reading, Source

if TYPE_CHECKING:
    import duckdb

BATCH = 128
NUMBER = "file_row_number"  # what the database calls the number of a row
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parquet_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield a document for each row of a Parquet file, by batches; ``news.parquet:1`` is the first.

    Only the columns that the mapping names are read, and with the option ``rows`` only those rows (from, to). The
    database that reads them may open this one file and nothing else: no network, no extension, no other file.

    Raises:
        InputError: ``no-columns``, ``damaged``, ``too-large`` (a member of an archive that is over max_bytes).
    """
    import duckdb

    with _as_file(source, reading) as path:
        try:
            with contextlib.closing(_connect(path)) as connection:
                yield from _rows(connection, path, source.name, reading)
        except duckdb.Error as error:
            why = str(error).splitlines()[0]
            raise InputError(
                "damaged", f"{source.name}: the Parquet file cannot be read ({why}); write it anew"
            ) from None


def count_rows(path: Path) -> int:
    """Return how many rows a Parquet file says it has; 0 where its rows cannot be read by number."""
    import duckdb

    try:
        with contextlib.closing(_connect(path.resolve())) as connection:
            table = f"'{_quoted(path.resolve())}'"
            described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({table})").fetchall()
            if NUMBER in [name.lower() for name, *_ in described]:
                return 0
            found = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({table})").fetchone()
    except duckdb.Error:
        return 0
    return int(found[0]) if found else 0


def _connect(path: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": "1",
            "memory_limit": "1GB",
            "max_temp_directory_size": "0KB",
        },
    )
    connection.execute(f"SET allowed_paths = ['{_quoted(path)}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _rows(connection: "duckdb.DuckDBPyConnection", path: Path, name: str, reading: Reading) -> Iterator[Item]:
    table = f"read_parquet('{_quoted(path)}')"
    kinds = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}
    given = reading.options.get("columns")
    columns = check_fit(given, list(kinds), name) if isinstance(given, Columns) else choose_columns(list(kinds), name)
    wanted = columns.needed(kinds)
    listed = ", ".join(_column(column, kinds[column]) for column in wanted)
    rows = cast("tuple[int, int] | None", reading.options.get("rows"))
    number = rows[0] if rows else 0
    if rows:
        table = f"read_parquet('{_quoted(path)}', {NUMBER} = true) WHERE {NUMBER} >= {rows[0]} AND {NUMBER} < {rows[1]}"
    result = connection.execute(f"SELECT {listed} FROM {table}")
    while batch := result.fetchmany(BATCH):
        for row in batch:
            number += 1
            values = {column: _value(value, kinds[column]) for column, value in zip(wanted, row, strict=True)}
            yield read_row(
                values,
                columns,
                where=f"{name}:{number}",
                id=f"row-{number}",
                raw_kind="table",
                max_chars=reading.limits.max_chars,
            )
    if not number:  # a part is never of no rows
        raise InputError("empty", f"{name}: the table has no rows")


def _column(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    # a time with a zone as microseconds: reading it as such takes a table of zones
    return f"epoch_us({quoted})" if kind == "TIMESTAMP WITH TIME ZONE" else quoted


def _value(value: Any, kind: str) -> Any:
    if value is not None and kind == "TIMESTAMP WITH TIME ZONE":
        return EPOCH + timedelta(microseconds=value)
    return value


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@contextlib.contextmanager
def _as_file(source: Source, reading: Reading) -> Iterator[Path]:
    """Yield the path of the source; a member of an archive is put into a file without a name of its own choosing."""
    if source.path:
        yield source.path.resolve()
        return
    with tempfile.NamedTemporaryFile(prefix="dateline-", suffix=".parquet") as file:
        size = 0
        while data := source.stream.read(BUFFER):
            size += len(data)
            if size > reading.limits.max_bytes:
                raise InputError(
                    "too-large",
                    f"{source.name}: it is larger than {reading.limits.max_bytes:,} bytes; unpack it, or allow more "
                    "with the setting max_bytes",
                )
            file.write(data)
        file.flush()
        yield Path(file.name).resolve()
