import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.asking import asked, refuse_unknown_format, split_project, write_jsonl
from dateline.cli.guard import complain
from dateline.cli.printing import print_parts
from dateline.errors import UsageError
from dateline.project import Run, RunChange, compare_project, find_changes_of_this_installation, verify_project

SIGNS = {"added": ("+", "green"), "lost": ("-", "red"), "changed": ("~", "yellow")}


def run_list(project: str, *, format: str) -> int:
    """List the runs of a project; return the exit status."""
    refuse_unknown_format(format)
    with asked(project) as store:
        runs = store.runs()
        if format == "table":
            print_parts([_runs(runs)], sys.stdout)
        else:
            write_jsonl(_plain(run) for run in runs)
    return 0


def run_verify(project: str, *, number: int | None, sample: int, seed: int) -> int:
    """Code a sample of a run again and compare byte for byte; return the exit status."""
    with asked(project) as store:
        run, verified = verify_project(store, number, sample=sample, seed=seed)
        for cause in find_changes_of_this_installation(run):
            complain(f"warning: run {run.run} was made with another {cause}")
        same = different = 0
        for one in verified:
            same += one.same
            different += not one.same
            if not one.same:
                sys.stdout.write(f"{one.id}  {one.source}: differs, first in {one.field}\n")
        sys.stdout.write(f"run {run.run}: {same + different} documents coded again, {same} the same byte for byte\n")
    return 1 if different else 0


def run_diff(arguments: list[str], *, format: str) -> int:
    """Show what events a run added, lost or changed against another; return the exit status."""
    refuse_unknown_format(format)
    project, numbers = split_project(arguments, least=2, most=2, names="PROJECT, and two runs")
    if len(numbers) != 2 or not all(number.isdigit() for number in numbers):
        raise UsageError("give PROJECT and the numbers of two runs; `dateline runs PROJECT` lists them")
    old, new = map(int, numbers)
    with asked(project) as store:
        changes = compare_project(store, old, new)
        if format == "table":
            counts: dict[tuple[str, ...], dict[str, int]] = {}
            for change in changes:
                print_parts(_change(change), sys.stdout)
                counts.setdefault(change.causes, dict.fromkeys(SIGNS, 0))[change.kind] += 1
            print_parts(_causes(old, new, counts), sys.stdout)
        else:
            write_jsonl(asdict(change) for change in changes)
    return 0


def _runs(runs: tuple[Run, ...]) -> Table:
    table = Table("Run", "Started", "Status", "Documents", "Events", "Codebook", "dateline", box=SIMPLE_HEAD,
                  show_edge=False, pad_edge=False)  # fmt: skip
    for run in runs:
        counts, book = run.manifest.get("counts", {}), run.manifest["codebook"]
        table.add_row(
            str(run.run), run.started, run.status, f"{counts.get('documents', 0):,}", f"{counts.get('events', 0):,}",
            f"{book['name']} {book['version']} ({book['hash']})", run.manifest["dateline"],
        )  # fmt: skip
    return table


def _plain(run: Run) -> dict[str, Any]:
    return {name: value for name, value in asdict(run).items() if name != "continued"}


def _change(change: RunChange) -> Iterator[RenderableType]:
    sign, style = SIGNS[change.kind]
    coding = change.new or change.old or {}
    what = " ".join(filter(None, (coding.get("type"), coding.get("mode"))))
    heading = Text(f"{sign} ", style=f"bold {style}").append(what, style="bold not dim")
    yield heading.append(f" “{change.words}”  {change.source}#{change.event}", style="not bold")
    yield Padding(Text(change.sentence), (0, 0, 0, 4))
    if change.old and change.new:
        for name in change.fields:
            yield Padding(Text(f"{name}: {_value(change.old[name])} → {_value(change.new[name])}"), (0, 0, 0, 4))


def _causes(old: int, new: int, counts: dict[tuple[str, ...], dict[str, int]]) -> Iterator[RenderableType]:
    if not counts:
        yield Text(f"runs {old} and {new} gave the same events")
        return
    table = Table("Because", *(kind.capitalize() for kind in SIGNS), box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for causes, numbers in counts.items():
        table.add_row("\n".join(causes), *(f"{number:,}" for number in numbers.values()))
    yield Text(f"from run {old} to run {new}", style="bold")
    yield table


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) if item is not None else "…" for item in value) or "–"
    return "–" if value is None else str(value)
