from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span

TimeType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time expression (TIMEX3), or the publication date (``span`` None, basis ``published``).

    ``start`` and ``end`` are ISO dates (inclusive) or None; ``precision`` is UCDP ``date_prec``: 1 a day, 2 two to six
    days, 3 a week, 4 eight days to a month, 5 up to a year, None longer or unresolved.
    """

    id: str
    span: Span | None
    type: TimeType
    value: str | None
    mod: str | None = None
    start: str | None = None
    end: str | None = None
    precision: int | None = None
    basis: str = "explicit"
