import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dateline.cli.asking import asked, refuse_unknown_format, write_csv, write_jsonl
from dateline.cli.guard import complain
from dateline.cli.options import EventOptions
from dateline.cli.printing import print_parts
from dateline.cli.wording import counted
from dateline.errors import UsageError
from dateline.project import EVENT_ROW, EventFilter, StoredEvent, event_row, read_day

LIMIT = 50  # rows of a table; JSONL and CSV have all
PERIODS = ("day", "month", "year")
WIDTH = 40  # of the longest bar


def make_filter(options: EventOptions) -> EventFilter:
    """Return the filter of the options of a command.

    Raises:
        UsageError: ``--since`` or ``--until`` is no date.
    """
    given = {field.name: getattr(options, field.name) for field in fields(options)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items() if value is not None
    }
    for name in ("since", "until"):
        if name in values:
            day = read_day(values[name])
            if not day:
                raise UsageError(f"--{name} {values[name]} is not a date; write it as YYYY-MM-DD")
            values[name] = day
    return EventFilter(**values)


def run_events(
    project: str, wanted: EventFilter, *, format: str, limit: int | None, after: int | None, one_each: bool
) -> int:
    """List the events that a filter finds; return the exit status."""
    refuse_unknown_format(format)
    with asked(project) as store:
        most = limit if limit is not None else LIMIT if format == "table" else None
        found = store.events(wanted, limit=most, after=-1 if after is None else after, representatives=one_each)
        if format == "jsonl":
            write_jsonl(map(event_row, found))
        elif format == "csv":
            write_csv(map(event_row, found), EVENT_ROW)
        else:
            events = list(found)
            print_parts([_table(events)] if events else [Text("no event is like that")], sys.stdout)
            total = store.count(wanted)[""] if events else 0
            if not one_each and total > len(events):
                complain(
                    f"{len(events)} of {total:,} events; --limit N shows more, --after {events[-1].cursor} the next"
                )
    return 0


def run_timeline(project: str, wanted: EventFilter, *, by: str, format: str) -> int:
    """Count events by day, month or year; return the exit status."""
    refuse_unknown_format(format)
    if by not in PERIODS:
        raise UsageError(f"--by {by} is not known; use {', '.join(PERIODS[:-1])} or {PERIODS[-1]}")
    with asked(project) as store:
        counts = store.count(wanted, by=by)
    rows = [{by: period or None, "events": count} for period, count in counts.items()]
    if format == "jsonl":
        write_jsonl(rows)
    elif format == "csv":
        write_csv(rows, (by, "events"))
    else:
        print_parts([_bars(by, counts)], sys.stdout)
    return 0


def _table(events: Sequence[StoredEvent]) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for name, width in (
        ("Event", 23),
        ("When, where", 20),
        ("What, and who to whom", 38),
        ("Status, and who says so", 24),
    ):
        table.add_column(name, max_width=width, overflow="fold")
    for event in events:
        table.add_row(*_cells(event))
    return table


def _cells(event: StoredEvent) -> Iterator[Text]:
    row = event.row
    start, end = row["start_date"], row["end_date"]
    yield Text(f"{row['id']}#{row['event']}", style="cyan")
    days = start if start == end else f"{start or '…'} – {end or '…'}"
    place = ", ".join(filter(None, (row["place_name"], row["country"])))
    yield Text(f"{days or 'no date'}\n{place or 'no place'}")
    what = Text(" ".join(filter(None, (row["type"], row["mode"]))), style="bold")
    yield what.append(
        f" “{row['trigger_text']}”\n{row['source_names'] or '?'} → {row['target_names'] or '?'}", style="not bold"
    )
    status = f"{row['status']} · {row['standing']}" + (" · background" if row["background"] else "")
    link = event.link
    told = f"\n{counted(link.reports, 'report')}, {counted(link.origins, 'origin')}" if link else ""
    yield Text(f"{status}\n{row['said_by'] or row['outlet'] or ''}{told}")


def _bars(by: str, counts: dict[str, int]) -> Table:
    table = Table(by.capitalize(), "Events", "", box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    longest = max(counts.values(), default=1) or 1
    for period, count in counts.items():
        table.add_row(period or "no date", f"{count:,}", "█" * max(1, round(WIDTH * count / longest)))
    return table
