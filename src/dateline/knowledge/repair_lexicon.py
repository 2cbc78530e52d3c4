"""Look-ups of the repair stage: characters, line shapes, names, words and the confusions of scanning."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.knowledge.datafiles import hash_folder, read_yaml

DATA = Path(__file__).parent / "data" / "repair"


def _read(name: str) -> Any:
    return read_yaml(DATA / name)


@lru_cache(maxsize=1)
def repair_resources() -> str:
    """Return the hash of every data file of the stage, for its cache key."""
    return hash_folder(DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixRow:
    """One fix of the table: its name, pairs of what it reads and makes of it, and texts that it must leave alone."""

    name: str
    examples: tuple[tuple[str, str], ...]
    counterexamples: tuple[str, ...]


@lru_cache(maxsize=1)
def load_fixes() -> tuple[FixRow, ...]:
    """Load the table of fixes, in the order in which they run."""
    return tuple(
        FixRow(
            name=row["fix"],
            examples=tuple((example["was"], example["now"]) for example in row["examples"]),
            counterexamples=tuple(row["counterexamples"]),
        )
        for row in _read("fixes.yaml")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterTable:
    """Single characters to replace, each with what it becomes and the rule's name."""

    pattern: re.Pattern[str]
    replacements: dict[str, tuple[str, str]]


@lru_cache(maxsize=1)
def load_characters() -> CharacterTable:
    """Load the table of single characters."""
    table = {c: (row["now"], row["rule"]) for row in _read("characters.yaml") for c in row["characters"]}
    return CharacterTable(pattern=re.compile("[" + "".join(map(re.escape, table)) + "]"), replacements=table)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShapes:
    """What tells a line that breaks off from one that is complete, and page furniture from the report."""

    open_words: frozenset[str]
    hyphen_prefixes: frozenset[str]
    page: re.Pattern[str]


@lru_cache(maxsize=1)
def load_line_shapes() -> LineShapes:
    """Load the line shapes."""
    data = _read("lines.yaml")
    return LineShapes(
        open_words=frozenset(data["open_words"]),
        hyphen_prefixes=frozenset(data["hyphen_prefixes"]),
        page=re.compile("(?:" + "|".join(data["page_patterns"]) + ")", re.IGNORECASE),
    )


@lru_cache(maxsize=1)
def load_country_names() -> frozenset[str]:
    """Load single-word country names (CLDR) and demonyms: the names that a scan may be repaired to."""
    from babel import Locale

    data = _read("names.yaml")
    countries = {
        name
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and name.isalpha() and code not in {"ZZ", "XA", "XB", "EU", "EZ", "UN"}
    }
    return frozenset(countries | set(data["demonyms"]) | set(data["short"]))


@lru_cache(maxsize=1)
def load_word_frequencies() -> dict[str, float]:
    """Load English word frequencies (wordfreq; Speer 2022), lower case, as shares of all words."""
    from wordfreq import get_frequency_dict

    frequencies: dict[str, float] = get_frequency_dict("en", "large")
    return frequencies


def _read_lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@lru_cache(maxsize=1)
def load_dictionary() -> frozenset[str]:
    """Load the English words that a dictionary spells in small letters (SCOWL)."""
    return frozenset(_read_lines("dictionary.txt"))


@lru_cache(maxsize=1)
def load_proper_names() -> frozenset[str]:
    """Load given names, surnames, places, months and other words that are always capitalised (SCOWL)."""
    return frozenset(_read_lines("proper_names.txt")) | load_country_names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusions:
    """What a scan reads -> what may have been printed; ``names`` only for shapes alike in almost every typeface."""

    names: dict[str, tuple[str, ...]]
    twins: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    strokes: dict[int, str]

    def strokes_of(self, word: str) -> str:
        """Return the strokes that a word is made of: "scale" and "seule" are nearly the same."""
        return word.translate(self.strokes)


@lru_cache(maxsize=1)
def load_confusions() -> Confusions:
    """Load the confusions of scanning."""
    data = _read("confusions.yaml")

    def table(rows: list[list[Any]]) -> dict[str, tuple[str, ...]]:
        result: dict[str, list[str]] = {}
        for read, printed in rows:
            result.setdefault(str(read), []).append(str(printed))
        return {read: tuple(dict.fromkeys(printed)) for read, printed in result.items()}

    return Confusions(
        names=table(data["names"]),
        twins=table(data["twins"]),
        words=table(data["names"] + data["words"]),
        strokes=str.maketrans(data["strokes"]),
    )


class WordPairs:
    """How likely English words follow one another: pair shares from ``bigrams.tsv`` over single-word frequencies.

    ``follows(a, b)`` is log10 of P(b | a), interpolated (Jelinek & Mercer 1980) between the pair's share and the word's
    own.
    """

    PAIR_WEIGHT = 0.8
    UNKNOWN = 1e-9  # the share of a word that no list has

    def __init__(self, rows: dict[str, str], frequencies: dict[str, float]) -> None:
        """Keep the rows as text; a row is read when its first word is asked for."""
        self._rows = rows
        self._read: dict[str, dict[str, float]] = {}
        self._frequencies = frequencies

    def follows(self, first: str, second: str) -> float:
        """Return log10 of the probability that ``second`` follows ``first``; "" is the border of a stretch of text."""
        own = self._frequencies.get(second, self.UNKNOWN)
        if not first:
            return math.log10(own)
        share = self._row(first).get(second, 0.0)
        if not share:
            return math.log10((1 - self.PAIR_WEIGHT) * own)
        given = share / max(self._frequencies.get(first, self.UNKNOWN), share)
        return math.log10(self.PAIR_WEIGHT * given + (1 - self.PAIR_WEIGHT) * own)

    def _row(self, first: str) -> dict[str, float]:
        row = self._read.get(first)
        if row is None:
            pairs = (pair.rsplit(":", 1) for pair in self._rows.get(first, "").split())
            row = self._read[first] = {word: 10 ** (-int(share) / 10) for word, share in pairs}
        return row


@lru_cache(maxsize=1)
def load_word_pairs() -> WordPairs:
    """Load the word pairs; only noisy text asks for them."""
    rows = {}
    for line in _read_lines("bigrams.tsv"):
        first, _, pairs = line.partition("\t")
        rows[first] = pairs
    return WordPairs(rows, load_word_frequencies())


@lru_cache(maxsize=1)
def load_function_words() -> frozenset[str]:
    """Load the words to which even a capitalised token may be repaired, since they are no names."""
    return frozenset(_read("function_words.yaml"))
