"""The desk as a web application: FastAPI, server templates, a little JavaScript, nothing from elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import BaseHTTPMiddleware

from dateline.desk.service import Desk
from dateline.errors import DatelineError, ProjectError, UsageError
from dateline.web.api import api
from dateline.web.gate import guard
from dateline.web.looking import looking
from dateline.web.looking_api import looking_api
from dateline.web.pages import pages

HERE = Path(__file__).parent


def create_app(desk: Desk, gate: Any) -> FastAPI:
    """Return the application of one project.

    Args:
        desk: the use cases.
        gate: who gets in: ``LocalGate``, or the accounts of a server.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.pool.close()

    app = FastAPI(title="dateline desk", version="1", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
                  lifespan=life)  # fmt: skip
    app.state.desk, app.state.gate = desk, gate
    app.add_middleware(BaseHTTPMiddleware, dispatch=guard)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(api, prefix="/api/v1")
    app.include_router(looking_api, prefix="/api/v1")
    app.include_router(pages)
    app.include_router(looking)
    app.add_exception_handler(DatelineError, _tell)
    return app


def _tell(request: Request, error: Exception) -> JSONResponse:
    status = 404 if isinstance(error, ProjectError) else 400 if isinstance(error, UsageError) else 503
    return JSONResponse({"error": str(error)}, status_code=status)
