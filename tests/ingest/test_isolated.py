"""Readers that run apart: the same documents, and a file that harms its process harms nothing else."""

import io
import os
import signal
import time
from pathlib import Path

import pytest
from samples import HELLO, PAGE, RSS, parquet

from dateline.ingest import WARM_UP, Reading, find_columns, read_inputs
from dateline.ingest.isolated import HERE
from dateline.isolation import Bounds, Isolated
from dateline.model import Document, Failure


def test_apart_and_here_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.xml").write_text(RSS)
    (tmp_path / "c.parquet").write_bytes(parquet())
    (tmp_path / "d.txt").write_text(HELLO)
    (tmp_path / "e.xml").write_text('<rss version="2.0"><channel></channel></rss>')
    here = list(read_inputs([str(tmp_path)], Reading(), stdin=io.BytesIO()))
    with Isolated(Bounds(), WARM_UP) as process:
        apart = list(read_inputs([str(tmp_path)], Reading(process=process), stdin=io.BytesIO()))
        assert process.pid
    assert apart == here
    assert isinstance(apart[-1], Failure)
    assert apart[-1].code == "empty"


def test_process_is_not_started_for_plain_text(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text(HELLO)
    with Isolated(Bounds(), WARM_UP) as process:
        list(read_inputs([str(tmp_path)], Reading(process=process), stdin=io.BytesIO()))
        assert process.pid is None


def test_own_columns_go_along(tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_bytes(parquet(f"select '{HELLO}' as words"))
    (tmp_path / "m.yaml").write_text("text: words\nconstants: {outlet: Lake Post}")
    options = {"columns": find_columns(str(tmp_path / "m.yaml"))}
    with Isolated(Bounds(), WARM_UP) as process:
        names = [str(tmp_path / "c.parquet")]
        (doc,) = read_inputs(names, Reading(process=process, options=options), stdin=io.BytesIO())
    assert isinstance(doc, Document)
    assert doc.meta.outlet == "Lake Post"


@pytest.mark.parametrize(("harm", "code"), [(signal.SIGSEGV, "crashed"), (signal.SIGSTOP, "timed-out")])
def test_file_that_harms_its_reader_is_quarantined(tmp_path: Path, harm: signal.Signals, code: str) -> None:
    """The reader of the second page gets the signal that a fault of its library would raise, or stands still."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.html").write_text(PAGE)
    with Isolated(Bounds(seconds=3), WARM_UP) as process:
        items = read_inputs([str(tmp_path)], Reading(process=process), stdin=io.BytesIO())
        first = next(items)
        assert process.pid
        os.kill(process.pid, harm)
        time.sleep(0.05 if harm == signal.SIGSTOP else 0)
        rest = list(items)
    assert isinstance(first, Document)
    if code == "timed-out":
        assert [getattr(item, "code", None) for item in rest] == ["timed-out", None]
        assert "document_seconds" in rest[0].message  # type: ignore[union-attr]
    else:  # it may have died before it was given the page: then another one reads it
        assert [getattr(item, "code", None) for item in rest] in ([None, None], ["crashed", None])


def test_reader_of_an_unknown_name_is_a_failure_of_ours() -> None:
    from dateline.isolation import Remote

    with Isolated(Bounds(), WARM_UP) as process, pytest.raises(Remote):
        process.call(HERE)
