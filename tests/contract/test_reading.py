import dataclasses
import json

import dateline
from dateline.contract.reading import read_item
from dateline.contract.record import as_record
from dateline.model import Document, Failure, Metadata

TEXT = """GOMA, May 3 (Reuters) - Rebels shelled Gorna on Monday, killing three people, the army said.

An unnamed offi-
cial in Kinshasa told the daily Le Phare that the so-called terrorists would attack again unless troops left.
"""


def test_record_read_back_is_the_document_without_what_a_record_leaves_out() -> None:
    report = dateline.code(TEXT, published="2024-05-03")
    record = json.loads(report.to_json())
    item = read_item(record, raw=report.document.raw)
    assert item == dataclasses.replace(report.document, tokens=None, prose=None, meta=Metadata())
    assert json.dumps(as_record(item, report.codebook)) == json.dumps(record)


def test_failure_is_read_back() -> None:
    failure = Failure(id="x", source="x.txt", code="empty", message="x.txt: is empty")
    assert read_item(as_record(failure)) == failure


def test_field_that_a_later_version_added_is_passed_over() -> None:
    record = json.loads(dateline.code(TEXT).to_json())
    record["events"][0]["mood"] = "new"
    assert isinstance(read_item(record), Document)
