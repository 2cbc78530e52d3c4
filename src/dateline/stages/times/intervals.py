"""Calendar arithmetic: TIMEX3 values to days, and steps from day to day."""

import re
from calendar import monthrange
from datetime import date, timedelta

SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}  # northern: TIMEX3 has no other
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_MONTH = re.compile(r"(\d{4})-(\d\d)$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)$")

CLOCK_UNITS = ("TH", "TM", "TS")

Bounds = tuple[date, date]


def bounds_of(value: str | None) -> Bounds | None:
    """Return the first and the last day of a TIMEX3 value, or None where it names no stretch of the calendar.

    "2013-W12" is 2013-03-18 to 2013-03-24; "198X" is ten years; "PRESENT_REF", "P3D" and "XXXX-08-26" are none.
    """
    if not value:
        return None
    try:
        return _bounds(value)
    except (ValueError, OverflowError):
        return None


def _bounds(value: str) -> Bounds | None:
    if match := _DAY.match(value):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day, day
    if match := _WEEK.match(value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return (monday + timedelta(5) if match[3] else monday), monday + timedelta(6)
    if match := _MONTH.match(value):
        return month_span(int(match[1]), int(match[2]))
    if match := _PART.match(value):
        return _part_of_year(int(match[1]), match[2])
    if re.match(r"\d{4}$", value):
        return date(int(value), 1, 1), date(int(value), 12, 31)
    if re.match(r"\d{3}X$", value):
        return date(int(value[:3] + "0"), 1, 1), date(int(value[:3] + "9"), 12, 31)
    if re.match(r"\d\d$", value):
        return date(max(1, int(value) * 100), 1, 1), date(int(value) * 100 + 99, 12, 31)
    return None


def _part_of_year(year: int, code: str) -> Bounds:
    if code[0] == "Q" and code[1:].isdigit():
        last = int(code[1]) * 3
        return date(year, last - 2, 1), month_span(year, last)[1]
    if code[0] == "H":
        return (date(year, 1, 1), date(year, 6, 30)) if code == "H1" else (date(year, 7, 1), date(year, 12, 31))
    first, last = SEASON_MONTHS[code]
    end = month_span(year + last // 13, last - 12 if last > 12 else last)[1]
    return date(year, first, 1), end


def month_span(year: int, month: int) -> Bounds:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def narrowed(bounds: Bounds, mod: str | None) -> Bounds:
    """Return the first, middle or last third of a stretch for the mods START, MID, END; a day stays whole."""
    start, end = bounds
    days = (end - start).days + 1
    third = days // 3
    if mod not in ("START", "MID", "END") or not third:
        return bounds
    if mod == "START":
        return start, start + timedelta(third - 1)
    return (end - timedelta(third - 1), end) if mod == "END" else (start + timedelta(third), end - timedelta(third))


def precision_of(bounds: Bounds | None) -> int | None:
    """Return UCDP's date precision: 1 a day, 2 under a week, 3 a week, 4 up to a month, 5 up to a year, else None."""
    if bounds is None:
        return None
    days = (bounds[1] - bounds[0]).days + 1
    return next((code for code, most in ((1, 1), (2, 6), (3, 7), (4, 31), (5, 366)) if days <= most), None)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last day of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_units(day: date, amount: int, unit: str) -> date:
    """Return the day ``amount`` units later; hours, minutes and seconds count in whole days.

    Raises:
        ValueError: the day lies outside the calendar.
        OverflowError: it lies very far outside.
    """
    months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200, "ML": 12_000}
    if unit in months:
        return add_months(day, amount * months[unit])
    days = {"D": 1, "W": 7, "2W": 14, "WE": 7}
    if unit in days:
        return day + timedelta(amount * days[unit])
    hours = {"TH": 3600, "TM": 60, "TS": 1}[unit] * amount
    return day + timedelta(days=int(hours / 86_400))


def period_value(day: date, unit: str) -> str:
    """Return the TIMEX3 value of the period of kind ``unit`` that holds the day: ("W", 2013-03-22) is "2013-W12"."""
    if unit in ("W", "2W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}" + ("-WE" if unit == "WE" else "")
    values = {
        "M": f"{day.year:04}-{day.month:02}",
        "Q": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "Y": f"{day.year:04}",
        "DE": f"{day.year // 10:03}X",
        "CE": f"{day.year // 100:02}",
        "ML": f"{day.year // 1000}",
    }
    return values.get(unit, day.isoformat())


def unknown_value(unit: str) -> str:
    """Return the value of a period whose place in the calendar is not known: ("W") is "XXXX-WXX"."""
    if unit in ("W", "2W", "WE"):
        return "XXXX-WXX" + ("-WE" if unit == "WE" else "")
    return {"M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX", "DE": "XXX", "CE": "XX", "ML": "X"}.get(unit, "XXXX-XX-XX")


def weekday_before(weekday: int, day: date) -> date:
    """Return the last such weekday (1 Monday … 7 Sunday) up to and including the day."""
    return day - timedelta((day.isoweekday() - weekday) % 7)


def weekday_after(weekday: int, day: date) -> date:
    """Return the first such weekday from the day on."""
    return day + timedelta((weekday - day.isoweekday()) % 7)
