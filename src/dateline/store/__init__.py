from dateline.store.filters import EventFilter
from dateline.store.keys import Incoming, key_item
from dateline.store.queries import EventLink, StoredDocument, StoredEvent, StoredRecord
from dateline.store.runs import Run
from dateline.store.store import Store, open_store
from dateline.store.writing import Entry, Known, Writer

__all__ = [
    "Entry", "EventFilter", "EventLink", "Incoming", "Known", "Run", "Store", "StoredDocument", "StoredEvent",
    "StoredRecord", "Writer", "key_item", "open_store",
]  # fmt: skip
