"""The desk's operations as JSON, for its own pages, for scripts and for other desks (docs/desk-api.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from dateline.desk.service import Asked
from dateline.web.access import ERRORS, Adjudicator, Coder, Reader, TheDesk, cut_page
from dateline.web.shapes import DecisionIn, DecisionsIn, SampleIn, UndoIn, WantedIn

api = APIRouter(responses=ERRORS)
PAGE = 100
HIGHEST = 2**53 - 1
Serial = Annotated[int, Query(ge=0, le=HIGHEST, description="what the page before gave as next")]
Cursor = Annotated[int, Query(ge=-1, le=HIGHEST, description="what the page before gave as next")]
Offset = Annotated[int, Query(ge=0, le=2**31, description="what the page before gave as next")]
Limit = Annotated[int, Query(ge=1, le=1_000, description="at most so many rows")]
Key = Annotated[str, Path(max_length=200, description="a document's key")]
EventId = Annotated[str, Path(max_length=40, description="an event's id in its document, such as e1")]
SampleName = Annotated[str, Path(max_length=80, description="of a queue that was drawn")]


@api.get("/me", operation_id="whoAmI", tags=["session"])
def who_am_i(request: Request, identity: Reader) -> Mapping[str, Any]:
    """Return who is asking, and what every change must send as X-Desk-CSRF."""
    return {"name": identity.name, "role": identity.role, "csrf": request.app.state.gate.csrf_of(request)}


@api.get("/events", operation_id="listEvents", tags=["events"])
def list_events(
    desk: TheDesk, identity: Reader, wanted: Annotated[WantedIn, Query()], after: Cursor = -1, limit: Limit = PAGE
) -> Mapping[str, Any]:
    """Return events that a filter finds, a page at a time: pass ``next`` as ``after`` to go on."""
    rows, more = desk.events_page(wanted.filter(), after=after, limit=limit, role=identity.role, coder=identity.name)
    return {"events": [{"address": row.address, **row.row} for row in rows], "next": more}


@api.get("/events/{document}/{event}", operation_id="showEvent", tags=["events"])
def show_event(desk: TheDesk, identity: Reader, document: Key, event: EventId) -> Mapping[str, Any]:
    """Return one event as reviewed, with its judged fields and the decisions on it."""
    view = desk.view(f"{document}#{event}", coder=identity.name, role=identity.role)
    return {
        "address": view.address, "event": view.event, "fields": view.fields,
        "decisions": [row.to_dict() for row in view.decisions] if identity.may("coder") else [],
    }  # fmt: skip


@api.post("/decisions", status_code=201, operation_id="decide", tags=["decisions"])
def decide(desk: TheDesk, identity: Coder, given: DecisionIn) -> Mapping[str, Any]:
    """Keep a decision; what was answered is safe on disk."""
    return desk.decide(identity.name, Asked(**given.model_dump()), role=identity.role).to_dict()


@api.post("/decisions/bulk", status_code=201, operation_id="decideAll", tags=["decisions"])
def decide_all(desk: TheDesk, identity: Coder, given: DecisionsIn) -> Mapping[str, Any]:
    """Keep the decisions over what is shown, all or none."""
    asked = [Asked(**one.model_dump()) for one in given.decisions]
    return {"decisions": [row.to_dict() for row in desk.decide_all(identity.name, asked, role=identity.role)]}


@api.post("/undo", operation_id="undo", tags=["decisions"])
def undo(desk: TheDesk, identity: Coder, given: UndoIn) -> Mapping[str, Any]:
    """Take back one's own last decision, or the one with a key; it stays on record with what took it back."""
    taken = desk.undo(identity.name, given.key)
    return {"undone": taken.to_dict() if taken else None}


@api.get("/decisions/last", operation_id="lastDecisions", tags=["decisions"])
def last(
    desk: TheDesk, identity: Coder, after: Offset = 0, limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> Mapping[str, Any]:
    """Return one's own last decisions that stand, the newest first (at most the last hundred)."""
    rows, more = cut_page(desk.last(identity.name, limit=100), after=after, limit=limit)
    return {"decisions": [row.to_dict() for row in rows], "next": more}


@api.get("/decisions", operation_id="listDecisions", tags=["decisions"])
def list_decisions(desk: TheDesk, identity: Adjudicator, after: Serial = 0, limit: Limit = PAGE) -> Mapping[str, Any]:
    """Return all decisions in the order in which they were kept, a page at a time."""
    rows = desk.log_rows(after=after, limit=limit)
    return {"decisions": rows, "next": rows[-1]["serial"] if len(rows) == limit else None}


@api.get("/log", operation_id="auditLog", tags=["decisions"], response_class=StreamingResponse,
         responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}},
                          "description": "A decision a line."}})  # fmt: skip
def audit_log(desk: TheDesk, identity: Adjudicator, after: Serial = 0) -> StreamingResponse:
    """Return all decisions as JSON lines, in the order in which they were kept, to be kept as a file."""

    def lines() -> Iterator[str]:
        yield from desk.log_lines(after=after)

    return StreamingResponse(lines(), media_type="application/jsonl",
                             headers={"Content-Disposition": 'attachment; filename="decisions.jsonl"'})  # fmt: skip


@api.get("/samples", operation_id="listSamples", tags=["samples"])
def list_samples(desk: TheDesk, identity: Coder, after: Offset = 0, limit: Limit = PAGE) -> Mapping[str, Any]:
    """Return the queues that were drawn, each with how many events one still has to look at."""
    found, more = cut_page(desk.samples_for(identity.name, identity.role), after=after, limit=limit)
    rows = [
        {**asdict(one), "addresses": len(one.addresses), "open": len(desk.open_addresses(one.sample, identity.name))}
        for one in found
    ]
    return {"samples": rows, "next": more}


@api.post("/samples", status_code=201, operation_id="drawSample", tags=["samples"])
def draw_sample(desk: TheDesk, identity: Adjudicator, given: SampleIn) -> Mapping[str, Any]:
    """Draw a queue and keep it: what is in it never changes."""
    sample = desk.draw(
        given.name, kind=given.kind, size=given.size, seed=given.seed, wanted=given.wanted.filter(), by=identity.name,
        coders=given.coders,
    )  # fmt: skip
    return {**asdict(sample), "addresses": len(sample.addresses)}


@api.get("/samples/{name}/open", operation_id="listOpen", tags=["samples"])
def list_open(
    desk: TheDesk, identity: Coder, name: SampleName, after: Offset = 0, limit: Limit = 20
) -> Mapping[str, Any]:
    """Return the addresses that one still has to look at in a sample, in order."""
    desk.sample_of(name, identity.name, identity.role)
    rows, more = cut_page(desk.open_addresses(name, identity.name), after=after, limit=limit)
    return {"addresses": rows, "next": more}


@api.get("/samples/{name}/quality", operation_id="quality", tags=["figures"])
def quality(desk: TheDesk, identity: Reader, name: SampleName) -> Mapping[str, Any]:
    """Return precision by type with Wilson intervals, weighted back to the corpus; whoever codes it blind waits."""
    desk.figures_for(name, identity.name, identity.role)
    return asdict(desk.quality(name))


@api.get("/samples/{name}/agreement", operation_id="agreement", tags=["figures"])
def agreement(desk: TheDesk, identity: Adjudicator, name: SampleName) -> Mapping[str, Any]:
    """Return percent agreement and Krippendorff's alpha for each field."""
    desk.sample(name)
    return {"fields": [asdict(row) for row in desk.agreement(name)], "drift": [asdict(row) for row in desk.drift(name)]}


@api.get("/samples/{name}/disagreements", operation_id="disagreements", tags=["figures"])
def disagreements(
    desk: TheDesk, identity: Adjudicator, name: SampleName, after: Offset = 0, limit: Limit = PAGE
) -> Mapping[str, Any]:
    """Return the events that coders left differently."""
    desk.sample(name)
    rows, more = cut_page(desk.disagreements(name), after=after, limit=limit)
    return {"disagreements": [asdict(row) for row in rows], "next": more}


@api.get("/suggestions", operation_id="suggestions", tags=["figures"])
def suggestions(desk: TheDesk, identity: Adjudicator, after: Offset = 0, limit: Limit = PAGE) -> Mapping[str, Any]:
    """Return the codebook entries that are corrected most, with drafts."""
    rows, more = cut_page(desk.suggestions(identity.name, identity.role), after=after, limit=limit)
    return {"suggestions": [asdict(row) for row in rows], "next": more}


@api.get("/documents", operation_id="search", tags=["documents"])
def search(
    desk: TheDesk, identity: Reader, q: Annotated[str, Query(max_length=200, description="words, all of them")] = "",
    after: Serial = 0, limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Mapping[str, Any]:  # fmt: skip
    """Return documents that have all the words, a page at a time."""
    rows, more = desk.search_page(q, after=after, limit=limit, role=identity.role)
    shown = ("key", "id", "title", "outlet", "published", "language", "events", "n")
    return {"documents": [{name: getattr(row, name) for name in shown} for row in rows], "next": more}


@api.get("/lookup/{what}", operation_id="lookUp", tags=["codebook"])
def look_up(
    desk: TheDesk, identity: Coder, what: Annotated[str, Path(max_length=20, description="types, actors or places")],
    q: Annotated[str, Query(max_length=100)] = "", after: Offset = 0, limit: Limit = PAGE,
) -> Mapping[str, Any]:  # fmt: skip
    """Return what a field may be set to: ``types`` (with modes), ``actors`` or ``places`` for some words."""
    found, more = cut_page(desk.look_up(what, q), after=after, limit=limit)
    return {"found": found, "next": more}
