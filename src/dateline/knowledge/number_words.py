"""The words of quantities: figures, bounds, and what is counted (data/numbers.yaml)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "numbers.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """The tables, by lemma; ``qualifiers`` are phrases as word tuples, the longest first."""

    words: Mapping[str, int]
    scales: Mapping[str, int]
    vague: Mapping[tuple[str, ...], tuple[int | None, int | None]]
    qualifiers: tuple[tuple[tuple[str, ...], frozenset[str]], ...]
    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    people: frozenset[str]
    civilian: frozenset[str]
    part: frozenset[str]
    cumulative_verbs: frozenset[str]
    cumulative_nouns: frozenset[str]
    hash: str


@lru_cache(maxsize=2)
def load_number_words(file: Path = FILE) -> NumberWords:
    """Read the tables."""
    raw = file.read_bytes()
    page = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    qualifiers = [(tuple(phrase.split()), frozenset(bounds)) for phrase, bounds in page["qualifiers"].items()]
    return NumberWords(
        words=page["words"],
        scales=page["scales"],
        vague={tuple(words.split()): (low, high) for words, (low, high) in page["vague"].items()},
        qualifiers=tuple(sorted(qualifiers, key=lambda row: (-len(row[0]), row[0]))),
        verbs={word: what for what, words in page["verbs"].items() for word in words},
        nouns={word: what for what, words in page["nouns"].items() for word in words},
        people=frozenset(word.lower() for word in page["people"]),
        civilian=frozenset(page["civilian"]),
        part=frozenset(page["part"]),
        cumulative_verbs=frozenset(page["cumulative_verbs"]),
        cumulative_nouns=frozenset(page["cumulative_nouns"]),
        hash=hashlib.sha256(raw).hexdigest()[:16],
    )
