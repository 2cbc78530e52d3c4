from dateline.stories.linker import Linker, link_documents
from dateline.stories.sketch import DocumentSketch, EventSketch
from dateline.stories.sketching import sketch_record

__all__ = ["DocumentSketch", "EventSketch", "Linker", "link_documents", "sketch_record"]
