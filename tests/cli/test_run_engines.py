"""A run in pieces, and a watch, as a person calls them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.cli.guard import choose_log

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def text_again() -> Iterator[None]:
    """Leave the log of this process as it was."""
    yield
    choose_log("text")


def test_run_in_pieces_counts_by_reason_and_speaks_json(tmp_path: Path, dateline: Call) -> None:
    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"id": "a", "text": "Rebels shelled Goma on Monday."}\n{"id": "b", "text": ""}\n{"id": "c"}\n')
    done = dateline("run", corpus, "--into", tmp_path / "p.duckdb", "--engine", "local", "--log-format", "json",
                    "--metrics-port", "0", "--cache", tmp_path / "layers")  # fmt: skip
    assert done.status == 1
    assert "2           could not be coded: 1 empty, 1 no-text" in done.out
    said = [json.loads(line) for line in done.err.splitlines()]
    assert "/metrics" in said[0]["message"]
    (piece,) = [line for line in said if line["message"] == "a piece is done"]
    assert (piece["documents"], piece["failed"], piece["fresh"]) == (3, {"empty": 1, "no-text": 1}, True)
    assert list((tmp_path / "p.duckdb.pieces").glob("*.parquet"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "spark"], "the engines are"),
        (["--log-format", "xml"], "text and json"),
        (["--engine", "ray", "--address", "127.0.0.1:1"], "no Ray cluster at 127.0.0.1:1"),
    ],
)
def test_wrong_call_is_told_in_one_line(options: list[str], said: str, tmp_path: Path, dateline: Call) -> None:
    corpus = tmp_path / "a.txt"
    corpus.write_text("Rebels shelled Goma on Monday.")
    done = dateline("run", corpus, "--into", tmp_path / "p.duckdb", *options)
    assert done.status == 2
    assert said in done.err


def test_watch_once_tells_which_feed_failed(tmp_path: Path, dateline: Call) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feeds]]\nurl = "http://127.0.0.1:1/feed"\n')
    done = dateline("watch", feeds, "--into", tmp_path / "p.duckdb", "--once")
    assert done.status == 1
    assert "robots.txt of its host does not allow it" in done.err or "local network" in done.err
    assert dateline("watch", tmp_path / "none.toml", "--into", tmp_path / "p.duckdb").status == 2
