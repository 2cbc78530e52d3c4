from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from needs import require
from postgres import serve_postgres

from dateline.project import ProjectRun
from dateline.store import Store, open_store
from dateline.workspace import Workspace, load_settings

TABLES = (
    "documents", "texts", "records", "versions", "actors", "places", "mentions", "times", "claims", "events",
    "participants", "locations", "numbers", "edits", "notes", "loaded_terms", "searchable",
)  # fmt: skip
Go = Callable[..., ProjectRun]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A real PostgreSQL server: the folder of its socket."""
    require("postgresql")
    with serve_postgres("-F") as folder:
        yield folder


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> str:
    """The address of a new, empty database."""
    import psycopg

    name = "".join(char for char in request.node.name.lower() if char.isalnum())[:40]
    with psycopg.connect(f"postgresql://postgres@/postgres?host={server}", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql://postgres@/{name}?host={server}"


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a project is: a test that takes this runs with both databases."""
    return str(tmp_path / "p.duckdb") if request.param == "duckdb" else request.getfixturevalue("database")


@pytest.fixture(scope="session")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of layers that all runs share: what one test has parsed the next one needs not."""
    return tmp_path_factory.mktemp("layers")


@pytest.fixture
def go(layers: Path) -> Go:
    """Run a corpus into a project to its end: ``go(place, folder, codebook=…)``."""

    def run(place: str, *inputs: Path | str, retry_failed: bool = False, batch: int = 4, **options: Any) -> ProjectRun:
        settings = load_settings(**{"layer_cache": layers, **options})
        with open_store(place, writable=True) as store:
            going = ProjectRun(
                Workspace(settings), store, [str(name) for name in inputs], retry_failed=retry_failed, batch=batch
            )
            list(going)
        return going

    return run


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of a project, in an order of their own."""
    found = {}
    for table in TABLES:
        names = ", ".join(f'"{name}"' for name, _ in store.connection.columns(table))
        found[table] = sorted(store.connection.rows(f"SELECT {names} FROM {table}"), key=repr)
    return found


def dump_place(place: str) -> dict[str, list[tuple[Any, ...]]]:
    """Open a project and return all its rows."""
    with open_store(place) as store:
        return dump(store)
