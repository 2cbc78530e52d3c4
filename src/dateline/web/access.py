from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from dateline.desk.service import Desk
from dateline.web.identity import Identity, Role


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
