"""Times that lean on a date that the text has spoken of: "two days later", "the same month", "a week after"."""

import re
from dataclasses import replace
from datetime import timedelta

from dateline.stages.times.amounts import amount_of, whole_units
from dateline.stages.times.durations import duration_value
from dateline.stages.times.intervals import CLOCK_UNITS, add_units, narrowed, unknown_value
from dateline.stages.times.meaning import Meaning, Reading, dated, has, period, step_of, unresolved, with_daypart


def shifted(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "two days later", "a year earlier": counted from the date that the text spoke of last, else unresolved."""
    unit = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS"))
    sign = next(
        (int(v) for s in ("LATER", "EARLIER", "BEFORE", "AFTER") if isinstance(v := r.get(m, "dir", s), int)), 1
    )
    amount = amount_of(r, m, "amount") if has(m, "amount") else None
    if has(m, "the") and has(m, "amount"):
        return None
    number = 1.0 if amount is None and has(m, "the") else amount.number if amount else None
    if amount is None and not has(m, "the"):
        return (
            Meaning(type="DATE", value="PAST_REF" if sign < 0 else "FUTURE_REF", basis="relative-to-event")
            if m.re.pattern and r.word(m, "dir") in ("later", "earlier")
            else None
        )
    if number is None:
        return Meaning(
            type="DATE", value="PAST_REF" if sign < 0 else "FUTURE_REF", mod=r.mod_of(m), basis="relative-to-event"
        )
    whole, finer = whole_units(number, unit)
    if unit in CLOCK_UNITS:  # the day it falls on is not known
        return Meaning(type="DURATION", value=duration_value(number, unit), mod=r.mod_of(m), basis="relative-to-event")
    return anaphoric_step(r, m, finer, sign * whole, r.mod_of(m))


def anaphoric(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the same day", "that year", "the following month", "the night before"."""
    unit = r.get(m, "unit", "UNIT")
    step = step_of(r, m, "step", "step2", "step3")
    if has(m, "dir"):
        step = int(next(v for s in ("BEFORE", "AFTER", "EARLIER") if (v := r.get(m, "dir", s)) is not None))
        following = r.words.rows[m.end()] if m.end() < len(r.words.rows) else None
        if following and (
            following.capital
            or following.key
            in ("the", "a", "an", "his", "her", "its", "their", "he", "she", "they", "it", "this", "that")
        ):
            return distance(r, m)
    part = r.get(m, "unit", "DAYPART") or r.get(m, "daypart", "DAYPART")
    if r.word(m, "unit") == "night":
        part = "NI"
    if r.word(m, "step") == "that" and r.get(m, "unit", "UNIT") is None and not part:
        return None
    day = r.get(m, "unit", "WEEKDAY")
    if day is not None:
        earlier = r.antecedent(m)
        if not earlier or not earlier.bounds:
            return None
        start = earlier.bounds[0] - timedelta(earlier.bounds[0].weekday())
        return with_daypart(
            dated((start + timedelta(int(day) - 1 + 7 * (step or 0))).isoformat(), basis="relative-to-event"), part
        )
    if unit is None and not part:
        return None
    if str(unit) in CLOCK_UNITS:
        return None
    return with_daypart(anaphoric_step(r, m, "D" if part else str(unit), step or 0, r.mod_of(m)), part)


def anaphoric_step(r: Reading, m: re.Match[str], unit: str, step: int, mod: str | None) -> Meaning:
    """Step from the antecedent; a clock unit stays on its day."""
    earlier = r.antecedent(m)
    if (earlier is None or earlier.bounds is None) and r.ref and step == -1 and unit in ("W", "M", "Q", "Y"):
        base = r.ref.replace(day=1)  # "from a year earlier" in a report on figures
        return period(add_units(base, step, unit), unit, mod=mod)
    if earlier is None or earlier.bounds is None:
        return unresolved(unknown_value(unit), mod=mod)
    start = earlier.bounds[0]
    if unit in CLOCK_UNITS:
        day = add_units(start, step, unit)
        return Meaning(
            type="TIME", value=f"{day.isoformat()}TXX", mod=mod, basis="relative-to-event", bounds=(day, day)
        )
    coarse = (earlier.bounds[1] - start).days
    if step and coarse > {"D": 0, "W": 6, "WE": 6, "2W": 13, "M": 30, "Q": 92}.get(unit, 3660):
        return replace(unresolved(unknown_value(unit), mod=mod), basis="unresolved")
    day = add_units(start.replace(day=1) if unit in ("M", "Q") and coarse > 6 else start, step, unit)
    meaning = period(day, unit, mod=mod, basis="relative-to-event")
    return replace(meaning, bounds=meaning.bounds and narrowed(meaning.bounds, mod))


def distance(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "two days after" an event: a duration (TIMEX3), whose day is known only where the event's own date is."""
    unit = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS"))
    amount = amount_of(r, m, "amount") if has(m, "amount") else None
    number = 1.0 if not has(m, "amount") else amount.number if amount else None
    sign = next((int(v) for s in ("BEFORE", "AFTER", "EARLIER") if isinstance(v := r.get(m, "dir", s), int)), 1)
    if r.word(m, "dir") == "since" or (unit in CLOCK_UNITS and not has(m, "amount")):
        return None
    shift = (sign * whole_units(number, unit)[0], whole_units(number, unit)[1]) if number else None
    if not has(m, "amount"):
        return Meaning(
            type="DATE",
            value=unknown_value(unit),
            basis="relative-to-event",
            shift=shift,
            span=r.words.span(m.start(), m.start("dir")),
        )
    value = duration_value(number, unit)
    end = m.start("dir")
    return Meaning(
        type="DURATION",
        value=value,
        mod=r.mod_of(m),
        basis="relative-to-event",
        shift=shift,
        span=r.words.span(m.start(), end),
    )
