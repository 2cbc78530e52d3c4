import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol

from dateline.errors import InputError
from dateline.isolation import Isolated
from dateline.model import Document, Failure

Item = Document | Failure
HEAD = 4096  # bytes of a source that tell what it is
BUFFER = 1 << 16
PACKED = (".gz", ".bz2", ".xz", ".zst")  # endings that stand before the one that tells what is in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one input may cost, so that a hostile or broken one harms no run. Each is a setting (docs/settings.md).

    ``max_bytes`` bounds what is held in memory of one document; what streams (JSONL, WARC, archives) may be larger.
    """

    max_chars: int = 1_000_000
    max_bytes: int = 200_000_000
    max_ratio: int = 200  # bytes unpacked for each packed byte, past the first megabyte
    max_members: int = 1_000_000  # members of one archive
    max_depth: int = 4  # unpackings in one another: the file itself is 0, a .tar.gz holds its files at 2
    max_pages: int = 500
    page_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Bytes with a name: a file, standard input, or a member of an archive (``bundle.zip/a.html``).

    ``stream`` is read forward only, from its beginning; ``head`` are its first bytes, which stay in the stream.
    ``path`` is there where it is a file of its own, for formats that must be read from their end (ZIP). ``kind`` is
    there where a container has said what it holds (a web archive: the page's media type).
    """

    name: str
    stream: BinaryIO
    head: bytes
    path: Path | None = None
    kind: str | None = None

    @property
    def ending(self) -> str:
        """The end of the name, in lower case, without that of its compression: ``.csv`` of ``export.csv.gz``."""
        last = self.name.rpartition("/")[2].lower()
        for packed in PACKED:
            last = last.removesuffix(packed)
        return f".{last.rpartition('.')[2]}" if "." in last else ""

    def read_all(self, limits: Limits) -> bytes:
        """Return all bytes. Raises InputError (``too-large``) where they are more than ``max_bytes``."""
        data = self.stream.read(limits.max_bytes + 1)
        if len(data) > limits.max_bytes:
            raise InputError(
                "too-large",
                f"{self.name}: the file is larger than {limits.max_bytes:,} bytes; split it, or allow more with the "
                "setting max_bytes",
            )
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a run reads: its limits, what a reader was told, and the way back in for readers of containers.

    ``published`` (YYYY-MM-DD) is for documents that carry no publication date. ``options`` is what readers are told
    (``columns``: a column mapping; ``split``: how files are split).
    """

    limits: Limits = Limits()
    published: str | None = None
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    depth: int = 0
    process: Isolated | None = None  # where files are read whose libraries may crash or hang
    read: "Callable[[Source, Reading], Iterator[Item]] | None" = None


Reader = Callable[[Source, Reading], Iterator[Item]]


def in_place(items: Iterator[Item], name: str) -> Iterator[Item]:
    """Yield items; where they cannot be read (further), a Failure of this name stands in their place."""
    try:
        yield from items
    except InputError as error:
        yield Failure(id=name, source=name, code=error.code, message=str(error))


class ByteStream(Protocol):
    """Anything that gives bytes when read, forward only."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...


def open_source(stream: ByteStream, name: str, *, path: Path | None = None, kind: str | None = None) -> Source:
    """Return a source of a stream, whose first bytes are looked at and stay in it."""
    buffered = io.BufferedReader(_Forward(stream), BUFFER)
    return Source(name=name, stream=buffered, head=buffered.peek(HEAD)[:HEAD], path=path, kind=kind)


class _Forward(io.RawIOBase):
    """A stream that is only ever read forward, such as standard input or a member of an archive, as a raw one."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
