import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from dateline.engine.linking import _name_scratch
from dateline.project import EventFilter, link_project
from dateline.store import Store, open_store
from dateline.stories import link_documents, sketch_record

BOMB = "A car bomb killed nine people at a market in Mosul on Tuesday, police said. Ambulances took dozens to hospital."
REPORTS = [
    {"id": "a", "outlet": "Gulf Post", "published": "2023-03-14", "text": f"MOSUL, Iraq (AFP) - {BOMB} None spoke."},
    {"id": "b", "outlet": "Star", "published": "2023-03-15", "text": f"{BOMB} The road was shut until the evening."},
    {"id": "c", "outlet": "Tigris", "published": "2023-03-15",
     "text": "The bombing of a market in Mosul on Tuesday killed 14 people, the Health Ministry said."},
    {"id": "d", "outlet": "Tigris", "published": "2023-03-15",
     "text": "Gunmen shot dead two policemen in Basra on Tuesday."},
]  # fmt: skip


def write(folder: Path, *reports: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for report in reports:
        (folder / f"{report['id']}.jsonl").write_text(json.dumps(report), encoding="utf8")
    return folder


def read(place: str):
    with open_store(place) as store:
        return tuple(store.copies()), tuple(store.occurrences())


def link(place: str):
    with open_store(place, writable=True) as store:
        return link_project(store)


def test_a_project_is_linked_and_its_events_say_how_many_tell_of_them(go, place, tmp_path):
    go(place, write(tmp_path / "corpus", *REPORTS))
    linked = link(place)
    assert (linked.documents, linked.compared, linked.copies, linked.shared) == (4, 4, 1, 1)
    with open_store(place) as store:
        bombing = next(found for found in store.occurrences() if found.reports == 3)
        assert (bombing.outlets, bombing.origins) == (3, 2)
        assert [(c.field, c.grows) for c in bombing.contradictions] == [("killed", True)]
        told = list(store.events(EventFilter(origins=2)))
        assert {event.link.reports for event in told if event.link} == {3}
        expected = link_documents(sketch_record(r.record, key=r.key) for r in store.records())
        assert set(store.occurrences()) == set(expected.occurrences)


def test_linking_by_batches_gives_what_linking_at_once_gives(go, place, tmp_path):
    corpus = write(tmp_path / "corpus", *REPORTS[:2])
    go(place, corpus)
    assert link(place).compared == 2
    assert link(place).compared == 0
    go(place, write(corpus, *REPORTS[2:]))
    linked = link(place)
    assert (linked.compared, linked.anew) == (2, False)
    other = str(tmp_path / "whole.duckdb")
    go(other, corpus)
    link(other)
    assert read(place) == read(other)


@pytest.mark.parametrize("change", ["changed", "gone"])
def test_a_changed_or_vanished_document_has_all_linked_anew(go, tmp_path, change):
    place, corpus = str(tmp_path / "p.duckdb"), write(tmp_path / "corpus", *REPORTS)
    go(place, corpus)
    link(place)
    if change == "gone":
        (corpus / "c.jsonl").unlink()
    else:
        write(
            corpus, REPORTS[2] | {"text": "The bombing of a bank in Kirkuk on Tuesday killed 14 people, police said."}
        )
    go(place, corpus)
    assert link(place).anew
    assert max(found.reports for found in read(place)[1]) == 2


def test_a_stop_before_the_links_are_written_loses_nothing(go, tmp_path, monkeypatch):
    place, corpus = str(tmp_path / "p.duckdb"), write(tmp_path / "corpus", *REPORTS)
    go(place, corpus)
    with monkeypatch.context() as patch, open_store(place, writable=True) as store:
        patch.setattr("dateline.engine.linking.set_value", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            link_project(store)
    assert link(place).documents == 4
    assert [found.reports for found in read(place)[1] if found.reports > 1] == [3]


def count_repeated(place: str) -> int:
    """Return how many documents linking remembers more than once."""
    with open_store(place) as store:
        return len(store.connection.rows("SELECT 1 FROM sketches GROUP BY kind, document HAVING count(*) > 1"))


def test_two_linkings_at_once_come_to_what_one_comes_to(go, database, tmp_path, monkeypatch):
    corpus = write(tmp_path / "corpus", *REPORTS[:3])
    go(database, corpus)
    both, unsketched = Barrier(2), Store.unsketched

    def meet(store: Store, kind: str):
        found = list(unsketched(store, kind))
        with suppress(BrokenBarrierError):  # one alone waits in vain
            both.wait(timeout=2)
        return iter(found)

    with monkeypatch.context() as patch, ThreadPoolExecutor(2) as threads:
        patch.setattr(Store, "unsketched", meet)
        linked = list(threads.map(link, [database] * 2))
    assert sorted((one.documents, one.compared) for one in linked) == [(3, 0), (3, 3)]
    assert count_repeated(database) == 0
    go(database, write(corpus, REPORTS[3]))
    linked = link(database)
    assert (linked.documents, linked.compared, linked.anew) == (4, 1, False)


@pytest.mark.parametrize("kind", ["story", "pairs", ""])
def test_a_project_that_remembers_documents_twice_is_healed(go, place, tmp_path, kind):
    corpus = write(tmp_path / "corpus", *REPORTS[:3])
    go(place, corpus)
    link(place)
    before = read(place)
    with open_store(place, writable=True) as store:  # as two linkings at once used to leave it
        store.connection.run("INSERT INTO sketches SELECT * FROM sketches WHERE kind LIKE ?", [f"{kind}%"])
    assert (link(place).documents, count_repeated(place)) == (3, 0)
    assert read(place) == before
    go(place, write(corpus, REPORTS[3]))
    linked = link(place)
    assert (linked.documents, linked.compared, linked.anew) == (4, 1, False)


KILLED = """
import os, sys
import dateline.engine.linking as linking
from dateline.store import open_store
linking.set_value = lambda *_: os._exit(9)
linking.link_project(open_store(sys.argv[1], writable=True))
"""


def test_what_a_killed_linking_left_is_removed_by_the_next(go, place, tmp_path, monkeypatch):
    go(place, write(tmp_path / "corpus", *REPORTS))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, place], env={**os.environ, "TMPDIR": str(temporary)}, check=False
    )
    assert done.returncode == 9
    (left,) = (path for path in tmp_path.rglob("*linking*") if path.is_dir())
    assert (left / "sketches").exists()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert link(place).documents == 4
    assert not left.exists() and not list(temporary.iterdir())


def test_the_password_is_not_in_the_name_of_the_folder(database):
    names = set()
    for secret in ("one", "two"):
        with open_store(database.replace("postgres@", f"postgres:{secret}@"), writable=True) as store:
            names.add(_name_scratch(store))
    assert len(names) == 1


def test_the_lock_of_linking_is_given_back_when_it_fails(go, database, tmp_path, monkeypatch):
    go(database, write(tmp_path / "corpus", *REPORTS))
    with open_store(database, writable=True) as store:
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr("dateline.engine.linking.set_value", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            link_project(store)
        assert not store.connection.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")
        assert link(database).documents == 4


def test_an_empty_project_is_linked_to_nothing(tmp_path):
    place = str(tmp_path / "p.duckdb")
    with open_store(place, writable=True) as store:
        assert link_project(store).occurrences == 0


def test_the_command_says_what_linking_came_to(go, tmp_path, layers):
    place = str(tmp_path / "p.duckdb")
    go(place, write(tmp_path / "corpus", *REPORTS))
    command = [sys.executable, "-m", "dateline", "link", place]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert "4 documents" in done.stdout and "1 told by several reports" in done.stdout
