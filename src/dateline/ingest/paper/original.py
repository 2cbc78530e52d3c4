"""The bytes of a file that was read before: only of a plain file, only up to a size, only if they are the same."""

import hashlib
import os
import stat
from pathlib import Path

STEP = 1 << 20


def read_same(path: Path, sha256: str, *, most: int) -> bytes | None:
    """Return the bytes of a file whose hash is the one given; None where it is not.

    Raises:
        OSError: it cannot be read, is no plain file (a pipe, a device), or has more than ``most`` bytes.
    """
    with os.fdopen(_open(path, most), "rb") as stream:
        data = stream.read(most + 1)
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def hash_file(path: Path, *, most: int) -> str:
    """Return the hash of a file's bytes, a piece at a time. Raises OSError as ``read_same`` does."""
    digest = hashlib.sha256()
    with os.fdopen(_open(path, most), "rb") as stream:
        while piece := stream.read(STEP):
            digest.update(piece)
    return digest.hexdigest()


def _open(path: Path, most: int) -> int:
    """Open without waiting: a pipe that nobody writes to would keep us for ever."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode) or found.st_size > most:
        os.close(file)
        raise OSError("it is no plain file, or too large")
    return file
