"""The words of time, the grammar over them and the feasts of the calendars: data in ``data/times``."""

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data" / "times"
WORD = re.compile(
    r"(?P<ISOTIME>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z?)|(?P<ISODATE>\d{4}-\d\d-\d\d\b|\b\d{4}/\d\d/\d\d\b)|(?P<ISOWEEK>\d{4}-W\d\d\b)"
    r"|(?P<SLASHDATE>\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)\b)|(?P<ISOMONTH>\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])\b(?!-))"
    r"|(?P<DECADE>(?:\b1[5-9]|\b20)\d0['’]?s\b|['’]\d0s\b|\b[2-9]0s\b)|(?P<CLOCK>\b(?:[01]?\d|2[0-4])[:.][0-5]\d(?!\d|[.:,]\d)(?=[aApP]\.?[mM]|\b))"
    r"|(?P<ORDINAL>\b\d{1,2}(?:st|nd|rd|th)\b)|(?P<NUMERIC>\d+(?:[.,]\d+)+)|(?P<INT>\d+)"
    r"|(?P<AMPM>(?<![^\W\d_])[aApP]\.\s?[mM]\b\.?)|(?P<POSSESSIVE>['’]s\b)"
    r"|(?P<LETTERS>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*)|(?P<BREAK>\n)|(?P<PUNCT>\S)"
)
NUMERALS = (
    "ISOTIME", "ISODATE", "ISOWEEK", "ISOMONTH", "SLASHDATE", "DECADE", "CLOCK", "ORDINAL", "NUMERIC", "INT", "BREAK",
    "PUNCT", "CAPITALIZED", "LOWERCASE", "DAY", "HOUR", "YEAR", "TWODIGIT",
)  # fmt: skip

Feast = tuple[date, date, int]
Value = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the grammar: a pattern over word classes, and the name of the function that reads it."""

    name: str
    build: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What the times stage knows.

    ``entries`` maps a word or phrase to its sections and their values, ``phrases`` a first word to the phrases that it
    may begin (longest first), ``codes`` a set of sections to the one character that stands for it in ``rules``.
    """

    entries: Mapping[str, Mapping[str, Value]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    codes: Mapping[tuple[str, ...], str]
    rules: tuple[Rule, ...]
    feasts: Mapping[str, tuple[Feast, ...]]
    resources: str

    def value(self, section: str, word: str) -> Value | None:
        """Return the value of a word in a section, or None."""
        return self.entries.get(word, {}).get(section)


def words_of(text: str) -> tuple[str, ...]:
    """Split a phrase of the vocabulary as the text is split."""
    return tuple(match.group().replace("’", "'") for match in WORD.finditer(text))


def numeral_classes(kind: str, word: str) -> tuple[str, ...]:
    """Return the classes of a numeral: "12" is an INT, a DAY, an HOUR … ."""
    if kind != "INT":
        return (kind,)
    size, classes = len(word), ["INT", "NUMERIC"]
    number = int(word) if size <= 4 else 10_000
    if size <= 2 and 1 <= number <= 31:
        classes.append("DAY")
    if size <= 2 and number <= 24:
        classes.append("HOUR")
    if size == 4 and number >= 1000:
        classes.append("YEAR")
    if size == 2:
        classes.append("TWODIGIT")
    return tuple(sorted(classes))


@lru_cache(maxsize=1)
def load_calendar() -> Calendar:
    """Load vocabulary, grammar and feasts; read once."""
    sources = {
        name: (DATA / name).read_text(encoding="utf8") for name in ("vocabulary.yaml", "grammar.yaml", "feasts.csv")
    }
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar a string: "on" and "no" are words here
    vocabulary: dict[str, Any] = yaml.load(sources["vocabulary.yaml"], loader)
    grammar: dict[str, Any] = yaml.load(sources["grammar.yaml"], loader)
    entries: dict[str, dict[str, Value]] = {}
    for section, words in vocabulary.items():
        for phrase, value in words.items() if isinstance(words, dict) else ():
            entries.setdefault(" ".join(words_of(phrase)), {})[section.upper()] = _value(value)
    codes = _codes(entries)
    return Calendar(
        entries=entries,
        phrases=_phrases(entries),
        codes=codes,
        rules=_rules(grammar, codes),
        feasts=_feasts(sources["feasts.csv"]),
        resources=hashlib.sha256("".join(sources.values()).encode()).hexdigest()[:16],
    )


def _value(scalar: str) -> Value:
    if re.fullmatch(r"-?\d+", scalar):
        return int(scalar)
    return float(scalar) if re.fullmatch(r"\d+\.\d+", scalar) else scalar


def _codes(entries: Mapping[str, Mapping[str, Value]]) -> dict[tuple[str, ...], str]:
    combos = {tuple(sorted(sections)) for sections in entries.values()}
    combos |= {(name,) for name in NUMERALS} | {
        numeral_classes("INT", str(n)) for n in (*range(100), 300, 1000, 2000, 10_000)
    }
    combos |= {numeral_classes("INT", f"{n:02}") for n in range(10)} | {("AMPM",), ("POSSESSIVE",), ()}
    return {combo: chr(0xE000 + i) for i, combo in enumerate(sorted(combos))}


def _phrases(entries: Mapping[str, Mapping[str, Value]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in entries:
        parts = tuple(phrase.split(" "))
        if len(parts) > 1:
            found.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(rows, key=lambda r: (-len(r), r))) for first, rows in found.items()}


def _rules(grammar: Mapping[str, Any], codes: Mapping[tuple[str, ...], str]) -> tuple[Rule, ...]:
    classes: dict[str, str] = {}
    for combo, char in codes.items():
        for name in combo:
            classes[name] = classes.get(name, "") + char

    def character_class(match: re.Match[str]) -> str:
        name = match.group()
        if name not in classes:
            raise KeyError(f"grammar.yaml names the class {name}, which is no section of vocabulary.yaml")
        return f"[{classes[name]}]"

    rules = []
    for row in grammar["rules"]:
        pattern: str = row["pattern"]
        for _ in range(3):  # macros may use macros
            for name, body in grammar["macros"].items():
                pattern = re.sub(rf"\b{name}\b", str(body).replace("\\", r"\\"), pattern)
        pattern = re.sub(r"\s+", "", re.sub(r"(?<!\(\?)(?<![a-z])\b[A-Z][A-Z_]*\b", character_class, pattern))
        rules.append(Rule(name=row["rule"], build=row["build"], pattern=re.compile(pattern)))
    return tuple(rules)


def _feasts(table: str) -> dict[str, tuple[Feast, ...]]:
    rows = csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))
    feasts: dict[str, list[Feast]] = {}
    for row in rows:
        days = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        feasts.setdefault(row["feast"], []).append((*days, int(row["tolerance"])))
    return {name: tuple(days) for name, days in feasts.items()}
