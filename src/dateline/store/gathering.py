"""Many events at a glance: by place, in the order of their dates, and the occurrences that most reports tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.model.story import Occurrence
from dateline.store.connection import Connection
from dateline.store.filters import EventFilter
from dateline.store.links import read_occurrences
from dateline.store.queries import read_events
from dateline.store.stored import StoredEvent
from dateline.store.tables import DATA_SET, MACHINE, OWN, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """How many events are at one place, said with one precision (UCDP where_prec: 1 for exact and near, 3 to 7)."""

    name: str
    country: str | None
    lat: float
    lon: float
    precision: int
    events: int


def count_places(
    connection: Connection, wanted: EventFilter, *, limit: int, tables: Tables = MACHINE
) -> tuple[tuple[PlaceCount, ...], int]:
    """Return the places that most events are at, the commonest first, and how many events have a point at all."""
    where, values = wanted.where(tables)
    sql = (
        "SELECT e.place_name, e.country, e.lat, e.lon, "
        "CASE WHEN e.place_precision >= 3 THEN e.place_precision ELSE 1 END, count(*), sum(count(*)) OVER () "
        f"FROM {tables.events} e "
        f"WHERE e.lat IS NOT NULL AND e.lon IS NOT NULL AND {where} GROUP BY 1, 2, 3, 4, 5 "
        "ORDER BY 6 DESC, 1, 3, 4, 5 LIMIT ?"
    )
    rows = connection.rows(sql, [*values, limit])
    places = tuple(
        PlaceCount(name=name or "", country=country, lat=lat, lon=lon, precision=precision, events=int(events))
        for name, country, lat, lon, precision, events, _ in rows
    )
    return places, int(rows[0][-1]) if rows else 0


def dated_events(
    connection: Connection, wanted: EventFilter, *, limit: int, tables: Tables = MACHINE
) -> Iterator[StoredEvent]:
    """Yield the events with a date: the latest first, and last those of which only the last possible day is known."""
    where, values = wanted.where(tables)
    sql = (
        f"SELECT e.serial FROM {tables.events} e WHERE coalesce(e.start_date, e.end_date) IS NOT NULL AND "
        f"{where} ORDER BY e.start_date IS NULL, e.start_date DESC, e.end_date DESC, e.serial LIMIT ?"
    )
    serials = [row[0] for row in connection.rows(sql, [*values, limit])]
    by = {event.cursor: event for event in read_events(connection, sorted(serials), tables=tables)}
    yield from (by[serial] for serial in serials if serial in by)  # somebody may have decided in between


def told_most(
    connection: Connection, *, contradicted: bool, after: int, limit: int, tables: Tables = MACHINE
) -> tuple[Occurrence, ...]:
    """Return occurrences that several reports tell, those of most reports first, behind the first ``after`` ones."""
    against = f"AND o.occurrence IN (SELECT c.occurrence FROM {tables.contradictions} c)" if contradicted else ""
    sql = (
        "SELECT occurrence, reports, outlets, origins, origin_keys, document, event "
        f"FROM {tables.occurrences} o "
        f"WHERE reports > 1 {against} ORDER BY reports DESC, origins DESC, occurrence LIMIT ? OFFSET ?"
    )
    rows = connection.rows(sql, [limit, after])
    return tuple(read_occurrences(connection, rows, tables=tables)) if rows else ()


def find_occurrence(connection: Connection, id: str, *, tables: Tables = MACHINE) -> Occurrence | None:
    """Return an occurrence by its id, or by the address of any of its members; None where there is none."""
    document, _, event = id.rpartition("#")
    columns = "occurrence, reports, outlets, origins, origin_keys, document, event"
    for own in (OWN, MACHINE) if tables is DATA_SET else (MACHINE,):
        member = f"SELECT m.occurrence FROM {own.members} m WHERE m.document = ? AND m.event = ?"
        rows = connection.rows(
            f"SELECT {columns} FROM {own.occurrences} o WHERE o.occurrence IN ({member})", [document, event]
        )
        replaced = "SELECT occurrence FROM replaced_occurrences WHERE occurrence = ?"
        if rows and not (tables is DATA_SET and own is MACHINE and connection.rows(replaced, [rows[0][0]])):
            return next(read_occurrences(connection, rows, tables=tables), None)
    return None


def events_at(connection: Connection, addresses: Sequence[str], *, tables: Tables = MACHINE) -> dict[str, StoredEvent]:
    """Return the events of some addresses (``KEY#e1``) by them; an address that there is no event at is left out."""
    keys = sorted({address.rpartition("#")[0] for address in addresses})
    serials = set[int]()
    for own in (OWN, MACHINE) if tables is DATA_SET else (MACHINE,):
        where, values = (
            "e.document = ? AND e.event = ?",
            list[Any](addresses[0].rpartition("#")[::2] if addresses else ("", "")),
        )
        if len(addresses) > 1:
            where = "document IN (SELECT unnest(?::TEXT[])) AND document || '#' || event IN (SELECT unnest(?::TEXT[]))"
            values = [keys, list(addresses)]
        rows = connection.rows(f"SELECT e.serial FROM {own.events} e WHERE {where} ORDER BY serial", values)
        serials |= {row[0] for row in rows}
    found = {event.address: event for event in read_events(connection, sorted(serials), tables=tables)}
    return {address: found[address] for address in addresses if address in found}


def types_at(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    """Return the machine's types of the events of some addresses."""
    sql = (
        "SELECT document || '#' || event, type FROM events WHERE document || '#' || event IN (SELECT unnest(?::TEXT[]))"
    )
    return dict(connection.rows(sql, [list(addresses)]))
