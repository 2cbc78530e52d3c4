"""What the pages of many events show, as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from dateline.web.access import ERRORS, Reader, TheDesk

looking_api = APIRouter(responses=ERRORS, tags=["events"])
Words = Annotated[str, Query(max_length=200)]
PAGE = 50


@looking_api.get("/map", operation_id="listPlaces")
def list_places(desk: TheDesk, identity: Reader, q: Words = "") -> Mapping[str, Any]:
    """Return the places of the events that a search finds, the commonest first, each with its precision."""
    return asdict(desk.map(q, role=identity.role, coder=identity.name))


@looking_api.get("/timeline", operation_id="listPeriods")
def list_periods(desk: TheDesk, identity: Reader, q: Words = "") -> Mapping[str, Any]:
    """Return how many events a search finds in each month or year, and the latest ones."""
    found = desk.timeline(q, role=identity.role, coder=identity.name)
    events = [{"address": event.address, **event.row} for event in found.events]
    return {"counts": found.counts, "by": found.by, "undated": found.undated, "events": events}


@looking_api.get("/stories", operation_id="listStories")
def list_stories(
    desk: TheDesk, identity: Reader, contradicted: bool = False,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Mapping[str, Any]:  # fmt: skip
    """Return what several reports tell, a page at a time: pass ``next`` as ``after`` to go on."""
    rows = desk.stories(contradicted=contradicted, after=after, limit=PAGE, role=identity.role, coder=identity.name)
    stories = [
        {"story": row.occurrence.id, "reports": row.occurrence.reports, "outlets": row.occurrence.outlets,
         "origins": row.occurrence.origins, "contradicted": [each.field for each in row.occurrence.contradictions],
         "event": {"address": row.event.address, **row.event.row}}
        for row in rows
    ]  # fmt: skip
    return {"stories": stories, "next": after + PAGE if len(rows) == PAGE else None}


@looking_api.get("/stories/{occurrence:path}", operation_id="showStory")
def show_story(desk: TheDesk, identity: Reader, occurrence: str) -> Mapping[str, Any]:
    """Return one story: who tells what, the accounts that contradict one another, who cites whom."""
    found = desk.story(occurrence, role=identity.role, coder=identity.name)
    return {**asdict(found), "decisions": [row.to_dict() for row in found.decisions]}
