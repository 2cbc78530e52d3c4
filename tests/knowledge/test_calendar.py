"""The data of the times stage: every rule can be read, and the feasts fall on the days that were kept."""

from datetime import date

import pytest

from dateline.knowledge.calendar import WORD, load_calendar, numeral_classes
from dateline.stages.times import anaphora, clock, dates, durations, periods, relative

MODULES = (anaphora, clock, dates, durations, periods, relative)


def test_every_rule_has_a_reader() -> None:
    missing = [r.name for r in load_calendar().rules if not any(callable(getattr(m, r.build, None)) for m in MODULES)]
    assert missing == []


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in load_calendar().rules]
    assert len(names) == len(set(names))


def test_every_movable_feast_of_the_vocabulary_has_its_days() -> None:
    calendar = load_calendar()
    named = {str(sections["MOVABLE"]) for sections in calendar.entries.values() if sections.get("MOVABLE")}
    assert named <= set(calendar.feasts)


@pytest.mark.parametrize(
    ("feast", "day"),
    [
        ("easter", "2013-03-31"),
        ("orthodox-easter", "2024-05-05"),
        ("eid-al-fitr", "2024-04-10"),
        ("eid-al-adha", "2013-10-15"),
        ("quds-day", "2023-04-14"),
        ("yom-kippur", "2023-09-25"),
        ("passover", "2024-04-23"),
        ("nowruz", "2024-03-20"),
        ("lunar-new-year", "2024-02-10"),
        ("thanksgiving", "2013-11-28"),
    ],
)
def test_feasts_fall_on_their_days(feast: str, day: str) -> None:
    assert date.fromisoformat(day) in [start for start, _, _ in load_calendar().feasts[feast]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2013-03-22", "ISODATE"),
        ("1990s", "DECADE"),
        ("9:45", "CLOCK"),
        ("21st", "ORDINAL"),
        ("1,200", "NUMERIC"),
        ("a.m.", "AMPM"),
    ],
)
def test_numerals_are_one_word(text: str, kind: str) -> None:
    match = WORD.fullmatch(text)
    assert match is not None
    assert match.lastgroup == kind


def test_a_number_of_two_digits_may_be_a_day_or_an_hour() -> None:
    assert numeral_classes("INT", "12") == ("DAY", "HOUR", "INT", "NUMERIC", "TWODIGIT")
    assert "YEAR" in numeral_classes("INT", "2013")
