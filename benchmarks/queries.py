"""Time the queries of a project on 200,000 generated events: `python benchmarks/queries.py [EVENTS]`."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dateline.store import EventFilter, Store, open_store

PER_DOCUMENT = 5
TYPES = "['ASSAULT','COERCE','PROTEST','CONSULT','ACCUSE','AID','RETREAT','THREATEN']"
COUNTRIES = "['IRQ','SYR','COD','NGA','UKR','AFG','YEM','SDN','MLI','ETH']"
STATUSES = "['occurred','occurred','occurred','occurred','occurred','planned','denied','ongoing']"


def fill(store: Store, events: int) -> None:
    """Write documents, events, parties, texts and occurrences with values that a seed decides, all in SQL."""
    documents = events // PER_DOCUMENT
    run = store.connection.run
    run("SELECT setseed(0.5)")
    run(
        "INSERT INTO documents (key, n, stamp, id, stem, identity, corpus, source, file, state, presence, attempts, "
        "coding, first_run, run, seen, outcome, events, published, outlet, title) SELECT substr(md5(i::TEXT), 1, 20), "
        "i, i, "
        "substr(md5(i::TEXT), 1, 16), 's', 's' || i, 'c', 'c/' || i, 'c/' || i, 'coded', 'present', 1, 'x', 1, 1, 1, "
        f"'new', 5, '2024-01-01', 'Post', 'A title' FROM range(1, {documents + 1}) t(i)"
    )
    run(
        "INSERT INTO events (serial, document, event, type, quad, status, background, standing, reciprocal, "
        "source_names, target_names, place_name, country, lat, lon, start_date, end_date, trigger_text, "
        "sentence_text, rule) "
        "SELECT n * 1000000 + k, key, 'e' || (k + 1), "
        f"{TYPES}[1 + (random() * 8)::INT % 8], 4, {STATUSES}[1 + (random() * 8)::INT % 8], random() < 0.2, "
        f"'asserted', false, 'Rebels', 'army', 'Goma', {COUNTRIES}[1 + (random() * 10)::INT % 10], random() * 90, "
        "random() * 90, "
        "strftime(DATE '2010-01-01' + (random() * 5400)::INT, '%Y-%m-%d'), NULL, 'shelled', "
        "'Rebels shelled the town on Monday, the army said in statement ' || md5(random()::TEXT), 'assault.general#1' "
        f"FROM documents, range({PER_DOCUMENT}) t(k) ORDER BY 1"
    )
    run(
        "INSERT INTO participants (serial, document, event, position, role, name, folded, code) SELECT serial, "
        "document, event, p, ['source', 'target'][p + 1], 'Group', ' group ' || (random() * 400)::INT || ' of xland ', "
        f"{COUNTRIES}[1 + (random() * 10)::INT % 10] || 'REB' FROM events, range(2) t(p) ORDER BY serial, p"
    )
    run(
        "INSERT INTO searchable SELECT key, n, ' ' || (SELECT string_agg('w' || (hash(n, k) % 30000), ' ') "
        "FROM range(150) t(k)) || ' ' FROM documents ORDER BY n"
    )
    run(
        "INSERT INTO occurrences SELECT 'o' || serial, 3, 2, 1 + (random() * 3)::INT, '[]', document, event "
        "FROM events "
        "WHERE serial % 2 = 0"
    )
    run("INSERT INTO occurrence_members SELECT occurrence, 0, document, event, '[]' FROM occurrences")
    run("CHECKPOINT")


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "p.duckdb", writable=True) as store:
        fill(store, events)
        queries: dict[str, Callable[[], object]] = {
            f"50 events by {name}": (lambda wanted=wanted: len(list(store.events(wanted, limit=50))))
            for name, wanted in {
                "nothing": EventFilter(),
                "type": EventFilter(type=("ASSAULT",)),
                "type, country, since": EventFilter(type=("ASSAULT",), country=("IRQ",), since="2024-03-01"),
                "actor": EventFilter(actor=("group 17",)),
                "actor code": EventFilter(actor=("IRQ*",)),
                "origins": EventFilter(origins=3),
                "all of them": EventFilter(
                    type=("ASSAULT",),
                    actor=("group 17",),
                    country=("IRQ",),
                    since="2015-01-01",
                    status=("occurred",),
                    origins=2,
                ),
            }.items()
        }
        queries |= {
            "one for each occurrence": lambda: len(list(store.events(limit=50, representatives=True))),
            "timeline by month": lambda: len(store.count(EventFilter(type=("ASSAULT",)), by="month")),
            "search for two words": lambda: len(store.search("w17 w18")),
            "search for a beginning": lambda: len(store.search("w170*")),
            "one event by address": lambda: store.event(next(store.events(after=10**9, limit=1)).address).cursor,
        }
        for name, query in queries.items():
            times = []
            for _ in range(5):
                started = time.perf_counter()
                found = query()
                times.append(time.perf_counter() - started)
            print(f"{name:30} {sorted(times)[2] * 1000:7.1f} ms (slowest {max(times) * 1000:.1f})  found {found}")


if __name__ == "__main__":
    main()
