import os
import signal
from collections.abc import Iterator

import psutil
import pytest

from dateline.engine import Recipe, build_pipeline, run_here, run_in_processes
from dateline.errors import UsageError
from dateline.model import Document, Failure, make_document


def documents(count: int, asked: list[int]) -> Iterator[Document | Failure]:
    for n in range(count):
        asked.append(n)
        if n % 50 == 7:
            yield Failure(id=f"f{n}", source="x", code="empty", message="x: is empty")
        else:
            yield make_document(f"Rebels shelled Goma, killing {n} people, the army said.", id=f"d{n}")


def workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "python" in child.name()]


def test_pipeline_is_built_once() -> None:
    assert build_pipeline(Recipe()) is build_pipeline(Recipe())


def test_processes_give_what_one_gives_and_do_not_run_ahead() -> None:
    asked: list[int] = []
    coded = run_in_processes(documents(200, asked), Recipe(), jobs=2)
    first = next(coded)
    assert first == next(run_here(documents(1, []), Recipe()))
    assert len(asked) < 200
    assert [item.id for item in (first, *coded)] == [item.id for item in documents(200, [])]


def test_leaving_early_leaves_no_process_behind() -> None:
    coded = run_in_processes(documents(500, []), Recipe(), jobs=2)
    next(coded)
    assert workers()
    coded.close()  # type: ignore[attr-defined]
    psutil.wait_procs(workers(), timeout=10)
    assert workers() == []


def test_killed_process_is_replaced_and_nothing_is_lost() -> None:
    coded = run_in_processes(documents(300, []), Recipe(), jobs=2)
    first = next(coded)
    victim = workers()[0]
    os.kill(victim.pid, signal.SIGKILL)
    items = [first, *coded]
    assert not victim.is_running()
    assert [item.id for item in items] == [item.id for item in documents(300, [])]
    assert {item.code for item in items if isinstance(item, Failure)} == {"empty"}


def test_wrong_recipe_is_told_before_a_process_starts() -> None:
    with pytest.raises(UsageError, match="codebook"):
        next(run_in_processes(documents(1, []), Recipe(codebook="nope"), jobs=2))
    assert workers() == []
