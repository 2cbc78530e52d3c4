"""What is kept of a decision, in one transaction: its row, and what it changes of the data set's rows."""

from collections.abc import Sequence

from dateline.engine.dataset import follow_decisions
from dateline.review import Decision
from dateline.store import Store


def keep_decisions(store: Store, made: Sequence[Decision]) -> list[int]:
    """Keep decisions, all or none, and return their serials; when this returns they are safe on disk.

    Raises:
        ConflictError: a key was used for another decision.
    """
    rows = [decision.to_dict() for decision in made]
    return store.append_decisions(rows, follow=lambda: follow_decisions(store, rows))
