import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dateline.engine.dataset import refresh_data_set
from dateline.errors import UsageError
from dateline.store import Store, open_store
from dateline.store.connection import POSTGRES


class StorePool:
    """Open stores for threads that work at once: several connections to PostgreSQL, one to a DuckDB file, in turn."""

    def __init__(self, place: str | Path, *, size: int = 8) -> None:
        """Open the first store, so that a project that cannot be used is told at once.

        Raises:
            ProjectError: see ``open_store``.
        """
        self._place = str(place)
        self._free: queue.LifoQueue[Store | None] = queue.LifoQueue()
        self._lock, self._open = threading.Lock(), list[Store]()
        first = open_store(self._place, writable=True)
        refresh_data_set(first)  # what was coded or linked anew while nobody looked
        self._open.append(first)
        for _ in range(size - 1 if POSTGRES.match(self._place) else 0):
            self._free.put(None)  # opened when it is needed
        self._free.put(first)

    @property
    def place(self) -> str:
        """What messages call the project."""
        return self._open[0].place

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Lend a store to one thread; another one waits where all are lent."""
        held = self._free.get()
        if held is None:
            try:
                held = open_store(self._place, writable=True)
            except BaseException:
                self._free.put(None)
                raise
            with self._lock:
                self._open.append(held)
        try:
            yield held
        except BaseException as error:
            if POSTGRES.match(self._place) and not isinstance(error, (UsageError, KeyboardInterrupt, GeneratorExit)):
                self._discard(held)
                held = None
            raise
        finally:
            self._free.put(held)

    def close(self) -> None:
        """Close all stores."""
        with self._lock:
            for store in self._open:
                store.close()
            self._open.clear()

    def _discard(self, store: Store) -> None:
        """Close a store that failed: its connection may be gone, and a new one is opened for the next who asks."""
        with self._lock:
            if store in self._open and len(self._open) > 1:
                self._open.remove(store)
        with suppress(Exception):  # it may be gone already
            store.close()
