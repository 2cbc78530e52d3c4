"""What a stage wrote, as bytes: pickled, compressed, sealed with a digest, and opened only into our own classes."""

import hashlib
import io
import pickle
import zlib
from collections.abc import Mapping
from typing import Any

LEVEL = 1  # of compression: the parse of a report shrinks to a sixth, in less time than a page takes to write
_DIGEST = 16
_OURS = "dateline.model."


class PackError(ValueError):
    """Bytes that are damaged, belong to another place, or hold what is not ours."""


class _Unpickler(pickle.Unpickler):
    """Opens nothing but the classes of ``dateline.model``, so that a cache that others can write runs no code."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.startswith(_OURS) and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module or not _is_frozen_data(found):
            raise PackError(f"{module}.{name} is no class of a layer")
        return found


def _is_frozen_data(found: type) -> bool:
    params = getattr(found, "__dataclass_params__", None)
    return bool(params.frozen) if params else issubclass(found, tuple)


def pack(values: Mapping[str, Any], place: str) -> bytes:
    """Return layers as bytes that can be opened only at the same place (a document's key and a stage's key)."""
    body = zlib.compress(pickle.dumps(dict(values), protocol=5), LEVEL)
    return _digest(body, place) + body


def unpack(data: bytes, place: str) -> dict[str, Any]:
    """Return the layers that were packed at a place.

    Raises:
        PackError: the bytes are damaged, were packed at another place, or hold what is not ours.
    """
    body = data[_DIGEST:]
    if data[:_DIGEST] != _digest(body, place):
        raise PackError("the digest does not fit")
    try:
        values = _Unpickler(io.BytesIO(zlib.decompress(body))).load()
    except PackError:
        raise
    except Exception as error:
        raise PackError(f"{type(error).__name__}: {error}") from error
    if not isinstance(values, dict):
        raise PackError("not a set of layers")
    return values


def _digest(body: bytes, place: str) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST, key=hashlib.sha256(place.encode()).digest()).digest()
