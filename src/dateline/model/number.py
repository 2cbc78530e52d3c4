from dataclasses import dataclass
from typing import Literal

from dateline.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A quantity of people or arms, with who gives it (``claim``) and the event and place it belongs to.

    ``low``, ``best`` and ``high`` are counts; a bound that the text does not give is None. ``part_of`` is a number that
    already counts these ("12 people, including three children").
    """

    id: str
    what: str
    low: int | None
    best: int | None
    high: int | None
    span: Span
    qualifier: str | None = None
    event: str | None = None
    actor: str | None = None
    where: str | None = None
    when: str | None = None
    claim: str | None = None
    side: Literal["a", "b", "civilian", "unknown"] | None = None
    scope: Literal["event", "cumulative"] = "event"
    part_of: str | None = None
