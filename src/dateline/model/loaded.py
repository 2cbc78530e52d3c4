from dataclasses import dataclass

from dateline.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedTerm:
    """A word that takes a side, recorded and never adopted; ``neutral`` is a plain alternative where there is one."""

    span: Span
    term: str
    frame: str
    neutral: str | None = None
