"""Many events at a glance: by place, in the order of their dates, and the occurrences that most reports tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.model.story import Occurrence
from dateline.store.connection import Connection
from dateline.store.filters import EventFilter
from dateline.store.links import read_occurrences
from dateline.store.queries import StoredEvent, read_events


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """How many events are at one place, said with one precision (UCDP where_prec: 1 for exact and near, 3 to 7)."""

    name: str
    country: str | None
    lat: float
    lon: float
    precision: int
    events: int


def count_places(connection: Connection, wanted: EventFilter, *, limit: int) -> tuple[tuple[PlaceCount, ...], int]:
    """Return the places that most events are at, the commonest first, and how many events have a point at all."""
    where, values = wanted.where()
    sql = (
        "SELECT e.place_name, e.country, e.lat, e.lon, "
        "CASE WHEN e.place_precision >= 3 THEN e.place_precision ELSE 1 END, count(*), sum(count(*)) OVER () "
        "FROM events e "
        f"WHERE e.lat IS NOT NULL AND e.lon IS NOT NULL AND {where} GROUP BY 1, 2, 3, 4, 5 "
        "ORDER BY 6 DESC, 1, 3, 4, 5 LIMIT ?"
    )
    rows = connection.rows(sql, [*values, limit])
    places = tuple(
        PlaceCount(name=name or "", country=country, lat=lat, lon=lon, precision=precision, events=int(events))
        for name, country, lat, lon, precision, events, _ in rows
    )
    return places, int(rows[0][-1]) if rows else 0


def dated_events(connection: Connection, wanted: EventFilter, *, limit: int) -> Iterator[StoredEvent]:
    """Yield the events with a date: the latest first, and last those of which only the last possible day is known."""
    where, values = wanted.where()
    sql = (
        "SELECT e.serial FROM events e WHERE coalesce(e.start_date, e.end_date) IS NOT NULL AND "
        f"{where} ORDER BY e.start_date IS NULL, e.start_date DESC, e.end_date DESC, e.serial LIMIT ?"
    )
    serials = [row[0] for row in connection.rows(sql, [*values, limit])]
    by = {event.cursor: event for event in read_events(connection, sorted(serials))}
    yield from (by[serial] for serial in serials)


def told_most(connection: Connection, *, contradicted: bool, after: int, limit: int) -> tuple[Occurrence, ...]:
    """Return occurrences that several reports tell, those of most reports first, behind the first ``after`` ones."""
    where = "AND occurrence IN (SELECT occurrence FROM contradictions)" if contradicted else ""
    sql = (
        "SELECT occurrence, reports, outlets, origins, origin_keys, document, event FROM occurrences "
        f"WHERE reports > 1 {where} ORDER BY reports DESC, origins DESC, occurrence LIMIT ? OFFSET ?"
    )
    rows = connection.rows(sql, [limit, after])
    return tuple(read_occurrences(connection, rows)) if rows else ()


def find_occurrence(connection: Connection, id: str) -> Occurrence | None:
    """Return an occurrence by its id; None where there is none."""
    columns = "occurrence, reports, outlets, origins, origin_keys, document, event"
    rows = connection.rows(f"SELECT {columns} FROM occurrences WHERE occurrence = ?", [id])
    return next(read_occurrences(connection, rows), None) if rows else None


def events_at(connection: Connection, addresses: Sequence[str]) -> dict[str, StoredEvent]:
    """Return the events of some addresses (``KEY#e1``) by them; an address that there is no event at is left out."""
    pairs = [address.rpartition("#")[::2] for address in addresses]
    sql = (
        "SELECT serial FROM events WHERE document IN (SELECT unnest(?::TEXT[])) "
        "AND document || '#' || event IN (SELECT unnest(?::TEXT[])) ORDER BY serial"
    )
    serials = [row[0] for row in connection.rows(sql, [sorted({key for key, _ in pairs}), list(addresses)])]
    return {event.address: event for event in read_events(connection, serials)}


def types_at(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    """Return the machine's types of the events of some addresses."""
    sql = (
        "SELECT document || '#' || event, type FROM events WHERE document || '#' || event IN (SELECT unnest(?::TEXT[]))"
    )
    return dict(connection.rows(sql, [list(addresses)]))
