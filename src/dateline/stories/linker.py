"""Linking of documents, all at once or batch by batch, with the same result and in bounded memory."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any

from dateline.model import CopyGroup, Linking, Occurrence
from dateline.stories.collection import Collection, decode_key, encode_key, pack_pair
from dateline.stories.grouping import Stories
from dateline.stories.pairing import ALIKE, NEIGHBOURS, find_pairs
from dateline.stories.rules import LinkingRules, load_rules
from dateline.stories.scratch import Rows, Scratch
from dateline.stories.sketch import DocumentSketch

Memory = dict[str, list[Any]]
_FIRST = itemgetter(0)
TOGETHER = 4_000_000  # blocks of texts that are joined at a time
_TABLES = """
CREATE TABLE copies (low UINTEGER, high UINTEGER);
CREATE TABLE matches (low UINTEGER, high UINTEGER, points INTEGER);
CREATE TABLE old_copies (key BLOB, other BLOB);
CREATE TABLE old_matches (key BLOB, id VARCHAR, other BLOB, other_id VARCHAR, points INTEGER);
"""
_RECALL = """
INSERT INTO copies SELECT least(a.document, b.document), greatest(a.document, b.document)
  FROM old_copies o JOIN documents a ON a.key = o.key JOIN documents b ON b.key = o.other;
INSERT INTO matches SELECT least(a.event, b.event), greatest(a.event, b.event), points FROM old_matches o
  JOIN documents d ON d.key = o.key JOIN events a ON a.document = d.document AND a.id = o.id
  JOIN documents e ON e.key = o.other JOIN events b ON b.document = e.document AND b.id = o.other_id;
DROP TABLE old_copies; DROP TABLE old_matches;
"""
# copies that a crowded block compares no more are none any more, and their events are compared again
_GONE = """
CREATE OR REPLACE TABLE gone AS SELECT low, high FROM copies ANTI JOIN text_pairs USING (low, high);
DELETE FROM copies WHERE (low, high) IN (SELECT (low, high) FROM gone);
"""
_BLOCKS = "SELECT block, near AS member FROM blocks JOIN ordered ON event = blocks.member"
_CROSSED = """
INSERT INTO event_pairs SELECT least(a.near, b.near), greatest(a.near, b.near)
FROM copies c JOIN ordered a ON a.document = c.low JOIN ordered b ON b.document = c.high
"""
_KEPT = """
CREATE OR REPLACE TABLE matches AS SELECT DISTINCT m.low, m.high, points
FROM matches m JOIN ordered a ON a.event = m.low JOIN ordered b ON b.event = m.high
JOIN event_pairs p ON p.low = least(a.near, b.near) AND p.high = greatest(a.near, b.near)
ANTI JOIN gone g ON g.low = a.document AND g.high = b.document
"""
_REMEMBER = """
SELECT document, key, NULL AS id, NULL AS other, NULL AS other_id, NULL AS points FROM documents
  WHERE document >= $from
UNION ALL SELECT high, NULL, NULL, d.key, NULL, NULL FROM copies JOIN documents d ON d.document = low
  WHERE high >= $from
UNION ALL SELECT b.document, NULL, b.id, d.key, a.id, points FROM matches JOIN events a ON a.event = low
  JOIN events b ON b.event = high JOIN documents d ON d.document = a.document WHERE b.document >= $from
ORDER BY document, key NULLS LAST, id NULLS FIRST, other, other_id
"""


def link_documents(sketches: Iterable[DocumentSketch], *, rules: LinkingRules | None = None) -> Linking:
    """Group copies and link the events of documents that are one occurrence.

    Example:
        Two reports of "Tuesday's bombing in Mosul", one with 12 dead and one with 17 a day later, are one occurrence
        with two reports and a toll that grows.
    """
    with Linker(rules=rules) as linker:
        linker.add(sketches)
        return linker.link()


class Linker:
    """The state of linking, on disk: sketches, blocks, and the pairs that were found to be one.

    What is new is compared with what shares a block with it, and the pairs are grouped anew. The result depends on the
    set of documents alone, never on their order or batches. Blocks are joined by DuckDB, which leaves on disk what it
    cannot hold; sketches are read as they are compared.
    """

    def __init__(self, *, rules: LinkingRules | None = None, folder: Path | None = None) -> None:
        """Begin without documents; ``folder`` is made, and removed in the end."""
        self.rules = rules or load_rules()
        self.scratch = Scratch(folder)
        try:
            self.known = Collection(self.rules, self.scratch)
            self._stories = Stories(self.known)
            self.scratch.run(_TABLES)
        except BaseException:
            self.close()
            raise
        self._recalled = self._compared = 0
        self._grouped = -1

    def __enter__(self) -> "Linker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what is on disk."""
        self.scratch.close()

    def add(self, sketches: Iterable[DocumentSketch]) -> None:
        """Take documents in; one that is known already changes nothing.

        Raises:
            UsageError: a key is known with another sketch; a changed document needs a new linker.
        """
        self.known.register(sketches)

    def recall(self, sketches: Iterable[DocumentSketch], memory: Iterable[tuple[str, Memory]]) -> None:
        """Take documents in that were linked before, with what was found of them: they are not compared again.

        They must come first and be all that were linked, unchanged, or crowded blocks would have compared other pairs.
        """
        self.known.register(sketches)
        self._recalled = self._compared = len(self.known)
        with (
            Rows(self.scratch, "old_copies", "OO") as copies,
            Rows(self.scratch, "old_matches", ("O", "O", "O", "O", "i4")) as matches,
        ):
            for key, found in memory:
                for other in found["copies"]:
                    copies.append(encode_key(key), encode_key(other))
                for id, other, other_id, points in found["matches"]:
                    matches.append(encode_key(key), id, encode_key(other), other_id, points)
        self.scratch.run(_RECALL)

    def remember(self) -> Iterator[tuple[str, Memory]]:
        """Yield what was found of each document that was added, for ``recall``: a pair stands with the later one."""
        self.compare()
        for _, rows in groupby(self.scratch.stream(_REMEMBER, {"from": self._recalled}), key=_FIRST):
            (_, key, *_), *found = rows
            yield (
                decode_key(key),
                {
                    "copies": [decode_key(other) for _, _, id, other, *_ in found if id is None],
                    "matches": [[id, decode_key(other), *rest] for _, _, id, other, *rest in found if id is not None],
                },
            )

    def link(self) -> Linking:
        """Return copy groups and occurrences of all documents so far."""
        return Linking(rules=self.rules.version, copies=tuple(self.copies()), occurrences=tuple(self.occurrences()))

    def copies(self) -> Iterator[CopyGroup]:
        """Yield the groups of documents that carry one text, in the order of their ids."""
        self.compare()
        yield from self._stories.copies()

    def occurrences(self) -> Iterator[Occurrence]:
        """Yield the occurrences in the order of their first members' keys; every event is in one."""
        self.compare()
        yield from self._stories.occurrences()

    def compare(self) -> None:
        """Compare what is new with what shares a block with it, and group all pairs."""
        if self._grouped == len(self.known):
            return
        self.known.order()
        self._find_copies()
        self._find_matches()
        self._compared = len(self.known)
        self._stories.group()
        self._grouped = len(self.known)

    def _find_copies(self) -> None:
        scratch, blocks = self.scratch, self.rules.blocks
        scratch.run("CREATE OR REPLACE TABLE text_pairs (low UINTEGER, high UINTEGER)")
        for names in self._list_text_blocks():
            find_pairs(scratch, blocks=names, order=ALIKE, into="text_pairs", rules=blocks)
        scratch.run(_GONE)
        fresh = "SELECT DISTINCT low, high FROM text_pairs WHERE high >= ? ORDER BY low, high"
        with Rows(scratch, "copies", ("u4", "u4")) as copies:
            for low, high in scratch.stream(fresh, [self._compared]):
                if self.known.are_copies(low, high):
                    copies.append(low, high)
        scratch.run("DROP TABLE text_pairs")
        self.known.load_copies()

    def _list_text_blocks(self) -> Iterator[str]:
        """Yield queries of the blocks of texts, one for each band of their signatures; several bands of a few texts."""
        bands = range(self.rules.copies.permutations)
        together = max(1, TOGETHER // (1 + len(self.known)))
        for first in bands[::together]:
            names = (
                f"SELECT b{band}::UBIGINT << 8 | {band} AS block, document AS member FROM texts"
                for band in bands[first : first + together]
            )
            yield " UNION ALL ".join(names)

    def _find_matches(self) -> None:
        scratch, known = self.scratch, self.known
        scratch.run("CREATE OR REPLACE TABLE event_pairs (low UINTEGER, high UINTEGER)")
        find_pairs(scratch, blocks=_BLOCKS, order=NEIGHBOURS, into="event_pairs", rules=self.rules.blocks)
        scratch.run(_CROSSED)
        if self._compared:
            scratch.run(_KEPT)
        gone = {pack_pair(low, high) for low, high in scratch.stream("SELECT low, high FROM gone")}
        least = self.rules.points["threshold"]
        with Rows(scratch, "matches", ("u4", "u4", "i4")) as matches:
            for low, high in scratch.stream("SELECT DISTINCT low, high FROM event_pairs ORDER BY low, high"):
                one, other = known.near(low, high)
                mine, theirs = known.home(one), known.home(other)
                if mine != theirs and (theirs >= self._compared or (gone and pack_pair(mine, theirs) in gone)):
                    match = known.match(one, other)
                    if match and match.points >= least:
                        matches.append(one, other, match.points)
        scratch.run("DROP TABLE event_pairs")
