"""What a call needs: the desk, and somebody of a role. Every route takes one of these, and a test walks them all."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request
from pydantic import BaseModel

from dateline.desk.service import Desk
from dateline.web.identity import Identity, Role

T = TypeVar("T")


class Problem(BaseModel):
    """What went wrong, for people; the status says it for scripts."""

    error: str


ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The call cannot be carried out as asked; the message says why."},
    401: {"model": Problem, "description": "Nobody is logged in, or the session has ended."},
    403: {"model": Problem, "description": "The role is too low, or the X-Desk-CSRF header is missing or wrong."},
    404: {"model": Problem, "description": "There is nothing of that name."},
    408: {"model": Problem, "description": "The request did not arrive in time."},
    409: {"model": Problem, "description": "The name or the key is taken, or no owner would be left."},
    411: {"model": Problem, "description": "The request does not tell its length."},
    413: {"model": Problem, "description": "The request is larger than a megabyte."},
    421: {"model": Problem, "description": "The desk is not at that host name."},
    422: {"model": Problem, "description": "The request is not of the form described here; all faults are told."},
    429: {"model": Problem, "description": "Too many requests; Retry-After says how many seconds to wait."},
    503: {"model": Problem, "description": "The project cannot be used at the moment."},
}


def cut_page(rows: Sequence[T], *, after: int, limit: int) -> tuple[Sequence[T], int | None]:
    """Return a page of rows, and what to pass as ``after`` for the next one."""
    page = rows[after : after + limit]
    return page, after + limit if after + limit < len(rows) else None


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _require(role: Role) -> Callable[[Request], Identity]:
    def check(request: Request) -> Identity:
        identity: Identity = request.state.identity
        if not identity.may(role):
            raise HTTPException(403, f"this is for the role {role} or higher; you are {identity.role}")
        return identity

    return check


TheDesk = Annotated[Desk, Depends(_desk)]
Reader = Annotated[Identity, Depends(_require("reader"))]
Coder = Annotated[Identity, Depends(_require("coder"))]
Adjudicator = Annotated[Identity, Depends(_require("adjudicator"))]
Owner = Annotated[Identity, Depends(_require("owner"))]
