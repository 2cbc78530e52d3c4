"""Inputs in parts that can be read apart: files of folders and of object stores, and pieces of long ones."""

import io
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Literal, TypeVar

from dateline.errors import InputError, UsageError
from dateline.ingest.formats import load_formats
from dateline.ingest.inputs import list_folder, printable, read_input, with_published
from dateline.ingest.jsonl import read_jsonl
from dateline.ingest.members import Members
from dateline.ingest.readers import find_kind, read_source
from dateline.ingest.source import Item, Limits, Reading, open_source
from dateline.isolation import Bounds, Isolated, Lost, Remote
from dateline.model import Failure

T = TypeVar("T")
LEAST, MOST, ABOUT = 50, 200, 96  # documents of a piece: ends are found in what is cut, so an insertion moves few
ABREAST = 500  # rows or records of a large file that are read together
SMALL = 8_000  # bytes: a file that is not worth cutting
LARGE = 4_000_000  # bytes: a file that is a shard of its own
BLOCK = 1 << 20  # bytes of a line that are held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file; or, with ``stop``, what stands between two places of one, ``kind`` says of which.

    Of a JSONL file or a web archive ``start`` and ``stop`` are bytes, of a Parquet file rows; ``before`` lines stand
    before those of a JSONL file. ``corpus`` is the input that it was found in. ``size`` is in bytes, 0 where it is not
    known.
    """

    name: str
    corpus: str
    size: int = 0
    start: int = 0
    stop: int | None = None
    before: int = 0
    kind: Literal["file", "jsonl", "warc", "parquet"] = "file"


def is_url(name: str) -> bool:
    """Tell whether a name is an address that fsspec opens (``s3://bucket/day.jsonl``), and no path."""
    return "://" in name


def find_parts(name: str, limits: Limits | None = None) -> Iterator[tuple[Part, ...]]:
    """Yield what one input can be read in, in the order in which ``read_input`` reads it, as groups for one task.

    Plain JSONL is cut at ends of lines into 50 to 200 of them, a Parquet file into 500 rows, a web archive whose
    records can be found from outside into 500 of them; small files go together, a large one alone. A file is cut only
    where it is read to its end within the ``limits``: whoever reads it whole says why not.

    Raises:
        UsageError: an address cannot be opened, or fsspec is not there.
    """
    small: list[Part] = []
    with Isolated(Bounds()) as process:  # a Parquet file may crash who looks into it
        for file, size in _list_files(name):
            part = Part(name=file, corpus=printable(name), size=size)
            pieces = _cut(part, process, limits or Limits()) if size > SMALL else [part]
            if len(pieces) > 1 or size > LARGE:
                if small:
                    yield tuple(small)
                small = []
                yield from ((piece,) for piece in pieces)
                continue
            small.append(part)
            if len(small) >= MOST or (len(small) >= LEAST and ends_piece(file)):
                yield tuple(small)
                small = []
        if small:
            yield tuple(small)


def read_part(part: Part, reading: Reading, published: str | None) -> Iterator[Item]:
    """Yield the documents of a part: the same, with the same sources, as ``read_input`` yields for the whole."""
    if part.kind == "parquet":
        rows = {"rows": (part.start, part.stop)}
        reading = replace(reading, options=MappingProxyType({**reading.options, **rows}))
    if part.kind in ("file", "parquet") and not is_url(part.name):
        return read_input(part.name, replace(reading, published=published), stdin=io.BytesIO())
    return with_published(_read_piece(part, reading), published)


def _read_piece(part: Part, reading: Reading) -> Iterator[Item]:
    source = printable(part.name)
    try:
        with open_bytes(part.name) as stream:
            if part.stop is None:
                yield from read_source(open_source(stream, source), replace(reading, read=read_source))
                return
            stream.seek(part.start)
            if part.kind == "warc":
                inside = _Stretch(stream, part.stop - part.start)
                yield from read_source(open_source(inside, source), replace(reading, read=read_source))
                return
            lines = open_source(_Stretch(stream, part.stop - part.start), source).stream
            yield from read_jsonl(lines, source, reading, before=part.before)
    except InputError as error:
        yield Failure(id=source, source=source, code=error.code, message=str(error))
    except (OSError, ValueError) as error:
        message = f"{source}: cannot be read ({error}); check the address and your rights"
        yield Failure(id=source, source=source, code="unreadable-file", message=message)


class _Stretch:
    """So many bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


def cut(items: Iterable[T], name: Any) -> Iterator[list[T]]:
    """Cut a stream into pieces of 50 to 200; what ends one is in the item itself (``name(item)``), not in its place.

    So an item that is put in changes the piece that it is in, and those behind it stay as they were.
    """
    piece: list[T] = []
    for item in items:
        piece.append(item)
        if len(piece) >= MOST or (len(piece) >= LEAST and ends_piece(name(item))):
            yield piece
            piece = []
    if piece:
        yield piece


def ends_piece(name: str | bytes) -> bool:
    """Tell whether a piece may end with this item: one in 96 does, chosen by its hash."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass") if isinstance(name, str) else name) % ABOUT == 0


@contextmanager
def open_bytes(name: str) -> Iterator[BinaryIO]:
    """Open a file or an address to read it."""
    if not is_url(name):
        with Path(name).open("rb") as stream:
            yield stream
        return
    with find_filesystem(name)[0].open(name, "rb") as stream:
        yield stream


def find_filesystem(url: str) -> tuple[Any, str]:
    """Return what opens an address (an fsspec file system), and the path of the address in it.

    Raises:
        UsageError: fsspec, or what it needs for this kind of address, is not there.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError(f"{url}: addresses need one more package: pip install 'dateline[cluster]'") from None
    try:
        filesystem, path = url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        raise UsageError(f"{url}: the address cannot be opened ({error})") from None
    return filesystem, str(path)


def _list_files(name: str) -> Iterator[tuple[str, int]]:
    if is_url(name):
        yield from _list_address(name)
        return
    path = Path(name)
    try:
        files = list_folder(path) if path.is_dir() else [path]
        yield from ((str(file), file.stat().st_size) for file in files)
    except (OSError, InputError):
        yield name, 0  # whoever reads it says why it cannot be read


def _list_address(url: str) -> Iterator[tuple[str, int]]:
    filesystem, path = find_filesystem(url)
    try:
        folder = filesystem.isdir(path)
        found = filesystem.find(path, detail=True) if folder else {path: filesystem.info(path)}
    except OSError as error:
        raise UsageError(f"{url}: cannot be read ({error}); check the address and your rights") from None
    endings = load_formats().endings
    for file, info in sorted(found.items()):
        base = file.rpartition("/")[2].lower()
        if not folder or (not base.startswith(".") and any(base.endswith(ending) for ending in endings)):
            yield (filesystem.unstrip_protocol(file) if folder else url), int(info.get("size") or 0)


def _cut(part: Part, process: Isolated, limits: Limits) -> list[Part]:
    """Return the pieces of a file that can be cut into more than one; of anything else, the file."""
    kind: Literal["jsonl", "warc", "parquet"] = "jsonl"
    marks: list[tuple[int, int]] = []
    try:
        with open_bytes(part.name) as stream:
            found = find_kind(open_source(stream, printable(part.name)))
        if found == "jsonl":
            with open_bytes(part.name) as stream:
                marks = list(_find_ends(stream))
        elif is_url(part.name):
            pass  # looking into it would fetch all of it here first
        elif found == "parquet":
            kind, marks = "parquet", _find_rows(part, process)
        elif found == "warc" or (found == "gzip" and ".warc" in part.name.rpartition("/")[2]):
            kind, marks = "warc", _find_records(part, found, limits)
    except (OSError, ValueError, InputError, Lost, Remote):
        return [part]  # whoever reads it says why it cannot be read
    if len(marks) <= 2:
        return [part]
    return [
        replace(part, size=0 if kind == "parquet" else stop - start, start=start, stop=stop, before=before, kind=kind)
        for (start, before), (stop, _) in pairwise(marks)
    ]


def _find_rows(part: Part, process: Isolated) -> list[tuple[int, int]]:
    count = process.call("dateline.ingest.parquet:count_rows", Path(part.name))
    return [*((at, 0) for at in range(0, count, ABREAST)), (count, 0)]


def _find_records(part: Part, kind: str, limits: Limits) -> list[tuple[int, int]]:
    """Return places of a web archive where a record begins that can be read from there, and at last its end.

    The file is gone through once, here, as whoever reads it whole goes through it. One that is not read to its end is
    not cut, so that what is read of it is the same.

    Raises:
        InputError, OSError, ValueError: it is not read to its end, or there is something else in it.
    """
    from dateline.ingest.warc import find_records

    marks, since = [(0, 0)], 0
    with open_bytes(part.name) as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        members = Members(stream, part.name, limits.max_ratio) if kind == "gzip" else None
        source = open_source(members or stream, part.name)
        if find_kind(source) != "warc":
            raise ValueError("it is no web archive")
        for at in find_records(source, limits):
            if since >= ABREAST and (place := members.cut(at) if members else at) is not None:
                marks.append((place, 0))
                since = 0
            since += 1
    return [*marks, (size, 0)]


def _find_ends(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where pieces begin, as bytes and lines before them, and at last the end; no line is held as a whole.

    Raises:
        ValueError: all lines are blank.
    """
    at = lines = last = crc = 0
    ended, blank = True, True
    yield 0, 0
    while data := stream.readline(BLOCK):
        at += len(data)
        lines += ended
        crc = zlib.crc32(data, 0 if ended else crc)
        ended = data.endswith(b"\n")
        blank = blank and not data.strip()
        if ended and (lines - last >= MOST or (lines - last >= LEAST and crc % ABOUT == 0)):
            yield at, lines
            last = lines
    if blank:
        raise ValueError("it is empty")
    if lines > last:
        yield at, lines
