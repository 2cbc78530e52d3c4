import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dateline.cli.guard import choose_log, complain
from dateline.cli.link import tell_linked
from dateline.cli.printing import print_parts
from dateline.cli.progress import Progress, prepare
from dateline.cli.wording import counted
from dateline.project import (
    Meter,
    ProjectRun,
    Run,
    Worker,
    check_engine,
    count_inputs,
    exposed,
    link_project,
    open_store,
)
from dateline.workspace import Workspace, load_settings

TIMED = 20  # documents from which on it is told where the time went
SHOWN = 20  # failures that are written out; `dateline show PROJECT --failed` has them all
OUTCOMES = {
    "new": "coded for the first time",
    "recoded": "coded again: the codebook, a registry, the program or a setting has changed",
    "retried": "coded now, failed before",
    "unchanged": "as they were",
    "repeated": "given twice in this run",
    "failed": "could not be coded",
    "failed-before": "failed before, and nothing has changed (--retry-failed codes them again)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a corpus is coded, beside the settings that decide what comes out."""

    engine: str = "direct"
    pieces: str | None = None
    address: str | None = None
    metrics_port: int | None = None
    log_format: str = "text"
    retry_failed: bool = False
    link: bool = True


def run_run(inputs: Sequence[str], *, into: str, how: How, settings: Path | None, given: dict[str, Any]) -> int:
    """Code a corpus into a project; return the exit status."""
    choose_log(how.log_format)
    engine = check_engine(how.engine, inputs, into=into, pieces=how.pieces)
    workspace = Workspace(load_settings(settings, **given)).keeping(default=given["layer_cache"] != "")
    prepare(workspace)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    with open_store(into, writable=True) as store:
        going = ProjectRun(
            workspace, store, inputs, retry_failed=how.retry_failed, engine=engine, pieces=how.pieces,
            address=how.address, stdin=sys.stdin.buffer,
        )  # fmt: skip
        try:
            with exposed(going.meter, how.metrics_port) as port:
                if port:
                    complain(f"counts are at http://127.0.0.1:{port}/metrics")
                _follow(going, count_inputs(inputs))
        except KeyboardInterrupt:
            complain("what was coded is kept; the same command goes on from here")
            raise
        if going.run:
            print_parts(_summary(store.place, going, going.run), sys.stdout)
            if how.link:
                print_parts(tell_linked(link_project(store)), sys.stdout)
    return 1 if going.counts["failed"] or going.counts["failed-before"] else 0


def _follow(going: ProjectRun, total: int) -> None:
    with Progress(total=total) as progress:
        for told in going:
            if going.run and going.run.continued and not progress.done:
                complain(f"going on with run {going.run.run}, which was stopped")
            progress.advance(told.source, coded=told.outcome not in ("unchanged", "repeated", "failed-before"))
            if told.message:
                failed = going.counts["failed"]
                with progress.aside():
                    if failed <= SHOWN:
                        complain(told.message)
                    if failed == SHOWN:
                        complain("more failures are not shown here; the project has them all")


def _summary(place: str, going: ProjectRun, run: Run) -> Iterator[RenderableType]:
    yield Text(f"{place}: run {run.run}", style="bold")
    table = Table("Documents", "", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for outcome, words in OUTCOMES.items():
        if going.counts[outcome]:
            why = ", ".join(f"{count:,} {code}" for code, count in sorted(going.meter.failures.items()))
            table.add_row(f"{going.counts[outcome]:,}", f"{words}: {why}" if outcome == "failed" and why else words)
    for presence, words in (
        ("vanished", "no longer in the corpus; kept"),
        ("replaced", "replaced by another text; kept"),
    ):
        if count := run.manifest["counts"].get(presence):
            table.add_row(f"{count:,}", words)
    table.add_row(
        f"{run.manifest['counts']['documents']:,}", f"in all, with {counted(run.manifest['counts']['events'], 'event')}"
    )
    yield table
    if going.meter.coded >= TIMED:
        yield _stages(going.meter)
        if largest := going.meter.largest():
            yield Text(_workers(going.meter.count_workers(), largest))


def _stages(meter: Meter) -> Table:
    table = Table("Stage", "seconds", "share", "documents a second", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name, seconds, share in meter.rates():
        rate = f"{meter.coded / seconds:,.1f}" if seconds > 0.001 else ""
        table.add_row(name, f"{seconds:,.1f}", f"{share:.0%}", rate)
    return table


def _workers(count: int, largest: Worker) -> str:
    start = f"; {largest.start_seconds:,.1f} s from its start to its first document" if largest.start_seconds else ""
    return f"{counted(count, 'worker')}: at most {largest.memory_mb:,.0f} MB of memory{' each' * (count > 1)}{start}"
