"""What a preposition makes of the place that it brings in (``data/prepositions.yaml``)."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml

FILE = Path(__file__).parent / "data" / "prepositions.yaml"
LISTS = ("at", "during", "origin", "destination", "relation", "topic", "through")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepositions:
    """Word forms in lower case, by what they make of a place; the file says what each list is.

    Example: "shelled a camp *near* Goma" is ``at`` and a ``relation``; "fired *from* the hills" is ``origin``.
    """

    at: frozenset[str]
    during: frozenset[str]
    origin: frozenset[str]
    destination: frozenset[str]
    relation: frozenset[str]
    topic: frozenset[str]
    through: frozenset[str]
    hash: str

    @property
    def open(self) -> frozenset[str]:
        """Those behind which a place may stand further down."""
        return self.at | self.during | self.origin | self.destination | self.through


@lru_cache(maxsize=4)
def load_prepositions(file: Path = FILE) -> Prepositions:
    """Read the lists.

    Raises:
        KnowledgeError: the file is missing, or does not have just these lists of words.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"the prepositions, {file}, cannot be read: {error}") from error
    page = read_yaml(raw)
    if not isinstance(page, dict) or set(page) != set(LISTS) or not all(isinstance(page[name], list) for name in LISTS):
        raise KnowledgeError(f"{file}: needs a list of words for each of {', '.join(LISTS)}, and nothing else")
    faults = [f"{name}: {word!r}" for name in LISTS for word in page[name] if not isinstance(word, str)]
    if faults:
        raise KnowledgeError(f"{file}: these are not words, put them in quotes: {'; '.join(faults)}")
    lists = {name: frozenset(page[name]) for name in LISTS}
    return Prepositions(**lists, hash=hashlib.sha256(raw).hexdigest()[:16])
