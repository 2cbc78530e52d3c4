"""From pairs to copy groups and occurrences."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from dateline.model import CopyGroup, Occurrence
from dateline.stories.clustering import Components, cluster_pairs
from dateline.stories.collection import Collection, decode_key, pack_pair
from dateline.stories.occurrences import tell_occurrence
from dateline.stories.scratch import Rows

_FIRST = itemgetter(0)
MEETS = 100_000  # comparisons that are remembered while clusters form
_TEXTS = """
CREATE OR REPLACE TABLE texts_of AS
SELECT document, published, key, first_value(key) OVER (PARTITION BY root ORDER BY published, key) AS id
FROM roots JOIN documents ON documents.document = member
WHERE root IN (SELECT root FROM roots GROUP BY root HAVING count(*) > 1)
"""
_STRONGEST = """
SELECT n.near, low, high FROM matches JOIN roots r ON r.member = low JOIN ordered n ON n.event = r.root
JOIN ordered a ON a.event = low JOIN ordered b ON b.event = high
ORDER BY n.near, points DESC, least(a.place, b.place), greatest(a.place, b.place)
"""
_STORIES = """
CREATE OR REPLACE TABLE stories AS
SELECT event, document, place, min(place) OVER (PARTITION BY coalesce(cluster, event)) AS story
FROM ordered LEFT JOIN clusters ON member = event
"""
_MEMBERS = "SELECT story, event, id FROM stories LEFT JOIN texts_of USING (document) ORDER BY story, place"
_PAIRS = """
SELECT a.story, low, high, points FROM matches JOIN stories a ON a.event = low JOIN stories b ON b.event = high
WHERE a.story = b.story ORDER BY a.story
"""


class Stories:
    """The groups that pairs make: documents of one text, events of one occurrence."""

    def __init__(self, known: Collection) -> None:
        self.known, self.rules, self.scratch = known, known.rules, known.scratch
        self._meet = lru_cache(maxsize=MEETS)(self._compare)

    def group(self) -> None:
        """Group the pairs of the tables ``copies`` and ``matches`` anew."""
        self._find_roots("copies", len(self.known))
        self.scratch.run(_TEXTS)
        self._find_roots("matches", self.known.events)
        self._meet.cache_clear()
        self.scratch.run("CREATE OR REPLACE TABLE clusters (member UINTEGER, cluster UINTEGER)")
        with Rows(self.scratch, "clusters", ("u4", "u4")) as clusters:
            for _, pairs in groupby(self.scratch.stream(_STRONGEST), key=_FIRST):
                strongest = ((low, high) for _, low, high in pairs)
                for cluster in cluster_pairs(strongest, self.known.vagueness, self._fit):
                    for member in cluster:
                        clusters.append(member, cluster[0])
        self.scratch.run(_STORIES)

    def copies(self) -> Iterator[CopyGroup]:
        """Yield the groups of documents that carry one text, in the order of their ids."""
        rows = self.scratch.stream("SELECT id, key FROM texts_of ORDER BY id, published, key")
        for id, group in groupby(rows, key=_FIRST):
            yield CopyGroup(id=decode_key(id), documents=tuple(decode_key(key) for _, key in group))

    def occurrences(self) -> Iterator[Occurrence]:
        """Yield the occurrences in the order of their first members' keys."""
        pairs = groupby(self.scratch.stream(_PAIRS), key=_FIRST)
        linked, found = next(pairs, (None, iter(())))
        for story, rows in groupby(self.scratch.stream(_MEMBERS), key=_FIRST):
            points: dict[int, int] = {}
            if linked == story:
                points = {pack_pair(low, high): given for _, low, high, given in found}
                linked, found = next(pairs, (None, iter(())))
            texts = {event: id for _, event, id in rows}
            yield self._describe(list(texts), points, {event: decode_key(id) for event, id in texts.items() if id})

    def _find_roots(self, table: str, count: int) -> None:
        """Write the components of a table's pairs: ``member`` and ``root``."""
        components = Components(count)
        for low, high in self.scratch.stream(f"SELECT low, high FROM {table}"):
            components.join(low, high)
        self.scratch.run("CREATE OR REPLACE TABLE roots (member UINTEGER, root UINTEGER)")
        members = f"SELECT DISTINCT unnest([low, high]) FROM {table}"
        with Rows(self.scratch, "roots", ("u4", "u4")) as roots:
            for (member,) in self.scratch.stream(members):
                roots.append(member, components.find(member))

    def _fit(self, anchors: list[int], others: list[int], mine: list[int], theirs: list[int]) -> bool:
        """Say whether two clusters are one as wholes."""
        found = [self._meet(one, other) for one in anchors for other in others]
        if None in found or sum(filter(None, found)) < self.rules.points["together"] * len(found):
            return False
        return self._fit_in_one_document(mine, theirs)

    def _compare(self, one: int, other: int) -> int | None:
        match = self.known.match(one, other)
        return match.points if match else None

    def _fit_in_one_document(self, mine: list[int], theirs: list[int]) -> bool:
        """Two events of one report are two occurrences, unless they agree in nearly everything."""
        here: dict[int, list[int]] = {}
        for number in mine:
            here.setdefault(self.known.home(number), []).append(number)
        least = self.rules.points["same_document"]
        return all(
            (self._meet(number, other) or 0) >= least
            for number in theirs
            for other in here.get(self.known.home(number), ())
        )

    def _describe(self, members: list[int], points: dict[int, int], texts: dict[int, str]) -> Occurrence:
        known = self.known
        told = [(*known.event(number), number) for number in members]
        return tell_occurrence(
            told,
            points=lambda one, other: points.get(pack_pair(members[one], members[other]), 0),
            match=lambda one, other: known.match(members[one], members[other]),
            copy_group={document.key: texts[number] for document, _, number in told if number in texts},
            outlets=known.outlets,
            rules=self.rules,
        )
