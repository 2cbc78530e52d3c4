"""The rows of the data set: kept with each decision, and made anew where documents, links or roles have changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from dateline.engine.reviewed import ReviewedRecords, find_final, find_rejected
from dateline.engine.stories import Event, StoryCorrector
from dateline.review import sides_of
from dateline.review.decision import STORIES, Decision, is_model
from dateline.store import Store
from dateline.store.connection import one
from dateline.store.links import forget_stories, set_value
from dateline.store.reviewed import (
    CHANGING,
    MADE_FOR,
    MADE_STORIES,
    ReviewedDocument,
    changed_members,
    read_pending,
    read_reviewed,
    reviewed_stories_of,
    write_documents,
    write_stories,
)

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
    records = ReviewedRecords(store, final=final)
    if keys:
        refresh_documents(store, sorted(keys), records=records)
        seeds |= set(changed_members(store.connection, sorted(keys)))
    refresh_stories(store, seeds, records=records, final=final, documents=sorted(keys | {key for key, _ in seeds}))


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
    found = ((key, records.reviewed(key)) for key in keys)
    write_documents(
        store.connection, keys,
        [ReviewedDocument(key=key, record=one.record, rejected=find_rejected(one)) for key, one in found if one],
    )  # fmt: skip


def refresh_stories(
    store: Store, seeds: Iterable[Event], *, records: ReviewedRecords, final: Sequence[str],
    documents: Sequence[str] = (),
) -> frozenset[Event]:  # fmt: skip
    """Make the stories around some events anew; call it in a transaction. Returns the events that were gone through.

    Stories of the data set that have a member in ``documents`` are made anew, too: their reasons may be gone.
    """
    wanted, whole = set(seeds), set(documents)
    old = set[str]()
    for found in reviewed_stories_of(store.connection, sorted({key for key, _ in wanted} | whole)):
        members = {(member.document, member.event) for member in found.members}
        if members & wanted or whole.intersection(key for key, _ in members):
            wanted |= members
            old.add(found.id)
    if not wanted:
        return frozenset()
    corrector = StoryCorrector(store, final=final, records=records)
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


def _own_stories(store: Store, events: Iterable[Event]) -> dict[str, set[Event]]:
    """Return the members of the data set's own stories that hold one of these events, by the stories' ids."""
    wanted = set(events)
    found = reviewed_stories_of(store.connection, sorted({key for key, _ in wanted}))
    stories = {story.id: {(member.document, member.event) for member in story.members} for story in found}
    return {id: members for id, members in stories.items() if members & wanted}


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
