"""Who gets in: the token of a local desk, hosts, origins, forged requests, and the headers that bind the browser."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from dateline.web.identity import Identity

COOKIE = "dateline_desk"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST = 1_000_000  # bytes of a request
OPEN = ("/static/",)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
Next = Callable[[Request], Awaitable[Response]]


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

    def identify(self, request: Request) -> Identity | None:
        """Return who is asking, or None."""
        cookie = request.cookies.get(COOKIE, "")
        return Identity(name=self.name, role="owner") if hmac.compare_digest(cookie, self.token) else None

    def csrf_of(self, request: Request) -> str:
        """Return what a page must send back with every change."""
        return self.csrf

    def refuse(self, request: Request) -> Response | None:
        """Return the refusal of somebody who is not let in, or the redirect that sets the cookie."""
        given = request.query_params.get("token")
        if given and hmac.compare_digest(given, self.token) and request.method == "GET":
            response = RedirectResponse("/", status_code=303)
            response.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
            return response
        return PlainTextResponse("Open the desk by the address that `dateline desk` printed.", status_code=401)

    def known_host(self, host: str) -> bool:
        """Tell whether a request came to a name of this machine."""
        return host in self.hosts


async def guard(request: Request, call_next: Next) -> Response:
    """Check a request before anything else sees it, and bind the browser with the headers of the answer."""
    response = _refusal(request)
    if response is None:
        response = await call_next(request)
    for name, value in HEADERS.items():
        if name != "Cache-Control" or not request.url.path.startswith(OPEN):
            response.headers[name] = value
    return response


def _refusal(request: Request) -> Response | None:
    gate = request.app.state.gate
    if not gate.known_host(request.headers.get("host", "")):
        return PlainTextResponse("This desk is not at that name.", status_code=421)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST or "transfer-encoding" in request.headers:
        return PlainTextResponse("The request is too large.", status_code=413)
    if request.url.path.startswith(OPEN):
        return None
    identity = gate.identify(request)
    if identity is None:
        return gate.refuse(request)  # type: ignore[no-any-return]
    if request.method not in SAFE:
        origin = request.headers.get("origin")
        if origin and origin.rpartition("//")[2] != request.headers.get("host"):
            return PlainTextResponse("The request comes from another site.", status_code=403)
        if not hmac.compare_digest(request.headers.get("x-desk-csrf", ""), gate.csrf_of(request)):
            return PlainTextResponse("The request was not made by a page of this desk.", status_code=403)
    request.state.identity = identity
    return None
