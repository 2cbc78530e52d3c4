from dateline.ingest.columns import find_columns
from dateline.ingest.inputs import printable, read_input, read_inputs, with_published, with_unique_ids
from dateline.ingest.isolated import WARM_UP
from dateline.ingest.jsonl import read_record
from dateline.ingest.published import read_day
from dateline.ingest.source import Limits
from dateline.ingest.split_plan import parse_split

__all__ = [
    "WARM_UP",
    "Limits",
    "find_columns",
    "parse_split",
    "printable",
    "read_day",
    "read_input",
    "read_inputs",
    "read_record",
    "with_published",
    "with_unique_ids",
]
