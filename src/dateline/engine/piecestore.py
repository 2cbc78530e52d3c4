"""Where coded pieces of a corpus lie: a Parquet file and a marker for each, in a folder or an object store."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from dateline.contract.reading import read_value
from dateline.contract.record import plain
from dateline.engine.running import Coded
from dateline.errors import StoreError
from dateline.ingest import find_filesystem, is_url
from dateline.model import Document, Failure, Metadata, Note, Page
from dateline.store import Incoming

COLUMNS = (
    "key", "id", "source", "identity", "file", "corpus", "raw_kind", "raw_sha256", "given", "raw", "record",
    "error_code", "error_message",
)  # fmt: skip


class Place(Protocol):
    """A folder, wherever it is: what is put there is there whole, or not at all."""

    def put(self, name: str, file: Path) -> None:
        """Move a file there, under its name."""

    def get(self, name: str) -> bytes | None:
        """Return a file's bytes; None where it is not there."""

    def size(self, name: str) -> int | None:
        """Return a file's size; None where it is not there."""


class Pieces:
    """The coded pieces of a corpus, each under the hash of its documents and of what coded them.

    A piece counts as done where its marker is there, and the file that the marker names has the size it says. So a
    piece whose file was deleted or cut short is coded again, and one that two workers code is written twice, alike.
    """

    def __init__(self, folder: str) -> None:
        """Use a folder, or an address that fsspec knows."""
        self.folder = folder
        self._place: Place = _Address(folder) if is_url(folder) else _Folder(Path(folder))

    def find(self, key: str) -> dict[str, Any] | None:
        """Return the marker of a piece that is done."""
        data = self._place.get(f"{key}.json")
        try:
            marker: dict[str, Any] = json.loads(data) if data else {}
        except ValueError:
            return None
        return marker if marker and self._place.size(f"{key}.parquet") == marker.get("bytes") else None

    def write(self, key: str, coded: Sequence[Coded]) -> dict[str, Any]:
        """Write a piece, then its marker, and return that; a run may be stopped anywhere in between."""
        import duckdb

        with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
            file = Path(folder) / "piece.parquet"
            try:
                write_rows(file, [_row(one) for one in coded])
            except duckdb.Error as error:
                raise self._full(str(error).splitlines()[0]) from None
            failed = [one.result.code for one in coded if isinstance(one.result, Failure)]
            marker = {
                "documents": len(coded),
                "failed": {code: failed.count(code) for code in sorted(set(failed))},
                "bytes": file.stat().st_size,
            }
            done = Path(folder) / "marker.json"
            done.write_text(json.dumps(marker), encoding="utf-8")
            try:
                self._place.put(f"{key}.parquet", file)
                self._place.put(f"{key}.json", done)
            except OSError as error:
                raise self._full(str(error)) from None
        return marker

    def _full(self, why: str) -> StoreError:
        return StoreError(f"{self.folder}: a piece cannot be written ({why}); what is done is kept: run again")

    def read(self, key: str) -> Iterator[Coded]:
        """Yield the documents of a piece, in order, with what they were coded to."""
        data = self._place.get(f"{key}.parquet")
        if data is None:
            raise StoreError(f"{self.folder}: the piece {key} is gone; run again, and it is coded again")
        with tempfile.NamedTemporaryFile(prefix="dateline-", suffix=".parquet") as file:
            file.write(data)
            file.flush()
            rows = read_rows(Path(file.name))
        for row in rows:
            yield _coded(row)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: the folder of the pieces cannot be made ({error.strerror})") from None

    def put(self, name: str, file: Path) -> None:
        descriptor, part = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(file.read_bytes())
                stream.flush()
                os.fsync(descriptor)
            Path(part).replace(self._folder / name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def get(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def size(self, name: str) -> int | None:
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None


class _Address:
    """An object store: what is put there appears when all of it has been sent."""

    def __init__(self, url: str) -> None:
        self._files, self._path = find_filesystem(url)
        self._files.makedirs(self._path, exist_ok=True)

    def put(self, name: str, file: Path) -> None:
        part = f"{self._path}/.{name}.{os.getpid()}.part"
        self._files.put_file(str(file), part)
        self._files.mv(part, f"{self._path}/{name}")

    def get(self, name: str) -> bytes | None:
        try:
            data: bytes = self._files.cat_file(f"{self._path}/{name}")
        except FileNotFoundError:
            return None
        return data

    def size(self, name: str) -> int | None:
        try:
            return int(self._files.info(f"{self._path}/{name}")["size"])
        except FileNotFoundError:
            return None


def write_rows(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as Parquet: the same rows, the same bytes."""
    import duckdb

    rows = list(rows)
    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        values = ", ".join(f"unnest(?::TEXT[]) AS {name}" for name in COLUMNS)
        connection.execute(f"CREATE TABLE piece AS SELECT {values}", [[row[name] for row in rows] for name in COLUMNS])
        connection.execute(f"COPY piece TO '{_quoted(file)}' (FORMAT parquet, COMPRESSION zstd)")


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file that ``write_rows`` wrote, in order."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet('{_quoted(file)}')").fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")


def _row(one: Coded) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {name: getattr(one, name) for name in ("key", "identity", "file", "corpus")}
    row |= {"id": one.item.id, "source": one.item.source}
    if isinstance(one.item, Document):
        given = {name: plain(getattr(one.item, name)) for name in ("meta", "pages", "notes", "file_sha256")}
        row |= {"raw_kind": one.item.raw_kind, "raw_sha256": one.item.raw_sha256, "given": json.dumps(given)}
        row |= {"raw": json.dumps(one.item.raw)}
    if isinstance(one.result, Failure):
        row |= {"error_code": one.result.code, "error_message": one.result.message}
    else:
        row |= {"record": one.result}
    return row


def _coded(row: dict[str, Any]) -> Coded:
    id, source = row["id"], row["source"]
    failure = Failure(id=id, source=source, code=row["error_code"] or "internal", message=row["error_message"] or "")
    item: Document | Failure = failure
    if row["raw"] is not None:
        came = json.loads(row["given"])
        item = Document(
            id=id, source=source, raw=json.loads(row["raw"]), raw_sha256=row["raw_sha256"], raw_kind=row["raw_kind"],
            meta=read_value(came["meta"], Metadata), pages=read_value(came["pages"], tuple[Page, ...] | None),
            notes=read_value(came["notes"], tuple[Note, ...]), file_sha256=came.get("file_sha256"),
        )  # fmt: skip
    names = ("key", "identity", "file", "corpus")
    result = failure if row["error_code"] else row["record"]
    return Coded(item=item, result=result, **{name: row[name] for name in names})


def as_coded(one: Incoming, result: str | Failure) -> Coded:
    """Return a document with its result."""
    return Coded(**{**{name: getattr(one, name) for name in Incoming.__slots__}, "result": result})
