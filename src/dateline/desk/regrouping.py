"""Splitting and merging of stories: what a person said of the reports that they saw, as decisions for the record."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Any

from dateline.desk.keeping import keep_decisions
from dateline.engine.reviewed import ReviewedRecords, find_final
from dateline.errors import ConflictError, ProjectError, UsageError
from dateline.model.story import Occurrence
from dateline.review import Anchor, Decision, anchor_event
from dateline.store import Store

Event = tuple[str, str]  # a document's key, an event's id
Sides = tuple[Sequence[Event], Sequence[Event]]
MOST = 20_000  # pairs of events that one split or merge may be about; all that hang together are settled with it


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStory:
    """What a client asks of a story: ``split`` takes ``members`` out of it, ``merge`` makes it one with ``other``.

    A story is named by its id, or by the address of any of its events (``KEY#e1``), so that it is found again after
    linking; ``key`` makes it safe to send twice.
    """

    action: str
    story: str
    members: tuple[str, ...] = ()
    other: str | None = None
    why: str | None = None
    key: str | None = None


def regroup_story(store: Store, coder: str, asked: AskedStory, *, at: str) -> Decision:
    """Keep a split or merge.

    A split says that the chosen events are one story, and that none of the others that are shown, or that the linker
    has together with them, is of it. A merge says that all events of both stories are one.

    Raises:
        ProjectError: there is no such story.
        UsageError: the events are not of the story, are all that it has, or are too many; the stories are one already.
        ConflictError: the key was used for another decision.
    """
    known = store.decision(asked.key) if asked.key else None
    told = {"story": asked.story, "members": list(asked.members), "other": asked.other}
    if known is not None:
        if (known["coder"], known["action"], known["before"], known["why"]) != (coder, asked.action, told, asked.why):
            raise ConflictError("this key was used for another decision; send the decision with a new key")
        return Decision.from_dict(known)
    if asked.action == "split":
        sides = _find_split(store, asked)
    elif asked.action == "merge" and asked.other:
        sides = _find_merge(store, asked.story, asked.other)
    else:
        raise UsageError(f"a story cannot be {asked.action!r}; split it, or merge it with another one")
    _check_size(asked.action, sides)
    these, others = _anchor_all(store, sides)
    first = these[0]
    made = Decision(
        key=asked.key or uuid.uuid4().hex, coder=coder, at=at, document=first["document"],
        action=asked.action, event=first["event"], before=told, after={"these": these, "others": others},  # type: ignore[arg-type]
        why=asked.why, anchor=Anchor(**first["anchor"]), dateline=version("dateline"),
        codebook=(store.record(first["document"]).record.get("codebook") or {}).get("hash"),
    )  # fmt: skip
    return replace(made, serial=keep_decisions(store, [made])[0])


def _find_split(store: Store, asked: AskedStory) -> Sides:
    shown = events_of(find_story(store, asked.story))
    chosen = list(dict.fromkeys(read_address(address) for address in asked.members))
    strange = ", ".join(f"{key}#{event}" for key, event in chosen if (key, event) not in shown)
    if strange:
        raise UsageError(f"{strange}: not of this story; name events of it")
    if not 0 < len(chosen) < len(shown):
        raise UsageError("name some of the story's events, not all: at least one stays in it")
    linked = map(events_of, store.occurrences(documents=sorted({key for key, _ in chosen})))
    others = {event for members in (shown, *linked) if not set(chosen).isdisjoint(members) for event in members}
    return chosen, sorted(others - set(chosen))


def _find_merge(store: Store, story: str, other: str) -> Sides:
    one, two = find_story(store, story), find_story(store, other)
    if one.id == two.id:
        raise UsageError("these are one story already")
    return events_of(one), events_of(two)


def find_story(store: Store, story: str) -> Occurrence:
    """Return a story of the data set. Raises ProjectError where there is none."""
    found = store.data_set.occurrence(story)
    if found is None:
        raise ProjectError(f"{store.place}: there is no story {story!r}; `/stories` lists them")
    return found


def read_address(address: str) -> Event:
    """Return the document and the event of an address."""
    document, _, event = address.rpartition("#")
    return document, event


def events_of(story: Occurrence) -> list[Event]:
    """Return the events of a story, the first report's first."""
    return [(member.document, member.event) for member in story.members]


def _check_size(action: str, sides: Sides) -> None:
    these, others = map(len, sides)
    pairs = these * others + (these * (these - 1) // 2 if action == "split" else 0)
    if pairs > MOST:
        what = "take fewer out at a time" if action == "split" else "stories of that size are not merged by hand"
        raise UsageError(
            f"this {action} of {these:,} events and {others:,} others is about {pairs:,} pairs of events, "
            f"more than {MOST:,}; {what}"
        )


def _anchor_all(store: Store, sides: Sides) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    records = ReviewedRecords(store, final=find_final(store))
    records.load({document for side in sides for document, _ in side})
    these, others = ([item for event in side if (item := _anchored(records, event))] for side in sides)
    if not these or not others:
        raise UsageError("the events of this story are no longer coded; `dateline link` links the project anew")
    return these, others


def _anchored(records: ReviewedRecords, event: Event) -> dict[str, Any] | None:
    if not records.holds(event):
        return None
    record = records.record(event[0]) or {}
    coded = next(one for one in record["events"] if one["id"] == event[1])
    return {"document": event[0], "event": event[1], "anchor": asdict(anchor_event(record, coded))}
