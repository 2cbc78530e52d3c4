from dateline.ingest.inputs import read_inputs, with_published, with_unique_ids
from dateline.ingest.jsonl import read_record
from dateline.ingest.published import read_day
from dateline.ingest.source import Limits
from dateline.ingest.split_plan import parse_split

__all__ = ["Limits", "parse_split", "read_day", "read_inputs", "read_record", "with_published", "with_unique_ids"]
