"""The desk's operations as JSON, for its own pages, for scripts and for other desks."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from dateline.desk.service import Asked
from dateline.project import EventFilter
from dateline.web.access import Adjudicator, Coder, Reader, TheDesk

api = APIRouter()
Text = Annotated[str, Field(max_length=2_000)]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^/\x00-\x1f]+$")]
PAGE = 100


class DecisionIn(BaseModel):
    """A decision as a client sends it; ``key`` (any unique text) makes it safe to send twice."""

    action: Annotated[str, Field(max_length=20)]
    document: Name
    event: Annotated[str | None, Field(max_length=40)] = None
    field: Annotated[str | None, Field(max_length=40)] = None
    after: Any = None
    why: Text | None = None
    sample: Name | None = None
    key: Annotated[str | None, Field(max_length=80)] = None


class DecisionsIn(BaseModel):
    """Decisions over what is shown: all of them are kept, or none."""

    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=200)]


class UndoIn(BaseModel):
    """Which decision of one's own is taken back: the one with the key, else the last."""

    key: Annotated[str | None, Field(max_length=80)] = None


class WantedIn(BaseModel):
    """Which events are in question; every field that is given must hold, several values are alternatives."""

    type: tuple[Text, ...] = ()
    actor: tuple[Text, ...] = ()
    country: tuple[Text, ...] = ()
    place: tuple[Text, ...] = ()
    status: tuple[Text, ...] = ()
    rule: tuple[Text, ...] = ()
    since: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
    until: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
    background: bool | None = None
    inside: bool | None = None
    contradicted: bool | None = None
    origins: Annotated[int | None, Field(ge=1)] = None

    def filter(self) -> EventFilter:
        return EventFilter(**self.model_dump())


class SampleIn(BaseModel):
    """A queue to be drawn and kept."""

    name: Name
    kind: Annotated[str, Field(max_length=20)] = "random"
    size: Annotated[int, Field(ge=1, le=100_000)] = 100
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1
    wanted: WantedIn = WantedIn()
    coders: tuple[Name, ...] = ()


@api.get("/me")
def who_am_i(identity: Reader) -> Mapping[str, Any]:
    """Return who is asking."""
    return asdict(identity)


@api.get("/events")
def list_events(
    desk: TheDesk, identity: Reader, wanted: Annotated[WantedIn, Query()], after: int = -1,
    limit: Annotated[int, Query(ge=1, le=1_000)] = PAGE,
) -> Mapping[str, Any]:  # fmt: skip
    """Return events that a filter finds, a page at a time: pass ``next`` as ``after`` to go on."""
    rows = desk.events(wanted.filter(), after=after, limit=limit, role=identity.role)
    more = rows[-1].cursor if len(rows) == limit else None
    return {"events": [{"address": row.address, **row.row} for row in rows], "next": more}


@api.get("/events/{document}/{event}")
def show_event(desk: TheDesk, identity: Reader, document: str, event: str) -> Mapping[str, Any]:
    """Return one event as reviewed, with its judged fields and the decisions on it."""
    view = desk.view(f"{document}#{event}", coder=identity.name, role=identity.role)
    return {
        "address": view.address, "event": view.event, "fields": view.fields,
        "decisions": [row.to_dict() for row in view.decisions] if identity.may("coder") else [],
    }  # fmt: skip


@api.post("/decisions", status_code=201)
def decide(desk: TheDesk, identity: Coder, given: DecisionIn) -> Mapping[str, Any]:
    """Keep a decision; what was answered is safe on disk."""
    return desk.decide(identity.name, Asked(**given.model_dump())).to_dict()


@api.post("/decisions/bulk", status_code=201)
def decide_all(desk: TheDesk, identity: Coder, given: DecisionsIn) -> Mapping[str, Any]:
    """Keep the decisions over what is shown, all or none."""
    asked = [Asked(**one.model_dump()) for one in given.decisions]
    return {"decisions": [row.to_dict() for row in desk.decide_all(identity.name, asked)]}


@api.post("/undo")
def undo(desk: TheDesk, identity: Coder, given: UndoIn) -> Mapping[str, Any]:
    """Take back one's own last decision, or the one with a key; it stays on record with what took it back."""
    taken = desk.undo(identity.name, given.key)
    return {"undone": taken.to_dict() if taken else None}


@api.get("/decisions/last")
def last(desk: TheDesk, identity: Coder) -> Mapping[str, Any]:
    """Return one's own last decisions, the newest first."""
    return {"decisions": [row.to_dict() for row in desk.last(identity.name)]}


@api.get("/log")
def audit_log(desk: TheDesk, identity: Adjudicator, after: int = 0) -> StreamingResponse:
    """Return all decisions as JSON lines, in the order in which they were kept."""

    def lines() -> Iterator[str]:
        yield from desk.log_lines(after=after)

    return StreamingResponse(lines(), media_type="application/jsonl",
                             headers={"Content-Disposition": 'attachment; filename="decisions.jsonl"'})  # fmt: skip


@api.get("/samples")
def list_samples(desk: TheDesk, identity: Coder) -> Mapping[str, Any]:
    """Return the queues that were drawn, each with how many events one still has to look at."""
    rows = [
        {**asdict(one), "addresses": len(one.addresses), "open": len(desk.open_addresses(one.sample, identity.name))}
        for one in desk.samples_for(identity.name, identity.role)
    ]
    return {"samples": rows}


@api.post("/samples", status_code=201)
def draw_sample(desk: TheDesk, identity: Adjudicator, given: SampleIn) -> Mapping[str, Any]:
    """Draw a queue and keep it: what is in it never changes."""
    sample = desk.draw(
        given.name, kind=given.kind, size=given.size, seed=given.seed, wanted=given.wanted.filter(), by=identity.name,
        coders=given.coders,
    )  # fmt: skip
    return {**asdict(sample), "addresses": len(sample.addresses)}


@api.get("/samples/{name}/open")
def list_open(
    desk: TheDesk, identity: Coder, name: str, limit: Annotated[int, Query(ge=1, le=1_000)] = 20
) -> Mapping[str, Any]:
    """Return the addresses that one still has to look at in a sample, in order."""
    return {"addresses": desk.open_addresses(name, identity.name)[:limit]}


@api.get("/samples/{name}/quality")
def quality(desk: TheDesk, identity: Reader, name: str) -> Mapping[str, Any]:
    """Return precision by type with Wilson intervals, weighted back to the corpus."""
    return asdict(desk.quality(name))


@api.get("/samples/{name}/agreement")
def agreement(desk: TheDesk, identity: Adjudicator, name: str) -> Mapping[str, Any]:
    """Return percent agreement and Krippendorff's alpha for each field."""
    return {"fields": [asdict(row) for row in desk.agreement(name)], "drift": [asdict(row) for row in desk.drift(name)]}


@api.get("/samples/{name}/disagreements")
def disagreements(desk: TheDesk, identity: Adjudicator, name: str) -> Mapping[str, Any]:
    """Return the events that coders left differently."""
    return {"disagreements": [asdict(row) for row in desk.disagreements(name)]}


@api.get("/suggestions")
def suggestions(desk: TheDesk, identity: Adjudicator) -> Mapping[str, Any]:
    """Return the codebook entries that are corrected most, with drafts."""
    return {"suggestions": [asdict(row) for row in desk.suggestions()]}


@api.get("/documents")
def search(
    desk: TheDesk, identity: Reader, q: Annotated[str, Query(max_length=200)] = "", after: int = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Mapping[str, Any]:  # fmt: skip
    """Return documents that have all the words, a page at a time."""
    rows = desk.search(q, after=after, limit=limit, role=identity.role)
    shown = ("key", "id", "title", "outlet", "published", "language", "events", "n")
    return {"documents": [{name: getattr(row, name) for name in shown} for row in rows],
            "next": rows[-1].n if len(rows) == limit else None}  # fmt: skip


@api.get("/lookup/{what}")
def look_up(
    desk: TheDesk, identity: Coder, request: Request, what: str, q: Annotated[str, Query(max_length=100)] = ""
) -> Mapping[str, Any]:
    """Return what a field may be set to: ``types`` (with modes), ``actors`` or ``places`` for some words."""
    return {"found": desk.look_up(what, q)}
