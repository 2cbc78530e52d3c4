from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from dateline.model.story import CopyGroup, Occurrence
from dateline.store import accounts, decisions, gathering, links, paper, queries, watching
from dateline.store.accounts import AccountChange, AccountRow, SessionRow
from dateline.store.connection import POSTGRES, Connection
from dateline.store.decisions import Sample
from dateline.store.filters import EventFilter
from dateline.store.gathering import PlaceCount
from dateline.store.migrating import migrate
from dateline.store.paper import StoredPaper
from dateline.store.runs import Run, begin_run, find_run, finish_run, read_runs
from dateline.store.stored import StoredDocument, StoredEvent, StoredRecord
from dateline.store.tables import DATA_SET, MACHINE, Tables
from dateline.store.watching import FeedState
from dateline.store.writing import Writer


def open_store(place: str | Path, *, writable: bool = False) -> "Store":
    """Open a project: a DuckDB file, or ``postgresql://user@host/database``. ``writable`` makes one that is not there.

    Raises:
        ProjectError: it is not there, in use, not writable, of a newer schema, or no project at all.

    Example:
        >>> with open_store("project.duckdb") as store:
        ...     for stored in store.records():
        ...         print(stored.key, len(stored.record["events"]))
    """
    connection: Connection
    if POSTGRES.match(str(place)):
        from dateline.store.postgres import PostgresConnection

        connection = PostgresConnection(str(place), writable=writable)
    else:
        from dateline.store.duck import DuckConnection

        connection = DuckConnection(Path(place), writable=writable)
    try:
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return Store(connection)


class Store:
    """A project: documents, what was found in them, runs, and the links between documents. See docs/store.md."""

    def __init__(self, connection: Connection, *, tables: Tables = MACHINE) -> None:
        """Wrap an open connection."""
        self.connection, self._tables = connection, tables

    @property
    def data_set(self) -> "Store":
        """The same project, whose events and stories are read as people left them (docs/desk.md)."""
        return Store(self.connection, tables=DATA_SET)

    @property
    def place(self) -> str:
        """What messages call the project: its file, or its address without the password."""
        return self.connection.place

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the project."""
        self.connection.close()

    def begin_run(self, *, manifest: dict[str, Any], coding: str, request: str) -> Run:
        """Begin a run, or go on with the last one where it was stopped and the same is asked for again."""
        return begin_run(self.connection, manifest=manifest, coding=coding, request=request)

    def finish_run(self, run: Run, *, complete: Sequence[str], rolling: Sequence[str] = ()) -> Run:
        """End a run: mark what has vanished from its inputs (``rolling``: feeds), and complete its manifest."""
        return finish_run(self.connection, run, complete=complete, rolling=rolling)

    def writer(self, run: Run) -> Writer:
        """Return what writes the documents of a run."""
        return Writer(self.connection, run=run.run, coding=run.coding)

    def runs(self) -> tuple[Run, ...]:
        """Return the runs of the project, in order."""
        return read_runs(self.connection)

    def run(self, number: int) -> Run:
        """Return one run. Raises ProjectError where there is none of that number."""
        return find_run(self.connection, number)

    def records(
        self, *, present: bool = True, since_stamp: int | None = None, keys: Sequence[str] | None = None
    ) -> Iterator[StoredRecord]:
        """Yield contract records with what linking adds, in the order of arrival and in constant memory."""
        return queries.iterate_records(
            self.connection, present=present, since_stamp=since_stamp, keys=keys, tables=self._tables
        )

    def record(self, name: str) -> StoredRecord:
        """Return one document's record, by key, id or source. Raises ProjectError where there is none."""
        key = self.document(name).key
        return next(
            queries.iterate_records(self.connection, present=False, keys=[key]), StoredRecord(key=key, record={})
        )

    def record_text(self, key: str) -> str | None:
        """Return a record as it was written, byte for byte; None where the document was not coded."""
        return queries.read_record_text(self.connection, key)

    def raw(self, key: str) -> str | None:
        """Return the raw text of a document."""
        return queries.read_raw(self.connection, key)

    def paper(self, key: str) -> StoredPaper | None:
        """Return on which pages of which file a document stands, by its key; None where it came without pages."""
        return paper.read_paper(self.connection, key)

    def document(self, name: str) -> StoredDocument:
        """Return a document by its key, its id or its source. Raises ProjectError where there is none."""
        return queries.find_document(self.connection, name)

    def documents(
        self, *, present: bool | None = True, state: str | None = None, after: int = 0, limit: int | None = None
    ) -> Iterator[StoredDocument]:
        """Yield documents in the order of arrival (``state``: coded or failed), behind the number ``after``."""
        return queries.iterate_documents(self.connection, present=present, state=state, after=after, limit=limit)

    def events(
        self,
        wanted: EventFilter | None = None,
        *,
        after: int = -1,
        limit: int | None = None,
        representatives: bool = False,
    ) -> Iterator[StoredEvent]:
        """Yield events that a filter finds, in the order of arrival, behind the cursor ``after``."""
        wanted = wanted or EventFilter()
        return queries.iterate_events(
            self.connection, wanted, after=after, limit=limit, representatives=representatives, tables=self._tables
        )

    def event(self, address: str) -> StoredEvent:
        """Return one event by its address: ``KEY#e1`` or ``ID#e1``. Raises ProjectError where there is none."""
        name, _, event = address.rpartition("#")
        key = self.document(name).key
        return queries.read_event(self.connection, key, event, tables=self._tables)

    def events_at(self, addresses: Sequence[str]) -> dict[str, StoredEvent]:
        """Return the events of some addresses (``KEY#e1``) by them; those that are not there are left out."""
        return gathering.events_at(self.connection, addresses, tables=self._tables)

    def types_at(self, addresses: Sequence[str]) -> dict[str, str]:
        """Return the types of the events of some addresses by them."""
        return gathering.types_at(self.connection, addresses)

    def count(self, wanted: EventFilter | None = None, *, by: str | None = None) -> dict[str, int]:
        """Return how many events a filter finds, in all (under "") or by a column, or by day, month or year."""
        return queries.count_events(self.connection, wanted or EventFilter(), by=by, tables=self._tables)

    def counts(self) -> dict[str, int]:
        """Return how many documents there are by state and presence, and rows of the other tables."""
        return queries.count_all(self.connection)

    def search(self, words: str, *, after: int = 0, limit: int = 50) -> tuple[StoredDocument, ...]:
        """Return documents that have all the words: ``truce*`` for beginnings, quotes for words that stand together."""
        return queries.search_documents(self.connection, words, after=after, limit=limit)

    def replace_links(
        self, *, copies: Iterable[CopyGroup], occurrences: Iterable[Occurrence],
        drop_copies: Iterable[str] | None = None, drop_occurrences: Iterable[str] | None = None,
        stamp: int | None = None,
    ) -> None:  # fmt: skip
        """Write groups of copies and occurrences in one transaction; ``None`` drops all others first."""
        links.replace_links(
            self.connection, copies=copies, occurrences=occurrences, drop_copies=drop_copies,
            drop_occurrences=drop_occurrences, stamp=stamp,
        )  # fmt: skip

    def occurrences(self, *, documents: Sequence[str] | None = None) -> Iterator[Occurrence]:
        """Yield occurrences; with ``documents`` those that have a member in one of them."""
        return links.iterate_occurrences(self.connection, documents=documents, tables=self._tables)

    def occurrence(self, id: str) -> Occurrence | None:
        """Return an occurrence by its id, or by the address of any of its members; None where there is none."""
        return gathering.find_occurrence(self.connection, id, tables=self._tables)

    def told_most(self, *, contradicted: bool = False, after: int = 0, limit: int = 50) -> tuple[Occurrence, ...]:
        """Return occurrences that several reports tell, those of most reports first, behind the first ``after``."""
        return gathering.told_most(
            self.connection, contradicted=contradicted, after=after, limit=limit, tables=self._tables
        )

    def count_places(
        self, wanted: EventFilter | None = None, *, limit: int = 1_000
    ) -> tuple[tuple[PlaceCount, ...], int]:
        """Return the places that most events are at, the commonest first, and how many events have a point in all."""
        return gathering.count_places(self.connection, wanted or EventFilter(), limit=limit, tables=self._tables)

    def dated_events(self, wanted: EventFilter | None = None, *, limit: int = 100) -> Iterator[StoredEvent]:
        """Yield the events that have a date, the latest first; last those without a first day."""
        return gathering.dated_events(self.connection, wanted or EventFilter(), limit=limit, tables=self._tables)

    def copies(self) -> Iterator[CopyGroup]:
        """Yield the groups of documents that carry one text."""
        return links.iterate_copies(self.connection)

    def sketches(self, kind: str, *, beside: str = "", without: str = "") -> Iterator[tuple[str, int, str]]:
        """Yield key, stamp and what linking kept of the documents that have not changed since, in no order."""
        return links.iterate_sketches(self.connection, kind, beside=beside, without=without)

    def count_sketches(self, kind: str) -> int:
        """Return of how many documents linking kept something."""
        return links.count_sketches(self.connection, kind)

    def unsketched(self, kind: str) -> Iterator[tuple[str, int]]:
        """Yield key and stamp of the documents of which linking kept nothing yet."""
        return links.iterate_unsketched(self.connection, kind)

    def write_sketches(self, kind: str, sketches: Iterable[tuple[str, int, str]]) -> None:
        """Keep what linking remembers of documents that it remembered nothing of: key, stamp and text of each."""
        links.write_sketches(self.connection, kind, sketches)

    def forget_sketches(self, kind: str, *, stale: bool = False) -> None:
        """Forget what linking remembers, or only what is of documents that have changed or are not present."""
        links.forget_sketches(self.connection, kind, stale=stale)

    def feeds(self) -> dict[str, FeedState]:
        """Return what is known of the feeds that are watched, by address."""
        return watching.read_feeds(self.connection)

    def write_feeds(self, feeds: Sequence[FeedState]) -> None:
        """Keep what is known of feeds, in place of what was."""
        watching.write_feeds(self.connection, feeds)

    def told_until(self, query: str, sink: str, *, first: int) -> int:
        """Return the cursor of the last event that a saved query told a sink; ``first``, which is kept, at first."""
        return watching.read_cursor(self.connection, query, sink, first=first)

    def tell_until(self, query: str, sink: str, cursor: int) -> None:
        """Keep that a saved query has told a sink all events up to a cursor."""
        watching.write_cursor(self.connection, query, sink, cursor)

    @property
    def newest_event(self) -> int:
        """The cursor of the event that came last; -1 where there is none."""
        return watching.newest_event(self.connection)

    def append_decisions(
        self, rows: Sequence[dict[str, Any]], *, follow: Callable[[], None] | None = None
    ) -> list[int]:
        """Keep decisions, all or none, and return their serials; ``follow`` is called in the same transaction."""
        return decisions.append_decisions(self.connection, rows, follow=follow)

    def decisions(
        self, *, document: str | None = None, coder: str | None = None, sample: str | None = None, after: int = 0
    ) -> Iterator[dict[str, Any]]:
        """Yield decisions as they were kept, in order, behind the serial ``after``."""
        return decisions.iterate_decisions(self.connection, document=document, coder=coder, sample=sample, after=after)

    def last_decisions(self, coder: str, *, limit: int = 10) -> list[dict[str, Any]]:
        """Return a coder's last decisions, the newest first."""
        return decisions.last_decisions(self.connection, coder, limit=limit)

    def write_sample(self, sample: Sample) -> None:
        """Keep a queue that was drawn. Raises ProjectError where one of that name is there."""
        decisions.write_sample(self.connection, sample)

    def samples(self) -> tuple[Sample, ...]:
        """Return the queues that were drawn."""
        return decisions.read_samples(self.connection)

    def sample_names(self) -> tuple[str, ...]:
        """Return the names of the queues that were drawn, in order."""
        return decisions.read_sample_names(self.connection)

    def decision(self, key: str) -> dict[str, Any] | None:
        """Return the decision with a key."""
        return decisions.read_decision(self.connection, key)

    def sample(self, name: str) -> Sample | None:
        """Return the queue of a name; None where there is none."""
        return next(iter(decisions.read_samples(self.connection, name=name)), None)

    def accounts(self) -> tuple[AccountRow, ...]:
        """Return who may use the desk on a server."""
        return accounts.read_accounts(self.connection)

    def write_account(self, account: AccountRow, *, new: bool = False, told: AccountChange | None = None) -> None:
        """Keep an account; its sessions end. Raises ConflictError for a name that is taken and for the last owner."""
        accounts.write_account(self.connection, account, new=new, told=told)

    def write_session(self, session: SessionRow) -> None:
        """Keep who has logged in."""
        accounts.write_session(self.connection, session)

    def session(self, session: str, *, now: str) -> tuple[SessionRow, str] | None:
        """Return a session with its account's role of this moment; None where it has ended."""
        return accounts.read_session(self.connection, session, now=now)

    def end_session(self, session: str) -> None:
        """Forget a session."""
        accounts.end_session(self.connection, session)

    def secret(self) -> str:
        """Return the secret that signs the project's cookies."""
        return accounts.read_secret(self.connection)

    @property
    def linked_stamp(self) -> int:
        """The stamp up to which documents are linked; -1 where they never were."""
        return links.linked_stamp(self.connection)

    @property
    def newest_stamp(self) -> int:
        """The stamp of the document that changed last."""
        return links.newest_stamp(self.connection)
