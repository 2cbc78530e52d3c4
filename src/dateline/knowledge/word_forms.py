"""Every form that a word may have in print: more than there are, because the gate before the parser must miss none."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.knowledge.datafiles import read_yaml
from dateline.knowledge.inflection import inflect

_FILE = Path(__file__).parent / "data" / "gate.yaml"
_SETS = ("articles", "numerals", "money", "pronouns", "openers", "auxiliaries")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLexicon:
    """What the gate knows of words (``gate.yaml``)."""

    irregular: Mapping[str, tuple[str, ...]]
    plurals: Mapping[str, str]
    articles: frozenset[str]
    numerals: frozenset[str]
    money: frozenset[str]
    pronouns: frozenset[str]
    openers: frozenset[str]
    auxiliaries: frozenset[str]
    hash: str


@lru_cache(maxsize=1)
def load_gate_lexicon() -> GateLexicon:
    """Return the lexicon; read once a process."""
    raw = _FILE.read_bytes()
    page = read_yaml(raw)
    return GateLexicon(
        irregular={verb: tuple(forms) for verb, forms in page["irregular"].items()},
        plurals=page["plurals"],
        **{name: frozenset(page[name]) for name in _SETS},
        hash=hashlib.sha256(raw).hexdigest()[:16],
    )


@lru_cache(maxsize=60_000)
def verb_forms(verb: str) -> frozenset[str]:
    """Return what may be a form of a verb: "step" gives steps, stepped and stepping, but also steped."""
    forms = {verb, *inflect(verb), *load_gate_lexicon().irregular.get(verb, ())}
    if verb[-1:] not in (*_VOWELS, "w", "x", "y") and verb[-2:-1] in tuple(_VOWELS):
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    if verb.endswith("c"):
        forms |= {verb + "ked", verb + "king"}
    return frozenset(forms)


@lru_cache(maxsize=60_000)
def noun_forms(noun: str) -> frozenset[str]:
    """Return what may be a form of a noun: "party" gives parties, "gunman" gunmen."""
    forms = {noun, noun + "s", noun + "es", load_gate_lexicon().plurals.get(noun, noun)}
    if noun.endswith("y"):
        forms.add(noun[:-1] + "ies")
    if noun.endswith("man"):
        forms.add(noun[:-3] + "men")
    if noun.endswith("s"):
        forms.add(noun[:-1])
    return frozenset(forms)


def word_forms(word: str) -> frozenset[str]:
    """Return the forms of a word whose part of speech is not known."""
    return verb_forms(word) | noun_forms(word)
