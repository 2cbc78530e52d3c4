"""The pages of the desk: each renders one template from what the desk says."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from dateline.desk.searching import read_search
from dateline.desk.service import Desk
from dateline.desk.views import FIELD_KINDS, STATUSES, EventView
from dateline.errors import UsageError
from dateline.web.access import Adjudicator, Coder, Reader, TheDesk
from dateline.web.identity import Identity
from dateline.web.papers import paper_of
from dateline.web.rendering import render

pages = APIRouter(include_in_schema=False)


@pages.get("/")
def home(request: Request, desk: TheDesk, identity: Reader) -> HTMLResponse:
    """Show the queues, and what is in the project."""
    samples = desk.samples_for(identity.name, identity.role) if identity.may("coder") else ()
    rows = [(sample, len(desk.open_addresses(sample.sample, identity.name))) for sample in samples]
    return render(request, identity, "home.html", samples=rows, overview=desk.overview())


@pages.get("/review/{name}")
def review(request: Request, desk: TheDesk, identity: Coder, name: str) -> HTMLResponse:
    """Show a queue: the next event, with its document and the last decisions."""
    sample = desk.sample_of(name, identity.name, identity.role)
    left = desk.open_addresses(name, identity.name)
    view = _view(desk, identity, left[0], blind=bool(sample.coders)) if left else None
    paper = paper_of(request, identity, view.stored.row["document"], view) if view else None
    return render(
        request, identity, "review.html", sample=sample, left=left, view=view, last=desk.last(identity.name),
        statuses=STATUSES, kinds=FIELD_KINDS, paper=paper,
    )  # fmt: skip


@pages.get("/review/{name}/item")
def review_item(
    request: Request, desk: TheDesk, identity: Coder, name: str, address: Annotated[str, Query(max_length=200)]
) -> HTMLResponse:
    """Return one event of a queue as a piece of a page: it is fetched before it is its turn."""
    sample = desk.sample_of(name, identity.name, identity.role)
    if address not in sample.addresses:
        raise UsageError(f"the sample {name!r} has no event {address!r}")
    view = _view(desk, identity, address, blind=bool(sample.coders))
    paper = paper_of(request, identity, view.stored.row["document"], view)
    return render(
        request, identity, "item.html", sample=sample, view=view, statuses=STATUSES, kinds=FIELD_KINDS, paper=paper
    )


@pages.get("/last")
def last(request: Request, desk: TheDesk, identity: Coder) -> HTMLResponse:
    """Return the last decisions as a piece of a page."""
    return render(request, identity, "last.html", last=desk.last(identity.name))


@pages.get("/event/{document}/{event}")
def show_event(request: Request, desk: TheDesk, identity: Reader, document: str, event: str) -> HTMLResponse:
    """Show one event with its document."""
    view = desk.view(f"{document}#{event}", coder=identity.name, role=identity.role)
    paper = paper_of(request, identity, view.stored.row["document"], view)
    return render(
        request, identity, "event.html", view=view, statuses=STATUSES, kinds=FIELD_KINDS, sample=None, paper=paper
    )


@pages.get("/events")
def list_events(
    request: Request,
    desk: TheDesk,
    identity: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[int, Query(ge=-1, le=2**53)] = -1,
) -> HTMLResponse:
    """Show events that a search finds: ``type:ASSAULT country:COD status:occurred army``."""
    wanted = read_search(q, telling=identity.may("coder"))
    rows, more = desk.events_page(wanted, after=after, limit=50, role=identity.role, coder=identity.name)
    return render(request, identity, "events.html", rows=rows, q=q, next=more)


@pages.get("/documents")
def list_documents(
    request: Request,
    desk: TheDesk,
    identity: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> HTMLResponse:
    """Show documents that have all the words of a search."""
    rows, more = desk.search_page(q, after=after, limit=50, role=identity.role)
    return render(request, identity, "documents.html", rows=rows, q=q, next=more)


@pages.get("/document/{key}")
def show_document(request: Request, desk: TheDesk, identity: Reader, key: str) -> HTMLResponse:
    """Show a document with all its layers and events."""
    page = desk.document(key, coder=identity.name, role=identity.role)
    return render(request, identity, "document.html", page=page, paper=paper_of(request, identity, page.key))


@pages.get("/samples")
def samples(request: Request, desk: TheDesk, identity: Adjudicator) -> HTMLResponse:
    """Show the queues, and a form to draw another one."""
    return render(request, identity, "samples.html", samples=desk.samples_for(identity.name, identity.role))


@pages.get("/quality/{name}")
def quality(request: Request, desk: TheDesk, identity: Coder, name: str) -> HTMLResponse:
    """Show what a sample says of the data set, and how far its coders agree."""
    sample = desk.figures_for(name, identity.name, identity.role)
    figures = desk.quality(name) if sample.kind == "random" else None
    return render(
        request,
        identity,
        "quality.html",
        sample=sample,
        quality=figures,
        agreement=desk.agreement(name),
        drift=desk.drift(name),
    )


@pages.get("/adjudicate/{name}")
def adjudicate(request: Request, desk: TheDesk, identity: Adjudicator, name: str) -> HTMLResponse:
    """Show the events that coders left differently, side by side."""
    sample = desk.sample(name)
    rows = [(row, desk.view(row.address)) for row in desk.disagreements(name)]
    return render(request, identity, "adjudicate.html", sample=sample, rows=rows)


@pages.get("/codebook")
def codebook(request: Request, desk: TheDesk, identity: Coder) -> HTMLResponse:
    """Show the entries that are corrected most, with drafts."""
    return render(request, identity, "codebook.html", suggestions=desk.suggestions(identity.name, identity.role))


@pages.get("/log")
def log(request: Request, desk: TheDesk, identity: Coder) -> HTMLResponse:
    """Show one's own last decisions, each of which can be taken back."""
    return render(request, identity, "log.html", last=desk.last(identity.name, limit=100))


def _view(desk: Desk, identity: Identity, address: str, *, blind: bool) -> EventView:
    return desk.view(address, coder=identity.name, blind=blind, role=identity.role)
