"""The desk as a web application: FastAPI, server templates, a little JavaScript, nothing from elsewhere."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from dateline.desk.papers import Papers
from dateline.desk.service import Desk
from dateline.desk.trials import Trials
from dateline.errors import ConflictError, DatelineError, NotAllowedError, ProjectError, TryAgainError, UsageError
from dateline.web.accounts import AccountGate
from dateline.web.api import api
from dateline.web.entry import entry
from dateline.web.gate import Gate, Guard
from dateline.web.looking import looking
from dateline.web.looking_api import looking_api
from dateline.web.managing import managing, managing_pages
from dateline.web.pages import pages
from dateline.web.papers import papers_api
from dateline.web.regrouping import regrouping, regrouping_api
from dateline.web.trying import trying, trying_pages

HERE = Path(__file__).parent
STATUSES = (
    (ConflictError, 409), (ProjectError, 404), (NotAllowedError, 403), (TryAgainError, 429), (UsageError, 400),
)  # fmt: skip
WAIT = 15  # seconds
LOG = logging.getLogger("dateline.web")
ABOUT = """The operations of the desk. docs/desk-api.md says how a script logs in, and what the errors mean.

Every change (POST, PATCH) sends the header `X-Desk-CSRF` with what `GET /api/v1/me` says."""


def create_app(desk: Desk, gate: Gate, papers: Papers | None = None) -> FastAPI:
    """Return the application of one project.

    Args:
        desk: the use cases.
        gate: who gets in: ``LocalGate``, or ``AccountGate`` for a server, which adds logging in and managing accounts.
        papers: the pages of PDFs and scans; looked for where they were when they were read if none are given.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.papers.close()
        app.state.trials.close()
        desk.pool.close()

    app = FastAPI(title="dateline desk", version="1", description=ABOUT, docs_url=None, redoc_url=None,
                  openapi_url="/api/openapi.json", lifespan=life)  # fmt: skip
    app.state.desk, app.state.gate = desk, gate
    app.state.papers, app.state.trials = papers or Papers(desk.pool), Trials(desk)
    app.add_middleware(Guard, gate=gate)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(api, prefix="/api/v1")
    app.include_router(looking_api, prefix="/api/v1")
    app.include_router(papers_api, prefix="/api/v1")
    app.include_router(trying, prefix="/api/v1")
    app.include_router(regrouping_api, prefix="/api/v1")
    app.include_router(pages)
    app.include_router(trying_pages)
    app.include_router(looking)
    app.include_router(regrouping)
    if isinstance(gate, AccountGate):
        app.include_router(entry)
        app.include_router(managing, prefix="/api/v1")
        app.include_router(managing_pages)
    app.add_exception_handler(DatelineError, _tell)
    app.add_exception_handler(HTTPException, _tell_plainly)
    app.add_exception_handler(RequestValidationError, _tell_faults)
    return app


def _tell(request: Request, error: Exception) -> JSONResponse:
    """Tell what is wrong, without the project's address; what is wrong with the store is for the log alone."""
    if not isinstance(error, UsageError):
        LOG.error("the store: %s", error)
        return JSONResponse({"error": "the project cannot be used at the moment"}, status_code=503)
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    place = request.app.state.desk.pool.place
    answer = _json(str(error).removeprefix(f"{place}: "), status)
    if status == 429:
        answer.headers["Retry-After"] = str(WAIT)
    return answer


def _tell_plainly(request: Request, error: Exception) -> JSONResponse:
    status, detail = getattr(error, "status_code", 500), getattr(error, "detail", "")
    answer = _json(str(detail), status)
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


def _tell_faults(request: Request, error: Exception) -> JSONResponse:
    """Tell all faults of a request; what was sent is not sent back."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    told = (f"{'.'.join(str(part) for part in fault['loc'][1:])[:100]}: {fault['msg'][:200]}" for fault in found[:20])
    return _json("; ".join(told), 422)


def _json(message: str, status: int) -> JSONResponse:
    return JSONResponse({"error": message.encode("utf-8", "replace").decode("utf-8")}, status_code=status)
