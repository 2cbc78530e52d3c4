from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from projects import code_project, copy_project

from dateline.desk.pool import StorePool
from dateline.desk.service import Desk

REPORTS = {
    "goma.txt": "GOMA (Reuters) - Rebels shelled Goma on Monday, killing nine, the army said. The rebels denied it.",
    "lima.txt": "LIMA - Teachers marched through Lima on Tuesday to demand higher pay. Police arrested four of them.",
    "cairo.txt": "CAIRO - Egypt and Sudan will hold talks on the dam in Cairo next week, the foreign ministry said.",
}


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with three coded reports: copied for each test, never written to."""
    folder = tmp_path_factory.mktemp("desk")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in REPORTS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    place = folder / "project.duckdb"
    code_project(place, corpus)
    return place


@pytest.fixture
def project(coded: Path, tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    return copy_project(coded, tmp_path)


@pytest.fixture
def desk(project: Path) -> Iterator[Desk]:
    """A desk whose clock goes on by one second with every decision."""
    moments = iter(datetime(2031, 3, 15, tzinfo=UTC) + timedelta(seconds=n) for n in range(100_000))
    pool = StorePool(project)
    yield Desk(pool, clock=lambda: next(moments))
    pool.close()
