from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from dateline.export.coded import Coded, Unusable
from dateline.model.story import Occurrence
from dateline.store import Store, open_store

PAGE = 500  # records whose occurrences are looked up at once
SUFFIX = ".duckdb"
SERVER = ("postgresql://", "postgres://")
MAGIC = slice(8, 12)  # where a DuckDB file says that it is one


def is_project(name: str) -> bool:
    """Say whether a name is that of a project: a server's address, or a DuckDB file by its name or its first bytes."""
    if name.startswith(SERVER) or name.endswith(SUFFIX):
        return True
    try:
        with Path(name).open("rb") as stream:
            return stream.read(MAGIC.stop)[MAGIC] == b"DUCK"
    except OSError:
        return False


@contextmanager
def open_project(name: str) -> Iterator[tuple[Callable[[], Iterable[Coded | Unusable]], dict[str, Any]]]:
    """Open a project for reading; yield its records with their occurrences, and what its runs say of themselves.

    Raises:
        ProjectError: it is not there, in use, of a newer schema, or no project.
    """
    with open_store(name) as store:
        runs = [
            {"run": run.run, "status": run.status, "started": run.started, "finished": run.finished,
             "coding": run.coding, "manifest": run.manifest}
            for run in store.runs()
        ]  # fmt: skip
        yield lambda: read_stored(store), {"name": Path(store.place).name, "runs": runs}


def read_stored(store: Store) -> Iterator[Coded]:
    """Yield every document of a project that is still in its corpus, coded ones first, in the order of arrival."""
    records = store.records()
    while page := list(islice(records, PAGE)):
        told: dict[str, dict[str, Occurrence]] = {}
        for found in store.occurrences(documents=[stored.key for stored in page]):
            for member in found.members:
                told.setdefault(member.document, {})[member.event] = found
        for stored in page:
            yield Coded(record=stored.record, occurrences=told.get(stored.key, {}), key=stored.key, where=stored.key)
    for failed in store.documents(state="failed"):
        error = {"code": failed.error_code, "message": failed.error_message}
        yield Coded(record={"id": failed.id, "source": failed.source, "error": error}, key=failed.key, where=failed.key)
