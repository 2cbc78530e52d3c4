"""The list of loaded terms: words by which a report takes a side, with the frame each sets (data/loaded/)."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml

FOLDER = Path(__file__).parent / "data" / "loaded"
CONTEXTS = "contexts.yaml"
FRAMES = frozenset({"legitimizing", "delegitimizing", "euphemism", "distancing", "intensifying"})
POS = frozenset({"verb", "noun", "adj", "adv"})
WHERE = frozenset({"name", "after", "quoted"})
_LISTS = ("only", "unless_next", "unless_previous")
_KEYS = frozenset({"id", "frame", "conflict", "about", "pos", "terms", *_LISTS})
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedEntry:
    """One term: its words, its frame, a neutral wording, and where it is loaded.

    ``only`` are words one of which must stand in the same sentence; ``unless_next`` and ``unless_previous`` words that
    must not stand right after or before. ``conflict`` and ``about`` name whom the term is about, for the balance of the
    list.
    """

    term: str
    words: Phrase
    frame: str
    neutral: str | None = None
    pos: str | None = None
    only: frozenset[str] = frozenset()
    unless_next: frozenset[str] = frozenset()
    unless_previous: frozenset[str] = frozenset()
    conflict: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextRule:
    """What the surroundings make of a term: another frame, or None where it is dropped."""

    id: str
    where: str
    frames: frozenset[str]
    becomes: str | None
    terms: frozenset[Phrase] = frozenset()
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedLexicon:
    """The terms by their first word, the longest first; the context rules in order; the hash of the files."""

    by_first: Mapping[str, tuple[LoadedEntry, ...]]
    contexts: tuple[ContextRule, ...]
    hash: str

    def entries(self) -> Iterator[LoadedEntry]:
        """Yield every term, in the order of first words."""
        for first in sorted(self.by_first):
            yield from self.by_first[first]


@lru_cache(maxsize=4)
def load_loaded(folder: Path = FOLDER) -> LoadedLexicon:
    """Read the lists.

    Raises:
        KnowledgeError: a frame, key or part of speech is unknown, a term stands twice or can never be found, or a
            condition is for no term of its group; the message lists every fault.
    """
    digest = hashlib.sha256()
    entries: list[LoadedEntry] = []
    contexts: tuple[ContextRule, ...] = ()
    faults: list[str] = []
    for file in sorted(folder.glob("*.yaml")):
        raw = file.read_bytes()
        digest.update(file.name.encode() + raw)
        page = read_yaml(raw)
        if file.name == CONTEXTS:
            contexts = tuple(_read_context(row, faults) for row in page["rules"])
            continue
        for group in page["groups"]:
            entries += _read_group(group, file.name, faults)
    faults += _find_twice(entries)
    if faults:
        raise KnowledgeError("faults in the loaded terms:\n  " + "\n  ".join(faults))
    by_first: dict[str, list[LoadedEntry]] = {}
    for entry in entries:
        by_first.setdefault(entry.words[0], []).append(entry)
    ordered = {first: tuple(sorted(rows, key=lambda e: (-len(e.words), e.term))) for first, rows in by_first.items()}
    return LoadedLexicon(by_first=ordered, contexts=contexts, hash=digest.hexdigest()[:16])


def split_term(term: str) -> Phrase:
    """Return a term's words as the parser splits them: at blanks, hyphens and the genitive.

    Example: "pro-life" has three words, "putin's puppet" too.
    """
    return tuple(term.lower().replace("-", " - ").replace("'s ", " 's ").replace("s' ", "s ' ").split())


def _read_group(group: Mapping[str, Any], file: str, faults: list[str]) -> list[LoadedEntry]:
    name = f"{file}: {group.get('id')!r}"
    faults += [f"{name}: unknown key {key!r}" for key in group if key not in _KEYS]
    if group.get("frame") not in FRAMES:
        faults.append(f"{name}: unknown frame {group.get('frame')!r}; frames are {', '.join(sorted(FRAMES))}")
    if group.get("pos") not in (None, *POS):
        faults.append(f"{name}: unknown pos {group.get('pos')!r}; one of {', '.join(sorted(POS))}")
    rows = [_split_row(row) for row in group["terms"]]
    known = {term for term, _ in rows}
    for key in _LISTS:
        faults += [
            f"{name}: {key} has {term!r}, which is no term here" for term in group.get(key, {}) if term not in known
        ]

    def words(key: str, term: str) -> frozenset[str]:
        return frozenset(str(word).lower() for word in group.get(key, {}).get(term, ()))

    found = []
    for term, neutral in rows:
        if term == neutral:
            faults.append(f"{name}: {term!r} is its own neutral wording")
        found.append(
            LoadedEntry(
                term=term,
                words=split_term(term),
                frame=str(group.get("frame")),
                neutral=neutral,
                pos=group.get("pos"),
                only=words("only", term),
                unless_next=words("unless_next", term),
                unless_previous=words("unless_previous", term),
                conflict=group.get("conflict"),
                about=group.get("about"),
            )
        )
    return found


def _split_row(row: object) -> tuple[str, str | None]:
    term, _, neutral = str(row).partition(" = ")
    return term.strip().lower(), neutral.strip() or None


def _find_twice(entries: Sequence[LoadedEntry]) -> list[str]:
    """Name the terms that stand twice: the later one could never be found."""
    seen: dict[Phrase, str] = {}
    faults = []
    for entry in entries:
        if entry.words in seen:
            faults.append(f"{entry.term!r} ({entry.frame}) stands there already ({seen[entry.words]})")
        seen[entry.words] = entry.frame
    return faults


def _read_context(row: Mapping[str, Any], faults: list[str]) -> ContextRule:
    name = f"{CONTEXTS}: {row.get('id')!r}"
    if row["where"] not in WHERE:
        faults.append(f"{name}: unknown where {row['where']!r}; one of {', '.join(sorted(WHERE))}")
    if row["becomes"] not in (*FRAMES, "dropped"):
        faults.append(f"{name}: becomes unknown frame {row['becomes']!r}")
    return ContextRule(
        id=row["id"],
        where=row["where"],
        frames=frozenset(row["frames"]),
        becomes=None if row["becomes"] == "dropped" else row["becomes"],
        terms=frozenset(split_term(term) for term in row.get("terms", ())),
        words=row.get("words", 0),
    )
