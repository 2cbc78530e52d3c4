from dateline.store.comparing import RunChange, compare_runs, explain_manifests
from dateline.store.filters import EventFilter
from dateline.store.gathering import PlaceCount
from dateline.store.keys import Incoming, key_item
from dateline.store.paper import StoredPaper
from dateline.store.runs import Run
from dateline.store.store import Store, open_store
from dateline.store.stored import EVENT_ROW, EventLink, StoredDocument, StoredEvent, StoredRecord, event_row
from dateline.store.watching import FeedState
from dateline.store.writing import Entry, Known, Writer, restore_item, with_id

__all__ = [
    "EVENT_ROW", "Entry", "EventFilter", "EventLink", "FeedState", "Incoming", "Known", "PlaceCount", "Run",
    "RunChange", "Store", "StoredDocument", "StoredEvent", "StoredPaper", "StoredRecord", "Writer",
    "compare_runs", "event_row", "explain_manifests", "key_item", "open_store", "restore_item", "with_id",
]  # fmt: skip
