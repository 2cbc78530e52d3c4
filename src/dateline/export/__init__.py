from dateline.export.coded import Coded, Unusable, read_coded
from dateline.export.formats import Format, find_format, load_formats
from dateline.export.frame import events_frame
from dateline.export.outcome import Outcome
from dateline.export.selection import Selection
from dateline.export.writing import Job, export_records

__all__ = [
    "Coded",
    "Format",
    "Job",
    "Outcome",
    "Selection",
    "Unusable",
    "events_frame",
    "export_records",
    "find_format",
    "load_formats",
    "read_coded",
]
