"""The words of quantities: figures, bounds, and what is counted (data/numbers.yaml)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml

FILE = Path(__file__).parent / "data" / "numbers.yaml"
BOUNDS = frozenset({"low", "best", "high"})
NOT_COUNTS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL"})  # entity labels of numbers that count nothing
Phrase = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPhrase:
    """A verb and a word that hangs on it, which together say what befell the counted or what they did."""

    word: str
    what: str
    befalls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """The tables, by lemma.

    ``vague``, ``qualifiers`` and ``after`` are phrases as word tuples under their first word (``qualifiers`` under the
    last, since they stand before a figure), the longest first. ``sets`` are the plain word lists of the file by name.
    """

    words: Mapping[str, int]
    scales: Mapping[str, int]
    vague: Mapping[str, tuple[tuple[Phrase, tuple[int | None, int | None]], ...]]
    qualifiers: Mapping[str, tuple[tuple[Phrase, frozenset[str]], ...]]
    after: Mapping[str, tuple[tuple[Phrase, frozenset[str]], ...]]
    befalls: Mapping[str, str]
    takes: Mapping[str, str]
    harms: Mapping[str, str]
    does: Mapping[str, str]
    phrases: Mapping[str, tuple[VerbPhrase, ...]]
    states: Mapping[str, str]
    nouns: Mapping[str, str]
    tolls: Mapping[str, str]
    replaced: tuple[Phrase, ...]
    sets: Mapping[str, frozenset[str]]
    hash: str


_SETS = (
    "single", "none", "moves", "counts", "toll_verbs", "toll_preps", "adding", "since", "lasting", "periods", "crowds",
    "forces", "gatherers", "people", "civilian", "anybody", "part", "whole", "between", "units", "money",
)  # fmt: skip


@lru_cache(maxsize=2)
def load_number_words(file: Path = FILE) -> NumberWords:
    """Read the tables.

    Raises:
        KnowledgeError: a bound is unknown, or a word counts two things; the message lists every fault.
    """
    raw = file.read_bytes()
    page: dict[str, Any] = read_yaml(raw)
    faults = _faults(page)
    if faults:
        raise KnowledgeError(f"faults in {file.name}:\n  " + "\n  ".join(faults))
    phrases: dict[str, list[VerbPhrase]] = {}
    for row in page["phrases"]:
        phrases.setdefault(row["verb"], []).append(
            VerbPhrase(word=row["word"], what=row["what"], befalls=row["as"] == "befalls")
        )
    return NumberWords(
        words=page["words"],
        scales=page["scales"],
        vague=_index({words: (low, high) for words, (low, high) in page["vague"].items()}, 0),
        qualifiers=_index({words: frozenset(bounds) for words, bounds in page["qualifiers"].items()}, -1),
        after=_index({words: frozenset(bounds) for words, bounds in page["after"].items()}, 0),
        befalls=_inverted(page["befalls"]),
        takes=_inverted(page["takes"]),
        harms=_inverted(page["harms"]),
        does=_inverted(page["does"]),
        phrases={verb: tuple(rows) for verb, rows in phrases.items()},
        states=page["states"],
        nouns=_inverted(page["nouns"]),
        tolls=page["tolls"],
        replaced=tuple(tuple(phrase.split()) for phrase in page["replaced"]),
        sets={name: frozenset(str(word).lower() for word in page[name]) for name in _SETS},
        hash=hashlib.sha256(raw).hexdigest()[:16],
    )


def _index(rows: Mapping[str, T], at: int) -> dict[str, tuple[tuple[Phrase, T], ...]]:
    found: dict[str, list[tuple[Phrase, T]]] = {}
    for words, value in rows.items():
        phrase = tuple(words.split())
        found.setdefault(phrase[at], []).append((phrase, value))
    return {word: tuple(sorted(group, key=lambda row: (-len(row[0]), row[0]))) for word, group in found.items()}


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: what for what, words in table.items() for word in words}


def _faults(page: Mapping[str, Any]) -> list[str]:
    faults = []
    for part in ("qualifiers", "after"):
        for words, bounds in page[part].items():
            faults += [f"{part}: {words!r} gives unknown bound {b!r}" for b in bounds if b not in BOUNDS]
    for part in ("befalls", "takes", "harms", "does", "nouns"):
        seen: dict[str, str] = {}
        for what, words in page[part].items():
            for word in words:
                if word in seen:
                    faults.append(f"{part}: {word!r} counts both {seen[word]} and {what}")
                seen[word] = what
    for words, (low, high) in page["vague"].items():
        if low is not None and high is not None and low > high:
            faults.append(f"vague: {words!r} has its lower bound above its upper one")
    return faults
