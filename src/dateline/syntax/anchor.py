from dataclasses import dataclass
from typing import Literal

Distance = Literal["clause", "sentence", "carried", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The time that dates a predicate, the rule that found it and how far it stood.

    ``time`` is the id of a time entry, or None where a rule says that the text leaves the day open. ``distance`` is
    "clause" (its own), "sentence" (handed on inside the sentence), "carried" (by the narrative, from an earlier
    sentence) or "document": by default of narrative, the day of the report or the day that the story has come to.
    """

    time: str | None
    rule: str
    distance: Distance


def handed(anchor: Anchor | None, rule: str) -> Anchor | None:
    """Return the anchor as another clause of the sentence takes it over."""
    if anchor is None:
        return None
    distance: Distance = "sentence" if anchor.distance == "clause" else anchor.distance
    return Anchor(time=anchor.time, rule=rule, distance=distance)
