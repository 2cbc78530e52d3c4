from dataclasses import dataclass

from dateline.model.span import Span

Box = tuple[float, float, float, float]  # left, top, right, bottom: points (1/72 inch) from the page's top left corner


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line: its span in the raw text, its box on the page, and how sure the reader of a scan was (0 to 1)."""

    raw_span: Span
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a PDF or a scan: its number in the file from 1, its size in points, its lines in reading order."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
