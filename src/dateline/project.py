"""The use cases of a project: run a corpus into a store, ask it, repeat and compare its runs. Nothing here prints."""

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from dateline.contract.reading import read_item
from dateline.engine import Recipe
from dateline.engine.cluster import code_shards_on_ray
from dateline.engine.dataset import refresh_data_set
from dateline.engine.linking import Linked, link_project
from dateline.engine.manifest import coding_key, make_manifest
from dateline.engine.metering import Meter, Worker, exposed
from dateline.engine.running import BATCH, Told, load_into_store, run_into_store
from dateline.engine.shards import Job, ShardDone, code_shards_locally, plan_shards, read_shards
from dateline.engine.verifying import Verified, read_recipe, verify_run
from dateline.engine.watching import Match, Watch, load_feed_list
from dateline.errors import ProjectError, UsageError
from dateline.ingest import is_url, printable, read_day
from dateline.model import Failure
from dateline.report import Report
from dateline.store import (
    EVENT_ROW,
    EventFilter,
    Incoming,
    PlaceCount,
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
    "ENGINES", "EVENT_ROW", "EventFilter", "Linked", "Match", "Meter", "PlaceCount", "ProjectRun", "Run",
    "RunChange", "Store", "StoredDocument", "StoredEvent", "Told", "Verified", "Watch", "Worker", "check_engine",
    "compare_project", "count_inputs", "event_row", "exposed", "find_changes_of_this_installation", "link_project",
    "load_feed_list", "open_project", "open_store", "read_day", "read_report", "verify_project",
]  # fmt: skip

Engine = Literal["direct", "local", "ray"]
# settings that change no record
NO_RESULT = {"jobs", "layer_cache", "second_coder_url", "second_coder_model"}
ENGINES = ("direct", "local", "ray")
log = logging.getLogger(__name__)
WHOLE = frozenset({"missing-file", "unreadable-file", "no-documents"})  # an input that is not there has lost nothing


@dataclass(slots=True)
class ProjectRun:
    """One run of a corpus into a store, as it goes: iterate over it, then read ``counts`` and ``run``.

    With ``engine`` "local" or "ray" the corpus is coded in pieces, which are kept in the folder ``pieces`` (beside a
    project that is a file, if None) and loaded from there; ``address`` is that of a Ray cluster. The rows are the same.

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
    engine: Engine = "direct"
    pieces: str | None = None
    address: str | None = None
    meter: Meter = field(default_factory=Meter)
    stdin: BinaryIO = field(default_factory=io.BytesIO)
    counts: Counter[str] = field(default_factory=Counter)
    run: Run | None = None

    def __iter__(self) -> Iterator[Told]:
        """Run; a run that was stopped goes on where it was, one that is repeated codes only what has changed."""
        recipe, settings = self.workspace.recipe, self.workspace.settings
        plain: dict[str, Any] = settings.model_dump(mode="json", exclude=NO_RESULT)
        manifest = make_manifest(recipe, inputs=[printable(name) for name in self.inputs], settings=plain)
        request = hash_values([manifest["inputs"], plain, manifest["columns"], self.retry_failed])
        run = self.store.begin_run(manifest=manifest, coding=coding_key(recipe), request=request)
        self.run = run
        broken: set[str] = set()
        for told in self._code(run, recipe, broken):
            self.counts[told.outcome] += 1
            self.meter.count(told.outcome, told.code)
            yield told
        complete = [name for name in map(printable, self.inputs) if name not in broken]
        self.run = self.store.finish_run(run, complete=complete)
        refresh_data_set(self.store)

    def _code(self, run: Run, recipe: Recipe, broken: set[str]) -> Iterator[Told]:
        writer, again, batch = self.store.writer(run), self.retry_failed, self.batch
        if self.engine == "direct":
            given = self.workspace.settings
            apart = given.jobs > 1 or given.isolate == "all"
            return run_into_store(
                _watched(self._read(), broken), writer, recipe, jobs=given.jobs, retry_failed=again, batch=batch,
                bounds=given.bounds if apart else None, meter=self.meter,
            )  # fmt: skip
        items = _watched(self._read_pieces(run, recipe), broken)
        return load_into_store(items, writer, retry_failed=again, batch=batch)

    def _read(self) -> Iterator[Incoming]:
        with self.workspace.reader() as read:
            for name in self.inputs:
                for item in read(name, self.stdin):
                    yield key_item(item, corpus=printable(name))

    def _read_pieces(self, run: Run, recipe: Recipe) -> Iterator[Incoming]:
        given = self.workspace.settings
        job = Job(
            recipe=replace(recipe, cache=None) if self.engine == "ray" else recipe, coding=run.coding,
            folder=self.pieces or f"{self.store.place}.pieces", limits=given.limits, bounds=given.bounds,
            published=given.published, isolate=given.isolate != "none", retry_failed=self.retry_failed,
            options=self.workspace.reading().options,
        )  # fmt: skip
        shards = plan_shards(self.inputs, given.limits)
        done = (
            code_shards_on_ray(shards, job, workers=given.jobs, address=self.address)
            if self.engine == "ray"
            else code_shards_locally(shards, job, jobs=given.jobs)
        )
        return read_shards(self._metered(done), job)

    def _metered(self, shards: Iterator[ShardDone]) -> Iterator[ShardDone]:
        for shard in shards:
            for piece in shard.pieces:
                self.meter.spend(piece.seconds, piece.documents if piece.fresh else 0, piece.worker)
                log.info("a piece is done", extra={"piece": piece.key, "documents": piece.documents,
                         "failed": dict(piece.failed), "fresh": piece.fresh})  # fmt: skip
            yield shard


def _watched(items: Iterator[Incoming], broken: set[str]) -> Iterator[Incoming]:
    """Pass documents on, and note the inputs that could not be read at all."""
    for one in items:
        if isinstance(one.item, Failure) and one.item.source == one.corpus and one.item.code in WHOLE:
            broken.add(one.corpus)
        yield one


def check_engine(engine: str, inputs: Sequence[str], *, into: str, pieces: str | None) -> Engine:
    """Return the engine of that name, where it can do what it is asked for.

    Raises:
        UsageError: there is none; or standard input or a database would need a file or a folder.
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}; the engines are {', '.join(ENGINES)}")
    if engine != "direct" and "-" in inputs:
        raise UsageError(f"--engine {engine} cannot read standard input twice; put it into a file, and name that")
    if engine == "direct" and any(is_url(name) for name in inputs):
        raise UsageError("addresses are read by --engine local and --engine ray")
    if engine != "direct" and is_url(into) and not pieces:
        raise UsageError(f"--engine {engine} needs a folder for its pieces beside a database: --pieces DIR")
    return cast("Engine", engine)


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
