from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Why a value is absent or uncertain: the answer to a reader who asks "why is this empty?".

    ``field`` is a path in the record (``header.dateline_date``), ``code`` a stable word for programs
    (``year-unknown``), ``reason`` a sentence for people; ``event`` is set when the note is about one event.
    """

    field: str
    code: str
    reason: str
    event: str | None = None
