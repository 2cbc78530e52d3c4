"""Measure linking at scale on generated events: python benchmarks/linking.py 100000 300000 1000000 [--per-day 5000]."""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from dateline.stories import DocumentSketch, EventSketch, Linker
from dateline.stories.sketch import (
    DateSketch,
    PartySketch,
    PlaceSketch,
    Signature,
    TollSketch,
    VoiceSketch,
    pack_numbers,
    unpack_numbers,
)

TYPES = ("ASSAULT", "COERCE", "PROTEST", "CONSULT", "AGREE", "MOBILIZE", "SANCTION", "AID", "RETREAT", "ACCUSE")
MODES = {"ASSAULT": ("explosives", "firearms", "aerial", "heavy-weapons", "abduct"), "COERCE": ("arrest", "restrict")}
SITES = ("market", "school", "hospital", "checkpoint", "bus", "church", "base", "bridge")
EPOCH = 738000
VOICE = VoiceSketch(claim=None, stance="asserts", label="the outlet", origin=None)


def generate_documents(events: int, per_day: int, seed: int = 1) -> Iterator[DocumentSketch]:
    """Documents in no order.

    A third of the stories has one report, the rest up to a dozen; four in ten reports are copies of an agency's text;
    countries and cities follow Zipf's law, as they do in the news, so that some blocks overflow their cap.
    """
    rng = random.Random(seed)
    days = max(1, events // per_day)
    waiting: list[DocumentSketch] = []
    made = story = 0
    while made < events:
        story += 1
        facts = invent_story(rng, story, days)
        reports = 1 if rng.random() < 0.33 else 2 + min(int(rng.expovariate(0.5)), 10)
        wire = sign(rng, None)
        for number in range(reports):
            document = report(rng, facts, story, number, wire if rng.random() < 0.4 else None)
            made += len(document.events)
            waiting.append(document)
        if len(waiting) > 20_000:
            rng.shuffle(waiting)
            yield from waiting
            waiting = []
    yield from waiting


def invent_story(rng: random.Random, story: int, days: int) -> dict[str, object]:
    country, city = draw(rng, 120), draw(rng, 200)
    kind = rng.choice(TYPES)
    return {
        "type": kind, "mode": rng.choice(MODES.get(kind, (None,))), "country": f"C{country:03d}", "city": city,
        "day": EPOCH + rng.randrange(days), "killed": int(rng.expovariate(0.1)) if kind == "ASSAULT" else 0,
        "source": f"group {country} {rng.randrange(30)}", "site": rng.choice(SITES),
        "words": tuple(sorted({f"w{rng.randrange(4000)}" for _ in range(14)})), "story": story,
    }  # fmt: skip


def draw(rng: random.Random, most: int) -> int:
    """A rank by Zipf's law: the first has a fifth of all, the tail is even."""
    rank = int(rng.paretovariate(0.35))
    return rank if rank < most else rng.randrange(1, most)


def report(rng: random.Random, facts: dict, story: int, number: int, wire: Signature | None) -> DocumentSketch:  # type: ignore[type-arg]
    published = facts["day"] + rng.choice((0, 1, 1, 2))
    city, country = facts["city"], facts["country"]
    exact = rng.random() < 0.8
    place = PlaceSketch(
        name=f"{country}-{city}" if exact else country, geonameid=int(country[1:]) * 1000 + city if exact else None,
        country=country, admin1=f"{country}.{city % 12}" if exact else None, admin2=None,
        lat=(int(country[1:]) * 7 + city * 0.3) % 80, lon=(int(country[1:]) * 13 + city * 0.7) % 170,
        precision=1 if exact else 6,
    )  # fmt: skip
    day = facts["day"] + (rng.random() < 0.05)
    date = (
        DateSketch(start=day, end=day)
        if rng.random() < 0.8
        else DateSketch(start=published - 7, end=published, stated=False)
    )
    named = rng.random() < 0.5
    source = PartySketch(
        side="source", identity=facts["source"] if named else None, label=facts["source"] if named else "gunmen",
        code=f"{country}REB", country=country, role="REB",
    )  # fmt: skip
    killed = facts["killed"] + (number if rng.random() < 0.3 else 0)
    tolls = (TollSketch(what="killed", low=killed, best=killed, high=killed),) if killed else ()
    words = {*rng.sample(facts["words"], 9), *(f"w{rng.randrange(4000)}" for _ in range(4))}
    event = EventSketch(
        id="e1", type=facts["type"], mode=facts["mode"], status="occurred", background=False, trigger="killed",
        parties=(source,), place=place, date=date, published=published, tolls=tolls,
        voices=(VOICE,), words=tuple(sorted(map(sys.intern, words))),
        sites=(facts["site"],) if rng.random() < 0.6 else (),
    )  # fmt: skip
    return DocumentSketch(
        key=f"d{story:07d}-{number:02d}", outlet=f"outlet {rng.randrange(800)}", agency="AFP" if wire else None,
        published=published, signature=sign(rng, wire), events=(event,),
    )  # fmt: skip


def sign(rng: random.Random, wire: Signature | None) -> Signature:
    if wire is None:
        sample, bands = rng.randbytes(480), rng.randbytes(128)
        return Signature(letters=1000, scale=8, bands=bands, sample=sample)
    old, new = unpack_numbers(wire.bands), unpack_numbers(rng.randbytes(128))
    bands = pack_numbers([old[n] if rng.random() < 0.6 else new[n] for n in range(32)])
    return Signature(letters=1000, scale=8, bands=bands, sample=wire.sample[: 4 * rng.randrange(80, 121)])


def measure(events: int, per_day: int, batches: int) -> dict[str, object]:
    """Link generated documents as they are made; which story a report tells is in its key."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made = generating = 0.0
    told = array("H", bytes(2 * events))
    documents = generate_documents(events, per_day)

    def take(count: int) -> Iterator[DocumentSketch]:
        nonlocal made, generating
        while count and (document := _time(documents)) is not None:
            count -= 1
            made += 1
            told[_story(document.key)] += 1
            yield document

    def _time(source: Iterator[DocumentSketch]) -> DocumentSketch | None:
        nonlocal generating
        begun = time.process_time()
        found = next(source, None)
        generating += time.process_time() - begun
        return found

    start = time.process_time()
    groups = pairs_right = pairs_made = 0
    with Linker() as linker:
        for _ in range(batches):
            linker.add(take(-(-events // batches) if batches > 1 else -1))
            if batches > 1:
                linker.compare()
        added = time.process_time() - start - generating
        linker.compare()
        compared = time.process_time() - start - generating
        for occurrence in linker.occurrences():
            groups += 1
            stories = Counter(_story(member.document) for member in occurrence.members)
            pairs_made += len(occurrence.members) * (len(occurrence.members) - 1) // 2
            pairs_right += sum(n * (n - 1) // 2 for n in stories.values())
    wanted = sum(n * (n - 1) // 2 for n in told)
    total = time.process_time() - start - generating
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "events": int(made), "take in s": round(added, 1), "compare s": round(compared - added, 1),
        "describe s": round(total - compared, 1), "µs/event": round(1e6 * total / made), "base MB": round(base),
        "peak MB": round(peak), "occurrences": groups, "pair P": round(pairs_right / max(pairs_made, 1), 3),
        "pair R": round(pairs_right / wanted, 3),
    }  # fmt: skip


def _story(key: str) -> int:
    return int(key[1:8])


def measure_project(events: int, per_day: int) -> dict[str, object]:
    """Link a project of generated sketches as `dateline link` does, then once more after another day has come."""
    from dateline.engine.linking import link_project
    from dateline.store import open_store

    found: dict[str, object] = {"events": events}
    with tempfile.TemporaryDirectory(dir=".") as folder:
        place = Path(folder) / "p.duckdb"
        process = [sys.executable, __file__, str(events), "--per-day", str(per_day), "--fill", str(place)]
        subprocess.run(process, check=True)
        begun = time.process_time()
        with open_store(place, writable=True) as store:
            linked = link_project(store)
        spent = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found |= {"occurrences": linked.occurrences, "µs/event": round(1e6 * spent / events), "peak MB": round(peak)}
        subprocess.run([*process[:2], str(per_day), *process[3:], "--day", str(1 + events // per_day)], check=True)
        begun = time.process_time()
        with open_store(place, writable=True) as store:
            linked = link_project(store)
        spent = time.process_time() - begun
        assert not linked.anew
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found |= {"a day's events": linked.compared, "a day's µs/event known": round(1e6 * spent / events)}
        return found | {"a day's peak MB": round(peak), "project MB": round(place.stat().st_size / 1e6)}


def fill_project(place: str, events: int, per_day: int, day: int) -> None:
    """Make a project, or let it grow, of documents that have a sketch and nothing else."""
    from dateline.store import open_store
    from dateline.store.connection import insert, one
    from dateline.stories import identify_rules

    empty = {"TEXT": "", "VARCHAR": "", "BIGINT": 0, "INTEGER": 0}
    documents = generate_documents(events, per_day, seed=1 + day)
    with open_store(place, writable=True) as store:
        columns = store.connection.columns("documents")
        n = int(one(store.connection, "SELECT coalesce(max(n), 0) FROM documents"))
        while chunk := list(islice(documents, 5_000)):
            rows, sketches = [], []
            for document in chunk:
                n += 1
                moved = _move(document, day)
                sketches.append((moved.key, n, json.dumps(moved.to_dict(), ensure_ascii=False)))
                own = {"key": moved.key, "n": n, "stamp": n, "state": "coded", "presence": "present"}
                rows.append({name: own.get(name, empty[kind]) for name, kind in columns})
            insert(store.connection, "documents", rows)
            store.write_sketches(f"story {identify_rules()}", sketches)


def _move(document: DocumentSketch, days: int) -> DocumentSketch:
    """Return a document of other stories, so many days later."""
    if not days:
        return document

    def later(event: EventSketch) -> EventSketch:
        date = event.date and replace(event.date, start=(event.date.start or 0) + days, end=event.date.end + days)
        return replace(event, date=date, published=(event.published or 0) + days)

    events = tuple(map(later, document.events))
    return replace(document, key=f"n{document.key}", published=(document.published or 0) + days, events=events)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--per-day", type=int, default=5000)
    parser.add_argument("--batches", type=int, default=1)
    parser.add_argument("--project", action="store_true", help="by way of a project, as dateline link does")
    parser.add_argument("--fill", help=argparse.SUPPRESS)
    parser.add_argument("--day", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--here", action="store_true", help="in this process, as each size is measured in its own")
    given = parser.parse_args()
    if given.fill:
        fill_project(given.fill, given.sizes[0], given.per_day, given.day)
        return
    if given.here:
        size, per_day = given.sizes[0], given.per_day
        found = measure_project(size, per_day) if given.project else measure(size, per_day, given.batches)
        print(json.dumps(found, ensure_ascii=False))
        return
    for size in given.sizes:
        options = ["--per-day", str(given.per_day), "--batches", str(given.batches), "--here"]
        options += ["--project"] if given.project else []
        subprocess.run([sys.executable, __file__, str(size), *options], check=True)


if __name__ == "__main__":
    main()
