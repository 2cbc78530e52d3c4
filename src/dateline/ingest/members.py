"""Where the members of a gzip file begin: there a web archive can be cut that is compressed record by record."""

import zlib
from collections import deque
from typing import BinaryIO

from dateline.ingest.packed import Budget

BLOCK = 1 << 20
GZIP = 31  # zlib's number for a gzip member, with its checksum


class Members:
    """What is in a gzip file, as a stream that is read forward only and knows where its members begin.

    It is refused where a reader of the whole file, or of one that begins at a place where it was ``cut``, may refuse it
    as a bomb.
    """

    def __init__(self, stream: BinaryIO, name: str, ratio: int) -> None:
        """Read nothing yet; ``ratio`` is how many bytes may be unpacked for each that is packed (``Budget``)."""
        self._stream, self._data = stream, b""
        self._unpacker: zlib._Decompress | None = None
        self._whole, self._piece = Budget(name, ratio), Budget(name, ratio)
        self._starts = deque[tuple[int, int]]()  # unpacked, packed

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, unpacked.

        Raises:
            ValueError: the file is damaged, or something follows the last member.
            InputError: ``unsafe-archive``.
        """
        unpacked = b""
        while not unpacked:
            self._data = self._data or self._stream.read(BLOCK)
            if not self._data:
                if self._unpacker:
                    raise ValueError("it ends within a member")
                return b""
            unpacked = self._unpack(min(size, BLOCK) if size > 0 else BLOCK)
        return unpacked

    def _unpack(self, most: int) -> bytes:
        if not self._unpacker:
            self._unpacker = zlib.decompressobj(wbits=GZIP)
            self._starts.append((self._whole.unpacked, self._whole.packed))
        unpacker, had = self._unpacker, len(self._data)
        try:
            unpacked = unpacker.decompress(self._data, most)
        except zlib.error as error:
            raise ValueError(str(error)) from None
        self._data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        if unpacker.eof:
            self._unpacker = None
        for budget in (self._whole, self._piece):
            budget.count(
                len(unpacked)
            )  # before its packed bytes: a reader counts in steps of its own, none may be late
            budget.packed += had - len(self._data)
        return unpacked

    def cut(self, at: int) -> int | None:
        """Return where in the file the member begins that begins with this unpacked byte; None where none does.

        The file is then cut there. Places are asked for in order.
        """
        while self._starts and self._starts[0][0] < at:
            self._starts.popleft()
        if not self._starts or self._starts[0][0] != at:
            return None
        place, whole = self._starts[0][1], self._whole
        self._piece = Budget(whole.name, whole.ratio, packed=whole.packed - place, unpacked=whole.unpacked - at)
        return place
