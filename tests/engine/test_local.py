import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from dateline.engine import Recipe, build_pipeline, run_here, run_in_processes
from dateline.errors import UsageError, WorkerError
from dateline.model import Document, Failure, make_document


def documents(count: int, asked: list[int]) -> Iterator[Document | Failure]:
    for n in range(count):
        asked.append(n)
        if n % 50 == 7:
            yield Failure(id=f"f{n}", source="x", code="empty", message="x: is empty")
        else:
            yield make_document(f"Rebels shelled Goma, killing {n} people, the army said.", id=f"d{n}")


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
    coded.close()  # type: ignore[attr-defined]
    for child in multiprocessing.active_children():
        child.join(10)
    assert multiprocessing.active_children() == []


def test_killed_process_is_told() -> None:
    coded = run_in_processes(documents(500, []), Recipe(), jobs=2)
    next(coded)
    victim = multiprocessing.active_children()[0]
    assert victim.pid
    os.kill(victim.pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match="fewer --jobs"):
        list(coded)


def test_wrong_recipe_is_told_before_a_process_starts() -> None:
    with pytest.raises(UsageError, match="codebook"):
        next(run_in_processes(documents(1, []), Recipe(codebook="nope"), jobs=2))
