"""The use cases of a project: run a corpus into a store, ask it, repeat and compare its runs. Nothing here prints."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from dateline.contract.reading import read_item
from dateline.engine.linking import Linked, link_project
from dateline.engine.manifest import coding_key, make_manifest
from dateline.engine.running import BATCH, Told, run_into_store
from dateline.engine.verifying import Verified, read_recipe, verify_run
from dateline.errors import ProjectError
from dateline.ingest import printable, read_day
from dateline.model import Failure
from dateline.report import Report
from dateline.store import (
    EVENT_ROW,
    EventFilter,
    Incoming,
    Run,
    RunChange,
    Store,
    StoredDocument,
    StoredEvent,
    compare_runs,
    event_row,
    explain_manifests,
    key_item,
    open_store,
)
from dateline.store.keys import hash_values
from dateline.workspace import Workspace

__all__ = [
    "EVENT_ROW", "EventFilter", "Linked", "ProjectRun", "Run", "RunChange", "Store", "StoredDocument", "StoredEvent",
    "Told", "Verified", "compare_project", "count_inputs", "event_row", "find_changes_of_this_installation",
    "link_project", "open_project", "open_store", "read_day", "read_report", "verify_project",
]  # fmt: skip

WHOLE = frozenset({"missing-file", "unreadable-file", "no-documents"})  # an input that is not there has lost nothing


@dataclass(slots=True)
class ProjectRun:
    """One run of a corpus into a store, as it goes: iterate over it, then read ``counts`` and ``run``.

    Example:
        >>> with open_store("project.duckdb", writable=True) as store:
        ...     going = ProjectRun(Workspace(load_settings()), store, ["reports"])
        ...     for told in going:
        ...         print(told.source, told.outcome)
    """

    workspace: Workspace
    store: Store
    inputs: Sequence[str]
    retry_failed: bool = False
    batch: int = BATCH
    stdin: BinaryIO = field(default_factory=io.BytesIO)
    counts: Counter[str] = field(default_factory=Counter)
    run: Run | None = None

    def __iter__(self) -> Iterator[Told]:
        """Run; a run that was stopped goes on where it was, one that is repeated codes only what has changed."""
        recipe, settings = self.workspace.recipe, self.workspace.settings
        plain: dict[str, Any] = settings.model_dump(mode="json", exclude={"jobs", "layer_cache"})
        manifest = make_manifest(recipe, inputs=[printable(name) for name in self.inputs], settings=plain)
        request = hash_values([manifest["inputs"], plain, manifest["columns"], self.retry_failed])
        run = self.store.begin_run(manifest=manifest, coding=coding_key(recipe), request=request)
        self.run = run
        broken: set[str] = set()
        apart = settings.jobs > 1 or settings.isolate == "all"
        for told in run_into_store(
            self._read(broken), self.store.writer(run), recipe, jobs=settings.jobs, retry_failed=self.retry_failed,
            batch=self.batch, bounds=settings.bounds if apart else None,
        ):  # fmt: skip
            self.counts[told.outcome] += 1
            yield told
        complete = [name for name in map(printable, self.inputs) if name not in broken]
        self.run = self.store.finish_run(run, complete=complete)

    def _read(self, broken: set[str]) -> Iterator[Incoming]:
        with self.workspace.reader() as read:
            for name in self.inputs:
                corpus = printable(name)
                for item in read(name, self.stdin):
                    if isinstance(item, Failure) and item.source == corpus and item.code in WHOLE:
                        broken.add(corpus)
                    yield key_item(item, corpus=corpus)


def open_project(project: str | Path) -> Store:
    """Open a project to read it: a DuckDB file, or ``postgresql://user@host/database``; a context manager.

    Raises:
        ProjectError: it is not there, is being written to, or is no project.

    Example:
        >>> with dateline.open_project("project.duckdb") as project:
        ...     for stored in project.records():
        ...         print(stored.record["id"], len(stored.record["events"]))
    """
    return open_store(project)


def verify_project(store: Store, number: int | None, *, sample: int, seed: int) -> tuple[Run, Iterator[Verified]]:
    """Return a run (the last one without a number) and the sample of its documents, coded again as one goes over them.

    Raises:
        ProjectError: there is no such run, or none at all.
    """
    run = store.run(number) if number is not None else _last(store)
    return run, verify_run(store, run, sample=sample, seed=seed)


def find_changes_of_this_installation(run: Run) -> tuple[str, ...]:
    """Name what differs between the installation that made a run and this one, as causes (none: bytes must agree)."""
    return explain_manifests(
        run.manifest, make_manifest(read_recipe(run.manifest), inputs=[], settings=run.manifest["settings"])
    )


def compare_project(store: Store, old: int, new: int) -> Iterator[RunChange]:
    """Yield the events that one run added, lost or coded otherwise than another, each with what changed between them.

    Raises:
        ProjectError: there is no run of that number.
    """
    return compare_runs(store.connection, old, new)


def read_report(store: Store, name: str) -> Report:
    """Return a document of a project as a report, by its key, id or source; one that failed has ``error`` set.

    Raises:
        ProjectError: there is no such document.
    """
    document = store.document(name)
    if document.state == "failed":
        code, message = document.error_code or "internal", document.error_message or ""
        return Report(item=Failure(id=document.id, source=document.source, code=code, message=message))
    record = store.record(document.key).record
    return Report(item=read_item(record, raw=store.raw(document.key) or ""), codebook=record["codebook"])


def _last(store: Store) -> Run:
    runs = store.runs()
    if not runs:
        raise ProjectError(f"{store.place}: there is no run yet; `dateline run` makes one")
    return runs[-1]


def count_inputs(inputs: Sequence[str]) -> int:
    """Return about how many documents there are to read, for a time left; JSONL files are counted by line."""
    return sum(_count(Path(name)) for name in inputs if name != "-")


def _count(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(_count(file) for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            with path.open("rb") as stream:
                return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) or 1
    except OSError:
        return 1
    return 1
