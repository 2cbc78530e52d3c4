import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from dateline.knowledge.calendar import Calendar, load_calendar
from dateline.model import Document, Note, Region, Span, Time
from dateline.stage import Stage
from dateline.stages.times import anaphora, clock, dates, durations, periods, relative
from dateline.stages.times.intervals import add_units, bounds_of, period_value, precision_of
from dateline.stages.times.meaning import Meaning, Reading
from dateline.stages.times.tense import find_direction
from dateline.stages.times.words import Words, scan_words
from dateline.syntax import Tree

Builder = Callable[[Reading, re.Match[str]], Meaning | None]
PRINTED: dict[str, Builder] = {
    "iso": dates.iso,
    "month-day-year": dates.calendar_day,
    "day-month-year": dates.calendar_day,
}
NEAR = 45  # days: a printed date further from publication is not the day of writing


def times_stage() -> Stage:
    """Build the stage that finds time expressions (TIMEX3) and resolves them against the day of publication."""
    calendar = load_calendar()
    builders: dict[str, Builder] = {
        name: builder
        for module in (dates, periods, relative, anaphora, durations, clock)
        for name, builder in vars(module).items()
        if callable(builder) and getattr(builder, "__module__", "") == module.__name__
    }
    return Stage(
        name="times",
        version="1",
        reads=frozenset({"text", "header", "regions", "tokens", "sentences"}),
        writes=frozenset({"times"}),
        run=lambda doc: _run(doc, calendar, builders),
        resources=calendar.resources,
    )


def _run(doc: Document, calendar: Calendar, builders: dict[str, Builder]) -> Document:
    ref = reference_day(doc, calendar)
    meanings = find_meanings(doc, calendar, builders, ref)
    published = doc.header.published if doc.header else None
    entries: list[Meaning] = []
    if published and (bounds := bounds_of(published.value[:10])):
        entries.append(Meaning(type="DATE", value=published.value[:10], basis="published", bounds=bounds))
    times = tuple(
        _as_time(f"t{i}", meaning, is_published=meaning.basis == "published")
        for i, meaning in enumerate([*entries, *meanings], start=1)
    )
    doc = replace(doc, times=times)
    if ref is None and any(m.basis == "unresolved" for m in meanings):
        reason = 'without a date of publication, times such as "Friday" or "last year" have no place in the calendar'
        doc = doc.with_notes([Note(field="times", code="no-published-date", reason=reason)])
    return doc


def reference_day(doc: Document, calendar: Calendar) -> date | None:
    """Return the day that "today" means: the printed date, if near publication, else publication, else None.

    A report written on Monday and published on Tuesday says "today" of Monday.
    """
    header = doc.header
    fields = (header.published, header.dateline_date) if header else ()
    published, dateline = (_day(field.value) if field else None for field in fields) if header else (None, None)
    printed = dateline or _printed_day(doc.text or "", calendar)
    if published and printed and abs((published - printed).days) <= NEAR:
        return printed
    return published or printed


def _day(value: str) -> date | None:
    bounds = bounds_of(value[:10])
    return bounds[0] if bounds and bounds[0] == bounds[1] else None


def _printed_day(text: str, calendar: Calendar) -> date | None:
    """Return the date that stands alone on one of the first lines."""
    for line in text[:600].split("\n")[:6]:
        if 6 <= len(line.strip()) <= 40 and any(c.isdigit() for c in line):
            words = scan_words(line.strip(), calendar)
            for rule in calendar.rules:
                match = rule.pattern.fullmatch(words.codes) if rule.name in PRINTED else None
                meaning = match and PRINTED[rule.name](
                    Reading(words=words, ref=None, direction_of=lambda _: None), match
                )
                if meaning and meaning.bounds and meaning.bounds[0] == meaning.bounds[1]:
                    return meaning.bounds[0]
    return None


def _as_time(id: str, meaning: Meaning, *, is_published: bool) -> Time:
    bounds = meaning.bounds
    return Time(
        id=id,
        span=None if is_published else meaning.span,
        type=meaning.type,
        value=meaning.value,
        mod=meaning.mod,
        start=bounds[0].isoformat() if bounds else None,
        end=bounds[1].isoformat() if bounds else None,
        precision=precision_of(bounds),
        basis=meaning.basis,
    )


def find_meanings(doc: Document, calendar: Calendar, builders: dict[str, Builder], ref: date | None) -> list[Meaning]:
    """Return the time expressions of the text in order, outside boilerplate."""
    words = scan_words(doc.text or "", calendar)
    tree = Tree(doc)
    reading = Reading(
        words=words,
        ref=ref,
        direction_of=lambda span: find_direction(tree, calendar, span),
        pos_of=lambda offset: next((t.pos for t in tree.at(Span(offset, offset + 1))), ""),
        sentences=doc.sentences or (),
    )
    at = 0
    for start, end, order, match in _matches(words, calendar):
        if start < at or _in_boilerplate(words.rows[start].start, doc.regions or ()):
            continue
        try:
            meaning = builders[calendar.rules[order].build](reading, match)
        except (ValueError, OverflowError):  # "31 February", "100,000 years ago": no day of the calendar
            continue
        if meaning is None:
            continue
        span = meaning.span if meaning.span.end else words.span(start, end)
        reading.found.append(replace(meaning, span=span))
        at = next((i for i in range(start, end) if words.rows[i].start >= span.end), end)
    return _settle(reading)


def _matches(words: Words, calendar: Calendar) -> Iterable[tuple[int, int, int, re.Match[str]]]:
    """Return the matches of all rules: leftmost first, then the longest, then the rule that stands higher."""
    found = [
        (m.start(), m.end(), order, m)
        for order, rule in enumerate(calendar.rules)
        for m in rule.pattern.finditer(words.codes)
    ]
    return sorted(found, key=lambda row: (row[0], -row[1], row[2]))


def _in_boilerplate(offset: int, regions: tuple[Region, ...]) -> bool:
    return any(r.kind == "boilerplate" and r.span.start <= offset < r.span.end for r in regions)


def _settle(reading: Reading) -> list[Meaning]:
    """Give times of the clock their day and distances their date, from what stands around them."""
    found = reading.found
    for i, meaning in enumerate(found):
        if meaning.floating:
            day = _day_for(reading, i)
            if day and meaning.value:
                value = day.isoformat() + meaning.value[10:]
                found[i] = replace(meaning, value=value, bounds=(day, day), basis="relative-to-published")
        elif meaning.shift and i + 1 < len(found):
            after = found[i + 1]
            gap = reading.words.text[meaning.span.end : after.span.start]
            if after.bounds and len(gap) < 24 and "." not in gap and "," not in gap and precision_of(after.bounds) == 1:
                day = add_units(after.bounds[0], *meaning.shift)
                value_then = period_value(day, meaning.shift[1]) if meaning.type == "DATE" else meaning.value
                found[i] = replace(meaning, value=value_then, bounds=bounds_of(period_value(day, meaning.shift[1])))
    return found


def _day_for(reading: Reading, i: int) -> date | None:
    """Return the day of a time of the clock: the date right after it, else the last one before it in reach."""
    found, here = reading.found, reading.sentence_at(reading.found[i].span.start)
    after = found[i + 1 : i + 3]
    for other in (*after, *reversed(found[max(0, i - 4) : i])):
        distance = abs(reading.sentence_at(other.span.start) - here)
        if other.bounds and other.bounds[0] == other.bounds[1] and distance <= (1 if other not in after else 0):
            return other.bounds[0]
    return reading.ref
