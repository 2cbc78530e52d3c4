import pickle
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from dateline.errors import UsageError
from dateline.stories.blocks import name_event_blocks
from dateline.stories.comparing import Match, match_events, rank_published, rank_vagueness
from dateline.stories.copies import are_copies
from dateline.stories.provenance import fold_name
from dateline.stories.rules import LinkingRules
from dateline.stories.scratch import Rows, Scratch
from dateline.stories.sketch import DocumentSketch, EventSketch

HELD = 4_000  # sketches in memory
_TABLES = """
CREATE TABLE documents (document UINTEGER, key BLOB, published INTEGER);
CREATE TABLE texts (document UINTEGER, letters INTEGER, {bands});
CREATE TABLE events (event UINTEGER, document UINTEGER, id VARCHAR, country VARCHAR, day INTEGER, admin1 VARCHAR,
  lat DOUBLE, lon DOUBLE, type VARCHAR);
CREATE TABLE blocks (block UBIGINT, member UINTEGER);
"""
# place: by key, as results are ordered; rank: neighbours in space and time together, as crowded blocks are compared;
# near: what is compared with one another together, so that sketches are read once
_ORDER = """
CREATE OR REPLACE TABLE ordered AS SELECT event, document,
  row_number() OVER (ORDER BY key, event) AS place,
  row_number() OVER (ORDER BY admin1, lat, lon, day, type, key, id) AS rank,
  row_number() OVER (ORDER BY country, day // {days}, admin1, event) - 1 AS near
FROM events JOIN documents USING (document)
"""


class Collection:
    """Documents and events by number, on disk, with their blocks, their order and their comparison.

    Numbers follow the order of arrival and mean nothing outside; what is returned is ordered by keys. Memory holds the
    sketches that were used last, and some twenty bytes for each event.
    """

    def __init__(self, rules: LinkingRules, scratch: Scratch) -> None:
        self.rules, self.scratch = rules, scratch
        self.outlets: set[str] = set()
        self._copies = array("Q")  # pairs of documents that carry one text, sorted
        self._sketches = scratch.heap("sketches")
        self._first_event, self._home, self._near = array("I"), array("I"), array("I")
        self.document = lru_cache(maxsize=HELD)(self._read)
        self.event = lru_cache(maxsize=HELD)(self._find_event)
        scratch.run(_TABLES.format(bands=", ".join(f"b{n} UINTEGER" for n in range(rules.copies.permutations))))

    def __len__(self) -> int:
        return len(self._sketches)

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self._home)

    def register(self, sketches: Iterable[DocumentSketch]) -> None:
        """Take documents in; one that is known already changes nothing.

        Raises:
            UsageError: a key is known with another sketch.
        """
        bands, scratch = self.rules.copies.permutations, self.scratch
        with (
            Rows(scratch, "documents", ("u4", "O", "i4")) as documents,
            Rows(scratch, "texts", ("u4", "i4", *("u4",) * bands)) as texts,
            Rows(scratch, "events", ("u4", "u4", "O", "O", "i4", "O", "f8", "f8", "O")) as events,
            Rows(scratch, "blocks", ("u8", "u4")) as blocks,
        ):
            for sketch in sketches:
                number = self._sketches.append(pickle.dumps(sketch, protocol=5))
                documents.append(number, encode_key(sketch.key), rank_published(sketch))
                if sketch.outlet:
                    self.outlets.add(fold_name(sketch.outlet))
                if sketch.signature:
                    minima = np.frombuffer(sketch.signature.bands, dtype="<u4").tolist()
                    texts.append(number, sketch.signature.letters, *minima)
                self._first_event.append(len(self._home))
                for event in sketch.events:
                    self._add_event(event, number, events, blocks)
        self._drop_repeated()

    def order(self) -> None:
        """Make the table ``ordered`` anew: the orders of the events, which depend on the set of documents alone."""
        self.scratch.run(_ORDER.format(days=self.rules.blocks.days))
        rows = self.scratch.stream("SELECT event FROM ordered ORDER BY near")
        self._near = array("I", (event for (event,) in rows))

    def near(self, one: int, other: int) -> tuple[int, int]:
        """Return the numbers of two events by their places in the order ``near``, the lower first."""
        first, second = self._near[one], self._near[other]
        return (first, second) if first < second else (second, first)

    def load_copies(self) -> None:
        """Take up which documents carry one text, from the table ``copies``."""
        pairs = self.scratch.stream("SELECT low, high FROM copies ORDER BY low, high")
        self._copies = array("Q", (pack_pair(low, high) for low, high in pairs))

    def home(self, event: int) -> int:
        """Return the number of an event's document."""
        return self._home[event]

    def vagueness(self, number: int) -> tuple[object, ...]:
        """Return how little an event says of itself; the least vague ones stand for their cluster."""
        return rank_vagueness(self.event(number))

    def are_copies(self, one: int, other: int) -> bool:
        """Say whether two documents carry one text."""
        return are_copies(self.document(one).signature, self.document(other).signature, self.rules.copies)

    def match(self, one: int, other: int) -> Match | None:
        """Compare two events."""
        copies = self._are_known_copies(one, other)
        return match_events(self.event(one), self.event(other), self.rules, copies=copies)

    def _are_known_copies(self, first: int, second: int) -> bool:
        pair = pack_pair(self._home[first], self._home[second])
        place = bisect_left(self._copies, pair)
        return place < len(self._copies) and self._copies[place] == pair

    def _read(self, number: int) -> DocumentSketch:
        found: DocumentSketch = pickle.loads(self._sketches.read(number))
        return found

    def _find_event(self, number: int) -> tuple[DocumentSketch, EventSketch]:
        """Return an event with its document."""
        home = self._home[number]
        document = self.document(home)
        return document, document.events[number - self._first_event[home]]

    def _add_event(self, event: EventSketch, document: int, events: Rows, blocks: Rows) -> None:
        number, rules, place = len(self._home), self.rules, event.place
        self._home.append(document)
        events.append(
            number, document, event.id, (place.country if place else None) or "", event.date.end if event.date else 0,
            (place.admin1 if place else None) or "", (place.lat if place else None) or 0.0,
            (place.lon if place else None) or 0.0, event.type,
        )  # fmt: skip
        status = rules.status_class.get(event.status, event.status)
        family = rules.family.get(event.type, event.type)
        for block in dict.fromkeys(name_event_blocks(event, family, status, rules.blocks)):
            blocks.append(block, number)

    def _drop_repeated(self) -> None:
        sql = "SELECT list(document ORDER BY document) FROM documents GROUP BY key HAVING count(*) > 1"
        for ((first, *others),) in list(self.scratch.stream(sql)):
            for other in others:
                if self.document(other) != self.document(first):
                    raise UsageError(
                        f"the document {self.document(first).key} has changed since it was linked; link all anew"
                    )
                self.scratch.run(
                    "DELETE FROM blocks WHERE member IN (SELECT event FROM events WHERE document = ?)", [other]
                )
                for table in ("documents", "texts", "events"):
                    self.scratch.run(f"DELETE FROM {table} WHERE document = ?", [other])


def pack_pair(one: int, other: int) -> int:
    """Return a pair as one number, the lower member first."""
    return one << 32 | other if one < other else other << 32 | one


def encode_key(key: str) -> bytes:
    """Return a key as the tables have it, in the same order, whatever characters it has."""
    return key.encode("utf-8", "surrogatepass")


def decode_key(key: bytes) -> str:
    """Return the key of ``encode_key``."""
    return key.decode("utf-8", "surrogatepass")
