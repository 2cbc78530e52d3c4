"""Feeds that are watched: polled when they are due, new items coded into a project, new matches told once."""

import hashlib
import io
import json
import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from dateline.engine.feedlist import Feed, FeedList, SavedQuery, load_feed_list
from dateline.engine.linking import link_project
from dateline.engine.local import Recipe
from dateline.engine.manifest import coding_key, make_manifest
from dateline.engine.metering import Meter
from dateline.engine.running import Told, run_into_store
from dateline.errors import InputError, ProjectError
from dateline.ingest import Limits, Reading
from dateline.ingest.feed_kind import is_feed
from dateline.ingest.fetching import Answer, Fetcher, FetchError
from dateline.ingest.readers import read_source
from dateline.ingest.robots import Robots
from dateline.ingest.source import open_source
from dateline.store import FeedState, Incoming, Store, StoredEvent, event_row, key_item, open_store

__all__ = ["Clock", "FeedList", "Match", "SystemClock", "Watch", "load_feed_list"]

LONGEST = 24 * 3600  # seconds between two tries at most, whatever fails
GONE = 7 * 24 * 3600  # a feed that is gone (410) is asked for once a week
BUSY = 30.0  # seconds until a project that somebody else has open is tried again
TAIL = 4_000_000  # bytes of a file of matches that are looked at for what was told already
log = logging.getLogger(__name__)


class Clock(Protocol):
    """The time, and the way to let it pass: given from outside, so that a test has its own."""

    def now(self) -> float:
        """Return the seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A new event that a saved query finds. ``id`` is the same however often it is told."""

    query: str
    event: StoredEvent

    @property
    def id(self) -> str:
        """The query and the address of the event."""
        return f"{self.query}|{self.event.address}"

    def to_json(self) -> str:
        """Return the match as a line: its id, the query, and the event as ``dateline events --format jsonl`` has it."""
        return json.dumps({"id": self.id, "query": self.query, "event": event_row(self.event)}, ensure_ascii=False)


@dataclass(slots=True, kw_only=True)
class Watch:
    """Watches feeds into a project. The project is open only while there is something to write."""

    plan: FeedList
    place: str | Path
    recipe: Recipe
    settings: dict[str, Any]  # what the manifest of a run says
    agent: str
    limits: Limits = field(default_factory=Limits)
    jobs: int = 1
    link: bool = True
    clock: Clock = field(default_factory=SystemClock)
    meter: Meter = field(default_factory=Meter)
    show: Callable[[Match], None] = lambda match: None
    fetcher: Fetcher = field(init=False)
    robots: Robots = field(init=False)

    def __post_init__(self) -> None:
        """Make what fetches."""
        contact = f" (+{self.plan.contact})" if self.plan.contact else ""
        self.fetcher = Fetcher(agent=self.agent + contact, private=self.plan.allow_private,
                               max_bytes=self.plan.max_bytes, seconds=self.plan.seconds)  # fmt: skip
        self.robots = Robots(fetcher=self.fetcher, name=self.agent.partition("/")[0])

    def run(self) -> Iterator[Told]:
        """Watch for ever, and yield what became of items."""
        while True:
            try:
                yield from self.poll()
                wait = self.next_due() - self.clock.now()
            except ProjectError as error:
                log.warning("%s; trying again in %d seconds", error, BUSY)
                wait = BUSY
            self.clock.sleep(max(1.0, wait))

    def next_due(self) -> float:
        """Return when the next feed is due."""
        with open_store(self.place) as store:
            known = store.feeds()
        return min(known[feed.url].due if feed.url in known else 0 for feed in self.plan.feeds)

    def poll(self) -> Iterator[Told]:
        """Poll the feeds that are due, code what is new, and tell the saved queries' new matches.

        What a feed wants to be asked with the next time is written last: stopped anywhere, its items come again, and
        the project knows those that it has.
        """
        with open_store(self.place, writable=True) as store:
            first = store.newest_event
            known, now = store.feeds(), self.clock.now()
            for query in self.plan.queries:  # before anything new comes
                for sink in query.tell:
                    store.told_until(query.name, _sink_key(sink), first=-1 if query.history else first)
            polled: list[FeedState] = []
            items: list[Incoming] = []
            for feed in self.plan.feeds:
                state = known.get(feed.url) or FeedState(url=feed.url)
                if state.due <= now:
                    after, found = self._poll(feed, state, now)
                    polled.append(after)
                    items += found
            if polled:
                yield from self._code(store, items)
                store.write_feeds(polled)
            self._tell(store)

    def _poll(self, feed: Feed, state: FeedState, now: float) -> tuple[FeedState, list[Incoming]]:
        try:
            self.robots.check(feed.url, now)
            answer = self.fetcher.fetch(feed.url, etag=state.etag, modified=state.modified, now=now)
            items = list(self._read(feed, answer)) if answer.status == 200 else []
        except (FetchError, InputError) as error:
            self.meter.count("feed-failed")
            log.warning("%s", error, extra={"feed": feed.url, "failures": state.failures + 1})
            return self._later(feed, state, error, now), []
        self.meter.count("feed-polled" if answer.status == 200 else "feed-unchanged")
        log.info("a feed was polled", extra={"feed": feed.url, "status": answer.status, "items": len(items)})
        wait = max(feed.every, self.robots.delay(feed.url, now))
        due = int(now + wait * (1 + 0.1 * self._chance(feed.url, int(now))))
        if answer.status == 304:
            return replace(state, due=due, failures=0, message=None), []
        return FeedState(url=feed.url, etag=answer.etag, modified=answer.modified, due=due), items

    def _later(self, feed: Feed, state: FeedState, error: Exception, now: float) -> FeedState:
        """Return the state of a feed that failed: each time twice the wait, up to a day, and never all at once."""
        failures = state.failures + 1
        wait: float = min(feed.every * 2.0 ** min(failures, 20), LONGEST)
        wait *= 0.5 + 0.5 * self._chance(feed.url, failures)
        if isinstance(error, FetchError) and error.status == 410:
            wait = GONE
        if isinstance(error, FetchError) and error.wait:
            wait = max(wait, min(error.wait, GONE))
        return replace(state, due=int(now + max(wait, feed.every)), failures=failures, message=str(error))

    def _chance(self, *parts: object) -> float:
        return random.Random(f"{self.plan.seed}:{parts}").random()

    def _read(self, feed: Feed, answer: Answer) -> Iterator[Incoming]:
        reading = Reading(limits=self.limits, read=read_source)
        try:
            for item in read_source(open_source(io.BytesIO(answer.body), feed.url, kind="feed"), reading):
                yield key_item(item, corpus=feed.url)
        except InputError as error:
            if error.code != "empty" or not is_feed(answer.body[:4096]):
                raise

    def _code(self, store: Store, items: list[Incoming]) -> Iterator[Told]:
        """Code what is new, as one run; without anything new there is none."""
        coding = coding_key(self.recipe)
        known = set(_known(store, [one.key for one in items]))
        fresh = [one for one in items if one.key not in known]
        if not fresh:
            return
        corpora = sorted({one.corpus for one in fresh})
        items = [one for one in items if one.corpus in corpora]
        manifest = make_manifest(self.recipe, inputs=corpora, settings=self.settings)
        run = store.begin_run(manifest=manifest, coding=coding, request="watch")
        for told in run_into_store(items, store.writer(run), self.recipe, jobs=self.jobs, meter=self.meter):
            if told.outcome != "unchanged":
                self.meter.count(told.outcome, told.code)
                yield told
        store.finish_run(run, complete=(), rolling=corpora)
        if self.link:
            link_project(store)

    def _tell(self, store: Store) -> None:
        for query in self.plan.queries:
            for sink in query.tell:
                try:
                    self._tell_sink(store, query, sink)
                except (FetchError, OSError) as error:  # what is not told now is told with the next poll
                    log.warning("%s could not be told: %s", query.name, error, extra={"query": query.name})

    def _tell_sink(self, store: Store, query: SavedQuery, sink: str) -> None:
        name = _sink_key(sink)
        after = store.told_until(query.name, name, first=-1)
        there: set[str] | None = None
        for event in list(store.events(query.wanted, after=after)):
            match = Match(query=query.name, event=event)
            if sink == "terminal":
                self.show(match)
            elif sink.startswith("file:"):
                path = Path(sink.removeprefix("file:"))
                there = _told_in(path) if there is None else there
                if match.id not in there:
                    _append(path, match.to_json())
            else:
                headers = {"Content-Type": "application/json", "Idempotency-Key": _hash(match.id)}
                self.fetcher.post(sink, match.to_json().encode(), headers)
            store.tell_until(query.name, name, event.cursor)
            self.meter.count("match-told")
        # events that the query does not find need not be looked at again
        if store.newest_event > after:
            store.tell_until(query.name, name, store.newest_event)


def _known(store: Store, keys: list[str]) -> Iterator[str]:
    sql = "SELECT key FROM documents WHERE key IN (SELECT unnest(?::TEXT[]))"
    return (row[0] for row in store.connection.rows(sql, [keys]))


def _sink_key(sink: str) -> str:
    """Return what a sink is remembered by: a webhook's address may hold a secret."""
    return sink if sink == "terminal" or sink.startswith("file:") else f"webhook:{_hash(sink)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _told_in(path: Path) -> set[str]:
    """Return the matches that the end of a file has; a line that was cut off by a crash is taken away."""
    if not path.exists():
        return set()
    with path.open("rb+") as stream:
        size = stream.seek(0, os.SEEK_END)
        start = max(0, size - TAIL)
        stream.seek(start)
        data = stream.read()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            stream.truncate(start + len(whole))
    found = set()
    for line in whole.splitlines():
        try:
            found.add(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _append(path: Path, line: str) -> None:
    with path.open("ab") as stream:
        stream.write(line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
