from pathlib import Path

import pytest

from dateline.errors import StoreError
from dateline.stories import Linker
from dateline.stories.scratch import MARK, Heap, Rows, Scratch


@pytest.fixture
def scratch():
    made = Scratch()
    yield made
    made.close()
    assert not made.folder.exists()


def test_rows_come_back_whatever_they_hold(scratch):
    scratch.run("CREATE TABLE names (number UINTEGER, name VARCHAR, key BLOB)")
    with Rows(scratch, "names", ("u4", "O", "O")) as rows:
        rows.append(1, "Zürich", b"\xed\xa0\x80")
        rows.append(2, None, b"")
    assert list(scratch.stream("FROM names ORDER BY number")) == [(1, "Zürich", b"\xed\xa0\x80"), (2, None, b"")]


def test_tables_larger_than_memory_wait_on_disk(scratch):
    scratch.run("SET memory_limit = '40MB'")
    scratch.run("CREATE TABLE many AS SELECT range AS n, hash(range) AS h FROM range(4_000_000)")
    assert next(scratch.stream("SELECT n FROM many ORDER BY n")) == (0,)
    assert any((scratch.folder / "spilled").iterdir())


def test_a_wrong_statement_says_where_and_what_to_do(scratch):
    with pytest.raises(StoreError, match=r"linking, in .*: the tables cannot go on .* link again"):
        scratch.run("SELECT nothing")
    with pytest.raises(StoreError, match="link again"):
        list(scratch.stream("SELECT nothing"))


@pytest.mark.parametrize("folder", ["none/p.linking", "file/p.linking", "/proc/p.linking"])
def test_a_folder_that_cannot_be_made_is_told_and_not_as_a_full_disk(tmp_path, folder):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"linking, in .*: the disk cannot be used .*; check the folder") as told:
        Scratch(tmp_path / folder)
    assert "room" not in str(told.value)


@pytest.mark.parametrize("kind", ["folder", "file", "link", "dangling", "marked by a link"])
def test_what_is_not_of_linking_is_never_removed(tmp_path, kind):
    folder, mine = tmp_path / "p.linking", tmp_path / "mine"
    mine.mkdir()
    (mine / "notes").write_text("mine")
    if kind == "folder":
        mine.rename(folder)
    elif kind == "file":
        folder.write_text("mine")
    elif kind == "marked by a link":
        folder.mkdir()
        (folder / MARK).symlink_to(mine / "notes")
    else:
        folder.symlink_to(mine if kind == "link" else tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=r"p\.linking: .* not its own; move it away"):
        Scratch(folder)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("left", [(), (MARK,), (MARK, "sketches", "spilled/block")])
def test_what_a_killed_linking_left_is_removed(tmp_path, left):
    folder = tmp_path / "p.linking"
    folder.mkdir()
    for name in left:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    scratch = Scratch(folder)
    assert list(folder.iterdir()) == [folder / MARK]
    scratch.close()
    assert not folder.exists()


def test_two_do_not_share_a_folder_and_the_first_to_end_removes_its_own_alone(tmp_path):
    first = Scratch(tmp_path / "p.linking")
    with pytest.raises(StoreError, match=r"p\.linking: another linking works there; wait"):
        Scratch(tmp_path / "p.linking")
    first.close()
    second = Scratch(tmp_path / "p.linking")
    first.close()
    assert second.folder.exists()
    second.close()


@pytest.mark.parametrize("fails", ["duckdb.connect", "dateline.stories.linker.Stories"])
def test_a_linker_that_cannot_begin_leaves_nothing(tmp_path, monkeypatch, fails):
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(fails, fail)
        Linker(folder=tmp_path / "p.linking")
    assert not list(tmp_path.iterdir())
    Linker(folder=tmp_path / "p.linking").close()


def test_only_a_full_disk_is_told_as_one(scratch):
    scratch.run("SET memory_limit = '40MB'; SET max_temp_directory_size = '10MB'")
    with pytest.raises(StoreError, match="no room left to write"):
        scratch.run("CREATE TABLE many AS SELECT range AS n, hash(range) AS h FROM range(8_000_000)")
    with pytest.raises(StoreError, match="the tables cannot go on"):
        scratch.run("COPY (SELECT 1) TO '/proc/none/could not write'")


def test_a_heap_gives_back_what_it_took_written_or_not(scratch):
    heap = scratch.heap("values")
    values = [bytes([n % 251]) * (n * 37 % 5000) for n in range(2000)]
    assert [heap.append(value) for value in values] == list(range(2000))
    assert [heap.read(n) for n in (1999, 0, 5)] == [values[1999], b"", values[5]]
    assert heap.append(b"last") == 2000
    assert heap.read(2000) == b"last"
    assert len(heap) == 2001


def test_a_full_disk_is_told():
    heap = Heap(Path("/dev/full"))
    heap.append(b"x")
    with pytest.raises(StoreError, match="/dev/full: there is no room left to write"):
        heap.read(0)
    heap.close()
