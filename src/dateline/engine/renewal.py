"""What of a great many stored things has changed, found on disk."""

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, Protocol, TypeVar

from dateline.stories.scratch import Rows, Scratch

_BATCH = 5_000


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Named)


class Renewal(Generic[_Thing]):
    """The difference between what is stored and what is to be: tells which to remove, then which to write."""

    def __init__(self, scratch: Scratch, name: str, stored: Iterable[_Thing], wanted: Iterable[_Thing]) -> None:
        """Compare by ids and by all that the things hold; what is wanted is kept on disk where it is to be written."""
        self._scratch, self._old, self._new = scratch, f"old_{name}", f"new_{name}"
        self._changed = scratch.heap(name)
        self.count = 0
        for table in (self._old, self._new):
            scratch.run(f"CREATE TABLE {table} (id VARCHAR, digest BLOB)")
        with Rows(scratch, self._old, "OO") as rows:
            for thing in stored:
                rows.append(thing.id, _digest(thing))
        with Rows(scratch, self._new, "OO") as rows:
            things = iter(wanted)
            while batch := list(islice(things, _BATCH)):
                self.count += len(batch)
                digests = {thing.id: _digest(thing) for thing in batch}
                same = self._find_same(digests)
                for thing in batch:
                    rows.append(thing.id, digests[thing.id])
                    if thing.id not in same:
                        self._changed.append(pickle.dumps(thing, protocol=5))

    def gone(self) -> Iterator[str]:
        """Yield the ids of what is stored and is no more, or has changed."""
        sql = f"SELECT id FROM {self._old} ANTI JOIN {self._new} USING (id, digest) ORDER BY id"
        yield from (id for (id,) in self._scratch.stream(sql))

    def changed(self) -> Iterator[_Thing]:
        """Yield what is to be written, in the order in which it was wanted."""
        for number in range(len(self._changed)):
            yield pickle.loads(self._changed.read(number))

    def _find_same(self, digests: dict[str, bytes]) -> set[str]:
        sql = f"SELECT id, digest FROM {self._old} WHERE id IN (SELECT unnest(?::VARCHAR[]))"
        return {id for id, digest in self._scratch.stream(sql, [list(digests)]) if digests[id] == digest}


def _digest(thing: object) -> bytes:
    return hashlib.blake2b(repr(thing).encode("utf-8", "surrogatepass"), digest_size=16).digest()
