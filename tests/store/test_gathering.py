import json
from pathlib import Path
from typing import Any

from dateline.project import EventFilter, link_project
from dateline.store import open_store
from dateline.store.decisions import Sample

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
