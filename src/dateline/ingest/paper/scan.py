from dataclasses import dataclass

from dateline.ingest.paper.piece import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One page as it was read: its pieces, by what (None: its text layer), how sure, and what went wrong, if anything.

    ``problem`` is ``empty``, ``low`` (hardly readable), ``slow`` (over the time of a page) or ``damaged``.
    """

    sheet: Sheet
    engine: str | None = None
    confidence: float | None = None
    problem: str | None = None
