"""Dates of the calendar: days, months, years, decades, seasons, quarters and feasts."""

import re
from datetime import date, timedelta

from dateline.stages.times.intervals import add_months, bounds_of
from dateline.stages.times.meaning import Meaning, Reading, dated, has, step_of, unresolved, with_daypart
from dateline.stages.times.words import Words

_NUMBERED = ("no", "number", "route", "flight", "page", "section", "article")  # what follows is its number
_OPENING = ("(", "'", "[", "-", "–", "—", '"', "“", "mid")  # what may stand close before a year


def iso(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "2013-03-22", "2013-W12", "2013-03"."""
    value = r.words.text[slice(*r.words.span(*m.span()))].replace("/", "-")
    if len(value) == 7 and value[5:].isdigit() and int(value[5:]) == int(value[2:4]) + 1:  # "the 2010-11 season"
        return dated(value[:4])
    if bounds_of(value[:10]) is None:
        return None
    return Meaning(type="TIME" if "T" in value else "DATE", value=value.rstrip("Z"), bounds=bounds_of(value[:10]))


def slash_date(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read 22/03/2013 or 03/22/2013; where both orders are possible only the year is sure."""
    first, second, year = (int(part) for part in re.split(r"[/.]", r.word(m, "slash")))
    if year < 100:
        if "." in r.word(m, "slash"):
            return None
        year += 2000 if year < 50 else 1900
    orders = {(first, second), (second, first)}
    days = sorted({d for month, day in orders if (d := _day(year, month, day))})
    if len(days) == 1:
        return dated(days[0].isoformat())
    return unresolved(f"{year}-XX-XX") if days else None


def calendar_day(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "Friday, May 3, 2013", "3 May", "the third of May"."""
    month, day = r.get(m, "month", "MONTH"), r.number(m, "day")
    if not isinstance(month, int) or day is None or not 1 <= day <= 31:
        return None
    return with_daypart(_day_of(r, m, month, day, _year(r, m)), r.get(m, "daypart", "DAYPART"))


def _day_of(r: Reading, m: re.Match[str], month: int, day: int, year: int | None) -> Meaning:
    if year is not None:
        value = _day(year, month, day)
        return dated(value.isoformat()) if value else unresolved(f"{year}-{month:02}-{day:02}")
    if r.ref is None:
        return unresolved(f"XXXX-{month:02}-{day:02}")
    days = [d for y in (r.ref.year - 1, r.ref.year, r.ref.year + 1) if (d := _day(y, month, day))]
    chosen = choose(days, r.ref, r.direction(m)) if days else None
    return dated(chosen.isoformat(), basis="year-inferred") if chosen else unresolved(f"XXXX-{month:02}-{day:02}")


def choose(days: list[date], ref: date, direction: str | None) -> date:
    """Return the last day up to the reference for the past, the first from it for the future, else the nearest."""
    behind, ahead = [d for d in days if d <= ref], [d for d in days if d >= ref]
    if direction == "past" and behind and not (ahead and (ref - behind[-1]).days > 330 and (ahead[0] - ref).days < 15):
        return behind[-1]
    if direction == "future" and ahead and not (behind and (ahead[0] - ref).days > 300):
        return ahead[0]
    return min(days, key=lambda d: (abs((d - ref).days), d))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(r: Reading, m: re.Match[str]) -> int | None:
    """Return the year of a match, or the year at the end of the range that it begins ("May 3 to June 9, 2013")."""
    if has(m, "year"):
        return int(r.word(m, "year"))
    words, i = r.words, m.end()
    if words.value("HYPHEN", i) is None and words.value("RANGE_WORD", i) is None and words.value("AND", i) is None:
        return None
    ahead = range(i + 1, min(i + 6, len(words.rows)))
    if not any(words.value("MONTH", j) for j in ahead[:2]):
        return None
    for j in ahead:
        key = words.key(j)
        if re.fullmatch(r"(?:19|20)\d\d", key):
            return int(key)
        if not (words.value("MONTH", j) or key == "," or key.isdigit()):
            return None
    return None


def day_range(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "May 3-5": one date whose days are the whole range."""
    month, first, last = r.get(m, "month", "MONTH"), r.number(m, "day"), r.number(m, "day2")
    if not isinstance(month, int) or first is None or last is None or first >= last:
        return None
    begin, end = (_day_of(r, m, month, day, _year(r, m)) for day in (first, last))
    if not begin.bounds or not end.bounds:
        return begin
    bounds = begin.bounds[0], end.bounds[1]
    return Meaning(type="DATE", value=begin.value, basis=begin.basis, bounds=bounds)


def memorable(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the September 11 attacks" as the day of 2001."""
    month = r.get(m, "month", "MONTH") or r.get(m, "month2", "MONTH")
    key = f"month {month} day {r.number(m, 'day') or r.number(m, 'day2')}"
    value = r.words.calendar.value("MEMORABLE", key)
    return dated(str(value)) if value else None


def weekday_ordinal(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "Friday the 13th"."""
    weekday, day = r.get(m, "weekday", "WEEKDAY"), r.number(m, "day")
    if r.ref is None or day is None:
        return unresolved(f"XXXX-XX-{day:02}") if day else None
    first = [add_months(r.ref.replace(day=1), step) for step in range(-12, 13)]
    days = [d for x in first if (d := _day(x.year, x.month, day)) and d.isoweekday() == weekday]
    return dated(choose(days, r.ref, r.direction(m)).isoformat(), basis="relative-to-published") if days else None


def day_of_month(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the 15th of this month"."""
    day = r.number(m, "day")
    if r.word(m, "unit") != "month" or day is None or r.ref is None:
        return None
    step = step_of(r, m, "step") or 0
    month = add_months(r.ref.replace(day=1), step)
    value = _day(month.year, month.month, day)
    return dated(value.isoformat(), basis="relative-to-published") if value else None


def calendar_month(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "late March 2013", "last March", "in March"; "May" and "March" alone need a sign that they are months."""
    month, mod = r.get(m, "month", "MONTH"), r.mod_of(m)
    if not isinstance(month, int):
        return None
    year = _year(r, m)
    if year is not None:
        return dated(f"{year}-{month:02}", mod=mod)
    if not _is_month(r, m):
        return None
    if r.ref is None:
        return unresolved(f"XXXX-{month:02}", mod=mod)
    step = step_of(r, m, "step")
    starts = [date(y, month, 1) for y in (r.ref.year - 1, r.ref.year, r.ref.year + 1)]
    here = r.ref.replace(day=1)
    if step == -1:
        chosen = [d for d in starts if d < here][-1]
    elif step == 1:
        chosen = next(d for d in starts if d > here)
    else:
        chosen = starts[1] if step == 0 else choose(starts, here, r.direction(m))
    return dated(f"{chosen.year}-{month:02}", mod=mod, basis="year-inferred")


def _is_month(r: Reading, m: re.Match[str]) -> bool:
    """Tell whether a lone capitalised month name is the month: "Theresa May" and "the March for Life" are not."""
    words, i = r.words, m.start("month")
    key = words.key(i)
    if has(m, "part") or has(m, "step"):
        return True
    before, after = words.key(i - 1), words.key(i + 1)
    if words.value("ABBREVIATION", i) is not None and key != "may":
        return False
    lead = words.value("MONTH_LEAD", i - 1) is not None
    if key in ("may", "march", "august", "april", "june"):
        return lead or ((after in ("'s", ",") and key not in ("may", "april", "june")) and before not in ("the",))
    capital_neighbour = (i and words.rows[i - 1].capital and not lead) or False
    return lead or not (capital_neighbour and words.rows[i - 1].end + 1 == words.rows[i].start)


def month_of_year(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "March of last year", "October 3 of next year"."""
    month = r.get(m, "month", "MONTH")
    step = step_of(r, m, "step") or 0
    if r.word(m, "unit") != "year" or not isinstance(month, int) or (has(m, "day") and step == 0):
        return None
    if r.ref is None:
        return unresolved(f"XXXX-{month:02}", mod=r.mod_of(m))
    day = f"-{int(r.word(m, 'day')):02}" if has(m, "day") else ""
    return dated(f"{r.ref.year + step}-{month:02}{day}", mod=r.mod_of(m), basis="relative-to-published")


def month_of_passage(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "March 3 of that year", "June of the following year": the year that the passage speaks of."""
    month = r.get(m, "month", "MONTH")
    if r.word(m, "unit") != "year" or not isinstance(month, int):
        return None
    earlier = r.antecedent(m)
    day = f"-{r.number(m, 'day'):02}" if has(m, "day") else ""
    if earlier is None or earlier.bounds is None:
        return unresolved(f"XXXX-{month:02}{day}", mod=r.mod_of(m))
    year = earlier.bounds[0].year + (step_of(r, m, "step", "step2") or 0)
    return dated(f"{year}-{month:02}{day}", mod=r.mod_of(m), basis="relative-to-event")


def week_ending(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the week ended March 16": the seven days up to it, under the number of the week that holds it."""
    last = calendar_day(r, m) if r.word(m, "unit") == "week" else None
    if last is None or last.bounds is None:
        return None
    end = last.bounds[1]
    year, week, _ = end.isocalendar()
    return Meaning(type="DATE", value=f"{year}-W{week:02}", basis=last.basis, bounds=(end - timedelta(6), end))


def calendar_year(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "late 2017", "in 1998", "the 2014 protests"; not "2000 people", "No. 1945", "1,200"."""
    words, i = r.words, m.start("year")
    year, before, after = int(words.key(i)), words.key(i - 1), words.key(m.end())
    lead = has(m, "part") or has(m, "fiscal") or words.value("YEAR_LEAD", i - 1) is not None
    if (words.value("COUNTED", m.end()) is not None and after != "or") or words.value("UNITS", m.end()) is not None:
        return None
    if words.value("UNIT", m.end()) is not None and words.value("NUMBER", m.end() + 1) is None:
        return None  # "a 2000 year old rite", but "World Cup 2018 day five"
    if words.value("DOLLAR", i - 1) is not None or before in _NUMBERED:
        return None
    if _is_part_of_a_number(words, i, m.end()):
        return None
    if not (1900 <= year <= 2060) and not (
        lead and 1000 <= year <= 2100 and before not in ("of", "to", "for", "than", "a", ",", "and", "or")
    ):
        return None
    return dated(f"{year}", mod=r.mod_of(m))


def _is_part_of_a_number(words: Words, start: int, end: int) -> bool:
    """Tell whether the figures of a year run on, before or after it: "1,200", "1945/3", "555-1998", "1998-4471"."""
    before, after = words.key(start - 1), words.key(end)
    if start > 0 and words.rows[start - 1].end == words.rows[start].start and before not in _OPENING:
        return True
    follows = start + 1 < len(words.rows) and words.rows[start].end == words.rows[start + 1].start
    if follows and re.match(r"[\w/$]", words.key(start + 1)):
        return True
    number = words.key(start - 2)
    if before in ("-", "–") and re.search(r"\d", number) and not re.fullmatch(r"(?:19|20)\d\d", number):
        return True
    number = words.key(end + 1)
    return after in ("-", "–") and bool(
        re.fullmatch(r"\d{3,}", number) and not re.fullmatch(r"(?:1[5-9]|20)\d\d", number)
    )
