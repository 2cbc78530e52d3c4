"""The pages of PDFs and scans: their pictures, and where words stand on them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from starlette.responses import Response

from dateline.desk.papers import Papers, PaperView
from dateline.desk.views import EventView
from dateline.errors import UsageError
from dateline.web.access import ERRORS, Coder
from dateline.web.identity import Identity

papers_api = APIRouter(responses=ERRORS, tags=["documents"])
Key = Annotated[str, Path(pattern="^[0-9a-f]{20}$", description="a document's key")]
Number = Annotated[int, Path(ge=1, le=1_000_000, description="of the page in its file, from 1")]
Point = Annotated[int | None, Query(ge=0, le=2**31, description="of the words, in code points of the text")]
PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}, "description": "The page."},
}


def _papers(request: Request) -> Papers:
    papers: Papers = request.app.state.papers
    return papers


ThePapers = Annotated[Papers, Depends(_papers)]


@papers_api.get("/documents/{document}/pages", operation_id="listPages")
def list_pages(
    papers: ThePapers, identity: Coder, document: Key, start: Point = None, end: Point = None
) -> Mapping[str, Any]:
    """Return the pages on which a document stands (in points), or why they are not shown.

    With ``start`` and ``end``, ``marks`` are the lines in which those words of its text stand.
    """
    if (start is None) != (end is None) or (start is not None and end is not None and start >= end):
        raise UsageError("give both start and end, the end behind the start; or neither")
    found = papers.find(document, identity.role, (start, end) if start is not None and end is not None else None)
    marks = [asdict(mark) for _, marks in found.marks for mark in marks]
    return {"pages": found.plain_sheets(), "marks": marks, "why": found.why}


@papers_api.get("/documents/{document}/pages/{number}", operation_id="showPage", response_class=Response, responses=PNG)
def show_page(papers: ThePapers, identity: Coder, document: Key, number: Number) -> Response:
    """Return a page as it was read: a PNG in greys, level and upright."""
    found = papers.picture(document, number, identity.role)
    if found.busy:
        raise HTTPException(503, found.why, headers={"Retry-After": "2"})
    if found.png is None:
        raise HTTPException(404, found.why)
    return Response(found.png, media_type="image/png")


def paper_of(request: Request, identity: Identity, key: str, view: EventView | None = None) -> PaperView | None:
    """Return the pages of a document for a page of the desk, with the boxes of an event's fields."""
    if view is None:
        return _papers(request).look(key, identity.role)
    spans = [mark.spans for mark in view.marks.values()]
    runs = view.reviewed.record.get("alignment") or ()
    return _papers(request).look(key, identity.role, alignment=runs, fields=spans)
