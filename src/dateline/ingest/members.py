"""Where the records of a web archive begin that is compressed record by record, as crawlers write them."""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

BLOCK = 1 << 20
HEAD = 2048  # bytes of a record that tell its type
GZIP = 31  # zlib's number for a gzip member, with its checksum
READ = re.compile(
    rb"WARC/1\.[01]\r\n(?:[^\r\n]+\r\n)*?WARC-Type:\s*(?:response|resource|revisit|conversion)\s*\r\n", re.I
)


def find_members(stream: BinaryIO) -> Iterator[int]:
    """Yield where the members of a gzip file begin that begin with a record that is read of a web archive.

    Each member is unpacked, so that damage is found as a reader of the whole file would find it.

    Raises:
        ValueError: the file is damaged, or something follows the last member.
    """
    data, at = stream.read(BLOCK), 0
    while data:
        unpacker, head, start = zlib.decompressobj(wbits=GZIP), b"", at
        while not unpacker.eof:
            try:
                unpacked = unpacker.decompress(data, BLOCK)
            except zlib.error as error:
                raise ValueError(str(error)) from None
            head += unpacked[: HEAD - len(head)] if len(head) < HEAD else b""
            at += len(data) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail or stream.read(BLOCK)
            if not data and not unpacker.eof:
                raise ValueError("it ends within a member")
        if READ.match(head):
            yield start
        data = data or stream.read(BLOCK)
