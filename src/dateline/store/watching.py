"""What a project remembers of the feeds that are watched, and of what saved queries have told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from dateline.store.connection import Connection, insert, one


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """When a feed is asked again (``due``, seconds since 1970) and with what; ``failures`` counts those in a row."""

    url: str
    etag: str | None = None
    modified: str | None = None
    due: int = 0
    failures: int = 0
    message: str | None = None


def read_feeds(connection: Connection) -> dict[str, FeedState]:
    """Return what is known of feeds, by address."""
    sql = "SELECT url, etag, modified, due, failures, message FROM feeds ORDER BY url"
    return {
        url: FeedState(url=url, etag=etag, modified=modified, due=int(due), failures=int(failures), message=message)
        for url, etag, modified, due, failures, message in connection.rows(sql)
    }


def write_feeds(connection: Connection, feeds: Sequence[FeedState]) -> None:
    """Keep what is known of feeds, in one transaction."""
    with connection.writing():
        connection.run("DELETE FROM feeds WHERE url IN (SELECT unnest(?::TEXT[]))", [[feed.url for feed in feeds]])
        insert(connection, "feeds", [asdict(feed) for feed in feeds])


def read_cursor(connection: Connection, query: str, sink: str, *, first: int) -> int:
    """Return how far a saved query has told a sink; ``first`` is kept where it never did."""
    sql = "SELECT cursor FROM watch_cursors WHERE query = ? AND sink = ?"
    found = one(connection, sql, [query, sink])
    if found is None:
        write_cursor(connection, query, sink, first)
        return first
    return int(found)


def write_cursor(connection: Connection, query: str, sink: str, cursor: int) -> None:
    """Keep how far a saved query has told a sink."""
    with connection.writing():
        connection.run("DELETE FROM watch_cursors WHERE query = ? AND sink = ?", [query, sink])
        connection.run("INSERT INTO watch_cursors VALUES (?, ?, ?)", [query, sink, cursor])


def newest_event(connection: Connection) -> int:
    """Return the cursor of the event that came last; -1 where there is none."""
    return int(one(connection, "SELECT coalesce(max(serial), -1) FROM events"))
