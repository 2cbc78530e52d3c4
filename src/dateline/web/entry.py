"""Log in and out: the form for people, JSON for scripts."""

import secrets
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dateline.desk.accounts import Session
from dateline.web.access import ERRORS
from dateline.web.accounts import AccountGate
from dateline.web.gate import same, tell
from dateline.web.rendering import TEMPLATES

entry = APIRouter(responses=ERRORS)
FORM_COOKIE = "dateline_login"
WRONG = "The name or the password is not right."


class LoginIn(BaseModel, extra="forbid"):
    """Who logs in."""

    name: Annotated[str, Field(max_length=80)]
    password: Annotated[str, Field(max_length=200)]


class SessionOut(BaseModel):
    """Who has logged in, and what every change must send as X-Desk-CSRF."""

    name: str
    csrf: str
    expires: str


class _RefusedError(Exception):
    def __init__(self, status: int, message: str, wait: int = 0) -> None:
        super().__init__(message)
        self.status, self.message, self.wait = status, message, wait


@entry.get("/login", include_in_schema=False)
def show_login(request: Request) -> HTMLResponse:
    """Show the form; it has a token of its own, which belongs to a cookie of its own."""
    return _form(request)


@entry.post("/login", include_in_schema=False)
async def log_in(request: Request) -> Response:
    """Take the form."""
    given = await _fields(request)
    gate: AccountGate = request.app.state.gate
    nonce = request.cookies.get(FORM_COOKIE, "")
    if not nonce or not gate.accounts.signed(f"form:{nonce}", given.get("csrf", "")):
        return _form(request, status=403, message="The form was too old; try again.")
    try:
        session = await run_in_threadpool(_begin, request, given.get("name", ""), given.get("password", ""))
    except _RefusedError as refused:
        return _form(request, status=refused.status, message=refused.message, wait=refused.wait)
    response = RedirectResponse("/", status_code=303)
    gate.set_cookie(response, session.cookie)
    response.delete_cookie(FORM_COOKIE, path="/login")
    return response


@entry.post("/logout", include_in_schema=False)
async def log_out(request: Request) -> Response:
    """End the session, on the server as in the browser."""
    given = await _fields(request)
    gate: AccountGate = request.app.state.gate
    cookie = request.cookies.get(gate.cookie, "")
    session = await run_in_threadpool(gate.accounts.find, cookie)
    if session is not None:
        if not same(given.get("csrf", "") or request.headers.get("x-desk-csrf", ""), session.csrf):
            return tell(request, 403, "The request was not made by a page of this desk.")
        await run_in_threadpool(gate.accounts.end, cookie)
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(gate.cookie, path="/", secure=gate.secure, httponly=True, samesite="strict")
    return response


@entry.post("/api/v1/login", operation_id="logIn", response_model=SessionOut, tags=["session"])
def log_in_script(request: Request, given: LoginIn) -> Response:
    """Log in as a script: the cookie of the answer, and its ``csrf`` as X-Desk-CSRF, go with every further call."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return tell(request, 422, "Send the name and the password as application/json.")
    gate: AccountGate = request.app.state.gate
    try:
        session = _begin(request, given.name, given.password)
    except _RefusedError as refused:
        answer = tell(request, refused.status, refused.message)
        if refused.wait:
            answer.headers["Retry-After"] = str(refused.wait)
        return answer
    response = JSONResponse({"name": session.name, "csrf": session.csrf, "expires": session.expires})
    gate.set_cookie(response, session.cookie)
    return response


def _begin(request: Request, name: str, password: str) -> Session:
    """Begin a session; whoever fails learns only that, and has to wait after a few tries."""
    gate: AccountGate = request.app.state.gate
    address = request.client.host if request.client else ""
    if wait := gate.logins.wait(name, address):
        raise _RefusedError(429, "There were too many tries; wait a while.", wait)
    gate.logins.failed(name, address)
    if not gate.accounts.verify(name, password):
        raise _RefusedError(401, WRONG)
    gate.logins.succeeded(name, address)
    gate.accounts.end(request.cookies.get(gate.cookie, ""))
    return gate.accounts.begin(name)


def _form(request: Request, *, status: int = 200, message: str = "", wait: int = 0) -> HTMLResponse:
    gate: AccountGate = request.app.state.gate
    nonce = secrets.token_urlsafe(24)
    page = TEMPLATES.get_template("login.html").render(csrf=gate.accounts.sign(f"form:{nonce}"), message=message)
    response = HTMLResponse(page, status_code=status, headers={"Retry-After": str(wait)} if wait else None)
    response.set_cookie(FORM_COOKIE, nonce, httponly=True, samesite="strict", secure=gate.secure, path="/login")
    return response


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form of the plain kind; what cannot be read has none."""
    body = await request.body()
    try:
        given = parse_qs(body.decode("utf-8"), max_num_fields=10, keep_blank_values=True)
    except ValueError:
        return {}
    return {name: values[0][:400] for name, values in given.items()}
