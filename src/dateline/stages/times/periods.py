"""Decades, centuries, seasons, quarters, and the named days of the calendars."""

import re
from datetime import date, timedelta

from dateline.stages.times.dates import choose
from dateline.stages.times.intervals import bounds_of, month_span
from dateline.stages.times.meaning import Meaning, Reading, dated, has, step_of, unresolved


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
    step = step_of(r, m, "step")
    if step is None and not has(m, "the") and not has(m, "part"):
        return unresolved(f"XXXX-{code}")
    spans = [(y, bounds_of(f"{y}-{code}")) for y in range(r.ref.year - 2, r.ref.year + 2)]
    if step == 0 or step is None:
        starts = [b[0] for _, b in spans if b]
        direction = r.direction(m) if step is None else None
        inside = next((y for y, b in spans if b and b[0] <= r.ref <= b[1]), None)
        year = inside or (r.ref.year if step == 0 else choose(starts, r.ref, direction).year)
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
    step = step_of(r, m, "step")
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
        (int(v) for g in ("step",) for s in ("LAST", "NEXT", "THIS") if (v := r.get(m, g, s)) is not None), None
    )
    year = int(r.word(m, "year")) if has(m, "year") else None
    if has(m, "step2") and r.ref is not None:
        year = r.ref.year + (step_of(r, m, "step2") or 0)
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
    chosen = choose([row[0] for row in near], ref, direction)
    return [row for row in near if row[0] == chosen]
