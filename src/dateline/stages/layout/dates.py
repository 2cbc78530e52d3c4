import datetime
import re
from dataclasses import dataclass, replace

from dateline.model import Span
from dateline.stages.layout.clock import read_clock

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May\.?|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_CAPITALS = _MONTH.upper()
_ANY = f"(?:{_MONTH}|{_CAPITALS})"
DATE = rf"(?:{_ANY}\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\ {_ANY}(?:,?\ \d{{4}})?)(?!\d)"

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,?"
_ZONE = r"(?:\ ?\(?(?:[A-Z]{1,5}(?:\ ?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})\)?)"
_CLOCK = rf"(?:(?:,|\ at|\ -|\ \||\ [–—])?\ *\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?:\ ?[AaPp]\.?[Mm]\.?)?{_ZONE}?)"
_DATE_LINE = re.compile(
    rf"""\s*(?:(?P<label>published|posted|first\ published|publication\ date|date|issued|released|updated|last\ updated)
    \s*(?:on|at)?\s*:?\s*)?
    (?:(?P<before>{_CLOCK})[,\ ]+)?(?:{_WEEKDAY}\s+)?
    (?P<date>{DATE}|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}))
    (?P<clock>(?:T\d{{2}}:\d{{2}}\S*)?{_CLOCK}?)(?:\s*\|.{{0,40}})?\s*\.?""",
    re.VERBOSE | re.IGNORECASE,
)
_PARTS = re.compile(r"(?P<first>\w+)\.?\s+(?P<second>\w+),?(?:\s+(?P<year>\d{4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A day as printed; ``year`` is None where none is.

    ``at`` is the full time, ISO 8601, where one is printed with its zone; ``updated``: it is the day of a revision.
    """

    month: int
    day: int
    year: int | None
    span: Span
    at: str | None = None
    updated: bool = False

    @property
    def iso(self) -> str:
        """Return the TIMEX3 value, ``XXXX-08-26`` without a year."""
        year = f"{self.year:04d}" if self.year else "XXXX"
        return f"{year}-{self.month:02d}-{self.day:02d}"

    def in_year_of(self, published: str) -> str | None:
        """Return the ISO date of the latest such day not after ``published`` (with two days of grace)."""
        try:
            known = datetime.date.fromisoformat(published[:10])
        except ValueError:
            return None
        for year in (known.year + 1, known.year, known.year - 1):
            try:
                day = datetime.date(year, self.month, self.day)
            except ValueError:
                continue
            if (day - known).days <= 2:
                return day.isoformat()
        return None


def read_date(words: str, start: int) -> PrintedDate | None:
    """Read "May 3", "3 May 2024", "Aug. 26, 2024"; None where that is no day."""
    match = _PARTS.match(words)
    if not match:
        return None
    first, second = match["first"].lower(), match["second"].lower()
    if first[:1].isdigit():
        first, second = second, first
    day = re.sub(r"\D", "", second)
    if first[:3] not in MONTHS or not day:
        return None
    month, year = MONTHS.index(first[:3]) + 1, int(match["year"]) if match["year"] else None
    try:
        datetime.date(year or 2024, month, int(day))
    except ValueError:
        return None
    return PrintedDate(month=month, day=int(day), year=year, span=Span(start, start + len(words)))


def read_date_line(text: str, paragraph: Span) -> PrintedDate | None:
    """Read a paragraph that is nothing but a day: "Friday, July 21, 2017", "Published: 3 May 2024 14:05 GMT"."""
    if paragraph.end - paragraph.start > 90:
        return None
    match = _DATE_LINE.fullmatch(text, paragraph.start, paragraph.end)
    if not match:
        return None
    if match["iso"]:
        try:
            day = datetime.date.fromisoformat(match["iso"])
        except ValueError:
            return None
        found = PrintedDate(month=day.month, day=day.day, year=day.year, span=Span(*match.span("date")))
    else:
        spelled = read_date(match["date"], match.start("date"))
        if spelled is None or spelled.year is None:
            return None
        found = spelled
    clock = read_clock(match["clock"] or "") or read_clock(match["before"] or "")
    return replace(
        found,
        at=f"{found.iso}T{clock}" if clock else None,
        updated="updated" in (match["label"] or "").lower(),
    )
