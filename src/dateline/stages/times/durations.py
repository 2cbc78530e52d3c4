"""Durations and sets: how long, and how often."""

import re
from datetime import date

from dateline.stages.times.amounts import amount_of
from dateline.stages.times.intervals import Bounds, add_units
from dateline.stages.times.meaning import Meaning, Reading, has

HALVES = {"TH": (30, "TM"), "Y": (6, "M"), "CE": (50, "Y"), "DE": (5, "Y"), "D": (12, "TH")}


def duration_value(number: float | None, unit: str) -> str:
    """Return the ISO 8601 value: (2, "D") is "P2D", (None, "TH") is "PTXH", (0.5, "TH") is "PT30M"."""
    if number == 0.5 and unit in HALVES:
        return duration_value(*HALVES[unit])
    if unit == "2W":
        number, unit = (None if number is None else number * 2), "W"
    digits = "X" if number is None else f"{number:g}" if number < 1e6 else f"{number:.0f}"
    return f"PT{digits}{unit[1]}" if unit[0] == "T" else f"P{digits}{unit}"


def duration(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "for three days", "a two-hour sit-in", "nearly two decades"; "15 a year" is a set; an age is no time."""
    words = r.words
    unit = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS"))
    if _is_age(r, m):
        return None
    amount = amount_of(r, m, "amount")
    number = amount.number
    if has(m, "half"):
        number = (number or 1) + float(words.value("AND_HALF", m.start("half")) or 0)
    if has(m, "middle"):
        number = 0.5
    if m.re.groupindex.get("low"):
        low = amount_of(r, m, "low")
        if low.number is None or number is None or low.number >= number:
            return None
    if unit == "Q" and not has(m, "whole"):
        return None
    singular = words.value("UNIT", m.start("unit")) is not None and words.value("HYPHEN", m.start("unit") - 1) is None
    if singular and number is not None and number >= 1000:
        return None  # "the 2018 day of protest"
    if (
        number is None
        and words.value("UNIT", m.start("unit")) is not None
        and words.value("HYPHEN", m.start("unit") - 1) is None
    ):
        return None  # "some day"
    if amount.article and has(m, "amount"):
        if unit == "TS" or words.key(m.end()) == "ago":
            return None
        bare = not has(m, "mod") and not has(m, "whole") and not has(m, "half")
        if unit == "D" and bare and words.value("BARE_LEAD", m.start() - 1) is None and not _is_rate(r, m):
            return None  # "a day of mourning"
        if not has(m, "whole") and _is_rate(r, m):
            if unit[0] == "T":
                return None
            return Meaning(type="SET", value=duration_value(1, unit))
    if has(m, "all") and not has(m, "amount"):
        number = 1.0 if words.value("UNIT", m.start("unit")) is not None else None
        if unit == "TS":
            return None
    if not has(m, "amount") and m.start("unit") == m.start() and r.word(m, "whole") != "long":
        return None
    return Meaning(type="DURATION", value=duration_value(number, unit), mod=r.mod_of(m))


def _is_age(r: Reading, m: re.Match[str]) -> bool:
    i = m.end()
    if r.words.value("HYPHEN", i) is not None:
        i += 1
    return r.words.value("OLD", i) is not None or any(
        r.words.value("AGED", m.start() - 1 - skip) is not None
        for skip in range(1 + (r.words.key(m.start() - 1) == "of"))
    )


def _is_rate(r: Reading, m: re.Match[str]) -> bool:
    """Tell whether "a year" is a rate: "15 a year", "$2 billion a year", "barrels a day"."""
    i = m.start() - 1
    if i < 0:
        return False
    key = r.words.key(i)
    if re.match(r"\d", key) or r.words.value("NUMBER", i) is not None or r.words.value("PERCENT", i) is not None:
        return True
    return key in (
        "million",
        "billion",
        "trillion",
        "dollars",
        "euros",
        "pounds",
        "times",
        "hours",
        "once",
        "twice",
    ) or (
        len(key) > 4
        and key.endswith("s")
        and not key.endswith("ss")
        and r.words.value("RATE_STOP", i) is None
        and _is_counted(r, i)
    )


def _is_counted(r: Reading, i: int) -> bool:
    return any(
        re.match(r"\d", r.words.key(j))
        or r.words.value("NUMBER", j) is not None
        or r.words.value("QUANTIFIER", j) is not None
        for j in range(max(0, i - 3), i)
    )


def duration_bare(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "for decades", "after years of war"; not "the early days", "minutes of the meeting"."""
    unit = str(r.get(m, "unit", "UNITS"))
    before, after = r.words.key(m.start() - 1), r.words.key(m.end())
    leads = r.words.value("BARE_LEAD", m.start() - 1) is not None or has(m, "mod")
    if unit in ("Q", "TS") or _is_age(r, m) or before in ("the", "these", "those", "recent"):
        return None
    if not leads and not (
        after == "of" and unit in ("D", "W", "M", "Y", "DE", "CE", "TH") and not r.words.rows[m.start()].capital
    ):
        return None
    return Meaning(type="DURATION", value=duration_value(None, unit))


def span_step(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the past three weeks": a duration that ends (or begins) with publication."""
    unit = str(r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS"))
    number = amount_of(r, m, "amount").number
    step = next((int(v) for s in ("LAST", "NEXT", "THIS") if isinstance(v := r.get(m, "step", s), int)), 0)
    if unit == "Q" and r.words.value("UNIT", m.start("unit")) is not None:
        return None
    if _is_age(r, m) or r.words.value("A", m.start("amount")) is not None:
        return None
    if r.word(m, "step") == "last" and r.pos_of(r.words.rows[m.start("step")].start) in ("VERB", "AUX"):
        return None  # "talks last two days"
    bounds = _reach(r.ref, number, step, unit) if r.words.key(m.end()) != "of" else None
    return Meaning(
        type="DURATION",
        value=duration_value(number, unit),
        mod=r.mod_of(m),
        basis="relative-to-published",
        bounds=bounds,
    )


def _reach(ref: date | None, number: float | None, step: int, unit: str) -> Bounds | None:
    if ref is None or number is None or number != int(number) or not step:
        return None
    other = add_units(ref, step * int(number), unit)
    return (other, ref) if step < 0 else (ref, other)


def unit_set(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "every year" (P1Y), "every two weeks" (P2W), "each morning" (XXXX-XX-XXTMO), "every March" (XXXX-03)."""
    other = r.get(m, "every", "EVERY_OTHER")
    month, season, part = (r.get(m, "unit", s) for s in ("MONTH", "SEASON", "DAYPART"))
    unit = r.get(m, "unit", "UNIT") or r.get(m, "unit", "UNITS")
    if month is not None:
        return Meaning(type="SET", value=f"XXXX-{month:02}")
    if season is not None:
        return Meaning(type="SET", value=f"XXXX-{season}")
    if part is not None and r.word(m, "unit") != "night":
        return Meaning(type="SET", value=f"XXXX-XX-XXT{part}")
    if unit is None:
        return Meaning(type="SET", value="XXXX-XX-XXTNI")
    number = amount_of(r, m, "amount").number if has(m, "amount") else float(other or 1)
    return Meaning(type="SET", value=duration_value(number, str(unit)))


def weekday_set(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "every Friday", "Sundays" as XXXX-WXX-5, XXXX-WXX-7."""
    day = r.get(m, "weekday", "WEEKDAYS") or r.get(m, "weekday", "WEEKDAY")
    part = r.get(m, "daypart", "DAYPART")
    return Meaning(type="SET", value=f"XXXX-WXX-{day}" + (f"T{part}" if part else ""))


def set_adverb(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "daily", "annual"; a capital inside a sentence makes it a name ("the Daily Star")."""
    i = m.start("adverb")
    if r.words.rows[i].capital and i and r.words.key(i - 1) not in (".", '"', "“"):
        return None
    return Meaning(type="SET", value=str(r.get(m, "adverb", "SET_ADVERB")))


def set_rate(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "twice a week", "three times a year", "24 hours a day"."""
    if has(m, "adverb"):
        return Meaning(type="SET", value=str(r.get(m, "adverb", "SET_ADVERB")))
    if has(m, "hours") and r.word(m, "hours") not in ("hours", "days"):
        return None
    return Meaning(type="SET", value=duration_value(1, str(r.get(m, "unit", "UNIT"))))


def set_per(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "per year"; speeds ("per second", "per hour") are no times."""
    unit = str(r.get(m, "unit", "UNIT"))
    if unit[0] == "T" or r.word(m, "per") != "per":
        return None
    return Meaning(type="SET", value=duration_value(1, unit))
