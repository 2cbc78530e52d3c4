from dateline.stories.describing import Describer
from dateline.stories.linker import Linker, link_documents
from dateline.stories.rules import identify_rules
from dateline.stories.sketch import DocumentSketch, EventSketch
from dateline.stories.sketching import sketch_record

__all__ = ["Describer", "DocumentSketch", "EventSketch", "Linker", "identify_rules", "link_documents", "sketch_record"]
