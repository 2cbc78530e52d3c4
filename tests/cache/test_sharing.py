"""Several processes and threads use one cache at once."""

import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import dateline
from dateline.cache import LayerCache
from dateline.cache.store import FILE
from dateline.pipeline import Pipeline

from .small import PROSE, documents, right, small_stages


def test_processes_of_jobs_share_a_cache(tmp_path: Path) -> None:
    records = [{"id": f"r{n}", "text": PROSE.format(n=n)} for n in range(40)]
    options: tuple[dict[str, Any], ...] = ({"layer_cache": tmp_path, "jobs": 2}, {"layer_cache": tmp_path}, {})
    runs = [[report.to_json() for report in dateline.code_many(records, **given)] for given in options]
    assert runs[0] == runs[1] == runs[2]


SHARING = """
import random, sys
from dataclasses import replace
from pathlib import Path
from dateline.cache import LayerCache
from dateline.model import make_document
from dateline.pipeline import Pipeline
from dateline.stage import Stage

stage = Stage(name="repair", version="1", reads=frozenset({"raw"}), writes=frozenset({"text", "alignment", "edits"}),
              run=lambda doc: replace(doc, text=doc.raw * 3, alignment=(), edits=()))
docs = [make_document(f"report {n} " * 50) for n in range(300)]
random.Random(int(sys.argv[2])).shuffle(docs)
for _ in range(3):
    done = list(Pipeline([stage], cache=LayerCache(Path(sys.argv[1]), limit=int(sys.argv[3])), batch=7).run(docs))
    assert [doc.text for doc in done] == [doc.raw * 3 for doc in docs]
"""


@pytest.mark.parametrize("limit", [1 << 30, 40_000])
def test_several_processes_write_at_once(tmp_path: Path, limit: int) -> None:
    command = [sys.executable, "-c", SHARING, str(tmp_path)]
    running = [
        subprocess.Popen([*command, str(n), str(limit)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for n in range(4)
    ]
    assert [(process.communicate(timeout=120)[0], process.returncode) for process in running] == [("", 0)] * 4
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if limit > 1 << 20:
            assert connection.execute("SELECT count(*) FROM layers").fetchone() == (300,)


def test_threads_share_a_cache(tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    pipeline = Pipeline(small_stages(calls), cache=LayerCache(tmp_path), batch=2)
    docs = documents(20)
    with ThreadPoolExecutor(4) as pool:
        assert all(done == right(docs) for done in pool.map(lambda _: list(pipeline.run(docs)), range(8)))
