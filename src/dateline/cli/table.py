from collections import Counter
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.chain import chain_tree, name_chain
from dateline.cli.wording import WIDTH, act_words, date_words, party_words, place_words, status_words
from dateline.model import Event
from dateline.report import Report

DEEPEST = 4  # speech acts about speech acts
SHOWN = 8  # repairs and notes of one kind that are written out; the record has them all


def report_parts(report: Report) -> Iterator[RenderableType]:
    """Yield what a reader sees of a coded report: what it is, who says so, what happened, what was left open."""
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
    yield ""


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
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("", style="dim", no_wrap=True, min_width=5)
    table.add_column("What, and who to whom", width=38)
    table.add_column("When, where", width=21)
    table.add_column("Status, and who says so", width=24)
    shown = {event.id for event in events}
    told = {event.about for event in events if event.about}  # these stand below the speech act whose content they are
    for event in events:
        if event.id not in told:
            _add_rows(table, report, event, shown, depth=0)
    return table


def _add_rows(table: Table, report: Report, event: Event, shown: set[str], *, depth: int) -> None:
    table.add_row(
        ("  " * (depth - 1) + "└ " if depth else "") + event.id,
        Text("\n").join([act_words(report, event), party_words(report, event)]),
        Text("\n").join([date_words(event), place_words(report, event)]),
        Text("\n").join([status_words(event), name_chain(report, event)]),
    )
    inner = next((one for one in report.events if one.id == event.about and one.id in shown), None)
    if inner and depth < DEEPEST:
        _add_rows(table, report, inner, shown, depth=depth + 1)


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
        where = shorten_ids(list(dict.fromkeys(filter(None, events))))
        yield Text(f"{field}{' of ' + where if where else ''}: ", style="dim").append(reason, style="not dim")
    if len(grouped) > SHOWN * 2:
        yield Text(f"and {len(grouped) - SHOWN * 2} more", style="dim")


def shorten_ids(ids: Sequence[str]) -> str:
    """Write a list of ids with runs drawn together: "e1–e4, e6"."""
    runs: list[list[int]] = []
    for number in sorted(int(id[1:]) for id in ids):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [f"e{run[0]}–e{run[-1]}" if len(run) > 2 else ", ".join(f"e{n}" for n in run) for run in runs]
    return ", ".join(ends)


def _times(word: str, n: int) -> str:
    return f"{word} ×{n}" if n > 1 else word
