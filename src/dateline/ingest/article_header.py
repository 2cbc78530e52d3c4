import re
from collections.abc import Iterator
from dataclasses import replace

from dateline.ingest.article_forms import ArticleForm, load_article_labels
from dateline.model import Metadata

HEAD = 4_000  # characters in which an export prints what it knows of an article
_DAY = re.compile(
    r"(?:\w+day,?[ ]+)?(?:(?P<d1>\d{1,2})[ ]+(?P<m1>[A-Z]\w{2,8})\.?,?[ ]+(?P<y1>\d{4})"
    r"|(?P<m2>[A-Z]\w{2,8})\.?[ ]+(?P<d2>\d{1,2}),?[ ]+(?P<y2>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2}))"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_article_header(text: str, form: ArticleForm, meta: Metadata) -> Metadata:
    """Fill what is not known of an article from the lines that its export prints around it.

    Labelled lines win over the order of lines. Example: "Rebels shell Goma", "The Kivu Courier", "May 3, 2024 Friday",
    "Copyright 2024 …": title, outlet and day of a report as Nexis gives it out.
    """
    found: dict[str, str] = {}
    lines = list(_lines(text, form))
    for key, line in zip(form.order, lines, strict=False):
        day = read_printed_day(line)
        if (key == "published") == bool(day):
            found[key] = day or line
    if form.outlet_after_day:
        days = [n for n, line in enumerate(lines[:12]) if _DAY.fullmatch(line)]
        if days and days[0] + 1 < len(lines) and len(lines[days[0] + 1]) <= 60:
            found["outlet"] = lines[days[0] + 1]
    for key, pattern in form.fields.items():
        match = pattern.search(text)
        value = " ".join(match["value"].split()) if match else ""
        day = read_printed_day(value) if key == "published" else None
        if value and (key != "published" or (day and "published" not in found)):
            found[key] = day or value
    authors = found.get("authors", "").removeprefix("By ").strip()
    return replace(
        meta,
        title=found.get("title") or meta.title,
        outlet=meta.outlet or found.get("outlet"),
        published=meta.published or found.get("published"),
        authors=meta.authors or ((authors,) if authors else ()),
    )


def _lines(text: str, form: ArticleForm) -> Iterator[str]:
    """Yield the first lines of an article that are neither marks nor labels."""
    labels = load_article_labels()
    for line in text[:HEAD].splitlines():
        words = " ".join(line.split())
        if words and not labels.fullmatch(words) and not form.mark.fullmatch(line):
            yield words


def read_printed_day(line: str) -> str | None:
    """Return the day that a line begins with, as YYYY-MM-DD: "May 3, 2024 Friday", "Friday, 3 May 2024"."""
    match = _DAY.match(line)
    if not match:
        return None
    if match["iso"]:
        return match["iso"]
    month = (match["m1"] or match["m2"])[:3].lower()
    if month not in _MONTHS:
        return None
    day, year = int(match["d1"] or match["d2"]), match["y1"] or match["y2"]
    return f"{year}-{_MONTHS.index(month) + 1:02d}-{day:02d}" if 1 <= day <= 31 else None
