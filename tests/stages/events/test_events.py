"""Who did what to whom: passages with the events that a careful reader takes from them, and those that are not there.

A case states only what matters: every row of ``expect`` must fit some event, no row of ``not`` may; ``count`` is the
number of events that no other event is about. A case of ``negative`` holds no event at all unless it says otherwise.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.codebook.schema import QUADS
from dateline.model import Event

CASES = Path(__file__).parent / "cases"
KEYS = frozenset(
    """type mode status background source target about where date standing outcome phase certainty mentions claims
    positions nature reciprocal trigger alternative civilian relation source_state target_state
    part victim mediator instrument associate third""".split()
)


def _cases(*kinds: str) -> list[Any]:
    found = []
    for kind in kinds:
        for path in sorted((CASES / kind).glob("*.yaml")):
            for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf8")), 1):
                case = {"text": case} if isinstance(case, str) else case
                marks = pytest.mark.xfail(strict=True, reason=case["reason"]) if kind == "known_failures" else ()
                found.append(pytest.param(case, id=f"{kind}/{path.stem}-{number}", marks=marks))
    return found


def _shown(doc: Any, event: Event) -> dict[str, Any]:
    """Return an event as a case may describe it: names and codes in the place of ids."""
    actors, claims = ({row.id: row for row in rows or ()} for rows in (doc.actors, doc.claims))
    places = {place.id: place.name for place in doc.places or ()}
    inner = next((other for other in doc.events if other.id == event.about), None)
    parties = {role: [actors[p.actor] for p in event.parties(role)] for role in ("source", "target")}
    return {
        "type": event.type, "mode": event.mode, "status": event.status, "background": event.background,
        "trigger": event.trigger.of(doc.text),
        **{role: [actor.code or actor.name for actor in rows] for role, rows in parties.items()},
        "names": {role: [actor.name for actor in rows] for role, rows in parties.items()},
        "about": inner.type if inner else None,
        "where": places.get(event.where), "relation": event.locations[0].relation if event.locations else None,
        "date": [event.date.start, event.date.end] if event.date else None,
        "standing": event.standing, "outcome": event.outcome, "phase": event.phase, "nature": event.nature,
        "certainty": [p.certainty for p in event.parties("source")],
        "alternative": any(p.alternative for p in event.participants),
        "part": [p.part for p in event.parties("source")],
        "victim": [actors[p.actor].name for p in event.parties("victim")],
        "instrument": [actors[p.actor].name for p in event.parties("instrument")],
        "mediator": [actors[p.actor].name for p in event.parties("mediator")],
        "associate": [actors[p.actor].name for p in event.parties("associate")],
        "third": [actors[p.actor].name for p in event.parties("third-party")],
        "civilian": any(p.civilian for p in event.parties("target")),
        "mentions": len(event.mentions), "reciprocal": event.reciprocal,
        "claims": [claims[c].source_name for c in event.claims],
        "positions": [position.stance for position in event.positions],
        "source_state": event.source_state, "target_state": event.target_state, "rule": event.rule,
    }  # fmt: skip


def _fits(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    assert set(wanted) <= KEYS, f"unknown keys: {set(wanted) - KEYS}"
    for key, value in wanted.items():
        if key in ("source", "target"):
            rows = list(zip(found[key], found["names"][key], strict=True))
            if len(rows) != len(value) or not all(any(_names(name, row) for row in rows) for name in value):
                return False
        elif key == "claims":
            rows = found["claims"]
            if len(rows) != len(value) or not all(map(_holds, rows, value)):
                return False
        elif key == "date" and value is None:
            if found["date"] and found["date"][0]:
                return False
        elif key == "date":
            if found["date"] != [day and str(day) for day in value]:
                return False
        elif found[key] != value:
            return False
    return True


def _names(wanted: str, row: tuple[str, str]) -> bool:
    code, name = row
    return wanted in (code, code[:3]) or _holds(name, wanted)


def _holds(name: str | None, wanted: str | None) -> bool:
    return name is wanted if name is None or wanted is None else wanted.casefold() in name.casefold()


def _check(run_until: Any, case: dict[str, Any]) -> None:
    published = str(case["published"]) if "published" in case else None
    doc = run_until("events", case["text"], published=published)
    found = [_shown(doc, event) for event in doc.events]
    listing = "\n".join(str({k: v for k, v in row.items() if v not in (None, [], False)}) for row in found)
    told = f"\n{case['text']}\nfound:\n{listing or 'nothing'}"
    for wanted in case.get("expect", ()):
        assert any(_fits(row, wanted) for row in found), f"missing {wanted}{told}"
    for barred in case.get("not", ()):
        assert not any(_fits(row, barred) for row in found), f"unwanted {barred}{told}"
    if "count" in case:
        inner = {event.about for event in doc.events}
        assert sum(event.id not in inner for event in doc.events) == case["count"], f"not {case['count']} events{told}"


@pytest.mark.parametrize("case", _cases("in_the_wild", "synthetic", "known_failures"))
def test_events_of_a_passage(run_until: Any, case: dict[str, Any]) -> None:
    assert {"expect", "not", "count"} & set(case)
    _check(run_until, case)


@pytest.mark.parametrize("case", _cases("negative"))
def test_passage_without_events(run_until: Any, case: dict[str, Any]) -> None:
    _check(run_until, case if "not" in case else {**case, "count": 0})


def test_cases_are_many() -> None:
    assert len(_cases("in_the_wild", "synthetic", "negative")) >= 200
    assert len(_cases("negative")) >= 50


WORDS = """the rebels army Goma Ankara talks attack attacked agreed to resume will not unless Friday 's protest , . and
or with killed by said denied ceasefire ended "We strike" no march called off urged Turkey""".split()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join))
def test_any_text_gives_events_that_hold_together(run_until: Any, text: str) -> None:
    doc = run_until("events", text)
    by_id = {event.id: event for event in doc.events}
    known = {row.id for row in (*doc.actors, *doc.places, *doc.claims, *doc.times)}
    assert len(by_id) == len(doc.events)
    for event in doc.events:
        for span in (event.trigger, *(m.trigger for m in event.mentions), *(p.span for p in event.participants)):
            assert 0 <= span.start < span.end <= len(doc.text)
        assert event.quad == QUADS[event.type]
        assert {p.actor for p in event.participants} | set(event.claims) <= known
        seen, inner = {event.id}, event
        while inner.about is not None:  # speech acts never go round in a circle
            inner = by_id[inner.about]
            assert inner.id not in seen
            seen.add(inner.id)
    assert run_until("events", text).events == doc.events


def test_an_event_without_date_or_place_says_why(run_until: Any) -> None:
    doc = run_until("events", "Rebels shelled the camp.", published="2024-08-26")
    (event,) = doc.events
    told = {(note.field, note.code) for note in doc.notes if note.event == event.id}
    assert told == {("events.date", "date-not-stated"), ("events.where", "place-not-stated")}
    assert event.where is None
    assert (event.date.start, event.date.end, event.date.basis) == (None, "2024-08-26", "not-after-publication")


def test_a_stage_changes_only_its_layer(stages: Any, run_until: Any) -> None:
    before = run_until("predicates", "Rebels shelled Goma on Friday.", published="2024-08-26")
    stage = next(stage for stage in stages if stage.name == "events")
    after = stage.run(before)
    assert stage.writes == {"events"}
    assert {f for f in stage.reads if getattr(before, f) != getattr(after, f)} == set()
    assert after.events


def test_each_entry_names_its_rule_and_code(run_until: Any) -> None:
    doc = run_until("events", "Israeli warplanes bombed a bridge near Tyre on Monday.")
    (event,) = doc.events
    assert event.rule.startswith("assault.aerial.")
    assert (event.cameo, event.quad, event.goldstein) == ("195", 4, -10.0)
    assert 0 < event.confidence < 1
