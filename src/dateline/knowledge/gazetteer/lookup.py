import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.knowledge.gazetteer.build import name_bit
from dateline.knowledge.gazetteer.entry import Entry, NameForm

_FORMS: dict[str, NameForm] = {"n": "name", "a": "alias", "d": "demonym"}
_PLACE = "p.id, p.name, p.kind, p.lat, p.lon, p.country, p.admin1, p.admin2, p.population, p.geonameid, p.score"
_DISPUTED = "p.claimed_by, p.controlled_by"
_BY_NAME = f"""SELECT {_PLACE}, n.form, {_DISPUTED} FROM name n JOIN place p ON p.id = n.place
    WHERE n.folded = ? ORDER BY n.rank"""
_BY_EXACT = f"""SELECT {_PLACE}, 'n', {_DISPUTED} FROM exact n JOIN place p ON p.id = n.place
    WHERE n.text = ? ORDER BY p.id"""
_COUNTRY = f"""SELECT {_PLACE}, 'n', {_DISPUTED} FROM place p
    WHERE p.kind IN ('country', 'former-country') ORDER BY p.id"""


class Gazetteer:
    """Look-ups in the gazetteer file, read-only so that processes share its pages; only a 2 MB filter is loaded."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self.path = path
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._bits: bytes = self._db.execute("SELECT bits FROM filter").fetchone()[0]
        self.key: str = self._db.execute("SELECT value FROM about WHERE key = 'key'").fetchone()[0]
        self.abbreviations = frozenset(row[0] for row in self._db.execute("SELECT text FROM exact"))
        self.find = lru_cache(maxsize=20_000)(self._find)
        self.find_abbreviation = lru_cache(maxsize=1_000)(self._find_abbreviation)

    def knows(self, folded: str) -> bool:
        """Say quickly whether a folded name may be there: a "no" is certain, a "yes" is right 19 times in 20."""
        bit = name_bit(folded)
        return bool(self._bits[bit >> 3] & (1 << (bit & 7)))

    def _find(self, folded: str) -> tuple[Entry, ...]:
        """Return the places that a folded name may mean, the most prominent first (see ``fold``)."""
        if not self.knows(folded):
            return ()
        return tuple(map(_entry, self._db.execute(_BY_NAME, (folded,))))

    def _find_abbreviation(self, text: str) -> tuple[Entry, ...]:
        """Return the places that an abbreviation stands for, written as it is ("U.S.", "Ky.", "UAE")."""
        if text not in self.abbreviations:
            return ()
        return tuple(_entry(row)._replace(form="abbreviation") for row in self._db.execute(_BY_EXACT, (text,)))

    @property
    def countries(self) -> dict[str, Entry]:
        """The countries by ISO alpha-3 code."""
        return {entry.country: entry for entry in map(_entry, self._db.execute(_COUNTRY)) if entry.country}

    def close(self) -> None:
        self._db.close()


def open_gazetteer(path: Path) -> Gazetteer:
    """Open a gazetteer that ``ensure_gazetteer`` has built."""
    return Gazetteer(path)


def _entry(row: tuple[Any, ...]) -> Entry:
    form, claimed, controlled = row[-3:]
    disputed = (tuple(claimed.split("|")), controlled or None) if claimed is not None else None
    return Entry._make((*row[:-3], _FORMS[form], disputed))
