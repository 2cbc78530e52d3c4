import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI
from projects import code_project, copy_project

from dateline.desk.accounts import Accounts
from dateline.desk.pool import StorePool
from dateline.desk.service import Desk
from dateline.project import EventFilter
from dateline.web.accounts import AccountGate, read_public_url
from dateline.web.app import create_app

URL = "https://desk.example.org"
PASSWORD = "correct horse battery"
ROLES = {"rita": "reader", "carl": "coder", "cora": "coder", "adam": "adjudicator", "olga": "owner", "otto": "owner"}
HOSTILE = '"><script>window.hacked=1</script><svg onload=alert(1)>{{7*7}}\u202egnp.exe\u2066'
REPORTS: tuple[dict[str, Any], ...] = (
    {"id": "goma", "text": "GOMA (Reuters) - Rebels shelled Goma on Monday, killing nine, the army said."},
    {"id": "lima", "text": "LIMA - Teachers marched through Lima on Tuesday. Police arrested four of them."},
    {"id": "told1", "outlet": "Harbour Post", "published": "2031-03-14",
     "text": "Gunmen attacked a market in Bukavu on Friday, killing at least 12 people, police said."},
    {"id": "told2", "outlet": "Lakeside Wire", "published": "2031-03-14",
     "text": "Gunmen attacked a market in Bukavu on Friday, killing 31 people, a hospital official said."},
    {
        "id": "victim", "title": "Joana Velloso was arrested",
        "text": "Police arrested Joana Velloso, a 34-year-old nurse, in Lima on Tuesday, her brother said.",
    },
    {"id": HOSTILE, "title": HOSTILE, "outlet": HOSTILE, "url": "javascript:alert(1)",
     "text": f"Rebels shelled Goma on Monday, {HOSTILE} said. {'A' * 200_000}"},
)  # fmt: skip


@dataclass
class Clock:
    now: datetime = datetime(2031, 3, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


class Browser:
    """Sends requests to the application in this process and keeps cookies as a browser does; follows no redirect."""

    def __init__(self, app: Any, *, address: str = "192.0.2.7", headers: dict[str, str] | None = None) -> None:
        self.app, self.address, self.headers = app, address, headers or {}
        self.cookies = httpx.Cookies()

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=(self.address, 5_000))
            async with httpx.AsyncClient(
                transport=transport, base_url=URL, cookies=self.cookies, headers=self.headers
            ) as client:
                answer = await client.request(method, path, **more)
                self.cookies = client.cookies
            return answer

        return anyio.run(send)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def patch(self, path: str, **more: Any) -> httpx.Response:
        return self.request("PATCH", path, **more)


@dataclass
class Team:
    """A desk on a server, with an account of every role."""

    app: FastAPI
    desk: Desk
    gate: AccountGate
    clock: Clock
    addresses: tuple[str, ...]
    clients: dict[str, Browser] = field(default_factory=dict)

    def nobody(self, **options: Any) -> Browser:
        return Browser(self.app, **options)

    def client(self, name: str) -> Browser:
        """Return a browser in which somebody has logged in, which sends the token of its pages."""
        if name not in self.clients:
            session = self.gate.accounts.begin(name)
            self.clients[name] = self.nobody(headers={"X-Desk-CSRF": session.csrf})
            self.clients[name].cookies.set(self.gate.cookie, session.cookie, domain="desk.example.org")
        return self.clients[name]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with reports, some of them hostile, accounts, and queues: copied for each test."""
    folder = tmp_path_factory.mktemp("server")
    corpus, place = folder / "reports.jsonl", folder / "project.duckdb"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in REPORTS), encoding="utf-8")
    code_project(place, corpus, link=True)
    pool = StorePool(place)
    accounts, desk = Accounts(pool), Desk(pool)
    for name, role in ROLES.items():
        accounts.add(name, role=role, password=PASSWORD)
    for name, coders in (("open", ()), ("blind", ("carl", "cora"))):
        desk.draw(name, kind="random", size=100, seed=1, wanted=EventFilter(), by="adam", coders=coders)
    pool.close()
    return place


@pytest.fixture
def team(built: Path, tmp_path: Path) -> Iterator[Team]:
    pool, clock = StorePool(copy_project(built, tmp_path)), Clock()
    desk = Desk(pool, clock=clock)
    hosts, secure = read_public_url(URL)
    gate = AccountGate(accounts=Accounts(pool, clock=clock), hosts=hosts, secure=secure)
    yield Team(create_app(desk, gate), desk, gate, clock, desk.sample("open").addresses)
    pool.close()


@pytest.fixture
def decision(team: Team) -> Callable[..., dict[str, Any]]:
    """A decision as a client sends it: on the first event, unless told otherwise."""

    def make(action: str = "accept", *, address: str | None = None, **more: Any) -> dict[str, Any]:
        document, _, event = (address or team.addresses[0]).rpartition("#")
        return {"action": action, "document": document, "event": event, **more}

    return make


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def rows_of(team: Any) -> list[str]:
    with team.desk.pool.store() as store:
        return [json.dumps(row, sort_keys=True) for row in store.decisions()]
