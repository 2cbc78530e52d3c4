"""Splitting and merging of stories as JSON, and the page that lists what was said of them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from dateline.desk.regrouping import AskedStory
from dateline.web.access import ERRORS, Coder, TheDesk, cut_page
from dateline.web.rendering import render
from dateline.web.shapes import Document, Short, Text

regrouping_api = APIRouter(responses=ERRORS, tags=["stories"])
regrouping = APIRouter(include_in_schema=False)
Offset = Annotated[int, Query(ge=0, le=2**31, description="what the page before gave as next")]
Limit = Annotated[int, Query(ge=1, le=1_000, description="at most so many rows")]
Address = Annotated[
    Document, Field(description="an event's address, such as 0f3…#e1; that of any event names its story")
]


class SplitIn(BaseModel, extra="forbid"):
    """Some events of a story are a story of their own; ``key`` (any unique text) makes it safe to send twice."""

    story: Address
    members: Annotated[list[Address], Field(min_length=1, max_length=500, description="the events that leave it")]
    why: Annotated[Text | None, Field(description="the reason, for the record")] = None
    key: Annotated[Short | None, Field(description="what makes it known when it is sent again")] = None


class MergeIn(BaseModel, extra="forbid"):
    """Two stories are one; ``key`` (any unique text) makes it safe to send twice."""

    story: Address
    other: Address
    why: Annotated[Text | None, Field(description="the reason, for the record")] = None
    key: Annotated[Short | None, Field(description="what makes it known when it is sent again")] = None


@regrouping_api.post("/story-decisions/split", status_code=201, operation_id="splitStory")
def split_story(desk: TheDesk, identity: Coder, given: SplitIn) -> Mapping[str, Any]:
    """Keep that some events of a story are a story of their own; what was answered is safe on disk."""
    asked = AskedStory(action="split", story=given.story, members=tuple(given.members), why=given.why, key=given.key)
    return desk.regroup(identity.name, asked, role=identity.role).to_dict()


@regrouping_api.post("/story-decisions/merge", status_code=201, operation_id="mergeStories")
def merge_stories(desk: TheDesk, identity: Coder, given: MergeIn) -> Mapping[str, Any]:
    """Keep that two stories are one; what was answered is safe on disk."""
    asked = AskedStory(action="merge", story=given.story, other=given.other, why=given.why, key=given.key)
    return desk.regroup(identity.name, asked, role=identity.role).to_dict()


@regrouping_api.get("/story-decisions", operation_id="listStoryDecisions")
def list_story_decisions(desk: TheDesk, identity: Coder, after: Offset = 0, limit: Limit = 100) -> Mapping[str, Any]:
    """Return the splits and merges that stand, in order; ``look`` says why one does not hold, or not in full."""
    found = desk.story_decisions(coder=identity.name, role=identity.role)
    rows, more = cut_page(found, after=after, limit=limit)
    shown = [{**row.to_dict(), "look": look.reason if look else None} for row, look in rows]
    return {"decisions": shown, "next": more}


@regrouping_api.get("/story-candidates", operation_id="listStoryCandidates")
def list_candidates(
    desk: TheDesk, identity: Coder,
    story: Annotated[str, Query(max_length=200, description="the story that is to be merged")],
    q: Annotated[str, Query(max_length=200, description="a search for events")] = "",
    after: Offset = 0, limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Mapping[str, Any]:  # fmt: skip
    """Return stories that a search finds, for one to be merged with; one report alone is a story, too."""
    found = desk.stories_near(story, q, coder=identity.name, role=identity.role, limit=after + limit + 1)
    rows, more = cut_page(found, after=after, limit=limit)
    shown = [
        {"story": row.occurrence.id, "reports": row.occurrence.reports, "event": {"address": row.event.address,
         **row.event.row}} for row in rows
    ]  # fmt: skip
    return {"stories": shown, "next": more}


@regrouping.get("/story-decisions")
def show_story_decisions(
    request: Request, desk: TheDesk, identity: Coder, after: Annotated[int, Query(ge=0, le=10_000_000)] = 0
) -> HTMLResponse:
    """Show the splits and merges that stand, those that want another look first."""
    found = sorted(desk.story_decisions(coder=identity.name, role=identity.role), key=lambda row: row[1] is None)
    rows, more = cut_page(found, after=after, limit=50)
    return render(request, identity, "story_decisions.html", rows=rows, next=more, first=after + 1)
