"""Times that lean on another time: the day of publication, or one that the text has spoken of."""

import re
from dataclasses import replace
from datetime import date, timedelta

from dateline.stages.times.amounts import amount_of
from dateline.stages.times.durations import duration_value
from dateline.stages.times.intervals import add_units, narrowed, period_value, unknown_value
from dateline.stages.times.meaning import Meaning, Reading, dated, has, period, unresolved, with_daypart

CLOCK_UNITS = ("TH", "TM", "TS")


def step_of(r: Reading, m: re.Match[str], *groups: str) -> int | None:
    """Return -1 for "last", 0 for "this", 1 for "next", or None."""
    for group in groups:
        for section in ("LAST", "NEXT", "THIS", "SAME", "THAT", "ANAPHORIC"):
            value = r.get(m, group, section)
            if isinstance(value, int):
                return value
    return None


def weekday(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "on Friday", "last Friday", "Friday night", "Friday of last week".

    Past tense: the last such day up to and including publication; future: the first from it on. Not a newspaper
    ("the Sunday Times") or a name ("Bloody Sunday").
    """
    words, i = r.words, m.start("weekday")
    day = r.get(m, "weekday", "WEEKDAY")
    if not isinstance(day, int) or words.value("NOT_A_DAY", i - 1) is not None:
        return None
    follower = words.rows[m.end()] if m.end() < len(words.rows) else None
    if follower and follower.capital and words.value("NEWSPAPER", m.end()) is not None:
        return None
    part = r.get(m, "daypart", "DAYPART")
    if part is None and (noon := r.get(m, "daypart", "NOON")):
        part = noon
    clock = _clock(r, m)
    if r.ref is None:
        return (
            with_daypart(unresolved(f"XXXX-WXX-{day}", mod=r.mod_of(m)), None)
            if not part
            else unresolved(f"XXXX-WXX-{day}T{part}", type="TIME")
        )
    chosen = _weekday(r, m, day, r.ref)
    return with_daypart(dated(chosen.isoformat(), mod=r.mod_of(m), basis="relative-to-published"), clock or part)


def _clock(r: Reading, m: re.Match[str]) -> str | None:
    if not has(m, "clock"):
        return None
    from dateline.stages.times.clock import clock_time

    return clock_time(r.word(m, "clock"), str(r.get(m, "ampm", "AMPM") or ""))


def _weekday(r: Reading, m: re.Match[str], day: int, ref: date) -> date:
    monday = ref - timedelta(ref.weekday())
    week_step = step_of(r, m, "weekstep")
    if week_step is not None and r.get(m, "unit", "UNIT") == "W":
        return monday + timedelta(7 * week_step + day - 1)
    behind, ahead = ref - timedelta((ref.isoweekday() - day) % 7), ref + timedelta((day - ref.isoweekday()) % 7)
    step = step_of(r, m, "step")
    if step is not None and r.word(m, "step") in ("following", "previous", "preceding"):
        earlier = r.antecedent(m)
        if earlier and earlier.bounds:
            start = earlier.bounds[0]
            gap = (day - start.isoweekday()) % 7 or 7
            return start + timedelta(gap) if step > 0 else start - timedelta((start.isoweekday() - day) % 7 or 7)
    if step == -1:
        return behind if behind < ref else behind - timedelta(7)
    if step == 1:
        return ahead if ahead > ref else ahead + timedelta(7)
    direction = r.direction(m)
    if step == 0:
        return monday + timedelta(day - 1) if direction is None else ahead if direction == "future" else behind
    return ahead if direction == "future" else behind


def weekday_ago(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "a week ago Friday"."""
    day = r.get(m, "weekday", "WEEKDAY")
    weeks = amount_of(r, m, "amount").number
    if r.ref is None or weeks is None:
        return unresolved(f"XXXX-WXX-{day}")
    behind = r.ref - timedelta((r.ref.isoweekday() - int(day or 1)) % 7)
    return dated((behind - timedelta(7 * int(weeks))).isoformat(), basis="relative-to-published")


def deictic(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "yesterday", "late today", "last night", "this morning"."""
    here = r.get(m, "here", "DEICTIC_PART")
    step = int(r.get(m, "deictic", "DEICTIC") or 0) if here is None else -int(str(here).startswith("-"))
    part = here or r.get(m, "daypart", "DAYPART")
    if (
        here is not None
        and r.words.rows[m.start()].key == "overnight"
        and r.words.key(m.end()) in ("stay", "flight", "train")
    ):
        return None
    if r.ref is None:
        return (
            unresolved(f"XXXX-XX-XXT{str(part).lstrip('-')}", type="TIME")
            if part
            else unresolved("XXXX-XX-XX", mod=r.mod_of(m))
        )
    day = r.ref + timedelta(step)
    return with_daypart(dated(day.isoformat(), mod=r.mod_of(m), basis="relative-to-published"), part)


def weekend(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "this weekend", "over the weekend", "last weekend" as "2013-W12-WE"."""
    if r.ref is None:
        return unresolved("XXXX-WXX-WE", mod=r.mod_of(m))
    step = step_of(r, m, "step")
    weekday_of_ref = r.ref.isoweekday()
    direction = r.direction(m)
    if step is None or step == 0:
        # from Monday to Wednesday a weekend in the past tense is the one just gone
        back = (
            direction != "future"
            and weekday_of_ref <= (5 if step is None else 2)
            and not (step == 0 and direction is None)
        )
        step = -1 if back else 0
    return period(r.ref + timedelta(7 * step), "WE", mod=r.mod_of(m))


def unit_step(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "last week", "earlier this year", "the end of the month"; "the past year" is a duration."""
    unit, step, mod = str(r.get(m, "unit", "UNIT")), step_of(r, m, "step"), r.mod_of(m)
    word = r.word(m, "step")
    if unit in CLOCK_UNITS:
        return None
    if has(m, "the") and word in ("next", "following", "previous", "preceding", "prior") and not has(m, "part"):
        return anaphoric_step(r, m, unit, step or 0, None)
    if has(m, "the") and word in ("last", "past") and not has(m, "part"):
        if r.words.key(m.end()) == "of":
            return None
        bounds = (add_units(r.ref, -1, unit), r.ref) if r.ref else None
        return Meaning(type="DURATION", value=duration_value(1, unit), basis="relative-to-published", bounds=bounds)
    if unit == "D":
        if step is None and has(m, "part"):
            earlier = r.antecedent(m, 1)
            day = earlier.bounds[0] if earlier and earlier.bounds else r.ref
            return (
                dated(day.isoformat(), mod=mod, basis="relative-to-published")
                if day
                else unresolved("XXXX-XX-XX", mod=mod)
            )
        if word in ("this",) and r.word(m, "unit") == "day" and not has(m, "the"):
            return anaphoric_step(r, m, unit, 0, None)
        if word != "next":
            return None
        return anaphoric_step(r, m, unit, 1, None)
    if r.ref is None:
        return unresolved(unknown_value(unit), mod=mod)
    step = step or 0
    base = r.ref.replace(day=1) if unit in ("M", "Q", "Y", "DE", "CE") else r.ref
    meaning = period(add_units(base, step, unit), unit, mod=mod)
    if step == 0 and meaning.bounds and r.words.value("COMPARE_MOD", m.start("part") if has(m, "part") else None):
        first, last = period(r.ref, unit).bounds or meaning.bounds
        meaning = replace(meaning, bounds=(first, r.ref) if mod == "START" else (r.ref, last))
    return meaning


def year_end(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "year-end" and "year end" as the end of this year."""
    if r.word(m, "unit") not in ("year", "month") or r.ref is None:
        return None
    return period(r.ref, str(r.get(m, "unit", "UNIT")), mod="END")


def reference_units(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "recent years" as PAST_REF and "the coming weeks" as FUTURE_REF."""
    word = r.word(m, "ref")
    if word not in ("recent", "coming", "past", "upcoming"):
        return None
    return Meaning(
        type="DATE", value="FUTURE_REF" if word in ("coming", "upcoming") else "PAST_REF", basis="relative-to-published"
    )


def reference(r: Reading, m: re.Match[str]) -> Meaning | None:
    value = str(r.get(m, "ref", "REFERENCE"))
    if r.words.key(m.end()) in ("-", "defunct"):
        return None
    return Meaning(type="DATE", value=value, basis="relative-to-published")


def reference_past(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "in the past." as PAST_REF."""
    return Meaning(type="DATE", value="PAST_REF", basis="relative-to-published") if r.word(m, "ref") == "past" else None


def ago(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "two weeks ago" (2013-W10), "three days from now", "years ago" (PAST_REF)."""
    unit = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS"))
    ahead = r.get(m, "dir", "FROM_NOW") is not None
    amount = amount_of(r, m, "amount") if has(m, "amount") else None
    if r.word(m, "dir") == "back" and r.words.key(m.end()) in ("to", "in", "into", "at", "from", "home"):
        return None
    if amount is None or amount.number is None:
        return Meaning(type="DATE", value="FUTURE_REF" if ahead else "PAST_REF", basis="relative-to-published")
    if has(m, "anchor"):
        unit = "D"
        amount = replace(
            amount, number=amount.number * {"W": 7}.get(str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS")), 1)
        )
    number = float(amount.number or 0)
    sign = 1 if ahead else -1
    if r.ref is None:
        return unresolved(unknown_value(unit), mod=r.mod_of(m))
    whole, finer = _whole(number, unit)
    day = add_units(r.ref, sign * whole, finer)
    if unit in CLOCK_UNITS and whole * {"TH": 1, "TM": 1 / 60, "TS": 1 / 3600}[unit] < 24:
        return Meaning(
            type="TIME",
            value=f"{r.ref.isoformat()}TXX",
            mod=r.mod_of(m),
            basis="relative-to-published",
            bounds=(day, day),
        )
    return period(day, finer, mod=r.mod_of(m))


def _whole(number: float, unit: str) -> tuple[int, str]:
    """Turn "two and a half years" into 30 months."""
    finer = {"Y": (12, "M"), "DE": (10, "Y"), "CE": (100, "Y"), "M": (4, "W"), "W": (7, "D")}
    if number != int(number) and unit in finer:
        factor, small = finer[unit]
        return round(number * factor), small
    return int(number), unit


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
    whole, finer = _whole(number, unit)
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
    if (earlier is None or earlier.bounds is None) and r.ref and step < 0 and unit in ("M", "Q", "Y"):
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
    shift = (sign * _whole(number, unit)[0], _whole(number, unit)[1]) if number else None
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


def value_after(day: date, shift: tuple[int, str]) -> str:
    """Return the value of the period that lies ``shift`` from the day."""
    return period_value(add_units(day, shift[0], shift[1]), shift[1])
