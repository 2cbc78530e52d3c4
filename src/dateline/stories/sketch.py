"""What linking needs of a document, and nothing else: small, frozen, and JSON both ways."""

import base64
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

SKETCH_VERSION = 1
_Sketch = TypeVar("_Sketch")


def _pickled_by_fields(kind: type[_Sketch]) -> type[_Sketch]:
    """Let a frozen class be pickled by the values of its slots, in a third of the time that dataclasses take."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    read, setters = attrgetter(*names), [getattr(kind, name).__set__ for name in names]

    def state(self: _Sketch) -> Any:
        return read(self)

    def restore(self: _Sketch, values: tuple[Any, ...]) -> None:
        for write, value in zip(setters, values, strict=True):
            write(self, value)

    kind.__getstate__ = state  # type: ignore[method-assign, assignment]
    kind.__setstate__ = restore  # type: ignore[attr-defined]
    return kind


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A text by its shingles: ``bands`` find texts that may be copies, ``sample`` (in text order) verifies them.

    Both are packed 32-bit numbers, little end first: a tenth of what numbers would take. ``scale``: the sample holds
    one shingle of so many (a power of two), chosen by content.
    """

    letters: int
    scale: int
    bands: bytes
    sample: bytes


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Return 32-bit numbers as bytes, the same on every machine."""
    return struct.pack(f"<{len(numbers)}I", *numbers)


def unpack_numbers(packed: bytes) -> tuple[int, ...]:
    """Return the numbers of ``pack_numbers``."""
    return struct.unpack(f"<{len(packed) // 4}I", packed)


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class PartySketch:
    """Who took part. ``identity`` is set for those with a name: a Wikidata id or the folded name."""

    side: str
    identity: str | None
    label: str
    code: str | None
    country: str | None
    role: str | None
    certainty: str = "stated"
    claim: str | None = None


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSketch:
    """Where. ``stated`` is False where only the report's dateline says so."""

    name: str
    geonameid: int | None
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    precision: int
    stated: bool = True


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class DateSketch:
    """When, in days (``date.toordinal``). ``stated`` is False where only the day of publication bounds it."""

    start: int | None
    end: int
    stated: bool = True


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class TollSketch:
    """A quantity of people or arms with its bounds; None is open."""

    what: str
    low: int | None
    best: int | None
    high: int | None
    claim: str | None = None


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSketch:
    """One position on the event. ``origin`` is whose account it is, None where it is the report's own.

    ``names``: every name in the chain, folded; one that turns out to be an outlet of the collection is the origin.
    """

    claim: str | None
    stance: str
    label: str
    origin: str | None
    names: tuple[str, ...] = ()


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class EventSketch:
    """One event of a document, as far as linking looks at it."""

    id: str
    type: str
    mode: str | None
    status: str
    background: bool
    trigger: str
    parties: tuple[PartySketch, ...] = ()
    place: PlaceSketch | None = None
    date: DateSketch | None = None
    published: int | None = None
    tolls: tuple[TollSketch, ...] = ()
    voices: tuple[VoiceSketch, ...] = ()
    words: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@_pickled_by_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSketch:
    """One document: its key, its text's signature, who published it and when, and its events."""

    key: str
    outlet: str | None = None
    agency: str | None = None
    published: int | None = None
    signature: Signature | None = None
    title: tuple[str, ...] = ()
    events: tuple[EventSketch, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the sketch for ``json.dumps``; what is empty is left out."""
        return {"sketch": SKETCH_VERSION, **_plain(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "DocumentSketch":
        """Return the sketch of ``to_dict``.

        Raises:
            ValueError: it was made by another version; make it anew from the record.
        """
        if data.get("sketch") != SKETCH_VERSION:
            raise ValueError(f"sketch of version {data.get('sketch')!r}, not {SKETCH_VERSION}: sketch the record anew")
        built: DocumentSketch = _build(cls, data)
        return built


_PARTS: dict[str, Any] = {
    "signature": Signature,
    "events": EventSketch,
    "parties": PartySketch,
    "place": PlaceSketch,
    "date": DateSketch,
    "tolls": TollSketch,
    "voices": VoiceSketch,
}


@cache
def _list_fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a sketch or of a part of one, each with the empty value that it has where it is left out."""
    return tuple((field.name, () if str(field.type).startswith("tuple") else None) for field in fields(kind))


def _build(kind: Any, data: dict[str, Any]) -> Any:
    """Return a sketch, or a part of one, from plain values; what was left out is empty."""
    given: dict[str, Any] = {}
    for name, empty in _list_fields(kind):
        value = data.get(name)
        if value is None:
            given[name] = empty
        elif isinstance(value, str):
            given[name] = base64.b85decode(value) if name in ("bands", "sample") else sys.intern(value)
        elif isinstance(value, list):
            part = _PARTS.get(name)
            given[name] = tuple(_build(part, item) if part else sys.intern(item) for item in value)
        elif isinstance(value, dict):
            given[name] = _build(_PARTS[name], value)
        else:
            given[name] = value
    return kind(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b85encode(value).decode()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: item for name, item in plain.items() if item is not None and item != []}
    return value
