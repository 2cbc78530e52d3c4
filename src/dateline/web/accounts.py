"""The gate of a desk on a server: accounts, sessions in signed cookies, and how often somebody may ask."""

from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dateline.desk.accounts import Accounts
from dateline.errors import UsageError
from dateline.web.gate import COOKIE, tell
from dateline.web.identity import Identity, Role
from dateline.web.limits import Limit, LoginLimits

ENTRY = ("/login", "/logout", "/api/v1/login")
PER_MINUTE = 1_200  # requests of one account


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGate:
    """Lets in who has logged in. Role and standing of the account are looked up for every request."""

    accounts: Accounts
    hosts: frozenset[str]
    secure: bool
    logins: LoginLimits = field(default_factory=LoginLimits)
    requests: Limit = field(default_factory=lambda: Limit(PER_MINUTE, 60))
    entry: tuple[str, ...] = ENTRY

    @property
    def cookie(self) -> str:
        """The name of the cookie: over https one that only this host can have set."""
        return f"__Host-{COOKIE}" if self.secure else COOKIE

    def identify(self, request: Request) -> Identity | None:
        """Return who is asking, or None."""
        session = self.accounts.find(request.cookies.get(self.cookie, ""))
        if session is None:
            return None
        request.state.csrf = session.csrf
        return Identity(name=session.name, role=cast(Role, session.role), remote=True)

    def csrf_of(self, request: Request) -> str:
        """Return what a page must send back with every change."""
        return str(getattr(request.state, "csrf", ""))

    def refuse(self, request: Request) -> Response:
        """Send somebody who is not logged in to the form, and tell scripts."""
        if request.method == "GET" and not request.url.path.startswith("/api/"):
            return RedirectResponse("/login", status_code=303)
        return tell(request, 401, "Log in first.")

    def known_host(self, host: str) -> bool:
        """Tell whether a request came to the public name."""
        return host.lower() in self.hosts

    def wait(self, identity: Identity) -> int:
        """Return how many seconds somebody has to wait who asks too often."""
        seconds = self.requests.wait(identity.name)
        self.requests.count(identity.name)
        return seconds

    def set_cookie(self, response: Response, value: str) -> None:
        """Give the browser a session: no script reads it, no other site sends it."""
        response.set_cookie(self.cookie, value, httponly=True, samesite="strict", secure=self.secure, path="/")


def read_public_url(url: str) -> tuple[frozenset[str], bool]:
    """Return the hosts (as browsers send them) of a public address, and whether it is https.

    Raises:
        UsageError: it is no address of a host.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or parts.path not in ("", "/"):
        raise UsageError(f"{url!r} is not the address of a desk; write it as https://desk.example.org")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = 443 if parts.scheme == "https" else 80
    names = {host} if port in (None, usual) else {f"{host}:{port}"}
    if port in (None, usual):
        names.add(f"{host}:{usual}")
    return frozenset(names), parts.scheme == "https"
