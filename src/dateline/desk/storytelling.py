"""Stories as they are read from a project: in a list, and one in full."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateline.desk.shared import share_one, share_rows
from dateline.desk.stories import StoryLine, StoryView, tell_story
from dateline.engine.reviewed import ReviewedRecords, find_final
from dateline.errors import ProjectError
from dateline.model.story import Occurrence
from dateline.review import Decision, sides_of, standing_stories
from dateline.sharing import share_occurrences
from dateline.store import Store, StoredEvent
from dateline.store.reviewed import story_decisions


def list_stories(store: Store, found: Sequence[Occurrence], *, shared: bool) -> list[StoryLine]:
    """Return occurrences with the events that stand for them; what may not be shared is left out of what is shared."""
    rows = store.events_at([f"{one.representative.document}#{one.representative.event}" for one in found])
    if shared:
        kept = ReviewedRecords(store, final=find_final(store)).kept
        rows = {row.address: row for row in share_rows(rows.values(), kept)}
    told = ((one, rows.get(f"{one.representative.document}#{one.representative.event}")) for one in found)
    return [StoryLine(occurrence=one, event=event) for one, event in told if event]


def line_up(store: Store, rows: Iterable[StoredEvent]) -> list[StoryLine]:
    """Return the stories that events stand for; an event that was never linked has none."""
    found = ((row, store.occurrence(row.address)) for row in rows)
    return [StoryLine(occurrence=story, event=row) for row, story in found if story]


def read_story(store: Store, name: str, *, shared: bool, machine: bool = False) -> StoryView:
    """Return one story by its id, or by the address of any of its events.

    Args:
        store: an open project.
        name: the id or address.
        shared: as a reader sees it.
        machine: as the linker left it, for whoever codes blind.

    Raises:
        ProjectError: there is no such story.
    """
    found = (store if machine else store.data_set).occurrence(name)
    if found is None:
        raise ProjectError(f"{store.place}: there is no story {name!r}; `/stories` lists them")
    keys = list(dict.fromkeys(member.document for member in found.members))
    documents = {key: store.document(key) for key in keys}
    if machine:
        records: dict[str, Any] = {row.key: row.record for row in store.records(present=False, keys=keys)}
        return tell_story(found, records, documents)
    reviewed = ReviewedRecords(store, final=find_final(store))
    reviewed.load(keys)
    records = {key: reviewed.kept(key) for key in keys if reviewed.record(key)}
    if not shared:
        return tell_story(found, records, documents, decisions_on(store, found))
    records = {key: share_one(record) for key, record in records.items()}
    representative = found.representative
    held = records.get(representative.document, {"events": []})
    occurrences = share_occurrences({representative.event: found}, held)
    found = occurrences.get(representative.event, replace(found, contradictions=(), origin_keys=()))
    return tell_story(found, records, documents)


def suggest_words(store: Store, story: Occurrence) -> str:
    """Return the search that finds what is most like a story: its type and country, within a week of its first day."""
    address = f"{story.representative.document}#{story.representative.event}"
    row = store.events_at([address])[address].row
    words = [f"type:{row['type']}"] + ([f"country:{row['country']}"] if row["country"] else [])
    try:
        day = date.fromisoformat((row["start_date"] or "")[:10])
        words += [f"since:{day - timedelta(days=7)}", f"until:{day + timedelta(days=7)}"]
    except (ValueError, OverflowError):
        pass  # no day, or one without a week around it
    return " ".join(words)


def decisions_on(store: Store, story: Occurrence) -> list[Decision]:
    """Return the splits and merges that stand and speak of a document of a story, in the order of their making."""
    rows = standing_stories(Decision.from_dict(row) for row in story_decisions(store.connection))
    here = {member.document for member in story.members}
    about = [row for row in rows if any(item["document"] in here for side in sides_of(row) for item in side)]
    return sorted(about, key=lambda row: row.serial or 0)
