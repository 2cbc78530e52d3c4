"""The use cases of a project: run a corpus into a store, ask it, repeat and compare its runs. Nothing here prints."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from dateline.engine.manifest import coding_key, make_manifest
from dateline.engine.running import BATCH, Told, run_into_store
from dateline.ingest import printable, read_input
from dateline.model import Failure
from dateline.store import EventFilter, Incoming, Run, Store, key_item, open_store
from dateline.store.keys import hash_values
from dateline.workspace import Workspace

__all__ = ["EventFilter", "ProjectRun", "Run", "Store", "Told", "open_store"]

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
        request = hash_values([manifest["inputs"], plain, self.retry_failed])
        run = self.store.begin_run(manifest=manifest, coding=coding_key(recipe), request=request)
        self.run = run
        broken: set[str] = set()
        items = self._read(broken)
        for told in run_into_store(
            items, self.store.writer(run), recipe, jobs=settings.jobs, retry_failed=self.retry_failed, batch=self.batch
        ):
            self.counts[told.outcome] += 1
            yield told
        complete = [name for name in map(printable, self.inputs) if name not in broken]
        self.run = self.store.finish_run(run, complete=complete)

    def _read(self, broken: set[str]) -> Iterator[Incoming]:
        given = self.workspace.settings
        for name in self.inputs:
            corpus = printable(name)
            for item in read_input(name, stdin=self.stdin, max_chars=given.max_chars, published=given.published):
                if isinstance(item, Failure) and item.source == corpus and item.code in WHOLE:
                    broken.add(corpus)
                yield key_item(item, corpus=corpus)


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
