"""Whatever happens to the file, results are right."""

import logging
import os
import pickle
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from dateline.cache.packing import PackError, pack, unpack
from dateline.cache.store import FILE
from dateline.model import Span

from .small import documents, right, run


def overwrite(file: Path) -> None:
    file.write_bytes(b"this is no cache" * 400)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def flip(file: Path) -> None:
    data, chance = bytearray(file.read_bytes()), random.Random(3)
    for _ in range(len(data) // 4):
        data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


@pytest.mark.parametrize("harm", [overwrite, cut, empty, flip])
def test_damaged_file_is_begun_anew(
    tmp_path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    docs = documents(60)
    run(tmp_path, docs)
    harm(tmp_path / FILE)
    caplog.set_level(logging.WARNING, "dateline")
    assert run(tmp_path, docs)[0] == right(docs)
    assert ("damaged" in caplog.text) == (harm is not empty)
    caplog.clear()
    assert run(tmp_path, docs) == (right(docs), {})
    assert caplog.text == ""


@pytest.mark.parametrize("seed", range(12))
def test_some_flipped_bits_never_give_a_wrong_layer(tmp_path: Path, seed: int) -> None:
    docs = documents(30)
    run(tmp_path, docs)
    file = tmp_path / FILE
    data, chance = bytearray(file.read_bytes()), random.Random(seed)
    for _ in range(20):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
    assert run(tmp_path, docs)[0] == right(docs)


def test_damaged_or_misplaced_rows_are_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    docs = documents()
    run(tmp_path, docs)
    with sqlite3.connect(tmp_path / FILE) as connection:
        rows = connection.execute("SELECT rowid, value FROM layers ORDER BY rowid").fetchall()
        connection.execute("UPDATE layers SET value = ? WHERE rowid = ?", (rows[0][1][:-1] + b"?", rows[0][0]))
        connection.execute("UPDATE layers SET value = ? WHERE rowid = ?", (rows[2][1], rows[4][0]))
    caplog.set_level(logging.WARNING, "dateline")
    done, calls = run(tmp_path, docs)
    assert done == right(docs)
    assert calls.total() > 0
    assert caplog.text.count("holds damaged layers") == 1
    assert run(tmp_path, docs) == (right(docs), {})


class Trap:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def test_foreign_classes_are_not_opened(tmp_path: Path) -> None:
    for foreign in (Trap(tmp_path / "trapped"), Path("x"), os.path.join, Counter("a"), st.text):
        packed = pack({"text": foreign}, "place")
        with pytest.raises(PackError, match="no class of a layer"):
            unpack(packed, "place")
    assert not (tmp_path / "trapped").exists()
    assert pickle.loads(pickle.dumps(os.path.join)) is os.path.join  # what the plain reader would have done
    span = {"text": Span(1, 2)}
    assert unpack(pack(span, "place"), "place") == span
    with pytest.raises(PackError, match="digest"):
        unpack(pack(span, "place"), "elsewhere")
