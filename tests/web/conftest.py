import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from projects import code_project, copy_project

from dateline.desk.pool import StorePool
from dateline.desk.service import Desk
from dateline.web.app import create_app
from dateline.web.gate import LocalGate

CITIES = ("Goma", "Lima", "Cairo", "Nairobi", "Quito", "Manila")
STORIES = (
    "Rebels shelled {city} on Monday, killing nine, the army said. The rebels denied the attack.",
    "Teachers marched through {city} on Tuesday to demand higher pay. Police arrested four of them.",
    "The president met farmers in {city} on Wednesday. He promised them aid. Two ministers resigned.",
    "Gunmen killed two soldiers near {city} on Thursday. The government condemned the attack.",
)
TOLD_TWICE = (
    ("Lakeside Wire", "Gunmen attacked a market in Bukavu on Friday, killing at least 12 people, police said."),
    ("Harbour Post", "Gunmen attacked a market in Bukavu on Friday, killing 31 people, a hospital official said."),
    (
        "Valley Times",
        "At least 12 people died when gunmen attacked a market in Bukavu on Friday, Lakeside Wire reported.",
    ),
)
HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1"> \u202egnp.exe \u0627\u0644'


def make_reports() -> list[dict[str, Any]]:
    rows = [
        {"id": f"r{n}", "text": f"{city.upper()} - {text.format(city=city)}", "outlet": "Harbour Post"}
        for n, (text, city) in enumerate(product(STORIES, CITIES))
    ]
    rows += [{"id": f"told{n}", "text": text, "outlet": outlet} for n, (outlet, text) in enumerate(TOLD_TWICE)]
    rows.append(
        {"id": "hostile", "title": HOSTILE, "outlet": HOSTILE, "text": f"Rebels shelled Goma on Monday. {HOSTILE}"}
    )
    return [{**row, "published": "2031-03-14"} for row in rows]


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with twenty-eight short reports, more than fifty events, and one story told by three."""
    folder = tmp_path_factory.mktemp("web")
    corpus, place = folder / "reports.jsonl", folder / "project.duckdb"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in make_reports()), encoding="utf-8")
    code_project(place, corpus, link=True)
    return place


@pytest.fixture
def project(coded: Path, tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    return copy_project(coded, tmp_path)


@pytest.fixture
def desk(project: Path) -> Iterator[Desk]:
    """The use cases over the copy."""
    pool = StorePool(project)
    yield Desk(pool)
    pool.close()


class RoleGate(LocalGate):
    """A local gate whose person has a role other than the owner's."""

    def __init__(self, *, role: str, **more: Any) -> None:
        super().__init__(**more)
        object.__setattr__(self, "role", role)

    role: Any

    def identify(self, request: Any) -> Any:
        """Return the person with the role."""
        from dataclasses import replace

        found = super().identify(request)
        return replace(found, role=self.role) if found else None


@pytest.fixture
def serve(desk: Desk) -> Iterator[Callable[..., str]]:
    """Serve the desk for one person; several may be served at once. Returns the address with its token."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(name: str = "ada", *, role: str = "owner") -> str:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        gate = RoleGate(name=name, role=role, hosts=frozenset({host}))
        server = uvicorn.Server(uvicorn.Config(create_app(desk, gate), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        running.append((server, thread))
        return f"http://{host}/?token={gate.token}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open an address in a browser of its own; what the page reports as wrong fails the test."""
    contexts, wrong = [], list[str]()

    def go(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        tab = context.new_page()
        tab.on(
            "console",
            lambda said: (
                wrong.append(f"{said.text} {said.location}")
                if said.type in ("error", "warning") and "favicon.ico" not in str(said.location)
                else None
            ),
        )
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto(address)
        tab.wrong = wrong
        tab.home = address.partition("?")[0].rstrip("/")
        return tab

    yield go
    for context in contexts:
        context.close()
    assert wrong == []
