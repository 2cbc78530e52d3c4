"""What the desk shows of a project: events, documents, stories, map and timeline, each as its reader may see it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

from dateline.codebook import Codebook
from dateline.codebook.schema import TYPES
from dateline.desk.assignment import is_blind
from dateline.desk.marking import cut_pieces, find_marks, mark_fields
from dateline.desk.pool import StorePool
from dateline.desk.searching import TELLING, read_search
from dateline.desk.shared import share_documents, share_reviewed, share_rows
from dateline.desk.stories import StoryLine, StoryView
from dateline.desk.storytelling import line_up, list_stories, read_story, suggest_words
from dateline.desk.views import DocumentView, EventLine, EventView, MapView, TimelineView
from dateline.engine.reviewed import ReviewedRecords, find_final
from dateline.engine.stories import StoryCorrector
from dateline.errors import ProjectError, UsageError
from dateline.review import Decision, Look, apply_decisions, judged_fields, standing_decisions
from dateline.store import EventFilter as Filter
from dateline.store import PlaceCount, Store, StoredDocument, StoredEvent
from dateline.store.decisions import Sample
from dateline.workspace import find_actors, find_places, load_codebook

KEY = re.compile(r"[0-9a-f]{20}")  # of a document
Role = Literal["reader", "coder", "adjudicator", "owner"]


class Reading:
    """What can be seen of one project. A reader sees it as it may be shared (docs/sharing.md)."""

    def __init__(self, pool: StorePool) -> None:
        """Take open stores."""
        self.pool = pool
        self._drawn: dict[str, Sample] = {}  # what is in a queue never changes

    def _samples(self, store: Store) -> tuple[Sample, ...]:
        names = store.sample_names()
        if any(name not in self._drawn for name in names):
            self._drawn = {sample.sample: sample for sample in store.samples()}
        return tuple(self._drawn[name] for name in names)

    def _sample(self, store: Store, name: str) -> Sample:
        found = next((sample for sample in self._samples(store) if sample.sample == name), None)
        if found is None:
            raise ProjectError(f"there is no sample {name!r}")
        return found

    def _is_blind(self, store: Store, coder: str | None, role: Role) -> bool:
        """Tell whether somebody codes a queue blind: then lists show the machine's coding, and nobody's verdicts."""
        return role == "coder" and any(coder in sample.coders for sample in self._samples(store))

    def _seen(self, store: Store, coder: str | None, role: Role) -> Store:
        """Return the project as somebody sees it: the data set, or for whoever codes blind the machine's coding."""
        return store if self._is_blind(store, coder, role) else store.data_set

    def _event(self, store: Store, address: str, role: Role, *, blind: bool) -> StoredEvent:
        """Return an event; a reader names it by its key alone, so that no file name can be tried out.

        One that was rejected is found, too, and has no story; one that was added is in the data set only.
        """
        name, _, event = address.rpartition("#")
        if role == "reader" and not KEY.fullmatch(name):
            raise ProjectError(f"there is no event {address!r}")
        key = self._key(store, name, role)
        named = f"{key}#{event}"
        if blind:
            found = store.events_at([named]).get(named) or store.data_set.events_at([named]).get(named)
        else:
            found = store.data_set.events_at([named]).get(named)
        if found is None:
            machine = store.events_at([named]).get(named)
            found = machine and replace(machine, link=None)
        return found or store.event(f"{key}#{event}")  # says which events there are

    def _key(self, store: Store, name: str, role: Role) -> str:
        """Return the key of a document that was coded."""
        if role == "reader" and not KEY.fullmatch(name):
            raise ProjectError(f"there is no document {name!r}")
        document = store.document(name)
        if document.state != "coded":
            raise ProjectError(f"the document {name!r} was not coded")
        return document.key

    def view(self, address: str, *, coder: str | None = None, blind: bool = False, role: Role = "coder") -> EventView:
        """Return an event with its document, with the decisions on it (``blind``: only the coder's own).

        A reader sees it as it may be shared: private people by their role, places coarsened (docs/sharing.md).

        Raises:
            ProjectError: there is no such event.
        """
        with self.pool.store() as store:
            document = self._key(store, address.rpartition("#")[0], role) if role != "reader" else ""
            blind = blind or is_blind(self._samples(store), coder, role, document)
            stored = self._event(store, address, role, blind=blind)
            key, event = stored.row["document"], stored.row["event"]
            record = store.record(key).record
            rows = [Decision.from_dict(row) for row in store.decisions(document=key)]
            final = find_final(store)
        rows = [row for row in rows if not blind or row.coder == coder]
        reviewed = apply_decisions(record, rows, final=() if blind else final)
        if role == "reader":
            whole, reviewed, rows = reviewed.record, share_reviewed(reviewed), []
            record, seen = reviewed.record, share_rows([stored], lambda _: whole)
            if not seen:
                raise ProjectError(f"there is no event {address!r}")
            stored = seen[0]
        shown = next((each for each in reviewed.record["events"] if each["id"] == event), None)
        if shown is None:
            raise ProjectError(f"there is no event {address!r}")
        pieces = cut_pieces(record["text"], find_marks(reviewed.record))
        return EventView(
            address=stored.address, stored=stored, reviewed=reviewed, event=shown,
            fields=judged_fields(reviewed.record, shown), pieces=pieces,
            marks=mark_fields(reviewed.record, shown),
            decisions=tuple(row for row in rows if row.event == event),
        )  # fmt: skip

    def events(
        self, wanted: Filter, *, after: int = -1, limit: int = 100, role: Role = "coder", coder: str | None = None
    ) -> list[StoredEvent]:
        """Return events that a filter finds, a page at a time; a reader gets what may be shared of them."""
        return self.events_page(wanted, after=after, limit=limit, role=role, coder=coder)[0]

    def events_page(
        self, wanted: Filter, *, after: int = -1, limit: int = 100, role: Role = "coder", coder: str | None = None
    ) -> tuple[list[StoredEvent], int | None]:
        """Return a page of the data set's events, and what to pass as ``after`` for the next one.

        The filter is for the values as people left them. Whoever codes a queue blind sees the machine's.

        Raises:
            UsageError: a reader searches for what the sharing rules hide.
        """
        if role == "reader" and any(getattr(wanted, name) for name in TELLING):
            raise UsageError("a reader searches by type, country, status, standing and date only")
        with self.pool.store() as store:
            rows = list(self._seen(store, coder, role).events(wanted, after=after, limit=limit))
            more = rows[-1].cursor if len(rows) == limit else None
            if role == "reader":
                rows = share_rows(rows, ReviewedRecords(store, final=find_final(store)).kept)
        return rows, more

    def find_events(
        self, words: str, *, after: int = -1, limit: int = 50, role: Role = "coder", coder: str | None = None
    ) -> list[StoredEvent]:
        """Return events for the words of a search: ``type:ASSAULT country:COD since:2024-01-01 army``.

        Words without a field are names of parties.

        Raises:
            UsageError: a field that cannot be searched by; the message lists those there are.
        """
        wanted = read_search(words, telling=role != "reader")
        return self.events(wanted, after=after, limit=limit, role=role, coder=coder)

    def map(self, words: str, *, role: Role = "coder", coder: str | None = None, limit: int = 1_000) -> MapView:
        """Return where the events of a search are; for a reader as areas of about a hundred kilometres."""
        wanted = read_search(words, telling=role != "reader")
        with self.pool.store() as store:
            seen = self._seen(store, coder, role)
            places, placed = seen.count_places(wanted, limit=limit)
            events = seen.count(wanted)[""]
        shown = _coarsen(places) if role == "reader" else places
        return MapView(places=shown, events=events, placed=placed)

    def timeline(self, words: str, *, role: Role = "coder", coder: str | None = None, limit: int = 80) -> TimelineView:
        """Return when the events of a search were: counts by month (by year over more than ten), the latest ones."""
        wanted = read_search(words, telling=role != "reader")
        with self.pool.store() as store:
            seen = self._seen(store, coder, role)
            counts = seen.count(wanted, by="month")
            by = "month"
            if len(counts) > 120:
                counts, by = seen.count(wanted, by="year"), "year"
            found = list(seen.dated_events(wanted, limit=limit))
            if role == "reader":
                found = share_rows(found, ReviewedRecords(store, final=find_final(store)).kept)
        undated = counts.pop("", 0)
        return TimelineView(counts=counts, by=by, undated=undated, events=tuple(found))

    def stories(
        self, *, contradicted: bool = False, after: int = 0, limit: int = 50, role: Role = "coder",
        coder: str | None = None,
    ) -> list[StoryLine]:  # fmt: skip
        """Return what several reports tell, that of most reports first."""
        with self.pool.store() as store:
            seen = self._seen(store, coder, role)
            found = seen.told_most(contradicted=contradicted, after=after, limit=limit)
            return list_stories(seen, found, shared=role == "reader")

    def story(self, occurrence: str, *, role: Role = "coder", coder: str | None = None) -> StoryView:
        """Return one story: who tells what, side by side where they contradict one another, and who cites whom.

        Raises:
            ProjectError: there is no such occurrence.
        """
        with self.pool.store() as store:
            blind = self._is_blind(store, coder, role)
            return read_story(store, occurrence, shared=role == "reader", machine=blind)

    def stories_near(self, story: str, words: str, *, coder: str, role: Role, limit: int = 20) -> list[StoryLine]:
        """Return stories that a search finds, for one to be merged with; one report alone is a story, too.

        Raises:
            UsageError: a field that cannot be searched by.
        """
        wanted = read_search(words)
        with self.pool.store() as store:
            seen = self._seen(store, coder, role)
            rows = list(seen.events(wanted, limit=limit, representatives=True))
            return [line for line in line_up(seen, rows) if not line.holds(story)]

    def words_near(self, story: str, *, coder: str, role: Role) -> str:
        """Return the search that finds what is most like a story: its type and country, within a week of its day."""
        with self.pool.store() as store:
            seen = self._seen(store, coder, role)
            found = seen.occurrence(story)
            return suggest_words(seen, found) if found else ""

    def story_decisions(self, *, coder: str, role: Role) -> list[tuple[Decision, Look | None]]:
        """Return the splits and merges that stand, in order, each with why it wants another look, where it does.

        Whoever codes blind sees their own alone, without the look, which rests on what others decided.
        """
        with self.pool.store() as store:
            blind = self._is_blind(store, coder, role)
            corrector = StoryCorrector(store, final=find_final(store))
            looks = {} if blind else {look.decision.key: look for look in corrector.bonds().looks}
        rows = sorted(corrector.decisions, key=lambda row: row.serial or 0)
        return [(row, looks.get(row.key)) for row in rows if not blind or row.coder == coder]

    def overview(self) -> dict[str, int]:
        """Return how much the project holds."""
        with self.pool.store() as store:
            return store.counts()

    def document(self, name: str, *, coder: str | None = None, role: Role = "coder") -> DocumentView:
        """Return a document with all its layers, as reviewed.

        Raises:
            ProjectError: there is no such document.
        """
        with self.pool.store() as store:
            stored = store.document(self._key(store, name, role))
            record = store.record(stored.key).record
            rows = [Decision.from_dict(row) for row in store.decisions(document=stored.key)]
            final = find_final(store)
            if is_blind(self._samples(store), coder, role, stored.key):
                rows, final = [row for row in rows if row.coder == coder], ()
        reviewed = apply_decisions(record, rows, final=final)
        if role == "reader":
            reviewed = share_reviewed(reviewed)
        shown = reviewed.record
        open_to_all = role != "reader"
        lines = (
            EventLine(
                id=event["id"], type=event["type"], mode=event["mode"], status=event["status"],
                words=shown["text"][slice(*event["trigger"])],
                verdict=reviewed.reviews[event["id"]].verdict if event["id"] in reviewed.reviews else None,
            )
            for event in shown["events"]
        )  # fmt: skip
        title = (shown["header"] or {}).get("title") or {}
        return DocumentView(
            key=stored.key, title=title.get("value") or stored.id, outlet=stored.outlet, published=stored.published,
            source=stored.source if open_to_all else shown["source"],
            pieces=cut_pieces(shown["text"], find_marks(shown)), events=tuple(lines),
            stale=reviewed.stale if open_to_all else (), notes=tuple(shown["notes"]),
            read_by=tuple(sorted({r.coder for r in standing_decisions(rows) if r.action == "complete"}))
            if open_to_all else (),
        )  # fmt: skip

    def search(self, words: str, *, after: int = 0, limit: int = 50, role: Role = "coder") -> list[StoredDocument]:
        """Return documents that have all the words; without words, all of them."""
        return self.search_page(words, after=after, limit=limit, role=role)[0]

    def search_page(
        self, words: str, *, after: int = 0, limit: int = 50, role: Role = "coder"
    ) -> tuple[list[StoredDocument], int | None]:
        """Return a page of documents, and what to pass as ``after`` for the next one.

        Raises:
            UsageError: a reader gave words, which would find out what the sharing rules hide.
        """
        if role == "reader" and words.strip():
            raise UsageError("a reader does not search the texts: it would find out what the sharing rules hide")
        with self.pool.store() as store:
            rows = list(
                store.search(words, after=after, limit=limit)
                if words.strip()
                else store.documents(after=after, limit=limit)
            )
            more = rows[-1].n if len(rows) == limit else None
            if role == "reader":
                rows = share_documents(rows, lambda key: store.record(key).record)
        return rows, more

    def log_rows(self, *, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
        """Return a page of the audit log."""
        with self.pool.store() as store:
            return list(islice(store.decisions(after=after), limit))

    def log_lines(self, *, after: int = 0) -> Iterator[str]:
        """Yield the audit log as JSON lines, a page at a time, so that nobody waits for a slow reader of it."""
        while True:
            with self.pool.store() as store:
                rows = list(islice(store.decisions(after=after), 1_000))
            yield from (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
            if len(rows) < 1_000:
                return
            after = rows[-1]["serial"]

    def look_up(self, what: str, words: str) -> list[dict[str, Any]]:
        """Return what a field may be set to.

        Raises:
            UsageError: there is no such list.
        """
        if what == "types":
            return [{"type": name, "modes": list(modes)} for name, modes in list_types(load_codebook("plover")).items()]
        if what == "actors":
            found = find_actors(words) if words.strip() else ()
            return [
                {"name": one.entry.name, "code": one.code.code if one.code else None, "why": one.why} for one in found
            ]
        if what == "places":
            return find_places(words)
        raise UsageError(f"there is nothing to look up as {what!r}; there are types, actors and places")


def list_types(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Return the types of a codebook, each with its modes, of which some have none."""
    return {name: codebook.modes.get(name, ()) for name in TYPES}


def _coarsen(places: Sequence[PlaceCount]) -> tuple[PlaceCount, ...]:
    """Return places on a grid of whole degrees, each an area, without names: what a reader's map shows."""
    counts: Counter[tuple[float, float, str]] = Counter()
    for place in places:
        counts[round(place.lat) + 0.0, round(place.lon) + 0.0, place.country or ""] += place.events
    return tuple(
        PlaceCount(name=country, country=country or None, lat=lat, lon=lon, precision=4, events=n)
        for (lat, lon, country), n in counts.most_common()
    )
