from dateline.store.comparing import RunChange, compare_runs, explain_manifests
from dateline.store.filters import EventFilter
from dateline.store.keys import Incoming, key_item
from dateline.store.queries import EventLink, StoredDocument, StoredEvent, StoredRecord
from dateline.store.runs import Run
from dateline.store.store import Store, open_store
from dateline.store.writing import Entry, Known, Writer, restore_item, with_id

__all__ = [
    "Entry", "EventFilter", "EventLink", "Incoming", "Known", "Run", "RunChange", "Store", "StoredDocument",
    "StoredEvent", "StoredRecord", "Writer", "compare_runs", "explain_manifests", "key_item", "open_store",
    "restore_item", "with_id",
]  # fmt: skip
