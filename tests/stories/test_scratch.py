from pathlib import Path

import pytest

from dateline.errors import StoreError
from dateline.stories.scratch import Heap, Rows, Scratch


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


def test_a_folder_that_cannot_be_made_is_told():
    with pytest.raises(StoreError, match="make room and link again"):
        Scratch(Path("/proc/none/linking"))


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
