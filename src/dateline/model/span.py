from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of code points in the repaired text of one document."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other[1] and other[0] < self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other[0] and other[1] <= self.end

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers."""
        return text[self.start : self.end]
