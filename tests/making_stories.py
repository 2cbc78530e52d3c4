"""Sketches for tests of linking: an attack in Mosul, unless something else is said."""

from dataclasses import replace
from typing import Any

from dateline.stories.rules import load_rules
from dateline.stories.signature import sign_text
from dateline.stories.sketch import (
    DateSketch,
    DocumentSketch,
    EventSketch,
    PartySketch,
    PlaceSketch,
    TollSketch,
    VoiceSketch,
)

DAY = 738593
MOSUL = PlaceSketch(
    name="Mosul",
    geonameid=1,
    country="IRQ",
    admin1="Nineveh",
    admin2="Mosul",
    lat=36.3,
    lon=43.1,
    precision=1,
)
IRAQ = PlaceSketch(name="Iraq", geonameid=2, country="IRQ", admin1=None, admin2=None, lat=33.0, lon=44.0, precision=6)
BASRA = replace(MOSUL, name="Basra", geonameid=3, admin1="Basra", admin2=None, lat=30.5, lon=47.8)
OWN = VoiceSketch(claim=None, stance="asserts", label="the outlet", origin=None)


def make_event(**given: Any) -> EventSketch:
    """An attack with explosives in Mosul on DAY, as one report tells it."""
    fields: dict[str, Any] = {
        "id": "e1",
        "type": "ASSAULT",
        "mode": "explosives",
        "status": "occurred",
        "background": False,
        "trigger": "bombing",
        "place": MOSUL,
        "date": DateSketch(start=DAY, end=DAY),
        "published": DAY + 1,
        "voices": (OWN,),
    }
    return EventSketch(**(fields | given))


def make_document(key: str, *events: EventSketch, text: str | None = None, **given: Any) -> DocumentSketch:
    """A report of these events, or of the attack."""
    rules = load_rules()
    fields: dict[str, Any] = {"outlet": f"Outlet {key}", "published": DAY + 1}
    signature = sign_text(text, rules.copies) if text else None
    return DocumentSketch(key=key, events=events or (make_event(),), signature=signature, **(fields | given))


def toll(best: int, *, low: int | None = None, high: int | None = None, what: str = "killed") -> TollSketch:
    """Exactly so many, unless bounds are given."""
    exact = low is None and high is None
    return TollSketch(what=what, low=best if exact else low, best=best, high=best if exact else high)


def party(
    label: str, *, side: str = "source", named: bool = True, certainty: str = "stated", **given: Any
) -> PartySketch:
    """An armed group of Iraq, unless something else is said."""
    fields: dict[str, Any] = {"code": "IRQREB", "country": "IRQ", "role": "REB"}
    identity = label.casefold() if named else None
    return PartySketch(side=side, identity=identity, label=label, certainty=certainty, **(fields | given))
