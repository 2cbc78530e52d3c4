"""Compressed files: unpacked as they are read, never to disk, and given up where they unpack to too much."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from dateline.errors import InputError
from dateline.ingest.source import ByteStream, Item, Limits, Reading, Source, open_source

FREE = 1_000_000  # bytes that may be unpacked at any ratio: a page of zeros is no bomb
DAMAGE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, OSError, ValueError)


@dataclass(slots=True)
class Budget:
    """How much was unpacked of how much: one for each archive, so that its members count together."""

    name: str
    ratio: int
    packed: int = 0
    unpacked: int = 0

    def count(self, size: int) -> None:
        """Add unpacked bytes. Raises InputError (``unsafe-archive``) where they are too many for the packed ones."""
        self.unpacked += size
        if self.unpacked > FREE + self.ratio * self.packed:
            raise InputError(
                "unsafe-archive",
                f"{self.name}: it unpacks to more than {self.ratio} times its size, as decompression bombs do; if you "
                "trust it, unpack it yourself or allow more with the setting max_ratio",
            )


class Packed:
    """The packed bytes of a stream, counted."""

    def __init__(self, stream: ByteStream, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes as they are."""
        data = self._stream.read(size)
        self._budget.packed += len(data)
        return data

    def tell(self) -> int:
        """Return how many bytes were read: some libraries ask before they begin."""
        return self._budget.packed

    def seek(self, offset: int, whence: int = 0) -> int:
        """Stay where it is; going anywhere else is not possible."""
        if offset != (0 if whence == 1 else self.tell()):
            raise io.UnsupportedOperation("the stream is read forward only")
        return self.tell()

    def close(self) -> None:
        """Leave the stream to whoever opened it."""


class Unpacked:
    """The unpacked bytes of a stream, counted; damage is an InputError that says so."""

    def __init__(self, stream: ByteStream, budget: Budget, name: str, damage: tuple[type[Exception], ...]) -> None:
        self._stream, self._budget, self._name, self._damage = stream, budget, name, damage

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, unpacked."""
        try:
            data = self._stream.read(size)
        except InputError:
            raise
        except self._damage as error:
            raise damaged(self._name, error) from None
        self._budget.count(len(data))
        return data


def damaged(name: str, error: Exception, *, opened: bool = True) -> InputError:
    """Return the fault of a container that cannot be read to its end, or not even ``opened``."""
    why = str(error) or type(error).__name__
    read = "documents before the fault were read" if opened else "nothing of it was read"
    return InputError("damaged", f"{name}: it is damaged or cut off ({why}); {read}: get the file anew")


def unpacked_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a compressed file: what is in it is read as if it had been there unpacked.

    Raises:
        InputError: ``damaged``, ``unsafe-archive`` or ``missing-extra``.
    """
    kind = next((kind for kind, magic in MAGIC.items() if source.head.startswith(magic)), None)
    if kind is None:
        raise damaged(source.name, ValueError("it does not begin as a compressed file does"))
    inside = deeper(reading, source.name)
    if kind == "zstd" and ".warc" in source.name:  # with a dictionary of its own, which only its reader knows
        yield from follow(replace(source, kind="warc"), inside)
        return
    budget = Budget(source.name, reading.limits.max_ratio)
    stream = Unpacked(OPENERS[kind](Packed(source.stream, budget)), budget, source.name, DAMAGE)
    yield from follow(open_source(stream, source.name), inside)


def deeper(reading: Reading, name: str) -> Reading:
    """Return how what is inside is read. Raises InputError (``unsafe-archive``) where it lies too deep."""
    if reading.depth >= reading.limits.max_depth:
        raise InputError(
            "unsafe-archive",
            f"{name}: archives are inside one another more than {reading.limits.max_depth} deep; unpack it yourself, "
            "or allow more with the setting max_depth",
        )
    return replace(reading, depth=reading.depth + 1)


def follow(source: Source, reading: Reading) -> Iterator[Item]:
    """Read a source that was found inside another."""
    if reading.read is None:
        raise InputError("unsupported-format", f"{source.name}: what is inside cannot be read here; unpack it")
    yield from reading.read(source, reading)


def hold(source: Source, limits: Limits) -> io.BytesIO:
    """Return a source that must be read from its end as bytes in memory, at most ``max_bytes``."""
    return io.BytesIO(source.read_all(limits))


def _open_zstd(stream: Any) -> ByteStream:
    try:
        from fastwarc.stream_io import ZstdReader
    except ImportError:
        raise InputError(
            "missing-extra", "zstd-compressed files need one more package: pip install 'dateline[warc]'"
        ) from None
    reader: ByteStream = ZstdReader(stream)
    return reader


MAGIC: Mapping[str, bytes] = MappingProxyType(
    {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ", "zstd": b"(\xb5/\xfd"}
)
OPENERS: Mapping[str, Callable[[Any], ByteStream]] = MappingProxyType(
    {
        "gzip": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
        "bzip2": bz2.BZ2File,
        "xz": lzma.LZMAFile,
        "zstd": _open_zstd,
    }
)
