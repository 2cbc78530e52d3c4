"""Trying a draft of a codebook entry over the reviewed documents: the page, its pieces, and the same as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import AfterValidator, BaseModel, Field

from dateline.desk.trials import Trials
from dateline.web.access import ERRORS, Coder
from dateline.web.rendering import render

trying_pages = APIRouter(include_in_schema=False)
trying = APIRouter(responses=ERRORS, tags=["codebook"])
LONGEST = 40_000  # characters that are taken; more than an entry may have, so that its fault is told as one
OUTCOMES = {
    "now-right": "now right", "now-wrong": "now wrong", "still-wrong": "still wrong", "still-right": "still right",
    "open": "not judged",
}  # fmt: skip


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half a character is no text") from None
    return text


def _trials(request: Request) -> Trials:
    trials: Trials = request.app.state.trials
    return trials


TheTrials = Annotated[Trials, Depends(_trials)]
Entry = Annotated[str, Query(min_length=1, max_length=200, description="the id of an entry of the project's codebook")]
TrialId = Annotated[str, Path(max_length=40, description="of a trial that one began")]


class TrialIn(BaseModel, extra="forbid"):
    """An edited entry to be tried; nothing is written to the codebook."""

    entry: Annotated[str, Field(min_length=1, max_length=200, description="the id of the entry")]
    text: Annotated[str, Field(max_length=LONGEST, description="the entry as YAML, as its file has it"),
                    AfterValidator(_encodable)]  # fmt: skip
    documents: Annotated[int, Field(ge=1, le=1_000, description="at most so many documents")] = 200


@trying_pages.get("/codebook/try")
def show_draft(request: Request, trials: TheTrials, identity: Coder, entry: Entry) -> HTMLResponse:
    """Show an entry in a field to be edited, with the drafted sentences in it."""
    draft = trials.draft(entry, coder=identity.name, role=identity.role)
    return render(request, identity, "try.html", draft=draft)


@trying_pages.get("/codebook/trials/{trial}")
def show_trial(request: Request, trials: TheTrials, identity: Coder, trial: TrialId) -> HTMLResponse:
    """Return what became of a trial so far, as a piece of a page."""
    found = trials.find(trial, coder=identity.name)
    return render(request, identity, "trial.html", trial=found, outcomes=OUTCOMES)


@trying.get("/codebook/draft", operation_id="draftEntry")
def draft_entry(trials: TheTrials, identity: Coder, entry: Entry) -> Mapping[str, Any]:
    """Return an entry of the project's codebook, as it is and with the sentences that its corrections suggest."""
    return asdict(trials.draft(entry, coder=identity.name, role=identity.role))


@trying.post("/codebook/trials", status_code=202, operation_id="tryEntry")
def try_entry(trials: TheTrials, identity: Coder, given: TrialIn) -> Mapping[str, Any]:
    """Begin to try an edited entry over the reviewed documents; it ends what one was trying before."""
    return asdict(trials.begin(given.entry, given.text, coder=identity.name, role=identity.role, most=given.documents))


@trying.get("/codebook/trials/{trial}", operation_id="showTrial")
def find_trial(trials: TheTrials, identity: Coder, trial: TrialId) -> Mapping[str, Any]:
    """Return how far a trial is, its faults, and what would change: ask again while it is waiting or running."""
    return asdict(trials.find(trial, coder=identity.name))


@trying.post("/codebook/trials/{trial}/stop", operation_id="stopTrial")
def stop_trial(trials: TheTrials, identity: Coder, trial: TrialId) -> Mapping[str, Any]:
    """End a trial; what was found so far stays."""
    return asdict(trials.stop(trial, coder=identity.name))


@trying.get("/codebook/trials/{trial}/file", operation_id="editedFile", response_class=Response,
            responses={200: {"content": {"application/yaml": {"schema": {"type": "string"}}},
                             "description": "The codebook's file with the edited entry in it."}})  # fmt: skip
def edited_file(trials: TheTrials, identity: Coder, trial: TrialId) -> Response:
    """Return the whole file of the codebook with the edited entry in it, to be kept in a copy of the codebook."""
    name, text = trials.file(trial, coder=identity.name)
    safe = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in name)
    return Response(text, media_type="application/yaml; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="{safe}"'})  # fmt: skip
