import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from dateline.ingest.published import read_day

_LONGEST = 64
_ZONE = re.compile(r"\s*(?:UTC|GMT)?\s*([+-]\d{2}):?(\d{2})?$|\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_SPELLED = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(?:(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})"
    r"|(?P<day2>\d{1,2}) (?P<month2>[A-Za-z]{3,9})\.?)"
    r",? (?P<year>\d{4})\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FRACTION = re.compile(r"(?<=:\d\d)[.,]\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was published: the day, in the zone in which it was written, and the time where a zone is given.

    ``at`` is ISO 8601 to the second with its zone; None where there is no time, or no zone.
    """

    day: str
    at: str | None


def read_moment(value: str) -> Moment | None:
    """Read a date as machines write it: ISO 8601, the same with blanks, YYYYMMDD, or that of an e-mail (RFC 5322).

    A time without a zone keeps only its day. None where it is no date.

    Example:
        >>> read_moment("2026-03-04T18:22:00+0200")
        Moment(day='2026-03-04', at='2026-03-04T18:22:00+02:00')
    """
    words = " ".join(value[:_LONGEST].split())
    moment = _iso(words) or _mail(words)
    if moment is None:
        day = read_day(words) or _spelled_out(words)
        return Moment(day=day, at=None) if day else None
    zone = moment.utcoffset()
    at = moment.replace(microsecond=0).isoformat() if zone is not None and abs(zone) <= timedelta(hours=15) else None
    return Moment(day=moment.date().isoformat(), at=at)


def _spelled_out(words: str) -> str | None:
    """Return the day of "March 4, 2026" or "Wed, 4 March 2026"."""
    match = _SPELLED.match(words)
    name = (match["month"] or match["month2"]).lower()[:3] if match else ""
    if not match or name not in _MONTHS:
        return None
    return read_day(f"{match['year']}-{_MONTHS.index(name) + 1:02d}-{int(match['day'] or match['day2']):02d}")


def _iso(words: str) -> datetime | None:
    text = _FRACTION.sub("", words)
    zone = _ZONE.search(text)
    if zone and zone.start() > 10:
        text = text[: zone.start()] + (f"{zone[1]}:{zone[2] or '00'}" if zone[1] else "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if len(text) > 10 and ":" in text else None


def _mail(words: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment  # "-0000" says that no zone is known, and gives none
