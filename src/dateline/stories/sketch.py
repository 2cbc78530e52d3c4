"""What linking needs of a document, and nothing else: small, frozen, and JSON both ways."""

from dataclasses import dataclass, fields
from typing import Any

SKETCH_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A text by its shingles: ``bands`` find texts that may be copies, ``sample`` (in text order) verifies them.

    ``scale``: the sample holds one shingle of so many (a power of two), chosen by content.
    """

    letters: int
    scale: int
    bands: tuple[int, ...]
    sample: tuple[int, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSketch:
    """When, in days (``date.toordinal``). ``stated`` is False where only the day of publication bounds it."""

    start: int | None
    end: int
    stated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TollSketch:
    """A quantity of people or arms with its bounds; None is open."""

    what: str
    low: int | None
    best: int | None
    high: int | None
    claim: str | None = None


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
    words: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSketch:
    """One document: its key, its text's signature, who published it and when, and its events."""

    key: str
    outlet: str | None = None
    agency: str | None = None
    published: int | None = None
    signature: Signature | None = None
    title: frozenset[str] = frozenset()
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
        given = {name: value for name, value in data.items() if name != "sketch"}
        signature = given.get("signature")
        given["signature"] = _build(Signature, signature) if signature else None
        given["title"] = frozenset(given.get("title", ()))
        given["events"] = tuple(_read_event(event) for event in given.get("events", ()))
        return cls(**given)


def _read_event(data: dict[str, Any]) -> EventSketch:
    given = dict(data)
    for name, kind in (("parties", PartySketch), ("tolls", TollSketch), ("voices", VoiceSketch)):
        given[name] = tuple(_build(kind, item) for item in given.get(name, ()))
    for name, kind in (("place", PlaceSketch), ("date", DateSketch)):
        given[name] = _build(kind, given[name]) if given.get(name) else None
    for name in ("words", "sites"):
        given[name] = frozenset(given.get(name, ()))
    return _build(EventSketch, given)


def _build(kind: Any, data: dict[str, Any]) -> Any:
    values: dict[str, Any] = {field.name: data.get(field.name, field.default) for field in fields(kind)}
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
        elif not isinstance(value, (str, int, float, bool, tuple, frozenset, type(None))) and not hasattr(value, "__slots__"):
            values[name] = None
    return kind(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: item for name, item in plain.items() if item is not None and item != []}
    return value
