"""The use cases of the desk: what is shown next, one event with its document, decide, undo, and the figures."""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from typing import Any, Literal

from dateline.codebook import Codebook
from dateline.codebook.schema import TYPES
from dateline.desk.assignment import check_assignment, check_member, is_blind
from dateline.desk.marking import Piece, cut_pieces, find_marks
from dateline.desk.pool import StorePool
from dateline.desk.quality import (
    Disagreement,
    Drift,
    FieldAgreement,
    Quality,
    find_disagreements,
    measure_drift,
    measure_fields,
    measure_quality,
)
from dateline.desk.shared import share_documents, share_reviewed, share_rows
from dateline.errors import ConflictError, NotAllowedError, ProjectError, UsageError
from dateline.review import (
    Candidate,
    Decision,
    ReviewedRecord,
    Suggestion,
    anchor_event,
    apply_decisions,
    judged_fields,
    order_candidates,
    suggest_changes,
)
from dateline.review.decision import ACTIONS, FIELDS, VERDICTS, is_model, standing_decisions
from dateline.review.queue import KINDS
from dateline.review.values import STATUSES, check_value
from dateline.store import EventFilter as Filter
from dateline.store import Store, StoredDocument, StoredEvent
from dateline.store.decisions import Sample
from dateline.workspace import find_actors, find_places, load_codebook

KEY = re.compile(r"[0-9a-f]{20}")  # of a document
LAST = 10  # decisions that stay visible and reversible at hand
MOST = 100_000  # events that a queue may hold
FIELD_KINDS = {
    "type": "type", "mode": "mode", "status": "status", "source": "parties", "target": "parties", "where": "place",
    "date": "date", "standing": "standing", "background": "background", "trigger": "trigger", "claims": "none",
}  # fmt: skip
Role = Literal["reader", "coder", "adjudicator", "owner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event with all that a reviewer wants to see: its document in pieces, the record as reviewed, its links."""

    address: str
    stored: StoredEvent
    reviewed: ReviewedRecord
    event: Mapping[str, Any]
    fields: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event in the list of a document's page."""

    id: str
    type: str
    mode: str | None
    status: str
    words: str
    verdict: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document with all its layers, its events, and the decisions that no longer fit it."""

    key: str
    title: str
    outlet: str | None
    published: str | None
    source: str
    pieces: tuple[Piece, ...]
    events: tuple[EventLine, ...]
    stale: tuple[Decision, ...]
    notes: tuple[Mapping[str, Any], ...]
    statuses: tuple[str, ...] = STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client asks to be decided. ``key`` makes it safe to send twice."""

    action: str
    document: str
    event: str | None = None
    field: str | None = None
    after: Any = None
    why: str | None = None
    sample: str | None = None
    key: str | None = None


class Desk:
    """The desk over one project. It has no state of its own: whatever was acknowledged is in the project."""

    def __init__(self, pool: StorePool, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take open stores; ``clock`` gives the moment of a decision."""
        self.pool = pool
        self._clock = clock
        self._drawn: dict[str, Sample] = {}  # what is in a queue never changes

    def draw(
        self, name: str, *, kind: str, size: int, seed: int, wanted: Filter, by: str, coders: Sequence[str] = ()
    ) -> Sample:
        """Draw a queue of events and keep it under a name.

        Args:
            name: of the sample.
            kind: random (the only one that may be extrapolated), uncertain, contradicted, filter …
            size: at most so many events.
            seed: of a random sample; the same seed draws the same events.
            wanted: which events are in question.
            by: who draws it.
            coders: who reviews it, each blind to the others; nobody named: whoever comes.

        Raises:
            UsageError: no such kind, or no event is wanted.
            ProjectError: there is a sample of that name.
        """
        if kind not in KINDS:
            raise UsageError(f"there is no queue {kind!r}; the queues are {', '.join(KINDS)}")
        with self.pool.store() as store:
            found = [
                Candidate(address=one.address, serial=one.cursor, confidence=float(one.row["confidence"] or 0))
                for one in store.events(wanted, limit=MOST)
            ]
            if not found:
                raise UsageError("no event of the project is wanted by this filter; widen it")
            addresses = order_candidates(kind, found, seed=seed)[:size]
            shown = {key: value for key, value in _filter_values(wanted).items() if value not in (None, ())}
            sample = Sample(
                sample=name, kind=kind, seed=seed, wanted=shown, made=self._now(), made_by=by, coders=tuple(coders),
                addresses=tuple(addresses),
            )  # fmt: skip
            store.write_sample(sample)
        return sample

    def sample(self, name: str) -> Sample:
        """Return a sample. Raises ProjectError where there is none of that name."""
        with self.pool.store() as store:
            return self._sample(store, name)

    def sample_of(self, name: str, coder: str, role: Role) -> Sample:
        """Return a sample to whoever may review it. Raises NotAllowedError for a blind one of others."""
        sample = self.sample(name)
        check_member(sample, coder, role)
        return sample

    def figures_for(self, name: str, coder: str, role: Role) -> Sample:
        """Return a sample to whoever may see its figures.

        Raises:
            NotAllowedError: somebody codes it blind and has not finished.
        """
        sample = self.sample(name)
        if role == "coder" and coder in sample.coders and self.open_addresses(name, coder):
            raise NotAllowedError(f"the figures of {name!r} are shown to you when you have finished it")
        return sample

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

    def open_addresses(self, name: str, coder: str) -> list[str]:
        """Return what a coder still has to look at in a sample, in order; a skipped event comes again at the end.

        In a sample that is coded blind, others' decisions change nothing; in one for whoever comes, what anybody has
        decided is done.
        """
        sample = self.sample(name)
        with self.pool.store() as store:
            rows = [Decision.from_dict(row) for row in store.decisions(sample=name)]
        own = [row for row in rows if row.coder == coder or not (sample.coders or is_model(row.coder))]
        gone = {row.undoes for row in own if row.action == "undo"}
        live = [row for row in own if row.action != "undo" and row.key not in gone]
        done = {f"{row.document}#{row.event}" for row in live if row.action in ("accept", "reject")}
        skipped = {f"{row.document}#{row.event}" for row in live if row.action == "skip" and row.coder == coder} - done
        left = [address for address in sample.addresses if address not in done]
        return [a for a in left if a not in skipped] + [a for a in left if a in skipped]

    def view(self, address: str, *, coder: str | None = None, blind: bool = False, role: Role = "coder") -> EventView:
        """Return an event with its document, with the decisions on it (``blind``: only the coder's own).

        A reader sees it as it may be shared: private people by their role, places coarsened (docs/sharing.md).

        Raises:
            ProjectError: there is no such event.
        """
        with self.pool.store() as store:
            stored = self._event(store, address, role)
            key, event = stored.row["document"], stored.row["event"]
            record = store.record(key).record
            rows = [Decision.from_dict(row) for row in store.decisions(document=key)]
            final = self._adjudicators(store.accounts())
            blind = blind or is_blind(self._samples(store), coder, role, key)
        rows = [row for row in rows if not blind or row.coder == coder]
        reviewed = apply_decisions(record, rows, final=() if blind else final)
        if role == "reader":
            reviewed, machine, rows = share_reviewed(reviewed), record, []
            record, seen = reviewed.record, share_rows([stored], lambda _: machine)
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
            decisions=tuple(row for row in rows if row.event == event),
        )  # fmt: skip

    def _event(self, store: Store, address: str, role: Role) -> StoredEvent:
        """Return an event; a reader names it by its key alone, so that no file name can be tried out."""
        name, _, event = address.rpartition("#")
        if role == "reader" and not KEY.fullmatch(name):
            raise ProjectError(f"there is no event {address!r}")
        return store.event(f"{self._key(store, name, role)}#{event}")

    def _key(self, store: Store, name: str, role: Role) -> str:
        """Return the key of a document that was coded."""
        if role == "reader" and not KEY.fullmatch(name):
            raise ProjectError(f"there is no document {name!r}")
        document = store.document(name)
        if document.state != "coded":
            raise ProjectError(f"the document {name!r} was not coded")
        return document.key

    def events(self, wanted: Filter, *, after: int = -1, limit: int = 100, role: Role = "coder") -> list[StoredEvent]:
        """Return events that a filter finds, a page at a time; a reader gets what may be shared of them."""
        return self.events_page(wanted, after=after, limit=limit, role=role)[0]

    def events_page(
        self, wanted: Filter, *, after: int = -1, limit: int = 100, role: Role = "coder"
    ) -> tuple[list[StoredEvent], int | None]:
        """Return a page of events, and what to pass as ``after`` for the next one."""
        with self.pool.store() as store:
            rows = list(store.events(wanted, after=after, limit=limit))
            more = rows[-1].cursor if len(rows) == limit else None
            if role == "reader":
                rows = share_rows(rows, lambda key: store.record(key).record, wanted)
        return rows, more

    def find_events(self, words: str, *, after: int = -1, limit: int = 50, role: Role = "coder") -> list[StoredEvent]:
        """Return events for the words of a search: ``type:ASSAULT country:COD since:2024-01-01 army``.

        Words without a field are names of parties.

        Raises:
            UsageError: a field that cannot be searched by; the message lists those there are.
        """
        return self.events(read_search(words), after=after, limit=limit, role=role)

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
            final = self._adjudicators(store.accounts())
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
        )  # fmt: skip

    def samples_for(self, coder: str, role: Role) -> tuple[Sample, ...]:
        """Return the samples that somebody reviews; adjudicators and owners see all."""
        with self.pool.store() as store:
            found = store.samples()
        if role in ("adjudicator", "owner"):
            return found
        return tuple(sample for sample in found if not sample.coders or coder in sample.coders)

    def search(self, words: str, *, after: int = 0, limit: int = 50, role: Role = "coder") -> list[StoredDocument]:
        """Return documents that have all the words; without words, all of them."""
        return self.search_page(words, after=after, limit=limit, role=role)[0]

    def search_page(
        self, words: str, *, after: int = 0, limit: int = 50, role: Role = "coder"
    ) -> tuple[list[StoredDocument], int | None]:
        """Return a page of documents, and what to pass as ``after`` for the next one."""
        with self.pool.store() as store:
            rows = list(
                store.search(words, after=after, limit=limit)
                if words.strip()
                else store.documents(after=after, limit=limit)
            )
            more = rows[-1].n if len(rows) == limit else None
            if role == "reader":
                rows = share_documents(rows, lambda key: store.record(key).record, words)
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

    def decide(self, coder: str, asked: Asked, *, role: Role = "coder") -> Decision:
        """Keep one decision; when this returns it is safe on disk.

        Raises:
            UsageError: no such action or field, or a value that does not fit.
            ProjectError: there is no such document, event or queue.
            NotAllowedError: the queue does not hold the event, or is for others.
            ConflictError: the key was used for another decision.
        """
        return self.decide_all(coder, [asked], role=role)[0]

    def decide_all(self, coder: str, asked: Sequence[Asked], *, role: Role = "coder") -> list[Decision]:
        """Keep decisions over what is shown, in order: all of them, or none. Raises what ``decide`` raises."""
        asked = [replace(one, event=None) if one.action == "add" else one for one in asked]
        for one in asked:
            _check(one)
        with self.pool.store() as store:
            made = [self._known(store, coder, one) or self._decision(store, coder, one, role) for one in asked]
            serials = store.append_decisions([decision.to_dict() for decision in made])
        return [replace(decision, serial=serial) for decision, serial in zip(made, serials, strict=True)]

    def _known(self, store: Store, coder: str, asked: Asked) -> Decision | None:
        """Return the decision that was kept before under the key, where it is the same of the same coder."""
        row = store.decision(asked.key) if asked.key else None
        if row is None:
            return None
        same = all(row[name] == getattr(asked, name) for name in ("action", "event", "field", "why", "sample"))
        if row["coder"] != coder or not same:
            raise ConflictError("this key was used for another decision; send the decision with a new key")
        return Decision.from_dict(row)

    def _decision(self, store: Store, coder: str, asked: Asked, role: Role) -> Decision:
        document = store.document(asked.document)
        record = store.record(document.key).record
        if "events" not in record:
            raise ProjectError(f"the document {document.key} was not coded: there is nothing to decide")
        event = next((each for each in record["events"] if each["id"] == asked.event), None)
        if asked.event and event is None:
            store.event(f"{document.key}#{asked.event}")  # says which events there are
        if asked.sample is not None:
            sample = self._sample(store, asked.sample)
            check_assignment(sample, coder, role, document=document.key, event=asked.event)
        fields, after = judged_fields(record, event) if event else None, asked.after
        if asked.action in ("correct", "add"):
            after = check_value(asked.field if asked.action == "correct" else "add", after, text=record["text"])  # type: ignore[arg-type]
        return Decision(
            key=asked.key or uuid.uuid4().hex, coder=coder, at=self._now(), document=document.key,
            action=asked.action, event=asked.event, field=asked.field,  # type: ignore[arg-type]
            before=fields.get(asked.field) if fields and asked.field else None, after=after, why=asked.why,
            anchor=anchor_event(record, event) if event else None, fields=fields,
            rule=event["rule"] if event else None, sample=asked.sample, dateline=version("dateline"),
            codebook=(record.get("codebook") or {}).get("hash"),
        )  # fmt: skip

    def undo(self, coder: str, key: str | None = None) -> Decision | None:
        """Take back a coder's last standing decision, or the one with a key; None where there is none."""
        with self.pool.store() as store:
            rows = store.last_decisions(coder, limit=200)
            gone = {row["undoes"] for row in rows if row["action"] == "undo"}
            live = (row for row in rows if row["action"] != "undo" and row["key"] not in gone)
            last = next((row for row in live if key in (None, row["key"])), None)
            if last is None:
                return None
            undo = Decision(
                key=uuid.uuid4().hex, coder=coder, at=self._now(), document=last["document"], action="undo",
                event=last["event"], undoes=last["key"], sample=last["sample"],
            )  # fmt: skip
            store.append_decisions([undo.to_dict()])
        return Decision.from_dict(last)

    def last(self, coder: str, *, limit: int = LAST) -> list[Decision]:
        """Return a coder's last standing decisions, the newest first."""
        with self.pool.store() as store:
            rows = [Decision.from_dict(row) for row in store.last_decisions(coder, limit=20 * limit)]
        gone = {row.undoes for row in rows if row.action == "undo"}
        return [row for row in rows if row.action != "undo" and row.key not in gone][:limit]

    def judged_by(self, coder: str, name: str) -> set[str]:
        """Return the addresses of a sample on which a coder's verdict stands."""
        with self.pool.store() as store:
            rows = [Decision.from_dict(row) for row in store.decisions(sample=name, coder=coder)]
        return {f"{row.document}#{row.event}" for row in standing_decisions(rows) if row.action in VERDICTS}

    def agreement(self, name: str) -> tuple[FieldAgreement, ...]:
        """Return agreement on the verdict and on each field over a sample."""
        return measure_fields(self._decisions(sample=name))

    def disagreements(self, name: str) -> tuple[Disagreement, ...]:
        """Return the events of a sample that its coders left differently, for an adjudicator."""
        return find_disagreements(self._decisions(sample=name))

    def drift(self, name: str) -> tuple[Drift, ...]:
        """Return each coder's share of rejections over the course of a sample."""
        return measure_drift(self._decisions(sample=name))

    def quality(self, name: str, *, read_in_full: Iterable[str] = ()) -> Quality:
        """Return precision by type from a sample, weighted back to the corpus, and recall.

        Raises:
            UsageError: the sample is not random: nothing may be said of the corpus from it.
        """
        sample = self.sample(name)
        if sample.kind != "random":
            raise UsageError(
                f"the sample {name!r} is of the kind {sample.kind}: only a random one speaks for the corpus"
            )
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in sample.wanted.items()}
        wanted = Filter(**given)
        with self.pool.store() as store:
            types = {address: store.event(address).row["type"] for address in sample.addresses}
            sizes = store.count(wanted, by="type")
        return measure_quality(self._of_people(), sample.addresses, types, sizes, read_in_full=read_in_full)

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return the codebook entries that are corrected most, with drafts."""
        return suggest_changes(self._of_people())

    def _of_people(self) -> list[Decision]:
        return [row for row in self._decisions() if not is_model(row.coder)]

    def _decisions(self, **wanted: Any) -> list[Decision]:
        with self.pool.store() as store:
            return [Decision.from_dict(row) for row in store.decisions(**wanted)]

    def _now(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    @staticmethod
    def _adjudicators(accounts: Iterable[Any]) -> tuple[str, ...]:
        return tuple(one.name for one in accounts if one.role in ("adjudicator", "owner"))


def list_types(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Return the types of a codebook, each with its modes, of which some have none."""
    return {name: codebook.modes.get(name, ()) for name in TYPES}


def _check(asked: Asked) -> None:
    if asked.action not in ACTIONS or asked.action == "undo":
        raise UsageError(
            f"there is no action {asked.action!r}; the actions are {', '.join(a for a in ACTIONS if a != 'undo')}"
        )
    if asked.action == "correct" and asked.field not in FIELDS:
        raise UsageError(f"there is no field {asked.field!r}; the fields are {', '.join(FIELDS)}")
    if asked.action != "add" and not asked.event:
        raise UsageError(f"{asked.action}: name the event")


def _filter_values(wanted: Filter) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in Filter.__slots__}


SEARCHED = ("type", "actor", "source", "target", "country", "place", "status", "standing", "rule", "document")
NUMBERS = ("origins", "reports")
TRUTHS = ("background", "inside", "contradicted")


def read_search(words: str) -> Filter:
    """Return the filter of a search such as ``type:ASSAULT country:COD army``; values of one field are alternatives."""
    given: dict[str, Any] = {}
    for word in words.split():
        name, colon, value = word.partition(":")
        if not colon:
            given["actor"] = (*given.get("actor", ()), word)
        elif name in SEARCHED:
            given[name] = (*given.get(name, ()), value)
        elif name in ("since", "until"):
            given[name] = value
        elif name in NUMBERS and value.isdigit():
            given[name] = int(value)
        elif name in TRUTHS:
            given[name] = value.lower() in ("yes", "true", "1")
        else:
            known = ", ".join((*SEARCHED, "since", "until", *NUMBERS, *TRUTHS))
            raise UsageError(f"{word!r} cannot be searched for; the fields are {known}")
    return Filter(**given)
