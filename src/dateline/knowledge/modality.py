"""Words that decide whether an event took place: ``data/modality`` (governors, effects, adverbs, nouns, values)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml

DATA = Path(__file__).parent / "data" / "modality"
FILES = ("governors.yaml", "effects.yaml", "adverbs.yaml", "nouns.yaml", "values.yaml", "adjectives.yaml")
Certainty = Literal["certain", "probable", "possible", "uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a governing word or an adverb makes of a predicate; ``sign`` effects let a governor's modality through."""

    name: str
    modality: str | None = None
    positive: bool = True
    certainty: Certainty = "certain"
    phase: str | None = None
    outcome: str | None = None
    sign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The effects of one class of governing words where the word holds and where it is negated."""

    name: str
    holds: Effect
    negated: Effect
    past: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Modality:
    """The lexicon of factuality; see ``docs/status.md``.

    ``governors`` maps (frame, lemma) to a signature; ``adverbs``, ``modals`` and ``conjunctions`` map a word to an
    effect; ``values`` maps a rule to veridicality in (personal text, report).
    """

    effects: Mapping[str, Effect]
    governors: Mapping[tuple[str, str], Signature]
    adverbs: Mapping[str, Effect]
    modals: Mapping[str, Effect]
    conjunctions: Mapping[str, str]
    consequents: frozenset[str]
    threats: frozenset[str]
    events: frozenset[str]
    states: frozenset[str]
    weak: frozenset[str]
    said: frozenset[str]
    refusals: frozenset[str]
    denials: frozenset[str]
    accounts: frozenset[str]
    results: frozenset[str]
    transparent: frozenset[str]
    adjectives: frozenset[str]
    stative: frozenset[str]
    performative: frozenset[str]
    futurate: frozenset[str]
    factive_prepositions: frozenset[str]
    outcomes: Mapping[str, str]
    vain: frozenset[str]
    values: Mapping[str, tuple[float, float]]
    resources: str


_NOUN_LISTS = ("weak", "said", "refusals", "denials", "accounts", "transparent")  # of nouns.yaml


@lru_cache(maxsize=4)
def load_modality(folder: Path = DATA) -> Modality:
    """Read the lexicon.

    Raises:
        KnowledgeError: a file is missing or names an effect that does not exist; the message lists every fault.
    """
    try:
        raw = {name: (folder / name).read_bytes() for name in FILES}
    except OSError as error:
        raise KnowledgeError(f"the modality lexicon in {folder} cannot be read: {error}") from error
    data: dict[str, Any] = {name.removesuffix(".yaml"): read_yaml(text) for name, text in raw.items()}
    effects = {name: _effect(name, row) for name, row in data["effects"]["effects"].items()}
    governors, faults = _governors(data["governors"]["classes"], effects)
    adverbs = data["adverbs"]
    used = {*adverbs["adverbs"], *adverbs["modals"]}
    faults += [f"adverbs.yaml: no effect {name!r} in effects.yaml" for name in sorted(used - set(effects))]
    faults += _noun_faults(data["nouns"])
    if faults:
        raise KnowledgeError(f"faults in the modality lexicon in {folder}:\n  " + "\n  ".join(faults))
    nouns = data["nouns"]
    return Modality(
        effects=effects,
        governors=governors,
        adverbs={word: effects[name] for name, word in _words(adverbs["adverbs"])},
        modals={word: effects[name] for name, word in _words(adverbs["modals"])},
        conjunctions={word: name for name, word in _words(adverbs["conjunctions"])},
        consequents=frozenset(adverbs["consequents"]),
        threats=frozenset(adverbs["threat_consequents"]),
        events=frozenset(word for kind in ("event", "state") for _, word in _words(nouns[kind])),
        states=frozenset(word for _, word in _words(nouns["state"])),
        **{name: frozenset(nouns[name].split()) for name in _NOUN_LISTS},
        results=frozenset((data["adjectives"]["results"] + data["adjectives"]["enacted"]).split()),
        adjectives=frozenset(data["adjectives"]["adjectives"].split()),
        stative=frozenset(data["adjectives"]["stative"].split()),
        performative=frozenset(data["adjectives"]["performative"].split()),
        futurate=frozenset(data["adjectives"]["futurate"].split()),
        factive_prepositions=frozenset(adverbs["factive_prepositions"]),
        outcomes={word: name for name, word in _words(adverbs["outcomes"])},
        vain=frozenset(adverbs["in_vain"]),
        values={rule: _pair(value) for rule, value in data["values"]["values"].items()},
        resources=hashlib.sha256(b"".join(raw[name] for name in FILES)).hexdigest()[:16],
    )


def _words(groups: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, words in groups.items():
        for word in words.split():
            yield name, word


def _effect(name: str, row: dict[str, Any]) -> Effect:
    return Effect(
        name=name,
        modality=row.get("modality"),
        positive=row.get("polarity", "positive") == "positive",
        certainty=row.get("certainty", "certain"),
        phase=row.get("phase"),
        outcome=row.get("outcome"),
        sign=bool(row.get("sign")),
    )


def _governors(
    classes: list[dict[str, Any]], effects: Mapping[str, Effect]
) -> tuple[dict[tuple[str, str], Signature], list[str]]:
    found: dict[tuple[str, str], Signature] = {}
    faults = []
    for row in classes:
        missing = [row[side] for side in ("pos", "neg", "past") if side in row and row[side] not in effects]
        if missing:
            faults.append(f"governors.yaml: class {row['class']!r} names no known effect: {', '.join(missing)}")
            continue
        signature = Signature(
            name=row["class"],
            holds=effects[row["pos"]],
            negated=effects[row["neg"]],
            past=effects[row.get("past", row["pos"])],
        )
        for frame, word in _words(row["frames"]):
            first = found.setdefault((frame, word), signature)
            if first is not signature:
                faults.append(
                    f"governors.yaml: {word!r} under {frame!r} is in the classes {first.name!r} and {row['class']!r}"
                )
    return found, faults


def _noun_faults(nouns: Mapping[str, Any]) -> list[str]:
    """Return a fault for each noun that is listed twice, and for each weak one that names no event."""
    found: set[str] = set()
    faults = []
    for kind in ("event", "state"):
        for group, noun in _words(nouns[kind]):
            if noun in found:
                faults.append(f"nouns.yaml: {noun!r} of {kind}/{group} is listed already")
            found.add(noun)
    return faults + [
        f"nouns.yaml: {noun!r} is weak and no event" for noun in nouns["weak"].split() if noun not in found
    ]


def _pair(value: float | list[float]) -> tuple[float, float]:
    return (value[0], value[1]) if isinstance(value, list) else (value, value)
