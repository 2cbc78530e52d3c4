"""Real poison: the documents below kill, hang or swell the process that works on them, which holds other work, too."""

import sys
from pathlib import Path

import psutil
import pytest

from dateline.engine.local import keep, share_out
from dateline.engine.quarantine import Item, code_chunk
from dateline.isolation import Bounds, Isolated, Lost, Remote
from dateline.model import Document, Failure, make_document


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def run(*texts: str, bounds: Bounds = Bounds(seconds=4, memory_mb=400), jobs: int = 1) -> list[Item]:  # noqa: B008
    items = [make_document(text, id=f"d{n}") for n, text in enumerate(texts)]
    processes = [Isolated(bounds) for _ in range(jobs)]
    return list(share_out(items, processes, lambda process, chunk: code_chunk(process, "poison:code", chunk, keep)))


@pytest.mark.parametrize(
    ("poison", "code", "said"),
    [
        ("segfault", "crashed", "SIGSEGV"),
        ("exit", "crashed", "status 3"),
        ("hang", "timed-out", "4 seconds"),
        ("swell", "out-of-memory", "400 MB"),
        ("raise", "internal", "KeyError"),
    ],
)
def test_poison_is_quarantined_and_its_neighbours_are_coded(poison: str, code: str, said: str) -> None:
    before, failed, after = run("goma", poison, "bukavu")
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert (before.text, after.text) == ("GOMA", "BUKAVU")
    assert isinstance(failed, Failure)
    assert (failed.id, failed.code) == ("d1", code)
    assert said in failed.message


def test_several_processes_keep_the_order_and_lose_nothing() -> None:
    texts = [("segfault" if n % 25 == 3 else f"report {n}") for n in range(100)]
    items = run(*texts, jobs=2)
    assert [item.id for item in items] == [f"d{n}" for n in range(100)]
    assert [item.id for item in items if isinstance(item, Failure)] == ["d3", "d28", "d53", "d78"]


def test_document_that_crashes_only_in_company_is_coded(tmp_path: Path) -> None:
    (item, _) = run(f"once {tmp_path}/mark", "goma")
    assert isinstance(item, Document)


def test_no_process_is_left_behind() -> None:
    run("goma", "hang")
    assert [child for child in psutil.Process().children() if "python" in child.name()] == []


def test_process_answers_calls_and_tells_what_a_function_raised() -> None:
    with Isolated(Bounds()) as process:
        assert process.call("math:factorial", 5) == 120
        first = process.pid
        with pytest.raises(Remote, match="ValueError: "):
            process.call("math:factorial", -1)
        assert process.pid == first
        with pytest.raises(Lost, match="SIGABRT"):
            process.call("os:abort")
        assert process.call("math:factorial", 3) == 6
        assert process.pid != first


def test_what_a_library_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with Isolated(Bounds()) as process:
        process.call("builtins:print", "noise")
    assert capfd.readouterr().out == ""


def test_process_sees_the_same_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there.py").write_text("def here(): return __file__")
    monkeypatch.syspath_prepend(str(tmp_path))
    with Isolated(Bounds()) as process:
        assert str(process.call("there:here")).startswith(str(tmp_path))
    assert str(tmp_path) in sys.path
