"""The list of loaded terms: words by which a report takes a side, with the frame each sets (data/loaded/)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from dateline.errors import KnowledgeError

FOLDER = Path(__file__).parent / "data" / "loaded"
FRAMES = frozenset({"legitimizing", "delegitimizing", "euphemism", "distancing", "intensifying"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedEntry:
    """One term: its words, its frame, a neutral wording, and the words without or beside which it is not loaded.

    ``with_`` are words one of which must stand in the same sentence; ``unless`` words that must not stand right after.
    """

    term: str
    words: tuple[str, ...]
    frame: str
    neutral: str | None
    with_: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedLexicon:
    """The terms by their first word, the longest first, and the hash of the files they came from."""

    by_first: Mapping[str, tuple[LoadedEntry, ...]]
    hash: str


@lru_cache(maxsize=4)
def load_loaded(folder: Path = FOLDER) -> LoadedLexicon:
    """Read the lists.

    Raises:
        KnowledgeError: a frame is unknown or a term stands twice; the message lists every fault.
    """
    digest = hashlib.sha256()
    by_first: dict[str, list[LoadedEntry]] = {}
    faults: list[str] = []
    seen: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        raw = file.read_bytes()
        digest.update(raw)
        page = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for frame, rows in page["frames"].items():
            if frame not in FRAMES:
                faults.append(f"{file.name}: unknown frame {frame!r}; frames are {', '.join(sorted(FRAMES))}")
            for row in rows or ():
                entry = _read_entry(row, frame)
                if entry.term in seen:
                    faults.append(f"{file.name}: {entry.term!r} stands in {seen[entry.term]} already")
                seen[entry.term] = file.name
                by_first.setdefault(entry.words[0], []).append(entry)
    if faults:
        raise KnowledgeError("faults in the loaded terms:\n  " + "\n  ".join(faults))
    ordered = {first: tuple(sorted(rows, key=lambda e: (-len(e.words), e.term))) for first, rows in by_first.items()}
    return LoadedLexicon(by_first=ordered, hash=digest.hexdigest()[:16])


def _read_entry(row: str | dict[str, object], frame: str) -> LoadedEntry:
    fields: dict[str, object] = {"term": row} if isinstance(row, str) else row
    term = str(fields["term"]).lower()

    def words(key: str) -> frozenset[str]:
        value = fields.get(key) or ()
        return frozenset(str(word).lower() for word in value) if isinstance(value, list) else frozenset()

    neutral = fields.get("neutral")
    return LoadedEntry(
        term=term,
        words=tuple(term.replace("-", " - ").split()),
        frame=frame,
        neutral=str(neutral) if neutral is not None else None,
        with_=words("with"),
        unless=words("unless"),
    )
