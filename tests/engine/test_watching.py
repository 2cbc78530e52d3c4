"""Feeds of a real server on the loopback address, with a clock that the test turns."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline.engine.feedlist import FeedList, load_feed_list
from dateline.engine.local import Recipe
from dateline.engine.running import Told
from dateline.engine.watching import Match, Watch
from dateline.errors import SettingsError
from dateline.store import open_store
from dateline.workspace import load_settings

from .feedserver import Site, serving

SHELLED = "Rebels shelled Goma on Monday, killing 12 people."
ARRESTED = "Police arrested 12 protesters in Lagos on Tuesday."


class Turned:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layers")


Start = Callable[..., Watch]


@pytest.fixture
def start(tmp_path: Path, layers: Path, site: Site) -> Start:
    """Start a watch, as after each restart of the program: ``start('[[queries]] …')``."""
    settings = load_settings().model_dump(mode="json", exclude={"jobs", "layer_cache"})
    clock = Turned()

    def begin(more: str = "", *, paths: tuple[str, ...] = ("/a",), private: bool = True, **given: Any) -> Watch:
        feeds = "".join(f'[[feeds]]\nurl = "{site.url(path)}"\n' for path in paths)
        file = tmp_path / "feeds.toml"
        head = f'[watch]\nevery = "10m"\ncontact = "desk@example.org"\nallow_private = {str(private).lower()}\n'
        file.write_text(f"{head}{feeds}{more}")
        return Watch(plan=load_feed_list(file), place=tmp_path / "p.duckdb", recipe=Recipe(cache=layers),
                     settings=settings, agent="dateline/0", clock=clock, **given)  # fmt: skip

    return begin


def poll(watch: Watch, *, minutes: float = 0) -> list[Told]:
    assert isinstance(watch.clock, Turned)
    watch.clock.time += 60 * minutes
    return list(watch.poll())


def documents(tmp_path: Path, *, present: bool | None = True) -> list[str]:
    with open_store(tmp_path / "p.duckdb") as store:
        return sorted(doc.id for doc in store.documents(present=present))


def test_new_items_are_coded_once_and_the_server_is_asked_politely(site: Site, start: Start, tmp_path: Path) -> None:
    site.items["/a"] = {"one": SHELLED, "two": ARRESTED}
    watch = start()
    assert [(told.id, told.outcome) for told in poll(watch)] == [("one", "new"), ("two", "new")]
    assert poll(watch, minutes=5) == []
    assert site.polls("/a") == 1, "it was not due"
    assert poll(watch, minutes=7) == []
    path, headers = site.asked[-1]
    assert path == "/a"
    assert headers["If-None-Match"]
    assert headers["User-Agent"] == "dateline/0 (+desk@example.org)"
    assert site.polls("/robots.txt") == 1
    site.items["/a"] = {"three": SHELLED.replace("Goma", "Bukavu"), "two": ARRESTED}  # "one" has rolled off
    assert [told.id for told in poll(start(), minutes=12)] == ["three"]
    assert documents(tmp_path) == ["one", "three", "two"]
    with open_store(tmp_path / "p.duckdb") as store:
        assert [run.status for run in store.runs()] == ["finished", "finished"], "a run where there was something new"


def test_corrected_item_takes_the_place_of_the_former(site: Site, start: Start, tmp_path: Path) -> None:
    site.items["/a"] = {"one": SHELLED, "two": ARRESTED}
    poll(start())
    site.items["/a"] = {"one": SHELLED.replace("12", "14")}
    assert [(told.id, told.outcome) for told in poll(start(), minutes=12)] == [("one", "new")]
    assert documents(tmp_path) == ["one", "two"]
    assert documents(tmp_path, present=None) == ["one", "one", "two"]


QUERIES = """
[[queries]]
name = "attacks"
type = ["ASSAULT"]
tell = ["terminal", "file:matches.jsonl", "{hook}"]
"""


def test_matches_are_told_once_whatever_fails(site: Site, start: Start, tmp_path: Path) -> None:
    shown: list[Match] = []
    more = QUERIES.format(hook=site.url("/hook"))
    site.items["/a"] = {"one": SHELLED, "two": ARRESTED}
    poll(start())  # nobody asked for anything yet: what is there is no news
    site.items["/a"]["three"] = SHELLED.replace("Goma", "Bukavu")
    site.status["/hook"] = 500
    poll(start(more, show=shown.append), minutes=12)
    assert [match.event.row["document"] is not None and match.query for match in shown] == ["attacks"]
    assert site.posted == []
    site.status.pop("/hook")
    poll(start(more, show=shown.append), minutes=1)
    poll(start(more, show=shown.append), minutes=12)
    assert len(shown) == 1
    (line,) = (tmp_path / "matches.jsonl").read_text().splitlines()
    ((path, headers, body),) = site.posted
    assert (path, json.loads(body)) == ("/hook", json.loads(line))
    assert headers["Idempotency-Key"]
    assert json.loads(line)["event"]["type"] == "ASSAULT"
    assert "Bukavu" in json.loads(line)["event"]["sentence_text"]


def test_crash_between_telling_and_remembering_repeats_nothing_in_a_file(
    site: Site, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.items["/a"] = {"one": SHELLED}
    more = QUERIES.replace('"terminal", ', "").replace(', "{hook}"', "") + "history = true\n"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("dateline.store.Store.tell_until", _stop)
        poll(start(more))
    whole = (tmp_path / "matches.jsonl").read_text()
    (tmp_path / "matches.jsonl").write_text(whole + '{"id": "attacks|cut o')
    poll(start(more), minutes=1)
    assert (tmp_path / "matches.jsonl").read_text() == whole


def _stop(*given: object, **more: object) -> None:
    raise KeyboardInterrupt


def test_stop_before_the_feed_is_remembered_loses_and_repeats_nothing(
    site: Site, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.items["/a"] = {"one": SHELLED, "two": ARRESTED}
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("dateline.store.Store.finish_run", _stop)
        poll(start())
    site.items["/a"]["three"] = SHELLED.replace("Goma", "Bukavu")
    assert [told.id for told in poll(start())] == ["three"]
    assert documents(tmp_path, present=None) == ["one", "three", "two"]
    with open_store(tmp_path / "p.duckdb") as store:
        assert [(run.run, run.status) for run in store.runs()] == [(1, "finished")]


def test_failures_wait_longer_each_time_and_harm_no_other_feed(site: Site, start: Start, tmp_path: Path) -> None:
    site.status["/a"] = 500
    site.items["/b"] = {"one": SHELLED}
    watch, waits = start(paths=("/a", "/b")), []
    for _ in range(5):
        list(watch.poll())
        with open_store(tmp_path / "p.duckdb") as store:
            state = store.feeds()[site.url("/a")]
        waits.append(state.due - watch.clock.now())
        assert isinstance(watch.clock, Turned)
        watch.clock.time = state.due
    assert documents(tmp_path) == ["one"]
    assert state.failures == 5
    assert state.message
    assert "500" in state.message
    assert all(600 * 2**n * 0.5 <= wait <= 600 * 2**n for n, wait in enumerate(waits[1:], 2))
    site.status["/a"], site.headers["/a"] = 503, {"Retry-After": "90000"}
    list(watch.poll())
    with open_store(tmp_path / "p.duckdb") as store:
        assert store.feeds()[site.url("/a")].due - watch.clock.now() == 90000


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        ({"robots": "User-agent: dateline\nDisallow: /a"}, "robots.txt"),
        ({"bodies": {"/a": b"x" * 3000}}, "larger than 2,000 bytes"),
        ({"bodies": {"/a": b"<html><body>no feed</body></html>"}}, "has no items"),
        ({}, None),  # a feed without items is no fault
        ({"bodies": {"/a": b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel>&a;</channel></rss>'}}, "entities"),
        ({"status": {"/a": 302}, "headers": {"/a": {"Location": "/a"}}}, "redirected"),
        ({"status": {"/a": 302}, "headers": {"/a": {"Location": "file:///etc/passwd"}}}, "only http and https"),
        ({"status": {"/a": 410}}, "410"),
    ],
)
def test_what_a_feed_may_not_do(
    prepare: dict[str, Any], said: str | None, site: Site, start: Start, tmp_path: Path
) -> None:
    for name, value in prepare.items():
        setattr(site, name, value)
    watch = start()
    watch.fetcher = replace(watch.fetcher, max_bytes=2_000)
    assert poll(watch) == []
    with open_store(tmp_path / "p.duckdb") as store:
        message = store.feeds()[site.url("/a")].message
    assert (message or "").find(said or "") >= 0
    assert (message is None) == (said is None)


def test_neighbours_of_this_machine_are_not_asked(site: Site, start: Start) -> None:
    watch = start(private=False)
    assert poll(watch) == []
    assert site.asked == []


def test_host_that_wants_time_between_requests_gets_it(site: Site, start: Start, tmp_path: Path) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 5000\n"
    watch = start()
    poll(watch)
    assert watch.next_due() - watch.clock.now() >= 5000


def test_watch_sleeps_until_a_feed_is_due_and_goes_on(site: Site, start: Start) -> None:
    site.items["/a"] = {"one": SHELLED}
    watch = start()
    going = watch.run()
    assert next(going).id == "one"
    site.items["/a"]["two"] = ARRESTED
    assert next(going).id == "two"
    assert isinstance(watch.clock, Turned)
    assert [600 <= wait <= 660 for wait in watch.clock.slept] == [True]


def test_faults_of_a_feed_list_are_told_all_at_once(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text('[watch]\nevery = "soon"\n[[feeds]]\nurl = "ftp://x"\nname = "x"\n[[queries]]\nwho = "x"\n'
                    'since = "May"\ntell = "pigeon"\n')  # fmt: skip
    with pytest.raises(SettingsError) as raised:
        load_feed_list(file)
    for part in ("every is 'soon'", "url is 'ftp://x'", "name is not known", "who is not known", "it has no name",
                 "since is 'May'", "pigeon"):  # fmt: skip
        assert part in str(raised.value)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_feed_list(tmp_path / "none.toml")
    assert FeedList(feeds=()).queries == ()
