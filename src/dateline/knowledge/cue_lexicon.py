"""The words with which texts attribute what is said: loaded from data/claims, indexed by first word."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.knowledge.datafiles import read_yaml

DATA = Path(__file__).parent / "data" / "claims"
FRAMES = frozenset({
    "clause", "that", "question", "infinitive", "object-infinitive", "gerund", "object", "as", "naming", "quotation",
    "hearer",
})  # fmt: skip
STANCES = frozenset({
    "asserts", "denies", "doubts", "asks", "orders", "promises", "intends", "wants", "hopes", "fears", "believes",
    "knows", "perceives", "threatens", "praises", "blames", "refuses", "agrees", "supports", "opposes", "withholds",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A verb of attribution: its first word is the verb, ``rest`` what follows it ("call" + "for").

    ``frames`` maps a complement class to the stance that the verb has with it, ``rules`` to the group it is from, and
    ``needs`` to what must stand beside it (``speech``, ``document``), if anything.
    """

    lemma: str
    rest: tuple[str, ...]
    frames: dict[str, str]
    rules: dict[str, str]
    needs: dict[str, str]
    governs: bool

    @property
    def words(self) -> str:
        return " ".join((self.lemma, *self.rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class NounCue:
    """A noun of attribution: ``frames`` as in ``Cue`` (``that``, ``infinitive`` or a preposition)."""

    lemma: str
    frames: dict[str, str]
    owned: frozenset[str]
    rules: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueLexicon:
    """Everything that data/claims holds, in the shape that the rules of attribution ask for."""

    verbs: dict[str, tuple[Cue, ...]]
    nouns: dict[str, NounCue]
    prepositional: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    possessed: dict[str, tuple[frozenset[str], str]]
    idioms: dict[str, dict[str, frozenset[str]]]
    adverbial: dict[str, str]
    adjectival: dict[str, str]
    negated: dict[str, str]
    object_control: frozenset[str]
    judged: frozenset[str]
    speaker_adjuncts: frozenset[str]
    resuming: frozenset[str]
    nobody: frozenset[str]
    giving: frozenset[str]
    quoting: frozenset[str]
    labels: frozenset[str]
    collectives: frozenset[str]
    passing: frozenset[str]
    withholding: frozenset[str]
    raising: frozenset[str]
    venues: frozenset[str]
    kinds: dict[str, frozenset[str]]
    outlet_names: frozenset[str]
    outlet_words: frozenset[str]
    outlet_qualified: dict[str, frozenset[str]]
    reporting: frozenset[str]
    pronouns: dict[str, str]
    resources: str


_SETS = (  # lists of phrases.yaml that are taken as they are
    "object_control", "judged", "speaker_adjuncts", "nobody", "resuming", "giving", "quoting", "labels", "collectives",
    "passing", "withholding", "raising", "venues", "reporting",
)  # fmt: skip


@lru_cache(maxsize=1)
def load_cue_lexicon() -> CueLexicon:
    """Load the cue lexicon of the package."""
    files = {name: (DATA / f"{name}.yaml").read_bytes() for name in ("verbs", "nouns", "phrases", "sources")}
    data = {name: read_yaml(raw) for name, raw in files.items()}
    phrases, sources = data["phrases"], data["sources"]
    prepositional: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in phrases["prepositional"]:
        first, *rest = row["cue"].split()
        prepositional.setdefault(first, []).append((tuple(rest), row["stance"]))
    return CueLexicon(
        verbs=_verbs(data["verbs"], frozenset(phrases["prepositions"])),
        nouns=_nouns(data["nouns"]["groups"]),
        prepositional={first: tuple(rows) for first, rows in prepositional.items()},
        possessed={row["cue"]: (frozenset(row["nouns"]), row["stance"]) for row in phrases["possessed"]},
        idioms={
            row["cue"]: {role: frozenset(row.get(role, ())) for role in ("object", "subject")}
            for row in phrases["idioms"]
        },
        adverbial={row["cue"]: row["stance"] for row in phrases["adverbial"]},
        adjectival={cue: row["stance"] for row in phrases["adjectival"] for cue in row["cues"]},
        negated=dict(phrases["negated"]),
        **{name: frozenset(phrases[name]) for name in _SETS},
        kinds={
            kind: frozenset(sources[kind])
            for kind in ("document", "outlet", "organization", "unnamed", "anaphoric", "titles")
        },
        outlet_names=frozenset(sources["outlet_names"]),
        outlet_words=frozenset(word for name in sources["outlet_names"] for word in (name, *re.findall(r"\w+", name))),
        outlet_qualified={noun: frozenset(words) for noun, words in sources["outlet_qualified"].items()},
        pronouns=dict(sources["pronouns"]),
        resources=hashlib.sha256(b"".join(files.values())).hexdigest()[:16],
    )


def check_cue_lexicon() -> tuple[str, ...]:
    """Return every fault of the lexicon: unknown classes and stances, repeated cues, cues that never get their turn.

    A cue may stand in several groups; where two give it the same complement class, the first decides, and a cue all of
    whose classes are given before is unreachable.
    """
    faults: list[str] = []
    for name, frames in (("verbs", FRAMES), ("nouns", None)):
        groups = read_yaml(DATA / f"{name}.yaml")["groups"]
        given: set[tuple[str, str]] = set()
        ids: set[str] = set()
        for group in groups:
            where = f"{name}.yaml: {group['id']}"
            faults += [f"{where}: the id is used twice"] if group["id"] in ids else []
            ids.add(group["id"])
            faults += [] if group.get("examples") else [f"{where}: no examples"]
            faults += [] if group["stance"] in STANCES else [f"{where}: unknown stance {group['stance']!r}"]
            faults += [f"{where}: unknown class {f!r}" for f in group["takes"] if frames and f not in frames]
            seen: set[str] = set()
            for cue in group["cues"]:
                if cue in seen:
                    faults.append(f"{where}: {cue!r} stands twice")
                elif all((cue, frame) in given for frame in group["takes"]):
                    faults.append(
                        f"{where}: {cue!r} is unreachable, earlier groups give it all of {', '.join(group['takes'])}"
                    )
                seen.add(cue)
            given |= {(cue, frame) for cue in group["cues"] for frame in group["takes"]}
    return tuple(faults)


def _verbs(data: dict[str, Any], prepositions: frozenset[str]) -> dict[str, tuple[Cue, ...]]:
    found: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {}
    for group in data["groups"]:
        for words in group["cues"]:
            frames, rules, needs = found.setdefault(words, ({}, {}, {}))
            for frame in group["takes"]:
                if frame in frames:
                    continue
                frames[frame], rules[frame] = group["stance"], group["id"]
                if "needs" in group:
                    needs[frame] = group["needs"]
    index: dict[str, list[Cue]] = {}
    for words, (frames, rules, needs) in found.items():
        lemma, *rest = words.split()
        governs = bool(rest) and rest[-1] in prepositions
        cue = Cue(lemma=lemma, rest=tuple(rest), frames=frames, rules=rules, needs=needs, governs=governs)
        index.setdefault(lemma, []).append(cue)
    for wrong, right in data["misread"].items():
        index.setdefault(wrong, []).extend(index.get(right, ()))
    return {lemma: tuple(sorted(cues, key=lambda cue: -len(cue.rest))) for lemma, cues in index.items()}


def _nouns(groups: list[dict[str, Any]]) -> dict[str, NounCue]:
    found: dict[str, tuple[dict[str, str], set[str], dict[str, str]]] = {}
    for group in groups:
        for lemma in group["cues"]:
            frames, owned, rules = found.setdefault(lemma, ({}, set(), {}))
            for frame in group["takes"]:
                if frame not in frames:
                    frames[frame], rules[frame] = group["stance"], group["id"]
                    if group.get("owned"):
                        owned.add(frame)
    return {
        lemma: NounCue(lemma=lemma, frames=frames, owned=frozenset(owned), rules=rules)
        for lemma, (frames, owned, rules) in found.items()
    }
