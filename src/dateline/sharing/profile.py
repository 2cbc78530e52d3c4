import re
from dataclasses import dataclass
from typing import Any, Literal

from dateline.errors import UsageError

WORDS = 25  # the longest snippet that is shared of a text whose rights are unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a shared record leaves out.

    ``texts``: "snippets" where the rights to a text are unknown, "keep" where it may be given on. ``coarsen_km``: side
    of the grid cell that a place of a shelter, hospital, camp or ongoing operation is moved to the middle of.
    ``coarsen_dates``: "week" or "month", for records of such places. ``delay_days``: how long events of such places
    are withheld, counted back from the day ``as_of``.
    """

    texts: Literal["snippets", "keep"] = "snippets"
    coarsen_km: float | None = None
    coarsen_dates: Literal["week", "month"] | None = None
    delay_days: int | None = None
    as_of: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the profile for a manifest."""
        return {
            "texts": "snippets of at most 25 words" if self.texts == "snippets" else "kept",
            "persons": "private persons, minors, victims and suspects by their role",
            "unnamed_sources": "coarsened", "coarsen_km": self.coarsen_km, "coarsen_dates": self.coarsen_dates,
            "delay_days": self.delay_days, "as_of": self.as_of if self.delay_days is not None else None,
        }  # fmt: skip


def read_kilometres(text: str) -> float:
    """Read "25km". Raises UsageError where it is no distance from 1 to 1000 km."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*km", text.strip())
    if not found or not 1 <= float(found[1]) <= 1000:
        raise UsageError(f"{text!r} is no distance; write kilometres from 1km to 1000km, as 25km")
    return float(found[1])


def read_days(text: str) -> int:
    """Read "14d". Raises UsageError where it is no number of days."""
    found = re.fullmatch(r"(\d{1,5})\s*d", text.strip())
    if not found:
        raise UsageError(f"{text!r} is no delay; write days, as 14d")
    return int(found[1])
