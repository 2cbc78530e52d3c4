"""The rows of the data set: kept with each decision, and made anew where documents, links or roles have changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from dateline.engine.reviewed import ReviewedRecords, find_final
from dateline.engine.stories import Event, LinkedStories, StoryCorrector
from dateline.review import sides_of
from dateline.review.decision import STORIES, Decision, is_model
from dateline.store import Store
from dateline.store.connection import one
from dateline.store.links import forget_stories, set_value
from dateline.store.reviewed import (
    CHANGING,
    MADE_FOR,
    MADE_STORIES,
    changed_members,
    read_members,
    read_pending,
    read_reviewed,
    write_documents,
    write_stories,
)
from dateline.store.tables import OWN

BATCH = 200  # documents, or events, that are gone through together


def follow_decisions(store: Store, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take decisions that were just kept into the rows of the data set; call it in their transaction.

    An acceptance changes something only where the document had been changed, and what a model decided nothing.
    """
    given = [row for row in rows if not is_model(row["coder"])]
    keys = {row["document"] for row in given if row["action"] in CHANGING}
    maybe = {row["document"] for row in given if row["action"] in ("accept", "undo")} - keys
    keys |= read_reviewed(store.connection, sorted(maybe)) if maybe else set()
    seeds = _events_of(store, given)
    if not keys and not seeds:
        return
    final = find_final(store)
    records, linked = ReviewedRecords(store, final=final), LinkedStories(store)
    if keys:
        refresh_documents(store, sorted(keys), records=records)
        seeds |= _find_changed(keys, records, linked)
    refresh_stories(
        store, seeds, records=records, final=final, documents=sorted(keys | {key for key, _ in seeds}), linked=linked
    )


def _find_changed(keys: Iterable[str], records: ReviewedRecords, linked: LinkedStories) -> set[Event]:
    """Return what ``changed_members`` does of some documents, from what was read of them."""
    found = [one for key in keys if (one := records.document(key))]
    coded = {(one.key, event["id"]) for one in found for event in one.record["events"]}
    kept = coded - {(one.key, id) for one in found for id in one.rejected}
    here = {one.key for one in found}
    of_stories = {
        event for members in linked.near(here).values() for event in members
        if event[0] in here and (event not in kept or len({key for key, _ in members}) > 1)
    }  # fmt: skip
    return of_stories | {event for event in kept if event[1].startswith("r")}


def _events_of(store: Store, rows: Iterable[Mapping[str, Any]]) -> set[Event]:
    """Return the events that splits and merges are about, also of those that were taken back."""
    found: set[Event] = set()
    for row in rows:
        about = store.decision(row["undoes"]) if row["action"] == "undo" else row
        if about and about["action"] in STORIES:
            sides = sides_of(Decision.from_dict(about))
            found |= {(item["document"], item["event"]) for side in sides for item in side}
    return found


def refresh_documents(store: Store, keys: Sequence[str], *, records: ReviewedRecords) -> None:
    """Make the rows of some documents' events anew; call it in a transaction."""
    records.load(keys)
    write_documents(store.connection, keys, [one for key in keys if (one := records.document(key))])


def refresh_stories(
    store: Store, seeds: Iterable[Event], *, records: ReviewedRecords, final: Sequence[str],
    documents: Sequence[str] = (), linked: LinkedStories | None = None,
) -> frozenset[Event]:  # fmt: skip
    """Make the stories around some events anew; call it in a transaction. Returns the events that were gone through.

    Stories of the data set that have a member in ``documents`` are made anew, too: their reasons may be gone.
    """
    wanted = set(seeds)
    own = _own_stories(store, wanted, documents)
    old = set(own)
    wanted.update(*own.values())
    if not wanted:
        return frozenset()
    corrector = StoryCorrector(store, final=final, records=records, linked=linked)
    corrected = corrector.correct(wanted)
    while beyond := corrected.events - wanted:  # these may be in stories of the data set that were not looked at yet
        others = _own_stories(store, beyond)
        old |= others.keys()
        wanted |= corrected.events.union(*others.values())
        if not wanted <= corrected.events:
            corrected = corrector.correct(wanted)
    write_stories(
        store.connection, gone=sorted({*old, *corrected.looked_at}), replaced=corrected.replaced,
        occurrences=corrected.occurrences,
    )  # fmt: skip
    return corrected.events


def _own_stories(
    store: Store, events: Iterable[Event], documents: Iterable[str] = ()
) -> dict[str, tuple[Event, ...]]:  # fmt: skip
    """Return the members of the data set's own stories, by their ids, that hold one of these events or documents'."""
    wanted, whole = set(events), set(documents)
    near = sorted({key for key, _ in wanted} | whole)
    found = read_members(store.connection, near, tables=OWN) if near else {}
    return {
        id: members for id, members in found.items()
        if wanted.intersection(members) or whole.intersection(key for key, _ in members)
    }  # fmt: skip


def refresh_data_set(store: Store) -> int:
    """Make what is missing of the data set's rows: of documents coded anew, after linking, after a change of roles.

    Returns how many documents were made anew. Stopped at any moment, it goes on the next time.
    """
    final = find_final(store)
    made_for = json.dumps(final)
    before = one(store.connection, "SELECT value FROM project WHERE name = ?", [MADE_FOR])
    again = before is not None and before != made_for
    pending = sorted(read_reviewed(store.connection) | set(read_pending(store.connection))) if again else read_pending(
        store.connection
    )  # fmt: skip
    stream = iter(pending)
    while keys := list(islice(stream, BATCH)):
        with store.connection.writing():
            refresh_documents(store, keys, records=ReviewedRecords(store, final=final))
    done = one(store.connection, "SELECT value FROM project WHERE name = ?", [MADE_STORIES])
    if pending or again or done is None:
        with store.connection.writing():
            _refresh_all_stories(store, final)
            set_value(store.connection, MADE_FOR, made_for)
            set_value(store.connection, MADE_STORIES, "made")
    return len(pending)


def _refresh_all_stories(store: Store, final: Sequence[str]) -> None:
    forget_stories(store.connection)
    left = sorted({*StoryCorrector(store, final=final).events(), *changed_members(store.connection)})
    done: set[Event] = set()
    while left:
        done |= refresh_stories(store, left[:BATCH], records=ReviewedRecords(store, final=final), final=final)
        left = [seed for seed in left[BATCH:] if seed not in done]
