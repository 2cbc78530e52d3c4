"""The pages that look at many events at once: map, timeline, stories."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from dateline.desk.views import UNPLACED_FROM
from dateline.web.access import Reader, TheDesk
from dateline.web.drawing import draw_bar, draw_counts, draw_places, draw_sources, period_link
from dateline.web.rendering import render

looking = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=200)]
LISTED = 40  # places that the table below a map holds
PAGE = 50


@looking.get("/map")
def show_map(request: Request, desk: TheDesk, identity: Reader, q: Words = "") -> HTMLResponse:
    """Show where the events of a search are."""
    found = desk.map(q, role=identity.role, coder=identity.name)
    drawn = draw_places(found.places, named=identity.may("coder"))
    return render(request, identity, "map.html", q=q, found=found, drawn=drawn, listed=found.places[:LISTED],
                  area=UNPLACED_FROM)  # fmt: skip


@looking.get("/timeline")
def show_timeline(request: Request, desk: TheDesk, identity: Reader, q: Words = "") -> HTMLResponse:
    """Show when the events of a search were."""
    found = desk.timeline(q, role=identity.role, coder=identity.name)
    bars = [(event, draw_bar(event.row, found.events)) for event in found.events]
    links = [(period, n, period_link(period, q)) for period, n in found.counts.items()]
    return render(request, identity, "timeline.html", q=q, found=found, bars=bars, links=links,
                  counts=draw_counts(found.counts, by=found.by))  # fmt: skip


@looking.get("/stories")
def list_stories(
    request: Request, desk: TheDesk, identity: Reader, contradicted: bool = False,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:  # fmt: skip
    """Show what several reports tell."""
    rows = desk.stories(contradicted=contradicted, after=after, limit=PAGE, role=identity.role, coder=identity.name)
    more = after + PAGE if len(rows) == PAGE else None
    return render(request, identity, "stories.html", rows=rows, contradicted=contradicted, next=more)


@looking.get("/story/{occurrence:path}")
def show_story(request: Request, desk: TheDesk, identity: Reader, occurrence: str, q: Words = "") -> HTMLResponse:
    """Show one story: who tells what, side by side, and who cites whom; with ``q`` what it could be merged with."""
    story = desk.story(occurrence, role=identity.role, coder=identity.name)
    drawn = draw_sources([member.outlet for member in story.members], story.edges)
    near = (
        desk.stories_near(occurrence, q, coder=identity.name, role=identity.role) if q and identity.may("coder") else ()
    )
    suggest = not q and identity.may("coder")
    words = desk.words_near(occurrence, coder=identity.name, role=identity.role) if suggest else q
    return render(request, identity, "story.html", story=story, drawn=drawn, near=near, q=words, asked=bool(q))
