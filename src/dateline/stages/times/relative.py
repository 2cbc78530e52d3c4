"""Times that lean on another time: the day of publication, or one that the text has spoken of."""

import re
from dataclasses import replace
from datetime import date, timedelta

from dateline.stages.times.amounts import amount_of, whole_units
from dateline.stages.times.anaphora import anaphoric_step
from dateline.stages.times.clock import clock_time
from dateline.stages.times.durations import duration_value
from dateline.stages.times.intervals import CLOCK_UNITS, add_units, unknown_value, weekday_after, weekday_before
from dateline.stages.times.meaning import Meaning, Reading, dated, has, period, step_of, unresolved, with_daypart


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
    indefinite = r.words.value("A", m.start() - 1) is not None and not has(m, "step")  # "It fell on a Friday."
    if r.ref is None or indefinite:
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
    return clock_time(r.word(m, "clock"), str(r.get(m, "ampm", "AMPM") or ""))


def _weekday(r: Reading, m: re.Match[str], day: int, ref: date) -> date:
    monday = ref - timedelta(ref.weekday())
    week_step = step_of(r, m, "weekstep")
    if week_step is not None and r.get(m, "unit", "UNIT") == "W":
        return monday + timedelta(7 * week_step + day - 1)
    behind, ahead = weekday_before(day, ref), weekday_after(day, ref)
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
    if r.words.key(m.start("amount") + 1) not in ("week", "weeks") and r.words.key(m.end("amount")) not in (
        "week",
        "weeks",
    ):
        return None
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
        # from Monday to Thursday a weekend in the past tense is the one just gone
        this = step == 0 and direction != "past"
        back = direction != "future" and weekday_of_ref <= (5 if step is None else 4) and not this
        step = -1 if back else 0
    return period(r.ref + timedelta(7 * step), "WE", mod=r.mod_of(m))


def unit_step(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "last week", "earlier this year", "the end of the month"; "the past year" is a duration."""
    unit, step, mod = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS")), step_of(r, m, "step"), r.mod_of(m)
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
    """Read "now", "recently", "in the future"; not "the now-defunct party", "the future of the country"."""
    value = str(r.get(m, "ref", "REFERENCE"))
    if value == "FUTURE_REF" and r.words.key(m.end()) == "of":
        return None
    adverb = r.word(m, "ref").split(" ")[0] not in ("the", "a", "at", "these")
    if adverb and any(r.words.value(section, m.start() - 1) is not None for section in ("THE", "A")):
        return None  # "the recently released film"
    if value == "PRESENT_REF" and r.words.value("RELATIVE", m.start() - 1) is not None:
        return None  # "the envoy, who now lives abroad"
    if value == "PRESENT_REF" and r.words.value("REFERENCE_STOP", m.end()) is not None:
        return None
    return Meaning(type="DATE", value=value, basis="relative-to-published")


def reference_past(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "in the past." as PAST_REF."""
    return Meaning(type="DATE", value="PAST_REF", basis="relative-to-published") if r.word(m, "ref") == "past" else None


def ago(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "two weeks ago" (2013-W10), "three days from now", "years ago" (PAST_REF)."""
    unit = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS"))
    ahead = r.get(m, "dir", "FROM_NOW") is not None or r.get(m, "dir", "FROM_DAY") is not None
    amount = amount_of(r, m, "amount") if has(m, "amount") else None
    if r.word(m, "dir") == "back" and r.words.key(m.end()) in ("to", "in", "into", "at", "from", "home"):
        return None
    if amount is None or amount.number is None:
        return Meaning(type="DATE", value="FUTURE_REF" if ahead else "PAST_REF", basis="relative-to-published")
    number = float(amount.number or 0)
    if has(m, "half"):
        number += float(r.words.value("AND_HALF", m.start("half")) or 0)
    sign = 1 if ahead else -1
    if r.ref is None:
        return unresolved(unknown_value(unit), mod=r.mod_of(m))
    whole, finer = whole_units(number, unit)
    day = add_units(r.ref, sign * whole, finer)
    if has(m, "anchor"):  # "50 years ago this week", "a year ago today"
        anchor = r.words.value("UNIT", m.end() - 1)
        return period(day, str(anchor or "D"), mod=r.mod_of(m))
    if unit in CLOCK_UNITS and whole * {"TH": 1, "TM": 1 / 60, "TS": 1 / 3600}[unit] < 24:
        return Meaning(
            type="TIME",
            value=f"{r.ref.isoformat()}TXX",
            mod=r.mod_of(m),
            basis="relative-to-published",
            bounds=(day, day),
        )
    return period(day, finer, mod=r.mod_of(m))
