import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dateline.cli.code import open_output, refuse_unknown
from dateline.cli.guard import complain
from dateline.cli.printing import print_parts
from dateline.cli.progress import Progress, prepare
from dateline.cli.wording import WIDTH, counted
from dateline.errors import UsageError
from dateline.model import HeaderField
from dateline.report import Report
from dateline.workspace import Workspace, load_settings

FORMATS = ("text", "json", "jsonl")
FIELDS = ("title", "outlet", "byline", "authors", "published", "updated", "dateline_place", "dateline_date", "agency")
TIMES = {"published": "published_at", "updated": "updated_at"}
STYLES = {"title": "bold", "body": "", "boilerplate": "dim", "credit": "dim", "byline": "cyan", "dateline": "cyan"}


def run_read(
    inputs: Sequence[str],
    *,
    format: str,
    out: Path | None,
    page_image: Path | None,
    settings: Path | None,
    given: dict[str, Any],
) -> int:
    """Read the inputs and show what was read; return the exit status."""
    refuse_unknown(format, FORMATS)
    workspace = Workspace(load_settings(settings, **given))
    failed = number = 0
    prepare(workspace)
    if page_image:
        return _draw(workspace, inputs, page_image)
    with open_output(out) as stream, Progress() as progress:
        for number, report in enumerate(workspace.read(inputs, stdin=sys.stdin.buffer), 1):
            progress.advance(report.source)
            if report.error:
                failed += 1
                with progress.aside():
                    complain(report.error.message)
            with progress.aside(stream):
                _write(report, number, format, stream)
        if format == "json":
            stream.write("\n]\n" if number else "[]\n")
    return 1 if failed else 0


def _draw(workspace: Workspace, inputs: Sequence[str], out: Path) -> int:
    if len(inputs) != 1:
        raise UsageError(f"--page-image draws one file, and {len(inputs)} were named")
    for drawn in workspace.draw_pages(Path(inputs[0]), out):
        sys.stdout.write(f"{drawn}\n")
    return 0


def _write(report: Report, number: int, format: str, stream: TextIO) -> None:
    if format == "jsonl":
        stream.write(json.dumps(report.to_reading(), ensure_ascii=False, allow_nan=False) + "\n")
    elif format == "json":
        text = json.dumps(report.to_reading(), ensure_ascii=False, allow_nan=False, indent=2)
        stream.write(("[\n" if number == 1 else ",\n") + text)
    elif not report.error:
        print_parts(reading_parts(report), stream)


def reading_parts(report: Report) -> Iterator[RenderableType]:
    """Yield what a person checks before coding: each field of the header with its basis, the text with its parts."""
    doc = report.document
    facts = [doc.raw_kind, f"language {doc.language or 'unknown'}", counted(len(report.text.split()), "word")]
    facts += [f"{len(doc.pages)} page{'s' if len(doc.pages) != 1 else ''}"] if doc.pages is not None else []
    name = Text(report.source, style="bold").append(f"  [{report.id}]", style="dim")
    yield Group(Text("─" * WIDTH, style="cyan", no_wrap=True, overflow="crop"), name, Text(" · ".join(facts)))
    yield ""
    yield _header(report)
    yield ""
    yield _regions(report)
    yield ""
    repairs = Counter(edit.rule for edit in report.edits)
    told = ", ".join(f"{rule} {n}" for rule, n in sorted(repairs.items())) or "none"
    yield Text("repairs: ", style="dim").append(told, style="not dim")
    for note in report.notes:
        yield Text(f"note: {note.field}: ", style="yellow").append(note.reason, style="not yellow")
    yield ""


def _header(report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    for name in FIELDS:
        value = getattr(report.header, name)
        time = getattr(report.header, TIMES[name]) if name in TIMES else None
        found: list[HeaderField] = [*value] if isinstance(value, tuple) else [value] if value else []
        if not found:
            table.add_row(Text(name, style="dim"), Text("not found", style="dim"), "")
            continue
        words = "; ".join(field.value for field in found) + (f" ({time.value})" if time else "")
        bases = dict.fromkeys(f"{field.basis}{', in the text' if field.span else ''}" for field in found)
        table.add_row(Text(name, style="dim"), Text(words), Text("; ".join(bases), style="dim"))
    return table


def _regions(report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for region in report.document.regions or ():
        paragraphs = [line.strip() for line in report.evidence(region.span).split("\n") if line.strip()]
        for number, paragraph in enumerate(paragraphs):
            kind = region.kind if number == 0 else ""
            table.add_row(Text(kind, style="cyan"), Text(paragraph, style=STYLES.get(region.kind, "")))
    return table
