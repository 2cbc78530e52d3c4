"""Counts as tables with bars, and events as lists with their evidence."""

from collections.abc import Callable, Sequence

from dateline.digest.markup import Markup, clean, join, quoted, tag
from dateline.digest.summary import Evidence

BAR = 200
Name = Callable[[str], str]


def count_table(caption: str, rows: Sequence[tuple[str, int]], *, head: str, of: int | None = None) -> Markup:
    """Return a table of counts, with a bar for each; ``of`` adds the share."""
    most = max((count for _, count in rows), default=1) or 1
    lines = []
    for name, count in rows:
        cells = [tag("th", quoted(name), scope="row"), tag("td", f"{count:,}", class_="number")]
        cells += [tag("td", f"{count / of:.0%}" if of else "–", class_="number")] if of is not None else []
        cells.append(tag("td", _bar(count / most), class_="bar", aria_hidden="true"))
        lines.append(tag("tr", *cells))
    heads = [head, "Number", *(["Share"] if of is not None else [])]
    top = _heads(heads)
    return tag("table", tag("caption", caption), tag("thead", top), tag("tbody", join(lines)))


def share_table(caption: str, rows: Sequence[tuple[str, int, int]]) -> Markup:
    """Return a table of parts: how many of how many."""
    lines = [
        tag(
            "tr", tag("th", name, scope="row"), tag("td", f"{part:,} of {whole:,}", class_="number"),
            tag("td", f"{part / whole:.0%}" if whole else "–", class_="number"),
            tag("td", _bar(part / whole if whole else 0), class_="bar", aria_hidden="true"),
        )
        for name, part, whole in rows
    ]  # fmt: skip
    top = _heads(["What", "How many", "Share"])
    return tag("table", tag("caption", caption), tag("thead", top), tag("tbody", join(lines)))


def time_chart(months: Sequence[tuple[str, int]], *, label: str) -> Markup:
    """Return a bar for each month, as inline SVG; the table beside it says the same in words."""
    most = max((count for _, count in months), default=1)
    wide = max(960 / max(len(months), 1), 3)
    bars = []
    for at, (month, count) in enumerate(months):
        tall = 180 * count / most
        bars.append(
            tag("rect", tag("title", f"{month}: {count}"), x=round(at * wide + 0.5, 1), y=round(190 - tall, 1),
                width=round(min(max(wide - 1, 1), 60), 1), height=round(tall, 1), class_="fill")
        )  # fmt: skip
    ends = [tag("span", months[0][0]), tag("span", f"highest bar: {most:,}"), tag("span", months[-1][0])]
    drawn = tag(
        "svg", tag("title", label), join(bars),
        viewBox=f"0 0 {max(960, round(len(months) * wide))} 195", role="img", aria_label=label, class_="chart",
    )  # fmt: skip
    return join([drawn, tag("p", *ends[: 3 if len(months) > 1 else 2], class_="ends", aria_hidden="true")])


def evidence_list(events: Sequence[Evidence]) -> Markup:
    """Return events with the sentence that carries each, who says so, and what is contested."""
    return tag("ol", join([tag("li", _article(event)) for event in events]), class_="events")


def _article(event: Evidence) -> Markup:
    kind = event.type + (f" / {event.mode}" if event.mode else "")
    who = " and ".join(event.sources) or "unstated"
    whom = f" → {' and '.join(event.targets)}" if event.targets else ""
    facts = [tag("span", event.status, class_="tag"), tag("span", event.standing, class_="tag")]
    told = f"{event.reports} {'report' if event.reports == 1 else 'reports'}, {event.outlets} outlets"
    told += f", {event.origins} independent {'origin' if event.origins == 1 else 'origins'}" if event.origins else ""
    where = ", ".join(filter(None, (event.place, event.date or "date open")))
    parts = [
        tag("h3", kind, ": ", quoted(who + whom)),
        tag("p", quoted(where), " · ", told, " ", *facts, class_="facts"),
        tag("blockquote", tag("bdi", event.before, tag("mark", event.trigger), event.after)),
        tag("p", quoted(_credit(event)), class_="credit"),
    ]  # fmt: skip
    parts += [_accounts(field, accounts) for field, accounts in event.accounts]
    if event.conflicts:
        parts.append(tag("p", f"Within one report, mentions disagree on: {', '.join(event.conflicts)}."))
    return tag("article", join(parts))


def _accounts(field: str, accounts: Sequence[object]) -> Markup:
    rows = [
        tag("li", quoted(str(getattr(account, "value", ""))), " – ",
            quoted(f"{getattr(account, 'document', '')}#{getattr(account, 'event', '')}"))
        for account in accounts
    ]  # fmt: skip
    return tag("div", tag("p", f"Accounts of the {field} differ:"), tag("ul", join(rows)), class_="accounts")


def _credit(event: Evidence) -> str:
    by = f"said by {event.said_by}" if event.said_by else "said by the outlet"
    return ", ".join(filter(None, (by, event.outlet, event.published, event.key)))


def _heads(names: Sequence[str]) -> Markup:
    cells = [tag("th", name, scope="col", class_="number" if at else None) for at, name in enumerate(names)]
    return tag("tr", *cells, tag("td", aria_hidden="true", class_="bar"))


def _bar(share: float) -> Markup:
    width = round(BAR * min(max(share, 0), 1), 1)
    inner = f'<rect width="{clean(str(width))}" height="10" class="fill"></rect>'
    return tag("svg", Markup(inner), viewBox=f"0 0 {BAR} 10", aria_hidden="true", preserveAspectRatio="none")
