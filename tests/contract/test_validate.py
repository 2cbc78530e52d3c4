import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

import dateline
from dateline.contract.validate import find_faults, find_record_faults, load_schema
from dateline.errors import INPUT_ERROR_CODES

TEXT = "GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, killing three, the army said.\n"


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    coded: dict[str, Any] = dateline.code(TEXT, published="2024-05-03").to_dict()
    return coded


def test_schema_is_a_schema() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(load_schema())


def test_schema_has_the_closed_list_of_error_codes() -> None:
    codes = load_schema()["$defs"]["failure"]["properties"]["error"]["properties"]["code"]["enum"]
    assert set(codes) == INPUT_ERROR_CODES


def test_schema_requires_every_field_that_a_record_has(record: dict[str, Any]) -> None:
    assert set(load_schema()["$defs"]["record"]["required"]) == set(record)


def test_record_has_no_faults(record: dict[str, Any]) -> None:
    assert list(find_record_faults(record)) == []
    assert record["events"], "the example must have an event, or this test shows little"


def test_added_fields_are_welcome(record: dict[str, Any]) -> None:
    assert list(find_record_faults(record | {"mine": 1})) == []


def broken(record: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> list[str]:
    copied = copy.deepcopy(record)
    change(copied)
    return [f"{path}: {message}" for path, message in find_record_faults(copied)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r.pop("text"), "record: lacks 'text'"),
        (lambda r: r.update(contract=2), "contract: 1 was expected"),
        (lambda r: r["events"][0].update(status="done"), "events[0].status: 'done' is not one of"),
        (lambda r: r["events"][0].update(trigger=[0, 10_000]), "events[0].trigger: the span [0, 10000]"),
        (lambda r: r["events"][0].update(trigger=[9, 3]), "events[0].trigger: the span [9, 3]"),
        (lambda r: r["events"][0].update(about="e99"), "events[0].about: 'e99' is none of the record's events"),
        (lambda r: r["events"][0].update(about=r["events"][0]["id"]), "is about itself"),
        (lambda r: r["events"][0].update(claims=["c99"]), "events[0].claims: 'c99'"),
        (lambda r: r["events"][0]["mentions"][0].update(sentence=99), "events[0].mentions: a sentence number"),
        (lambda r: r["alignment"].pop(), "alignment: the runs end at"),
        (lambda r: r["alignment"][0].__setitem__(0, 1), "alignment[0]: the runs do not tile"),
        (lambda r: r["sentences"].append([0, 1]), "is out of order"),
        (lambda r: r["actors"].append(r["actors"][0]), "is given twice"),
        (lambda r: r.update(error={"code": "empty", "message": "x"}), "record: "),
    ],
)
def test_what_breaks_the_contract_is_told(
    record: dict[str, Any], change: Callable[[dict[str, Any]], object], told: str
) -> None:
    assert any(told in fault for fault in broken(record, change)), broken(record, change)


def test_failure_record() -> None:
    failure = {"id": "x", "source": "x.txt", "error": {"code": "empty", "message": "x.txt: is empty"}}
    assert list(find_record_faults(failure)) == []
    failure["error"]["code"] = "sad"  # type: ignore[index]
    assert [path for path, _ in find_record_faults(failure)] == ["error.code"]


def test_ids_are_unique_in_a_file(record: dict[str, Any]) -> None:
    line = json.dumps(record).encode()
    (fault,) = find_faults([line, b"\n", line])
    assert str(fault) == f"line 3: id: {record['id']!r} is the id of line 1 too"
