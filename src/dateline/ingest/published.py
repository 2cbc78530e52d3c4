import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?![\d-])")
_STAMP = re.compile(r"(\d{8})T?(\d{6})(Z?)$")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|satu?r?|sun)(day)?\.?,?\s+", re.IGNORECASE)
MONTHS = (
    "%B %d, %Y",
    "%b %d, %Y",
    "%b. %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d %Y",
    "%b %d %Y",
)


def read_day(value: str) -> str | None:
    """Return the day of an ISO or YYYYMMDD date as YYYY-MM-DD, or None where it is neither.

    Implements the contract's input dates: a time after the day is dropped, in the zone in which it was written
    (``2024-08-26T22:00:00+03:00`` is 26 August).
    """
    match = _DAY.match(value.strip())
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def read_time(value: str, formats: Sequence[str] = ()) -> tuple[str | None, str | None]:
    """Return the day (YYYY-MM-DD) and, where it has an hour and a zone, the full time of a date as exports write it.

    ISO 8601, GDELT's ``20240826T101500Z``, RFC 5322 (``Mon, 26 Aug 2024 10:15:00 +0300``) and days with the month's
    name are read; others only by ``formats`` (strptime): ``03/04/2024`` is two days, and is None unless they say which.
    """
    text = value.strip()
    for format in formats:
        try:
            return _both(datetime.strptime(text, format))
        except ValueError:
            continue
    stamp = _STAMP.match(text)
    if stamp:
        text = "".join((stamp[1], "T", stamp[2], stamp[3]))
    day = read_day(text[:8] if stamp else text)
    if day:
        try:
            return day, _both(datetime.fromisoformat(text))[1]
        except ValueError:
            return day, None
    try:
        return _both(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return _named_month(text), None


def from_epoch(seconds: float) -> tuple[str | None, str | None]:
    """Return the day and the time of a Unix time, in seconds or milliseconds, in UTC."""
    try:
        return _both(datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None, None


def _both(moment: datetime) -> tuple[str | None, str | None]:
    known = moment.tzinfo is not None and moment.utcoffset() is not None
    return moment.date().isoformat(), moment.isoformat() if known else None


def _named_month(text: str) -> str | None:
    plain = _WEEKDAY.sub("", _ORDINAL.sub("", " ".join(text.split())))
    for format in MONTHS:
        try:
            return datetime.strptime(plain, format).date().isoformat()
        except ValueError:
            continue
    return None
