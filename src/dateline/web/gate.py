"""Who gets in: the token of a local desk, hosts, origins, forged requests, and the headers that bind the browser."""

import asyncio
import hmac
import logging
import secrets
from dataclasses import dataclass, field
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.web.identity import Identity

COOKIE = "dateline_desk"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST = 1_000_000  # bytes of a request
PATIENCE = 20.0  # seconds for the body of a request to arrive
OPEN = ("/static/",)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send forms with the origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
LOG = logging.getLogger("dateline.web")


class Gate(Protocol):
    """What decides who gets in."""

    @property
    def entry(self) -> tuple[str, ...]:
        """Paths that somebody who is not let in may use; they check forged requests themselves."""

    def identify(self, request: Request) -> Identity | None:
        """Return who is asking, or None."""

    def csrf_of(self, request: Request) -> str:
        """Return what a page must send back with every change."""

    def refuse(self, request: Request) -> Response:
        """Return the answer to somebody who is not let in."""

    def known_host(self, host: str) -> bool:
        """Tell whether a request came to a name of this desk."""

    def wait(self, identity: Identity) -> int:
        """Return how many seconds somebody has to wait who asks too often; 0 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalGate:
    """Lets in whoever opened the address that the command printed: one person, on this machine.

    The address carries a token, which a first request turns into a cookie that scripts cannot read and other sites do
    not send. A host name other than this machine's is refused, so that no site can reach the desk through a name that
    it points at the loopback address (DNS rebinding).
    """

    name: str
    hosts: frozenset[str]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    entry: tuple[str, ...] = ()

    def identify(self, request: Request) -> Identity | None:
        """Return who is asking, or None."""
        cookie = request.cookies.get(COOKIE, "")
        return Identity(name=self.name, role="owner") if same(cookie, self.token) else None

    def csrf_of(self, request: Request) -> str:
        """Return what a page must send back with every change."""
        return self.csrf

    def refuse(self, request: Request) -> Response:
        """Return the refusal of somebody who is not let in, or the redirect that sets the cookie."""
        given = request.query_params.get("token")
        if given and same(given, self.token) and request.method == "GET":
            response = RedirectResponse("/", status_code=303)
            response.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
            return response
        return tell(request, 401, "Open the desk by the address that `dateline desk` printed.")

    def known_host(self, host: str) -> bool:
        """Tell whether a request came to a name of this machine."""
        return host in self.hosts

    def wait(self, identity: Identity) -> int:
        """Return 0: nobody has to wait on their own machine."""
        return 0


class Guard:
    """Checks a request before anything else sees it, and binds the browser with the headers of every answer.

    It stands outside all else, so that errors, streams and answers of the server itself have the headers, too.
    """

    def __init__(self, app: ASGIApp, *, gate: Gate, patience: float = PATIENCE) -> None:
        """Stand before an application."""
        self._app, self._gate, self._patience = app, gate, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":  # there is none
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        started = False

        async def bound(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    if name != "Cache-Control" or not request.url.path.startswith(OPEN):
                        headers[name] = value
            await send(message)

        try:
            refusal = await self._refuse(request)
            if refusal is not None:
                await refusal(scope, receive, bound)
                return
            await self._app(scope, await self._whole(request), bound)
        except ClientDisconnect:
            return
        except _RefusedError as refused:
            await tell(request, refused.status, refused.message)(scope, receive, bound)
        except Exception:
            LOG.exception("a request could not be answered: %s", request.method)
            if started:
                raise
            await tell(request, 500, "The desk could not answer; its log says why.")(scope, receive, bound)

    async def _refuse(self, request: Request) -> Response | None:
        if not self._gate.known_host(request.headers.get("host", "")):
            return tell(request, 421, "This desk is not at that name.")
        length = request.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or "transfer-encoding" in request.headers:
            return tell(request, 411, "Send the length of the request.")
        if len(length) > 9 or int(length) > LARGEST:
            return tell(request, 413, "The request is too large.")
        if request.method not in SAFE and is_foreign(request):
            return tell(request, 403, "The request comes from another site.")
        if request.url.path.startswith(OPEN) or request.url.path in self._gate.entry:
            return None
        identity = await run_in_threadpool(self._gate.identify, request)
        if identity is None:
            return self._gate.refuse(request)
        if seconds := self._gate.wait(identity):
            refusal = tell(request, 429, "You ask too often; wait a little.")
            refusal.headers["Retry-After"] = str(seconds)
            return refusal
        if request.method not in SAFE and not same(request.headers.get("x-desk-csrf", ""), self._gate.csrf_of(request)):
            return tell(request, 403, "The request was not made by a page of this desk.")
        request.state.identity = identity
        return None

    async def _whole(self, request: Request) -> Receive:
        """Return what gives the body again that has arrived as a whole, in time, and is not too large."""
        body = b""
        try:
            async with asyncio.timeout(self._patience):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > LARGEST:
                        raise _RefusedError(413, "The request is too large.")
        except TimeoutError:
            raise _RefusedError(408, "The request did not arrive in time.") from None
        given = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> Message:
            return next(given, None) or await request.receive()

        return again


class _RefusedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def is_foreign(request: Request) -> bool:
    """Tell whether a browser says that a request was made by a page of another site."""
    origin = request.headers.get("origin")
    if origin is not None and origin.rpartition("//")[2] != request.headers.get("host"):
        return True
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def tell(request: Request, status: int, message: str) -> Response:
    """Return an answer that is only a message: JSON for scripts, plain text for people."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status_code=status)
    return PlainTextResponse(message, status_code=status)
