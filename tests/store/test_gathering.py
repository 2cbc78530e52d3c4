import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dateline.project import EventFilter, link_project
from dateline.store import open_store
from dateline.store.connection import Connection
from dateline.store.decisions import Sample
from dateline.store.gathering import dated_events, told_most

REPORTS = [
    {"id": "a", "outlet": "Gulf Post", "text": "A car bomb killed nine people at a market in Mosul on Tuesday, police "
     "said."},
    {"id": "c", "outlet": "Tigris", "text": "The bombing of a market in Mosul on Tuesday killed 34 people, the Health "
     "Ministry said."},
    {"id": "d", "outlet": "Tigris", "text": "Gunmen shot dead two policemen in Basra on Monday."},
    {"id": "e", "outlet": "Tigris", "text": "Gunmen shot dead two farmers in Nineveh province on Monday."},
]  # fmt: skip


def test_events_at_a_glance(place: str, tmp_path: Path, go: Any) -> None:
    lines = "".join(json.dumps({**report, "published": "2023-03-15"}) + "\n" for report in REPORTS)
    (tmp_path / "r.jsonl").write_text(lines, encoding="utf8")
    go(place, tmp_path / "r.jsonl")
    with open_store(place, writable=True) as store:
        link_project(store)
        events = list(store.events())
        places, placed = store.count_places()
        assert {spot.name for spot in places} >= {"Mosul", "Basra"}
        assert [spot.events for spot in places] == sorted((spot.events for spot in places), reverse=True)
        assert sum(spot.events for spot in places) == placed == sum(event.row["lat"] is not None for event in events)
        assert {spot.precision for spot in places if "Basra" not in spot.name and "Mosul" not in spot.name} <= {4}
        assert store.count_places(EventFilter(country=("PER",))) == ((), 0)
        assert store.count_places(limit=1)[1] == placed
        days = [event.row["start_date"] or "" for event in store.dated_events(limit=3)]
        assert days == sorted(days, reverse=True)
        assert len(days) == 3
        (story, *_) = store.told_most()
        assert story.reports == 2
        assert store.occurrence(story.id) == story
        assert store.occurrence("nowhere") is None
        assert store.told_most(contradicted=True) == tuple(one for one in store.told_most() if one.contradictions)
        assert store.told_most(after=len(store.told_most())) == ()
        addresses = [event.address for event in events[:2]]
        assert store.events_at([*addresses, "x#e1"]) == {event.address: event for event in events[:2]}
        assert store.types_at([*addresses, "x#e1"]) == {event.address: event.row["type"] for event in events[:2]}
        assert store.events_at([]) == store.types_at([]) == {}
        sample = Sample(
            sample="s", kind="random", seed=1, wanted={}, made="2031", made_by="a", coders=(), addresses=("x#e1",)
        )
        store.write_sample(sample)
        assert (store.sample("s"), store.sample("t")) == (sample, None)


class Interrupted:
    """A connection on which others write after the first statement."""

    def __init__(self, connection: Connection, written: str) -> None:
        self._connection, self._written = connection, [written]

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        found = self._connection.rows(sql, parameters)
        while self._written:
            self._connection.run(self._written.pop())
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def test_what_goes_while_it_is_read_is_left_out(place: str, tmp_path: Path, go: Any) -> None:
    lines = "".join(json.dumps({**report, "published": "2023-03-15"}) + "\n" for report in REPORTS)
    (tmp_path / "r.jsonl").write_text(lines, encoding="utf8")
    go(place, tmp_path / "r.jsonl")
    with open_store(place, writable=True) as store:
        link_project(store)

        def interrupted(written: str) -> Any:
            return Interrupted(store.connection, written)

        whole = list(store.dated_events(limit=9))
        serial = whole[0].row["serial"]
        found = dated_events(interrupted(f"DELETE FROM events WHERE serial = {serial}"), EventFilter(), limit=9)
        assert [event.address for event in found] == [event.address for event in whole[1:]]
        (story, *_) = store.told_most()
        first = story.representative
        moved = f"UPDATE occurrence_members SET event = 'e9' WHERE document = '{first.document}'"
        assert told_most(interrupted(moved), contradicted=False, after=0, limit=9) == ()
        assert told_most(interrupted("DELETE FROM occurrence_members"), contradicted=False, after=0, limit=9) == ()
