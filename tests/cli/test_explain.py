from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_every_event_is_explained(dateline: Run, file: Path) -> None:
    done = dateline("explain", file, "--published", "2024-05-03")
    assert done.status == 0
    assert "[trigger: shelled]" in done.out
    assert "e1" in done.out


def test_each_report_of_several_is_named(dateline: Run, tmp_path: Path) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text("".join(f'{{"id": "{id}", "text": "Rebels shelled Goma on Monday."}}\n' for id in ("a", "b")))
    done = dateline("explain", file)
    assert [line for line in done.out.splitlines() if line.startswith(str(file))] == [
        f"{file}:1  [a]",
        f"{file}:2  [b]",
    ]


def test_one_event_by_its_id(dateline: Run, file: Path) -> None:
    assert dateline("explain", f"{file}#e1").status == 0


def test_event_that_is_not_there(dateline: Run, file: Path) -> None:
    done = dateline("explain", f"{file}#e99")
    assert done.status == 2
    assert "e99" in done.err
    assert "e1" in done.err


def test_one_event_in_each_record_that_has_it(dateline: Run, tmp_path: Path) -> None:
    file = tmp_path / "three.jsonl"
    texts = {"a": "The sky was blue.", "b": "Rebels shelled Goma on Monday.", "c": "Police arrested two men in Lagos."}
    file.write_text("".join(f'{{"id": "{id}", "text": "{text}"}}\n' for id, text in texts.items()))
    done = dateline("explain", f"{file}#e1")
    assert done.status == 0
    assert [line for line in done.out.splitlines() if line.startswith(str(file))] == [
        f"{file}:2  [b]",
        f"{file}:3  [c]",
    ]
    assert done.err == ""
    nowhere = dateline("explain", f"{file}#e99")
    assert (nowhere.status, nowhere.out) == (2, "")
    assert "e99" in nowhere.err and "2 other records" in nowhere.err


def test_bad_input(dateline: Run, tmp_path: Path) -> None:
    done = dateline("explain", tmp_path / "nope.txt")
    assert done.status == 1
    assert "nope.txt" in done.err
