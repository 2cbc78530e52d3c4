from dateline.ingest.inputs import printable, read_input, read_inputs, text_document, with_published, with_unique_ids
from dateline.ingest.jsonl import read_record
from dateline.ingest.published import read_day

__all__ = [
    "printable",
    "read_day",
    "read_input",
    "read_inputs",
    "read_record",
    "text_document",
    "with_published",
    "with_unique_ids",
]
