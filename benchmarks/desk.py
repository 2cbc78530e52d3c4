"""Time the pages of the desk on a large project: `python benchmarks/desk.py PROJECT [EVENTS]` (100,000).

PROJECT is a small project that was coded and linked; every fifth of its events is rejected or corrected, and its rows
are copied, with other keys, days and places, until it is large.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from dateline.desk.pool import StorePool
from dateline.desk.service import Asked, Desk
from dateline.store import EventFilter, Store, open_store
from dateline.web.app import create_app
from dateline.web.gate import COOKIE, LocalGate

ROOM = 100_000  # documents that one copy may have
SUFFIXED = {"key", "document", "id", "identity", "source", "occurrence", "copy_group", "file"}
SHIFTED = {"n": ROOM, "stamp": ROOM, "serial": ROOM * 1_000_000}
KEPT = ("project", "runs", "decisions", "samples", "accounts", "texts", "schema", "migrations")
PAGES = {
    "queues": "/", "queue of 50,000": "/review/large", "next event": "", "map": "/map",
    "map of one type": "/map?q=type:ASSAULT",
    "timeline": "/timeline", "events": "/events",
    "events by filter": "/events?q=type:ASSAULT+country:COD+since:2012-06-01+army",
    "events by actor": "/events?q=soldiers", "search for two words": "/documents?q=rebels+denied",
    "events by status": "/events?q=status:denied", "events of two origins": "/events?q=origins:2",
    "stories": "/stories", "stories that differ": "/stories?contradicted=true", "one event": "",
    "figures of 50,000": "/quality/large",
}  # fmt: skip


def multiply(store: Store, events: int) -> int:
    """Copy every row of a project until it has so many events; return how many it has."""
    run, rows = store.connection.run, store.connection.rows
    copies = events // int(rows("SELECT count(*) FROM events", [])[0][0])
    tables = [
        row[0] for row in rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'", [])
    ]
    for table in sorted(tables):
        given = [r[0] for r in rows("SELECT column_name FROM information_schema.columns WHERE table_name = ? "
                                    "ORDER BY ordinal_position", [table])]  # fmt: skip
        if table in KEPT or not SUFFIXED & set(given):
            continue
        names = ", ".join(
            f"{name} || '-' || i AS {name}" if name in SUFFIXED
            else f"{name} + i * {SHIFTED[name]} AS {name}" if name in SHIFTED else name
            for name in given
        )  # fmt: skip
        order = " ORDER BY i, n" if "n" in given else " ORDER BY i"
        run(f"INSERT INTO {table} SELECT {names} FROM {table}, range(1, {copies}) t(i){order}")
    day = "strftime(DATE '2010-01-01' + (hash(serial) % 5400)::INT, '%Y-%m-%d')"
    for table in ("events", "reviewed_events"):
        run(f"UPDATE {table} SET lat = lat + (hash(serial) % 200) / 20 - 5, start_date = {day}, end_date = {day}")
    run("CHECKPOINT")
    return int(rows("SELECT count(*) FROM events", [])[0][0])


def review(place: Path) -> None:
    """Reject or correct every fifth event of a project, so that the data set has rows of its own."""
    desk = Desk(StorePool(place))
    for n, row in enumerate(desk.events(EventFilter(), limit=10_000)[::5]):
        at = {"document": row.row["document"], "event": row.row["event"]}
        correct = {"action": "correct", "field": "status", "after": "denied"}
        desk.decide("ada", Asked(**at, **({"action": "reject"} if n % 2 else correct)))
    desk.pool.close()


def main() -> None:
    """Make the project, draw a large queue, and time each page five times."""
    small, events = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(shutil.copy(small, Path(folder) / "p.duckdb"))
        review(place)
        with open_store(place, writable=True) as store:
            print(f"{multiply(store, events):,} events")
        desk = Desk(StorePool(place))
        desk.draw("large", kind="random", size=50_000, seed=1, wanted=EventFilter(), by="ada")
        gate = LocalGate(name="ada", hosts=frozenset({"testserver"}))
        address = desk.sample("large").addresses[7]
        own = {"next event": f"/review/large/item?address={address.replace('#', '%23')}",
               "one event": "/event/" + address.replace("#", "/")}  # fmt: skip
        with TestClient(create_app(desk, gate), cookies={COOKIE: gate.token}) as client:
            for name, path in PAGES.items():
                times = []
                for _ in range(5):
                    started = time.perf_counter()
                    answer = client.get(path or own[name])
                    times.append(1_000 * (time.perf_counter() - started))
                    assert answer.status_code == 200, answer.text[:200]
                print(f"{name:24} {sorted(times)[2]:7.0f} ms (slowest {max(times):.0f}), {len(answer.content):,} bytes")


if __name__ == "__main__":
    main()
