"""Dates of the calendar: days, months, years, decades, seasons, quarters and feasts."""

import re
from datetime import date, timedelta

from dateline.stages.times.intervals import add_months, bounds_of, month_span
from dateline.stages.times.meaning import Meaning, Reading, dated, has, unresolved, with_daypart


def iso(r: Reading, m: re.Match[str]) -> Meaning | None:
    value = r.words.text[slice(*r.words.span(*m.span()))]
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
    chosen = _choose(days, r.ref, r.direction(m)) if days else None
    return dated(chosen.isoformat(), basis="year-inferred") if chosen else unresolved(f"XXXX-{month:02}-{day:02}")


def _choose(days: list[date], ref: date, direction: str | None) -> date:
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
    return dated(str(r.get(m, "name", "MEMORABLE")))


def weekday_ordinal(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "Friday the 13th"."""
    weekday, day = r.get(m, "weekday", "WEEKDAY"), r.number(m, "day")
    if r.ref is None or day is None:
        return unresolved(f"XXXX-XX-{day:02}") if day else None
    first = [add_months(r.ref.replace(day=1), step) for step in range(-12, 13)]
    days = [d for x in first if (d := _day(x.year, x.month, day)) and d.isoweekday() == weekday]
    return dated(_choose(days, r.ref, r.direction(m)).isoformat(), basis="relative-to-published") if days else None


def day_of_month(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the 15th of this month"."""
    day = r.number(m, "day")
    if r.word(m, "unit") != "month" or day is None or r.ref is None:
        return None
    step = next((int(v) for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, "step", s)) is not None), 0)
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
    step = next((int(v) for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, "step", s)) is not None), None)
    starts = [date(y, month, 1) for y in (r.ref.year - 1, r.ref.year, r.ref.year + 1)]
    here = r.ref.replace(day=1)
    if step == -1:
        chosen = [d for d in starts if d < here][-1]
    elif step == 1:
        chosen = next(d for d in starts if d > here)
    else:
        chosen = starts[1] if step == 0 else _choose(starts, here, r.direction(m))
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
    step = next((int(v) for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, "step", s)) is not None), 0)
    if r.word(m, "unit") != "year" or not isinstance(month, int) or (has(m, "day") and step == 0):
        return None
    if r.ref is None:
        return unresolved(f"XXXX-{month:02}", mod=r.mod_of(m))
    day = f"-{int(r.word(m, 'day')):02}" if has(m, "day") else ""
    return dated(f"{r.ref.year + step}-{month:02}{day}", mod=r.mod_of(m), basis="relative-to-published")


def calendar_year(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "late 2017", "in 1998", "the 2014 protests"; not "2000 people", "No. 1945", "1,200"."""
    words, i = r.words, m.start("year")
    year, before, after = int(words.key(i)), words.key(i - 1), words.key(m.end())
    lead = has(m, "part") or has(m, "fiscal") or words.value("YEAR_LEAD", i - 1) is not None
    if (words.value("COUNTED", m.end()) is not None and after != "or") or words.value("UNIT", m.end()) is not None:
        return None
    if words.value("DOLLAR", i - 1) is not None or before in (
        "no",
        "number",
        "route",
        "flight",
        "page",
        "section",
        "article",
    ):
        return None
    tight_before = (
        i > 0
        and words.rows[i - 1].end == words.rows[i].start
        and before not in ("(", "'", "[", "-", "–", "—", '"', "“", "mid")
    )
    tight_after = (
        i + 1 < len(words.rows)
        and words.rows[i].end == words.rows[i + 1].start
        and re.match(r"[\w/$]", words.key(i + 1))
    )
    if (
        tight_before
        or tight_after
        or (
            before in ("-", "–")
            and re.search(r"\d", words.key(i - 2))
            and not re.fullmatch(r"(?:19|20)\d\d", words.key(i - 2))
        )
    ):
        return None
    if (
        after in ("-", "–")
        and re.fullmatch(r"\d{3,}", words.key(m.end() + 1))
        and not re.fullmatch(r"(?:1[5-9]|20)\d\d", words.key(m.end() + 1))
    ):
        return None
    if not (1900 <= year <= 2060) and not (
        lead and 1000 <= year <= 2100 and before not in ("of", "to", "for", "than", "a", ",", "and", "or")
    ):
        return None
    return dated(f"{year}", mod=r.mod_of(m))


def decade(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the 1990s", "the late '80s", "the sixties"."""
    word = r.get(m, "word", "DECADE_WORD")
    if word is None:
        digits = re.sub(r"\D", "", r.word(m, "decade"))
        if len(digits) == 2 and r.words.key(m.start()) != "the":
            return None
        word = digits[:3] if len(digits) == 4 else ("20" if digits[0] in "012" else "19") + digits[0]
    return dated(f"{word}X", mod=r.mod_of(m))


def century(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the 20th century" as "19"."""
    nth = r.number(m, "nth")
    if not nth or has(m, "bce"):
        return Meaning(type="DATE", value=f"BC{nth - 1:02}") if nth else None
    return dated(f"{nth - 1:02}", mod=r.mod_of(m))


def season(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the summer of 2013", "last winter", "in the spring"; not "the fall of Kabul", "spring offensive"."""
    code, mod = r.get(m, "season", "SEASON"), r.mod_of(m)
    if has(m, "year"):
        return dated(f"{r.word(m, 'year')}-{code}", mod=mod)
    if r.word(m, "season") == "fall" and r.words.key(m.end()) in ("of", "from", "in", "to"):
        return None
    if r.words.key(m.end()) in ("offensive", "'s") or r.ref is None:
        return unresolved(f"XXXX-{code}", mod=mod) if r.ref is None else None
    step = next((int(v) for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, "step", s)) is not None), None)
    if step is None and not has(m, "the") and not has(m, "part"):
        return unresolved(f"XXXX-{code}")
    spans = [(y, bounds_of(f"{y}-{code}")) for y in range(r.ref.year - 2, r.ref.year + 2)]
    if step == 0 or step is None:
        starts = [b[0] for _, b in spans if b]
        direction = r.direction(m) if step is None else None
        inside = next((y for y, b in spans if b and b[0] <= r.ref <= b[1]), None)
        year = inside or (r.ref.year if step == 0 else _choose(starts, r.ref, direction).year)
    elif step < 0:
        year = [y for y, b in spans if b and b[1] < r.ref][-1]
    else:
        year = next(y for y, b in spans if b and b[0] > r.ref)
    return dated(f"{year}-{code}", mod=mod, basis="relative-to-published")


def quarter(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read "the third quarter of 2013", "Q2", "first-half" with a year; "the second half" alone is football."""
    nth = r.get(m, "nth", "QCODE") or (r.number(m, "nth") if r.get(m, "nth", "LAST") is None else None)
    letter = "H" if r.get(m, "kind", "HALF_NOUN") is not None else "Q"
    if not isinstance(nth, int) or not 1 <= nth <= (4 if letter == "Q" else 2):
        return None
    if has(m, "year"):
        return dated(f"{r.word(m, 'year')}-{letter}{nth}")
    step = next((int(v) for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, "step", s)) is not None), None)
    if letter == "H" and step is None and not has(m, "step"):
        return None
    if r.ref is None:
        return unresolved(f"XXXX-{letter}{nth}")
    if step is not None or has(m, "step"):
        return dated(f"{r.ref.year + (step or 0)}-{letter}{nth}", basis="relative-to-published")
    years = (r.ref.year - 1, r.ref.year, r.ref.year + 1)
    ends = {y: month_span(y, nth * 3)[1] for y in years}
    future = r.direction(m) == "future"
    year = (
        next(y for y in years if ends[y] >= r.ref)
        if future
        else [y for y in years if ends[y] <= r.ref + timedelta(20)][-1]
    )
    return dated(f"{year}-Q{nth}", basis="year-inferred")


def feast(r: Reading, m: re.Match[str]) -> Meaning | None:
    """Read a named day: "Eid al-Fitr", "last Christmas", "Easter 2015".

    A feast that begins by the sighting of the moon may fall a day earlier or later elsewhere: its days say so.
    """
    words, i = r.words, m.start("name")
    if not words.rows[i].capital and words.key(i)[0].isalpha() and not words.key(i).startswith("the "):
        return None
    if m.start() == i and i and words.rows[i - 1].capital and words.rows[i - 1].code in _name_codes(r):
        return None
    fixed, movable = words.value("FIXED", i), words.value("MOVABLE", i)
    step = next(
        (int(v) for g in ("step", "step2") for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, g, s)) is not None), None
    )
    year = int(r.word(m, "year")) if has(m, "year") else None
    if isinstance(fixed, str) and len(fixed) == 10:
        return dated(fixed)
    rows = _feast_days(r, fixed, movable)
    if year is not None:
        rows = [row for row in rows if row[0].year == year]
    elif r.ref is not None:
        if step == -1:
            rows = [row for row in rows if row[1] < r.ref][-1:]
        elif step == 1:
            rows = [row for row in rows if row[0] > r.ref][:1]
        elif step == 0:
            rows = [row for row in rows if row[0].year == r.ref.year]
        else:
            rows = _nearest(rows, r.ref, r.direction(m))
    if not rows or (year is None and r.ref is None):
        return unresolved(f"XXXX-{fixed}" if fixed else "XXXX-XX-XX", mod=r.mod_of(m))
    start, end, tolerance = rows[0]
    value = start.isoformat() if start == end else f"{start}/{end}"
    slack = timedelta(tolerance)
    basis = "explicit" if year is not None else "year-inferred"
    return Meaning(type="DATE", value=value, mod=r.mod_of(m), basis=basis, bounds=(start - slack, end + slack))


def _name_codes(r: Reading) -> str:
    """Return the code of a capitalised word that is not in the vocabulary: "Johnny Christmas" is a person."""
    return r.words.calendar.codes[("CAPITALIZED",)]


def _feast_days(r: Reading, fixed: object, movable: object) -> list[tuple[date, date, int]]:
    if isinstance(movable, str) and movable:
        return list(r.words.calendar.feasts.get(movable, ()))
    if not isinstance(fixed, str):
        return []
    month, day = (int(part) for part in fixed.split("-"))
    return [(date(y, month, day), date(y, month, day), 0) for y in range(1990, 2036)]


def _nearest(rows: list[tuple[date, date, int]], ref: date, direction: str | None) -> list[tuple[date, date, int]]:
    inside = [row for row in rows if row[0] <= ref <= row[1]]
    near = [row for row in rows if abs((row[0] - ref).days) < 400]
    if inside or not near:
        return inside
    chosen = _choose([row[0] for row in near], ref, direction)
    return [row for row in near if row[0] == chosen]
