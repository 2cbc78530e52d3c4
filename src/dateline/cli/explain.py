import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.asking import VARIABLE, asked, split_project
from dateline.cli.guard import complain
from dateline.cli.printing import print_parts
from dateline.cli.progress import prepare
from dateline.cli.wording import date_words, party_words, place_words
from dateline.errors import UsageError
from dateline.explain import explain_events
from dateline.project import read_report
from dateline.workspace import Explanation, Report, Workspace, load_settings

STYLES = {
    "trigger": "bold black on yellow", "mention": "black on yellow", "source": "bold black on green",
    "target": "bold white on red", "claim cue": "black on cyan", "who says so": "black on cyan",
    "time": "white on blue", "place": "white on magenta",
}  # fmt: skip


def run_explain(arguments: Sequence[str], *, settings: Path | None, given: dict[str, Any]) -> int:
    """Explain a file that is coded now, or a document of a project; return the exit status.

    Raises:
        UsageError: there is no such document, or no record has that event.
    """
    project = os.environ.get(VARIABLE)
    name = arguments[0]
    if len(arguments) == 1 and (not project or Path(name).exists() or Path(name.partition("#")[0]).exists()):
        return _explain_file(name, settings=settings, given=given)
    place, rest = split_project(arguments, least=1, most=1, names="FILE, or PROJECT and a document")
    if len(rest) != 1:
        raise UsageError("give FILE[#EVENT], or PROJECT and DOC[#EVENT]")
    name, _, event = rest[0].partition("#")
    with asked(place) as store:
        report = read_report(store, name)
    if report.error:
        complain(report.error.message)
        return 1
    _write(report, explain_events(report.document, event or None))
    return 0


def _explain_file(input: str, *, settings: Path | None, given: dict[str, Any]) -> int:
    """Explain the events of a file, or one (``FILE#e1``, in each record that has it); return the exit status.

    Raises:
        UsageError: no record has that event; the message lists the events of the first.
    """
    name, event = input, None
    match = re.fullmatch(r"(.+)#(e\d+)", input)
    if match and not Path(input).exists():
        name, event = match.groups()
    workspace = Workspace(load_settings(settings, **given))
    prepare(workspace)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    failed = found = False
    missing: list[UsageError] = []
    for report in workspace.code([name], stdin=sys.stdin.buffer):
        if report.error:
            complain(report.error.message)
            failed = True
            continue
        try:
            explained = workspace.explain(report, event)
        except UsageError as error:  # another record of the file may have the event
            missing.append(error)
            continue
        found = True
        _write(report, explained)
    if missing and not found:
        more = f"; nor has any of {len(missing) - 1} other records" if len(missing) > 1 else ""
        raise UsageError(f"{missing[0]}{more}")
    return 1 if failed else 0


def _write(report: Report, explained: Sequence[Explanation]) -> None:
    if not explained:
        complain(f"{report.source}: no events were found; `dateline code` shows what else was")
        return
    print_parts([Text(f"{report.source}  [{report.id}]", style="dim"), ""], sys.stdout)
    for one in explained:
        print_parts(explanation_parts(report, one), sys.stdout)


def explanation_parts(report: Report, explained: Explanation) -> Iterator[RenderableType]:
    """Yield an event's heading, its sentences with the words marked, and a line for each mark."""
    event = explained.event
    heading = Text(event.id, style="bold cyan").append(f"  {event.type}", style="bold not cyan")
    heading.append(f" {event.mode}" if event.mode else "").append(f" · {event.status} · {event.standing}")
    heading.append(" · background" if event.background else "")
    heading.append(f" · about {event.about}" if event.about else "")
    yield heading
    who = party_words(report, event)
    yield Padding(
        who.append(" · ").append_text(place_words(report, event)).append(" · ").append_text(date_words(event)),
        (0, 0, 0, 4),
    )
    for sentence in explained.sentences:
        yield Padding(_marked(report, explained, sentence), (1, 0, 0, 4))
    table = Table.grid(padding=(0, 2))
    for mark in explained.marks:
        words = " ".join(report.evidence(mark.span).split())
        table.add_row(Text(f"[{mark.role}]", style="cyan"), f"“{words}”", mark.meaning, Text(mark.basis, style="dim"))
    yield Padding(table, (1, 0, 0, 4))
    for note in explained.absent:
        yield Padding(Text(f"not told: {note.field}: {note.reason}", style="yellow"), (0, 0, 0, 4))
    yield ""


def _marked(report: Report, explained: Explanation, sentence: tuple[int, int]) -> Text:
    """Return a sentence with its marks in colour and in words, so that it reads the same without colours."""
    start, end = sentence
    words, at = Text(style="not bold"), start
    for mark in explained.marks:
        if mark.span.start < at or mark.span.end > end:
            continue  # before the sentence, or inside a mark that was shown
        words.append(_flat(report.text[at : mark.span.start]))
        words.append(f"[{mark.role}: ", style="dim")
        words.append(_flat(report.evidence(mark.span)), style=STYLES.get(mark.role, "bold"))
        words.append("]", style="dim")
        at = mark.span.end
    return words.append(_flat(report.text[at:end]))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
