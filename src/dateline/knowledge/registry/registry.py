import json
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from dateline.knowledge.registry.compiling import Compiled, compiled_registry
from dateline.knowledge.registry.folding import Word, distance, fold_name, skeleton, words_of
from dateline.knowledge.registry.reading import LISTS
from dateline.knowledge.registry.schema import DatedCode, Entry

FIELDS = tuple(field.name for field in fields(Entry))
FORM_NAMES = ("name", "alias", "alias", "demonym", "metonym")


class Match(NamedTuple):
    """A stretch of words ``[first, last)`` that is a name in the registry, with its entries, best first."""

    first: int
    last: int
    entries: tuple[int, ...]
    form: str
    exact: bool


class FoundActor(NamedTuple):
    """An answer to "who is this?": the entry, its code on the day, and why it was found."""

    entry: Entry
    code: DatedCode | None
    why: str


class Registry:
    """The actor registry, ready for look-up; reading it changes nothing that a caller sees."""

    def __init__(self, compiled: Compiled) -> None:
        """Take a compiled registry (see ``compiled_registry``)."""
        self.key: str = compiled["key"]
        self._rows: list[str] = compiled["entries"]
        self._index: dict[str, str] = compiled["index"]
        self._surnames: dict[str, str] = compiled["surnames"]
        self._spellings: dict[str, str] = compiled["spellings"]
        self._opened: dict[str, list[list[Any]]] = {}  # rows of the index that were looked up before
        self._entries: dict[int, Entry] = {}

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._rows)

    def entry(self, number: int) -> Entry:
        """Return one entry by its number (as in ``Match.entries``)."""
        found = self._entries.get(number)
        if found is None:
            found = self._entries[number] = _unpacked(json.loads(self._rows[number]))
        return found

    def match(self, words: Sequence[Word], at: int) -> Match | None:
        """Return the longest name that begins at a word; of names equally long, all entries in registry order.

        "Revolutionary Armed Forces of Colombia" wins over "Revolutionary Armed Forces". A name is a name only when it
        is written with a capital; an acronym only in capitals ("who" is not the WHO).
        """
        key = words[at].key
        if key not in self._index:
            return None
        rows = self._opened.get(key)
        if rows is None:
            rows = self._opened[key] = json.loads(self._index[key])
        best: list[list[Any]] = []
        for row in rows:
            rest = row[0]
            if best and len(rest) < len(best[0][0]):
                break
            last = at + 1 + len(rest)
            if (
                last <= len(words)
                and all(words[at + 1 + i].key == key for i, key in enumerate(rest))
                and _cased(words, at, last, row[3])
            ):
                best.append(row)
        if not best:
            return None
        entries = tuple(dict.fromkeys(row[1] for row in best))
        return Match(at, at + 1 + len(best[0][0]), entries, FORM_NAMES[best[0][2]], True)

    def match_spelling(self, words: Sequence[Word], at: int, last: int) -> Match | None:
        """Return a name that the words ``[at, last)`` spell in another way: "Hizballah", "Muammar Gadhafi".

        The consonants must agree and the letters differ little. Known miss: a variant that changes the first letter.
        """
        keys = [word.key for word in words[at:last]]
        rows: list[list[Any]] = json.loads(self._spellings.get(" ".join(map(skeleton, keys)), "[]"))
        near = [
            (sum(map(distance, keys, row[0])), row)
            for row in rows
            if len(row[0]) == len(keys)
            and all(distance(a, b) <= 1 + len(b) // 4 for a, b in zip(keys, row[0], strict=True))
        ]
        if not near:
            return None
        least = min(score for score, _ in near)
        entries = tuple(dict.fromkeys(row[1] for score, row in near if score == least))
        return Match(at, last, entries, "alias", False)

    def by_surname(self, key: str) -> tuple[Entry, ...]:
        """Return the persons whose name ends in a (folded) word, in registry order."""
        return tuple(map(self.entry, json.loads(self._surnames.get(key, "[]"))))

    def find_actor(self, name: str, date: str | None = None) -> tuple[FoundActor, ...]:
        """Return who a name may mean, best first, each with the code on an ISO day and why it was found.

        Entries with a code on that day come before those without. A single word that is nobody's name may be a surname.
        """
        words = words_of(name)
        if words and words[0].key == "the":
            words = words[1:]
        words = [word._replace(capital=True, upper=True) for word in words]
        found = self.match(words, 0) if words else None
        why = "name"
        if found and found.last == len(words):
            why = found.form
        elif words:
            found, why = self.match_spelling(words, 0, len(words)), "spelling"
        entries = tuple(map(self.entry, found.entries)) if found else ()
        if not entries and len(words) == 1:
            entries, why = self.by_surname(words[0].key), "surname"
        answers = [FoundActor(e, e.code_on(date), f"{why} {name!r} of {e.id} ({e.file}:{e.line})") for e in entries]
        return tuple(sorted(answers, key=lambda answer: answer.code is None))


def _unpacked(row: list[Any]) -> Entry:
    values = dict(zip(FIELDS, row, strict=True))
    values["codes"] = tuple(DatedCode(code=c, start=s, end=e, office=o) for c, s, e, o in values["codes"])
    for key in LISTS:
        values[key] = tuple(values[key])
    return Entry(**values)


def _cased(words: Sequence[Word], at: int, last: int, exact: bool) -> bool:
    if exact:
        return all(word.upper for word in words[at:last])
    return words[at].capital or any(word.capital for word in words[at + 1 : last])


@lru_cache(maxsize=4)
def load_registry(extra: tuple[Path, ...] = ()) -> Registry:
    """Return the registry with the user's files on top.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    return Registry(compiled_registry(extra))


__all__ = ["FoundActor", "Match", "Registry", "fold_name", "load_registry"]
