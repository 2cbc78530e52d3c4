"""The model back from a record of the output contract: what is kept can be shown and explained as at first."""

import types
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from dateline.model import Document, Failure, Metadata

LAYERS = (
    "language", "text", "alignment", "edits", "header", "regions", "sentences", "actors", "places", "times",
    "predicates", "claims", "numbers", "events", "loaded_terms", "notes",
)  # fmt: skip


def read_item(record: dict[str, Any], *, raw: str = "") -> Document | Failure:
    """Return the document or the failure of a record; tokens are not in it, and its raw text only if it is given."""
    if "error" in record:
        return Failure(id=record["id"], source=record["source"], **record["error"])
    hints = _hints(Document)
    layers = {name: _read(record[name], hints[name]) for name in LAYERS}
    names = ("id", "source", "raw_sha256", "raw_kind")
    return Document(raw=raw, meta=Metadata(), **{name: record[name] for name in names}, **layers)


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(value: Any, kind: Any) -> Any:
    """Return plain data as what a type annotation of the model says."""
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read(value, next(part for part in get_args(kind) if part is not type(None)))
    if origin is tuple:
        inner = get_args(kind)
        return tuple(_read(item, inner[0] if inner[-1] is Ellipsis else inner[i]) for i, item in enumerate(value))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{f.name: _read(value[f.name], hints[f.name]) for f in fields(kind) if f.name in value})
    if isinstance(kind, type) and issubclass(kind, tuple):
        return kind(*value)
    return value
