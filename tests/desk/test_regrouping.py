"""Stories split and merged by people: what views, records and figures say after it, after linking anew, after undo."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dateline.desk.pool import StorePool
from dateline.desk.regrouping import AskedStory
from dateline.desk.service import Asked, Desk
from dateline.errors import ConflictError, NotAllowedError, ProjectError, UsageError
from dateline.project import ProjectRun, link_project, open_store
from dateline.store import EventFilter
from dateline.workspace import Workspace, load_settings

REPORTS = [
    {
        "id": "a",
        "outlet": "Lakeside Wire",
        "text": "Gunmen attacked a market in Bukavu on Friday, killing at least 12 people, a trader said.",
    },
    {
        "id": "b",
        "outlet": "Harbour Post",
        "text": "On Friday armed men attacked traders at a market in Bukavu; 31 people were killed, a nurse said.",
    },
    {
        "id": "c",
        "outlet": "Valley Times",
        "text": "Witnesses in Bukavu said gunmen attacked the town's market on Friday and left 12 people dead.",
    },
    {"id": "d", "outlet": "Hill Courier", "text": "Gunmen attacked a bank in Goma on Thursday, killing two guards."},
]
LATER = {
    "id": "e",
    "outlet": "River Sun",
    "text": "Gunmen who attacked the market in Bukavu on Friday killed 31 people, said a priest who saw it.",
}


def write(folder: Path, *reports: dict[str, str]) -> Path:
    for report in reports:
        row = {"published": "2031-03-15", **report}
        (folder / f"{report['id']}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return folder


def run(place: Path, corpus: Path, **options: object) -> None:
    with open_store(place, writable=True) as store:
        for _ in ProjectRun(Workspace(load_settings(**options)), store, [str(corpus)]):  # type: ignore[arg-type]
            pass
        link_project(store)


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which three reports tell of one attack and a fourth of another."""
    folder = tmp_path_factory.mktemp("linked")
    (folder / "corpus").mkdir()
    run(folder / "p.duckdb", write(folder / "corpus", *REPORTS))
    return folder


@pytest.fixture
def place(linked: Path, tmp_path: Path) -> Path:
    """A copy of the project, with its corpus."""
    (tmp_path / "corpus").mkdir()
    for file in (linked / "corpus").iterdir():
        (tmp_path / "corpus" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "p.duckdb").write_bytes((linked / "p.duckdb").read_bytes())
    return tmp_path / "p.duckdb"


def opened(place: Path, day: int = 16) -> Desk:
    moments = iter(datetime(2031, 3, day, tzinfo=UTC) + timedelta(seconds=n) for n in range(100_000))
    return Desk(StorePool(place), clock=lambda: next(moments))


@pytest.fixture
def desk(place: Path) -> Iterator[Desk]:
    """A desk whose clock goes on by one second with every decision."""
    made = opened(place)
    yield made
    made.pool.close()


def told(desk: Desk) -> set[frozenset[str]]:
    """Return the stories of two and more reports, each as the outlets that tell it."""
    return {frozenset(member.outlet for member in desk.story(row.occurrence.id).members) for row in desk.stories()}


def at(desk: Desk, outlet: str) -> str:
    """Return the address of an outlet's attack."""
    rows = desk.events(EventFilter(type=("ASSAULT",)))
    return next(row.address for row in rows if row.row["outlet"] == outlet)


ALL = frozenset({"Lakeside Wire", "Harbour Post", "Valley Times"})


def test_a_report_is_taken_out_and_back(desk: Desk) -> None:
    (line,) = desk.stories()
    assert told(desk) == {ALL}
    assert (line.occurrence.reports, line.occurrence.origins) == (3, 3)
    harbour = at(desk, "Harbour Post")
    made = desk.regroup("ada", AskedStory(action="split", story=line.occurrence.id, members=(harbour,), why="a raid"))
    assert told(desk) == {ALL - {"Harbour Post"}}
    (left,) = desk.stories()
    assert (left.occurrence.reports, left.occurrence.origins, left.occurrence.contradictions) == (2, 2, ())
    alone = desk.story(harbour)
    assert [member.outlet for member in alone.members] == ["Harbour Post"]
    assert [row.why for row in alone.decisions] == ["a raid"]
    assert {row.row["outlet"] for row in desk.find_events("reports:2")} == ALL - {"Harbour Post"}
    assert desk.view(harbour).stored.link.reports == 1  # type: ignore[union-attr]
    assert desk.undo("ada", made.key) is not None
    assert told(desk) == {ALL}
    assert [row["action"] for row in desk.log_rows()] == ["split", "undo"]
