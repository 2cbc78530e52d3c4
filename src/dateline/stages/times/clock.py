"""Times of the clock and parts of the day; they float until their day is found."""

import re
from datetime import date, timedelta

from dateline.stages.times.intervals import weekday_after, weekday_before
from dateline.stages.times.meaning import Meaning, Reading, has


def clock_time(word: str, half: str) -> str | None:
    """Return hours and minutes: ("9:45", "pm") is "21:45"."""
    parts = [int(part) for part in re.split(r"[:.]", word)]
    hour, minute = parts[0], parts[1] if len(parts) > 1 else None
    if hour > 24 or (half and hour > 12):
        return None
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return f"{hour:02}:{minute or 0:02}"


def clock(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "9:45 a.m.", "at 22:30", "0930 GMT", "noon"; a score ("3:2") or a race time is none."""
    if has(m, "noon"):
        if r.words.rows[m.start("noon")].capital and r.words.key(m.start() - 1) not in (".", "", "at"):
            return None
        return _time(str(r.get(m, "noon", "NOON")), r, m)
    half = str(r.get(m, "ampm", "AMPM") or "")
    if has(m, "military"):
        word = r.word(m, "military")
        if len(word) not in (3, 4) or (not has(m, "zone") and not has(m, "zone2") and len(word) != 4):
            return None
        if int(word) > 2400 or int(word) % 100 > 59:
            return None
        if (
            not has(m, "zone2")
            and not has(m, "zone")
            and r.words.key(m.start() - 1) not in ("at", "by", "from", "until", "around")
        ):
            return None
        return _time(f"{int(word) // 100:02}:{int(word) % 100:02}", r, m)
    if has(m, "hour"):
        number = r.number(m, "hour")
        value = clock_time(str(number), half) if number is not None else None
        return _time(value, r, m) if value else None
    word = r.word(m, "clock")
    marked = bool(half) or has(m, "zone") or has(m, "hours")
    lead = r.words.value("CLOCK_LEAD", m.start("clock") - 1) is not None or has(m, "mod")
    if not marked and (":" not in word or not lead):
        return None
    late = r.get(m, "part", "DAYPART") in ("AF", "EV", "NI") and not word.startswith(("12", "0", "24"))
    value = clock_time(word, half or ("pm" if late and int(re.split(r"[:.]", word)[0]) < 12 else ""))
    return _time(value, r, m) if value else None


def _time(value: str, r: Reading, m: re.Match[str]) -> Meaning:
    span, mod = r.words.span(m.start(), _end(r, m)), r.mod_of(m)
    day = _day(r, m)
    if day is None:
        value = f"XXXX-XX-XXT{value}"
        return Meaning(type="TIME", value=value, mod=mod, basis="unresolved", floating=True, span=span)
    value = f"{day.isoformat()}T{value}"
    return Meaning(type="TIME", value=value, mod=mod, basis="relative-to-published", bounds=(day, day), span=span)


def _day(r: Reading, m: re.Match[str]) -> date | None:
    """Return the day named right after the clock time: "3:30 a.m. Friday", "noon today"."""
    if r.ref is None or not has(m, "day"):
        return None
    for i in range(*m.span("day")):
        weekday, step = r.words.value("WEEKDAY", i), r.words.value("DEICTIC", i)
        if isinstance(weekday, int):
            return (weekday_after if r.direction(m) == "future" else weekday_before)(weekday, r.ref)
        if isinstance(step, int):
            return r.ref + timedelta(step)
    return None


def _end(r: Reading, m: re.Match[str]) -> int:
    if has(m, "zone") and r.get(m, "zone", "ZONE") == "":
        return m.start("zone")
    end = m.end()
    while end > m.start() + 1 and r.words.key(end - 1) in ("(", ",", "hours", "h") and not has(m, "day"):
        end -= 1
    return end


def daypart(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "in the morning", "at dawn", "by nightfall", "late evening"."""
    part = r.get(m, "daypart", "DAYPART")
    return Meaning(
        type="TIME",
        value=f"XXXX-XX-XXT{part}",
        mod=r.mod_of(m),
        basis="unresolved",
        floating=True,
    )
