import base64
import hashlib
from functools import lru_cache
from importlib import resources

from dateline.digest.markup import Markup, clean, join, quoted, tag
from dateline.digest.summary import Summary
from dateline.digest.tables import count_table, evidence_list, share_table, time_chart
from dateline.digest.worldmap import draw_map
from dateline.export.countries import find_country

SHOWN = 25  # rows of a long table
MONTHS = 240  # from which on time is shown by years
SECTIONS = (("counts", "Counts"), ("time", "Time"), ("map", "Map"), ("corroborated", "Most corroborated"),
            ("contradicted", "Most contradicted"), ("quality", "Data quality"))  # fmt: skip
FOOTER = (
    "Machine-coded by dateline, {review}. What is reported is not thereby true. Places: GeoNames (CC BY 4.0). "
    "Outlines: Natural Earth (public domain); its borders are drawn as they are held, and say nothing about whose they "
    "should be."
)


def write_page(summary: Summary, *, title: str, shared: str | None = None, review: str = "unreviewed") -> str:
    """Return one page of HTML that needs nothing else: no script, no network, its own style (by hash in its policy).

    ``review`` says how far people have reviewed the events. Every word of a report is escaped and set apart (``bdi``).
    """
    style = _style()
    policy = f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'; form-action 'none'"
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{clean(policy)}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        tag("title", f"{title} – events in news reports"), Markup(f"<style>{style}</style>"),
    ]  # fmt: skip
    links = [tag("li", tag("a", name, href=f"#{id}")) for id, name in SECTIONS]
    top = tag(
        "header", tag("a", "Skip to content", href="#counts", class_="skip"), tag("h1", quoted(title)),
        tag("p", f"Events that news reports tell: machine-coded, {review}.", class_="note"),
        tag("p", shared, class_="note") if shared else None,
        tag("nav", tag("ul", join(links)), aria_label="Sections"),
    )  # fmt: skip
    parts = (_counts(summary), _time(summary), _map(summary), _corroborated(summary), _contradicted(summary),
             _quality(summary))  # fmt: skip
    main = tag("main", *(_section(*names, part) for names, part in zip(SECTIONS, parts, strict=True)))
    body = tag("body", top, main, tag("footer", tag("p", FOOTER.format(review=review))))
    return f"<!DOCTYPE html>\n{tag('html', tag('head', join(head)), body, lang='en')}\n"


def _section(id: str, name: str, inside: Markup) -> Markup:
    return tag("section", tag("h2", name, id=f"{id}-title"), inside, id=id, aria_labelledby=f"{id}-title")


def _counts(summary: Summary) -> Markup:
    numbers = (("Documents", summary.tally.documents), ("could not be coded", summary.tally.failed),
               ("Events told", summary.events), ("Acts", summary.acts), ("Outlets", len(summary.outlets)))  # fmt: skip
    key = [tag("div", tag("dt", name), tag("dd", f"{number:,}")) for name, number in numbers]
    types = [(name, summary.acts_by_type[name]) for name in sorted(summary.types)]
    types.sort(key=lambda row: (-row[1], row[0]))
    countries = [(find_country(code).name or code, count) for code, count in _sorted(summary.countries)]
    tables = [
        count_table("Acts by type (PLOVER)", types, head="Type", of=summary.acts),
        count_table("All events by status", _sorted(summary.statuses), head="Status", of=summary.events),
        count_table("Acts by country of their place", countries[:SHOWN], head="Country", of=summary.acts),
    ]
    note = (
        "An act occurred or goes on, is this report's news and not background, is not inside another event, and is not "
        "denied. Reports of one occurrence are one act where they were linked."
    )
    rest = [_more(len(countries) - SHOWN, "countries")] if len(countries) > SHOWN else []
    return join([tag("dl", join(key), class_="key"), tag("p", note, class_="note"), _grid(tables), *rest])


def _time(summary: Summary) -> Markup:
    undated = tag("p", f"{summary.undated:,} acts have no date that tells the month; they are in no bar.",
                  class_="note")  # fmt: skip
    if not summary.months:
        return join([tag("p", "No act has a date."), undated])
    months = _spread(summary.months)
    unit = "month" if len(months[0][0]) > 4 else "year"
    label = f"Acts by {unit}, {months[0][0]} to {months[-1][0]}"
    rows = [(month, count) for month, count in months if count]
    table = tag("details", tag("summary", "The same as a table"), count_table(label, rows, head=unit.capitalize()))
    return join([time_chart(months, label=label), table, undated])


def _map(summary: Summary) -> Markup:
    points = summary.points
    total = sum(points.values())
    drawn = draw_map(points, label=f"Map of {total:,} acts at {len(points):,} places; the table below lists them")
    note = f"{summary.pointless:,} acts are not on the map: their place is a country or larger, or not known."
    rows = [(name, count) for (_, _, name), count in sorted(points.items(), key=lambda item: (-item[1], item[0][2]))]
    table = tag("details", tag("summary", "Places as a table"),
                count_table("Acts by place", rows[: 4 * SHOWN], head="Place"))  # fmt: skip
    return join([drawn, tag("p", note, class_="note"), table])


def _corroborated(summary: Summary) -> Markup:
    if not summary.corroborated:
        return tag("p", "No act is told by more than one report, or reports were not linked yet.")
    note = "Ten outlets that print one agency's text are one origin. Told often is not thereby true."
    return join([tag("p", note, class_="note"), evidence_list(summary.corroborated, summary.speakers)])


def _contradicted(summary: Summary) -> Markup:
    if not summary.contradicted:
        return tag("p", "No act is disputed.")
    return evidence_list(summary.contradicted, summary.speakers)


def _quality(summary: Summary) -> Markup:
    shares = [(name, summary.shares[name], total) for name, total in summary.totals.items()]
    parts = [_grid([
        share_table("What could not be told", shares),
        count_table("Notes on what was left open", _sorted(summary.notes)[:SHOWN], head="Note"),
    ])]  # fmt: skip
    if summary.errors:
        parts.append(count_table("Documents that could not be coded", _sorted(summary.errors), head="Reason"))
        rows = [tag("li", quoted(source), ": ", quoted(message)) for source, message in summary.failed]
        parts.append(tag("ul", join(rows)))
        if summary.tally.failed > len(summary.failed):
            parts.append(_more(summary.tally.failed - len(summary.failed), "documents"))
    if summary.tally.unusable:
        rows = [tag("li", quoted(bad.where), ": ", quoted(bad.message)) for bad in summary.tally.unusable[:SHOWN]]
        parts += [tag("p", f"{len(summary.tally.unusable):,} records could not be used:"), tag("ul", join(rows))]
    return join(parts)


def _grid(tables: list[Markup]) -> Markup:
    return tag("div", join([tag("div", table, class_="scroll") for table in tables]), class_="two")


def _more(count: int, what: str) -> Markup:
    return tag("p", f"and {count:,} more {what}", class_="note")


def _sorted(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _spread(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return a count for every month between the first and the last; for every year, where these are many."""
    known = sorted(counts)
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (known[0], known[-1]))
    if end - start < MONTHS:
        months = [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(start, end + 1)]
        return [(month, counts.get(month, 0)) for month in months]
    years: dict[str, int] = {f"{year:04d}": 0 for year in range(start // 12, end // 12 + 1)}
    for month, count in counts.items():
        years[month[:4]] += count
    return list(years.items())


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@lru_cache
def _style() -> str:
    return (resources.files("dateline.digest") / "data" / "page.css").read_text(encoding="utf-8")
