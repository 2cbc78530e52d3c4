from dateline.ingest.columns import find_columns
from dateline.ingest.inputs import printable, read_input, read_inputs, with_published, with_unique_ids
from dateline.ingest.isolated import WARM_UP
from dateline.ingest.jsonl import read_record
from dateline.ingest.pieces import Part, cut, find_filesystem, find_parts, is_url, read_part
from dateline.ingest.published import read_day
from dateline.ingest.source import Limits, Reading
from dateline.ingest.split_plan import parse_split

__all__ = [
    "WARM_UP",
    "Limits",
    "Part",
    "Reading",
    "cut",
    "find_columns",
    "find_filesystem",
    "find_parts",
    "is_url",
    "parse_split",
    "printable",
    "read_day",
    "read_input",
    "read_inputs",
    "read_part",
    "read_record",
    "with_published",
    "with_unique_ids",
]
