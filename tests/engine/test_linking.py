"""Stories of a project: the same from shards as from one machine, and nothing lost when linking is stopped."""

import json
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.engine.linking import link_project
from dateline.errors import StoreError
from dateline.model import CopyGroup, Occurrence
from dateline.store import Store, open_store
from dateline.stories.scratch import MARK

from .corpora import run_project

COUNT = 12  # reports of a day
DAYS = ("2024-03-04", "2024-03-05", "2024-03-06")
Links = tuple[tuple[CopyGroup, ...], tuple[Occurrence, ...]]


TEXTS = (
    "Rebels shelled a market in Goma on Monday and killed {n} people, police said. The road was shut until evening.",
    "A car bomb killed {n} soldiers at a checkpoint in Basra on Monday. Nobody claimed it. Shops stayed closed there.",
    "Goma: {n} people died when fighters fired at a market on Monday, the Health Ministry said.",
    "Police arrested {n} students in Lagos on Monday after a march for lower fees, a lawyer of the union said.",
)


def write_days(folder: Path) -> list[str]:
    """Write a JSONL file for each of three days, with own reports and copies."""
    folder.mkdir()
    for number, day in enumerate(DAYS):
        lines = [
            {"id": f"{day}-{n}", "published": day, "outlet": f"Post {n % 7}",
             "text": TEXTS[n % 4].format(n=5 + number + n % 3)}
            for n in range(COUNT)
        ]  # fmt: skip
        (folder / f"{day}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return [str(folder / f"{day}.jsonl") for day in DAYS]


def link(place: Path) -> Links:
    with open_store(place, writable=True) as store:
        link_project(store)
        return read(store)


def read(store: Store) -> Links:
    """Return groups of copies, whatever the order in which their documents arrived, and occurrences."""
    groups = (replace(group, documents=tuple(sorted(group.documents))) for group in store.copies())
    return tuple(groups), tuple(store.occurrences())


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return write_days(tmp_path_factory.mktemp("days") / "corpus")


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layers")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, days: list[str], layers: Path) -> Links:
    """The stories of one machine, which had all the days at once."""
    place = tmp_path_factory.mktemp("whole") / "p.duckdb"
    run_project(place, *days, cache=layers)
    copies, occurrences = link(place)
    assert max(found.reports for found in occurrences) > 10
    assert len(copies) > 1
    return copies, occurrences


def test_stories_over_shards_are_those_of_one_machine(
    tmp_path: Path, days: list[str], layers: Path, whole: Links
) -> None:
    place = tmp_path / "p.duckdb"
    run_project(place, *reversed(days), cache=layers, engine="local")
    assert len(list((tmp_path / "p.duckdb.pieces").glob("*.parquet"))) >= len(days)
    assert link(place) == whole


def test_a_day_at_a_time_gives_what_all_days_at_once_give(
    tmp_path: Path, days: list[str], layers: Path, whole: Links
) -> None:
    place = tmp_path / "p.duckdb"
    for last, day in enumerate(days):
        run_project(place, *days[: last + 1], cache=layers)
        with open_store(place, writable=True) as store:
            linked = link_project(store)
        assert (linked.compared, linked.anew) == (COUNT, False), day
    assert link(place) == whole
    assert [file.name for file in tmp_path.iterdir() if "linking" in file.name] == []


def test_a_full_disk_stops_linking_and_changes_nothing(
    tmp_path: Path, days: list[str], layers: Path, whole: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "p.duckdb"
    run_project(place, *days[:2], cache=layers)
    before = link(place)
    run_project(place, *days, cache=layers)
    (tmp_path / "p.duckdb.linking").mkdir()  # of a linking that was killed
    (tmp_path / "p.duckdb.linking" / MARK).write_bytes(b"")
    (tmp_path / "p.duckdb.linking" / "sketches").write_bytes(b"half")
    with monkeypatch.context() as patch, open_store(place, writable=True) as store:
        patch.setattr("dateline.stories.scratch.BUFFER", 1)
        bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
        patch.setattr("dateline.engine.linking._sketch_new", lambda *_: None)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, bounds[1]))
        try:
            with pytest.raises(StoreError, match=r"no room left to write .* make room and link again"):
                link_project(store)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
        assert read(store) == before
    assert not (tmp_path / "p.duckdb.linking").exists()
    assert link(place) == whole
