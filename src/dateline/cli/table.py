from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.chain import chain_tree, name_chain
from dateline.cli.wording import WIDTH, date_words, party_words, place_words, status_words
from dateline.model import Event
from dateline.report import Report

SHOWN = 8  # repairs and notes of one kind that are written out; the record has them all


def print_report(report: Report, stream: TextIO) -> None:
    """Write a coded report for a reader: what it is, who says so, what happened, what was repaired and left open."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else WIDTH)
    if console.width > WIDTH:
        console.width = WIDTH
    for part in report_parts(report):
        console.print(part)
    console.print()


def report_parts(report: Report) -> Iterator[RenderableType]:
    """Yield the sections of a report, from the headline down."""
    yield _headline(report)
    yield from _section("Who says so", chain_tree(report))
    news = [event for event in report.events if not event.background]
    recalled = [event for event in report.events if event.background]
    if news:
        yield from _section("What it reports", _events(report, news))
    else:
        yield from _section("What it reports", Text("No events were found.", style="dim"))
    if recalled:
        yield from _section("What it recalls (background)", _events(report, recalled))
    if report.numbers:
        yield from _section("Numbers", Group(*_numbers(report)))
    if report.loaded_terms:
        yield from _section("Words that take a side (recorded, not adopted)", _loaded(report))
    if report.edits:
        yield from _section("What was repaired", Group(*_repairs(report)))
    if report.notes:
        yield from _section("What was left open, and why", Group(*_notes(report)))


def _section(title: str, body: RenderableType) -> Iterator[RenderableType]:
    yield Text(f"\n{title}", style="bold cyan")
    yield Padding(body, (0, 0, 0, 2), expand=False)


def _headline(report: Report) -> RenderableType:
    header = report.header
    title = header.title.value if header.title else None
    lines = [Text(title, style="bold") if title else Text("(no title found)", style="dim")]
    facts = []
    if header.outlet:
        facts.append(header.outlet.value)
    if header.byline:
        facts.append(f"by {header.byline.value}")
    if header.agency and (not header.outlet or header.agency.value != header.outlet.value):
        facts.append(f"agency {header.agency.value}")
    place, day = header.dateline_place, header.dateline_date
    if place or day:
        facts.append("dateline " + ", ".join(_day(field.value) for field in (place, day) if field))
    facts.append(f"published {header.published.value}" if header.published else "publication date unknown")
    lines.append(Text(" · ".join(facts)))
    lines.append(Text(f"{report.source}  [{report.id}]", style="dim"))
    return Group(Text("─" * WIDTH, style="cyan", no_wrap=True, overflow="crop"), *lines)


def _day(value: str) -> str:
    return f"{value.removeprefix('XXXX-')} (year not known)" if value.startswith("XXXX") else value


def _events(report: Report, events: Sequence[Event]) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False, expand=True)
    table.add_column("", style="dim", no_wrap=True)
    for name, ratio in (("What", 15), ("Said of it", 14), ("Who → whom", 24), ("Where, when", 19), ("Who says so", 14)):
        table.add_column(name, ratio=ratio)
    shown = {event.id for event in events}
    for event in events:
        if event.about in shown:
            continue  # it stands below the event whose content it is
    inner = {event.about for event in report.events if event.about}
    for event in events:
        if event.id not in inner or not any(e.about == event.id and e.id in shown for e in events):
            _add_rows(table, report, event, depth=0)
    return table


def _add_rows(table: Table, report: Report, event: Event, *, depth: int) -> None:
    act = Text(event.type, style="bold")
    if event.mode:
        act.append(f" {event.mode}", style="not bold")
    act.append(f"\n“{event.trigger.of(report.text)}”".replace("\n\n", "\n"), style="dim not bold")
    table.add_row(
        ("  " * (depth - 1) + "└ " if depth else "") + event.id,
        Text("about: ", style="dim").append_text(act) if depth else act,
        status_words(event),
        party_words(report, event),
        Text("\n").join([place_words(report, event), date_words(report, event)]),
        name_chain(report, event),
    )
    told = next((one for one in report.events if one.id == event.about), None)
    if told and depth < 4:
        _add_rows(table, report, told, depth=depth + 1)


def _numbers(report: Report) -> Iterator[Text]:
    places = {place.id: place.name for place in report.places}
    claims = {claim.id: claim.source_name or "somebody not named" for claim in report.claims}
    for number in report.numbers:
        values = sorted({value for value in (number.low, number.best, number.high) if value is not None})
        amount = "–".join(f"{value:,}" for value in values) or "?"
        parts = [f"{number.what}: {number.qualifier + ' ' if number.qualifier else ''}{amount}"]
        parts += [f"in {places[number.where]}"] if number.where in places else []
        parts += [f"({number.event})"] if number.event else []
        parts += [f"says {claims[number.claim]}"] if number.claim in claims else []
        parts += ["in total, not in one event"] if number.scope == "cumulative" else []
        yield Text(", ".join(parts).replace(", (", " ("))


def _loaded(report: Report) -> Text:
    terms = Counter(report.evidence(term.span) for term in report.loaded_terms)
    return Text(" · ".join(_times(" ".join(term.split()), n) for term, n in terms.items()))


def _repairs(report: Report) -> Iterator[Text]:
    words = Counter((edit.was, edit.now, edit.rule) for edit in report.edits if edit.was.strip() or edit.now.strip())
    spacing = Counter(edit.rule for edit in report.edits if not (edit.was.strip() or edit.now.strip()))
    for (was, now, rule), n in list(words.items())[:SHOWN]:
        line = Text(f"{_visible(was)} → {_visible(now)}")
        yield line.append(f"  {rule}{f' ({n} times)' if n > 1 else ''}", style="dim")
    if len(words) > SHOWN:
        yield Text(f"and {len(words) - SHOWN} more", style="dim")
    for rule, n in spacing.items():
        yield Text(f"{n} × white space and line breaks", style="").append(f"  {rule}", style="dim")


def _visible(text: str) -> str:
    return f"“{text}”".replace("\n", "⏎") if text else "(nothing)"


def _notes(report: Report) -> Iterator[Text]:
    grouped: dict[tuple[str, str], list[str]] = {}
    for note in report.notes:
        grouped.setdefault((note.field, note.reason), []).append(note.event or "")
    for (field, reason), events in list(grouped.items())[: SHOWN * 2]:
        where = ", ".join(dict.fromkeys(filter(None, events)))
        yield Text(f"{where + ' ' if where else ''}{field}: ", style="dim").append(reason, style="not dim")
    if len(grouped) > SHOWN * 2:
        yield Text(f"and {len(grouped) - SHOWN * 2} more", style="dim")


def _times(word: str, n: int) -> str:
    return f"{word} ×{n}" if n > 1 else word


def plain(parts: Iterable[RenderableType]) -> str:
    """Return what a reader without colours would see (for tests and documents)."""
    console = Console(width=WIDTH, highlight=False, color_system=None)
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return capture.get()
