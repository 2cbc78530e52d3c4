"""Serve the desk: on this machine alone, or for a team."""

import getpass
import importlib.util
import logging
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.desk.papers import Papers
from dateline.desk.pool import StorePool
from dateline.desk.service import Desk
from dateline.errors import UsageError
from dateline.settings import load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = "127.0.0.1"
NEEDED = ("fastapi", "jinja2", "uvicorn", "argon2")
SECRET = "DATELINE_DESK_SECRET"  # the name of the variable
MOST_AT_ONCE = 1_000  # connections


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How a desk is served to a team.

    Args:
        host: the address that is listened on.
        port: 0 for any that is free.
        public_url: the address that people open; the only host name that is answered.
        proxies: addresses of proxies whose X-Forwarded-For and -Proto are believed; nobody's if there are none.
        hours: after a log-in a session ends.
        originals: the folder in which the files of pages are looked for; where they were when they were read if none.
    """

    host: str = LOOPBACK
    port: int = 0
    public_url: str | None = None
    proxies: Sequence[str] = ()
    hours: float = 12.0
    originals: Path | None = None


def serve_locally(place: str, *, port: int, opened: Callable[[str], None], originals: Path | None = None) -> None:
    """Serve the desk of a project on this machine alone, until it is stopped.

    Args:
        place: a project.
        port: 0 for any that is free.
        opened: called with the address, which carries the token, as soon as it answers.
        originals: the folder in which the files of pages are looked for.

    Raises:
        UsageError: the packages of the desk are not installed, or the port is taken.
        ProjectError: the project cannot be used.
    """
    _need()
    from dateline.web.app import create_app
    from dateline.web.gate import LocalGate

    pool, papers = _open(place, originals)
    listener = _listen(pool, LOOPBACK, port)
    port = listener.getsockname()[1]
    gate = LocalGate(name=getpass.getuser(), hosts=frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"}))
    _serve(create_app(Desk(pool), gate, papers), listener, f"http://{LOOPBACK}:{port}/?token={gate.token}", opened)


def serve_team(place: str, options: ServerOptions, *, opened: Callable[[str], None]) -> None:
    """Serve the desk of a project to people who have accounts, until it is stopped.

    Raises:
        UsageError: the packages of the desk are not installed, the port is taken, no owner has an account, the
            address cannot be used, or the secret of the environment is too short.
        ProjectError: the project cannot be used.
    """
    _need()
    from dateline.desk.accounts import Accounts
    from dateline.web.accounts import AccountGate, read_public_url
    from dateline.web.app import create_app

    secret = os.environ.get(SECRET)
    if secret is not None and len(secret) < 32:
        raise UsageError(f"{SECRET} has fewer than 32 characters; make one with `openssl rand -base64 32`")
    if options.public_url:
        read_public_url(options.public_url)
    pool, papers = _open(place, options.originals)
    accounts = Accounts(pool, hours=options.hours, secret=secret)
    if not any(one.role == "owner" and one.active for one in accounts.list()):
        pool.close()
        raise UsageError(
            f"nobody owns this desk; first run `dateline accounts add {pool_name(place)} NAME --role owner`"
        )
    listener = _listen(pool, options.host, options.port)
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = options.public_url or f"http://{host}:{listener.getsockname()[1]}"
    hosts, secure = read_public_url(url)
    gate = AccountGate(accounts=accounts, hosts=hosts, secure=secure)
    _serve(create_app(Desk(pool), gate, papers), listener, url, opened, proxies=options.proxies)


def _open(place: str, originals: Path | None) -> tuple[StorePool, Papers]:
    if originals is not None and not originals.is_dir():
        raise UsageError(f"{originals}: there is no such folder; correct --originals")
    limits = load_settings().limits
    pool = StorePool(place)
    return pool, Papers(pool, folder=originals, limits=limits)


def pool_name(place: str) -> str:
    """Return how a message calls a project: never with a password."""
    return "PROJECT" if "://" in place else place


def _serve(
    app: "FastAPI", listener: socket.socket, url: str, opened: Callable[[str], None], *, proxies: Sequence[str] = ()
) -> None:
    import uvicorn

    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies), limit_concurrency=MOST_AT_ONCE, timeout_keep_alive=5, ws="none",
    )  # fmt: skip
    listener.listen(1_024)
    opened(url)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(pool: StorePool, host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        pool.close()
        why = error.strerror or str(error)
        raise UsageError(f"the port {port} cannot be used at {host} ({why}); name another with --port") from None
    return listener


def _need() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(f"the desk needs {', '.join(missing)}; install it with `pip install 'dateline[desk]'`")
