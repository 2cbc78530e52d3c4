import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.code import refuse_unknown
from dateline.cli.guard import complain
from dateline.cli.printing import print_parts
from dateline.cli.progress import Progress, prepare
from dateline.cli.wording import counted
from dateline.difference import KINDS, DocumentDifference, Tally, change_line
from dateline.workspace import Coding, EventChange, Revision, Workspace, compile_revision, load_settings

SIGNS = {"added": ("+", "green"), "dropped": ("-", "red"), "altered": ("~", "yellow")}
ENTRIES = 40  # entries that are counted one by one; the rest together


def run_diff(
    old: str, new: str, corpus: Sequence[str], *, format: str, settings: Path | None, given: dict[str, Any]
) -> int:
    """Compare two codebooks over a corpus; return the exit status."""
    refuse_unknown(format)
    revision = compile_revision(old, new)
    workspace = Workspace(load_settings(settings, **given)).keeping(default=given["layer_cache"] != "")
    prepare(workspace)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    tally = Tally()
    with Progress() as progress:
        for one in workspace.compare_codebooks(revision, corpus, stdin=sys.stdin.buffer):
            progress.advance(one.source)
            tally.add(one)
            if one.error:
                with progress.aside():
                    complain(one.error.message)
            if one.changes:
                with progress.aside(sys.stdout):
                    _write(one, format)
    if format == "jsonl":
        summary = {"kind": "summary", "old": revision.old.label(), "new": revision.new.label(), **tally.to_dict()}
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    else:
        print_parts(_summary(revision, tally), sys.stdout)
    return 1 if tally.failed else 0


def _write(one: DocumentDifference, format: str) -> None:
    if format == "jsonl":
        sys.stdout.writelines(change_line(change) + "\n" for change in one.changes)
    else:
        print_parts(_document(one), sys.stdout)


def _document(one: DocumentDifference) -> Iterator[RenderableType]:
    yield Text(one.source, style="bold")
    for change in one.changes:
        sign, style = SIGNS[change.kind]
        heading = Text(f"{sign} ", style=f"bold {style}")
        yield heading.append_text(_heading(change))
        yield Padding(_marked(change), (0, 0, 0, 4))
        table = Table.grid(padding=(0, 2))
        for name, was, now in _rows(change):
            table.add_row(Text(name, style="cyan"), was if now is None else f"{was} → {now}")
        yield Padding(table, (0, 0, 0, 4))
        yield Padding(Text(f"because {change.cause}", style="dim"), (0, 0, 1, 4))


def _heading(change: EventChange) -> Text:
    codings = [coding for coding in (change.old, change.new) if coding]
    names = [" ".join(filter(None, (coding.type, coding.mode))) for coding in codings]
    words = Text(" → ".join(dict.fromkeys(names)), style="bold not dim")
    return words.append(f" “{change.trigger}”", style="not bold").append(f"  {change.kind}", style="dim not bold")


def _marked(change: EventChange) -> Text:
    """Return the sentence with the trigger set off, where its words stand in it once."""
    words = Text(change.sentence)
    if change.sentence.count(change.trigger) == 1:
        words.highlight_words([change.trigger], "bold yellow")
    return words


def _rows(change: EventChange) -> Iterator[tuple[str, str, str | None]]:
    """Yield what to show of a change: what is altered, or who, what and where of an event that is new or gone."""
    if change.old and change.new:
        for name in change.fields:
            yield name, _value(change.old, name), _value(change.new, name)
        if change.old.rule != change.new.rule:
            yield "rule", change.old.rule, change.new.rule
        return
    coding = change.new or change.old
    if coding:
        yield "parties", f"{_value(coding, 'source')} → {_value(coding, 'target')}", None
        for name in ("status", "cameo", "place", "date", "rule"):
            if (value := _value(coding, name)) != "–":
                yield name, value, None


def _value(coding: Coding, name: str) -> str:
    value = getattr(coding, name)
    if name == "date":
        start, end = value
        return "–" if not (start or end) else str(start) if start == end else f"{start or '…'} to {end or '…'}"
    return (", ".join(value) if isinstance(value, tuple) else value) or "–"


def _summary(revision: Revision, tally: Tally) -> Iterator[RenderableType]:
    books = " → ".join(f"{book.name} {book.version} ({book.hash})" for book in (revision.old, revision.new))
    told = f"{counted(tally.documents, 'report')}, {counted(tally.before, 'event')} before, {tally.after:,} after"
    yield Text(f"{books}: {told}", style="bold")
    if not any(tally.count(kind) for kind in KINDS):
        yield Text("no event is coded otherwise", style="dim")
        return
    yield _counts("Type", tally.by_type, total=True)
    yield _counts("Entry", tally.by_entry)


def _counts(title: str, counts: dict[str, Counter[str]], *, total: bool = False) -> Table:
    table = Table(title, box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for kind in KINDS:
        table.add_column(kind.capitalize(), justify="right")
    ordered = sorted(counts, key=lambda name: (-counts[name].total(), name))
    rows = [(name, counts[name]) for name in ordered[:ENTRIES]]
    if rest := ordered[ENTRIES:]:
        rows.append((f"{len(rest)} more", sum((counts[name] for name in rest), Counter[str]())))
    if total:
        rows.append(("all", sum(counts.values(), Counter[str]())))
    for name, row in rows:
        table.add_row(Text(name), *(str(row[kind] or "") for kind in KINDS))
    return table
