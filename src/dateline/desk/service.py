"""The use cases of the desk: what is shown next, one event with its document, decide, undo, and the figures."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from dateline.desk.assignment import check_assignment, check_member
from dateline.desk.keeping import keep_decisions
from dateline.desk.pool import StorePool
from dateline.desk.quality import (
    Disagreement,
    Drift,
    FieldAgreement,
    Quality,
    find_disagreements,
    find_settled,
    leave_out_settling,
    measure_drift,
    measure_fields,
    measure_quality,
)
from dateline.desk.queues import find_candidates
from dateline.desk.reading import Reading, Role
from dateline.desk.regrouping import AskedStory, regroup_story
from dateline.desk.reviewed import blind_documents, visible_decisions
from dateline.engine.reviewed import find_final
from dateline.errors import ConflictError, NotAllowedError, ProjectError, UsageError
from dateline.review import (
    Decision,
    Suggestion,
    anchor_event,
    judged_fields,
    order_candidates,
    suggest_changes,
)
from dateline.review.decision import ACTIONS, FIELDS, VERDICTS, is_model, same_value, standing_decisions
from dateline.review.queue import KINDS
from dateline.review.values import check_value
from dateline.store import EventFilter as Filter
from dateline.store import Store
from dateline.store.decisions import Sample

LAST = 10  # decisions that stay visible and reversible at hand


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


class Desk(Reading):
    """The desk over one project. It has no state of its own: whatever was acknowledged is in the project."""

    def __init__(self, pool: StorePool, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take open stores; ``clock`` gives the moment of a decision."""
        super().__init__(pool)
        self._clock = clock

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
            found = find_candidates(store, kind, wanted)
            if not found:
                raise UsageError(f"no event of the project is in question for this queue ({kind}); widen its filter")
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

    def samples_for(self, coder: str, role: Role) -> tuple[Sample, ...]:
        """Return the samples that somebody reviews; adjudicators and owners see all."""
        with self.pool.store() as store:
            found = store.samples()
        if role in ("adjudicator", "owner"):
            return found
        return tuple(sample for sample in found if not sample.coders or coder in sample.coders)

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
            serials = keep_decisions(store, made)
        return [replace(decision, serial=serial) for decision, serial in zip(made, serials, strict=True)]

    def _known(self, store: Store, coder: str, asked: Asked) -> Decision | None:
        """Return the decision that was kept before under the key, where it is the same of the same coder."""
        row = store.decision(asked.key) if asked.key else None
        if row is None:
            return None
        same = all(row[name] == getattr(asked, name) for name in ("action", "event", "field", "why", "sample"))
        same = same and row["document"] == store.document(asked.document).key
        same = same and (asked.field == "trigger" or same_value(row["after"], asked.after))
        if row["coder"] != coder or not same:
            raise ConflictError("this key was used for another decision; send the decision with a new key")
        return Decision.from_dict(row)

    def _decision(self, store: Store, coder: str, asked: Asked, role: Role) -> Decision:
        document = store.document(asked.document)
        text = store.record_text(document.key) if document.state == "coded" else None
        record = json.loads(text or "{}")
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
            rule=event["rule"] if event else None, sample=asked.sample, dateline=_version(),
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
            keep_decisions(store, [undo])
        return Decision.from_dict(last)

    def regroup(self, coder: str, asked: AskedStory, *, role: Role = "coder") -> Decision:
        """Keep a split or merge of stories, safe on disk when this returns. Raises what ``regroup_story`` does."""
        with self.pool.store() as store:
            if self._is_blind(store, coder, role):
                raise NotAllowedError("you code a queue blind: stories are split and merged by those who do not")
            return regroup_story(store, coder, asked, at=self._now())

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
        return measure_fields(self._coding(name))

    def disagreements(self, name: str) -> tuple[Disagreement, ...]:
        """Return the events of a sample that its coders left differently, for an adjudicator."""
        return find_disagreements(self._coding(name))

    def drift(self, name: str) -> tuple[Drift, ...]:
        """Return each coder's share of rejections over the course of a sample."""
        return measure_drift(self._coding(name))

    def settled(self, name: str) -> dict[str, str]:
        """Return which events of a sample an adjudicator has settled, and who."""
        with self.pool.store() as store:
            final = find_final(store)
        return find_settled(self._decisions(sample=name), coders=self.sample(name).coders, final=final)

    def _coding(self, name: str) -> list[Decision]:
        """Return the decisions on a sample of those who code it."""
        with self.pool.store() as store:
            final = find_final(store)
        return leave_out_settling(self._decisions(sample=name), coders=self.sample(name).coders, final=final)

    def quality(self, name: str) -> Quality:
        """Return precision by type from a sample, weighted back to the corpus, and recall.

        Recall comes from the documents that somebody has marked as read in full. An adjudicator's word counts over a
        coder's.

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
            types = store.types_at(sample.addresses)
            sizes = store.count(wanted, by="type")
            final = find_final(store)
        return measure_quality(self._of_people(), sample.addresses, types, sizes, final=final)

    def suggestions(self, coder: str, role: Role) -> tuple[Suggestion, ...]:
        """Return the codebook entries that are corrected most, with drafts, as far as somebody may see why."""
        with self.pool.store() as store:
            blind = blind_documents(self._samples(store), coder, role)
        return suggest_changes(visible_decisions(self._decisions(), coder=coder, blind=blind))

    def _of_people(self) -> list[Decision]:
        return [row for row in self._decisions() if not is_model(row.coder)]

    def _decisions(self, **wanted: Any) -> list[Decision]:
        with self.pool.store() as store:
            return [Decision.from_dict(row) for row in store.decisions(**wanted)]

    def _now(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@cache
def _version() -> str:
    return version("dateline")


def _check(asked: Asked) -> None:
    if asked.action not in ACTIONS or asked.action == "undo":
        raise UsageError(
            f"there is no action {asked.action!r}; the actions are {', '.join(a for a in ACTIONS if a != 'undo')}"
        )
    if asked.action == "correct" and asked.field not in FIELDS:
        raise UsageError(f"there is no field {asked.field!r}; the fields are {', '.join(FIELDS)}")
    if asked.action not in ("add", "complete") and not asked.event:
        raise UsageError(f"{asked.action}: name the event")


def _filter_values(wanted: Filter) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in Filter.__slots__}
