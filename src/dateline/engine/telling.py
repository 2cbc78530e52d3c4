"""The stories of a project at any past moment, for records that are given on."""

from collections.abc import Sequence
from typing import Any

from dateline.engine.reviewed import ReviewedRecords, find_rejected
from dateline.engine.stories import Event, StoryCorrector
from dateline.model.story import Occurrence
from dateline.store import Store
from dateline.store.reviewed import all_changed_documents

BATCH = 200  # documents, or events, that are gone through together


class ToldStories:
    """Which story each event is of: the linker's stories with the decisions up to a moment in them."""

    def __init__(self, store: Store, *, until: str | None = None, final: Sequence[str] = ()) -> None:
        """Work out what differs from the linker's; memory grows with that alone.

        Args:
            store: an open project.
            until: only decisions up to this moment (UTC, ISO 8601).
            final: coders whose word stands over everybody else's.
        """
        self._store = store
        self._replaced: set[str] = set()
        self._own: dict[Event, Occurrence] = {}
        changed = all_changed_documents(store.connection)
        seeds = set(StoryCorrector(store, until=until, final=final).events())
        for place in range(0, len(changed), BATCH):
            records = ReviewedRecords(store, until=until, final=final)
            for key in changed[place : place + BATCH]:
                found = records.reviewed(key)
                if found:
                    touched = {id for id, review in found.reviews.items() if review.changed or id.startswith("r")}
                    seeds |= {(key, id) for id in touched | find_rejected(found)}
        left = sorted(seeds)
        while left:
            corrected = StoryCorrector(store, until=until, final=final).correct(left[:BATCH])
            self._replaced |= set(corrected.replaced)
            self._own |= {(m.document, m.event): one for one in corrected.occurrences for m in one.members}
            left = [seed for seed in left[BATCH:] if seed not in corrected.events]

    def of(self, keys: Sequence[str]) -> dict[str, dict[str, Occurrence]]:
        """Return the stories of some documents' events: by document, then by event."""
        found: dict[str, dict[str, Occurrence]] = {}
        for one in self._store.occurrences(documents=keys):
            if one.id not in self._replaced:
                for member in one.members:
                    found.setdefault(member.document, {})[member.event] = one
        wanted = set(keys)
        for (key, event), one in self._own.items():
            if key in wanted:
                found.setdefault(key, {})[event] = one
        return found


def describe_story(one: Occurrence, ids: dict[str, str], *, whole: bool) -> dict[str, Any]:
    """Return a story as a record says it of one of its events, with documents by their ids instead of their keys.

    Members and contradictions stand only where ``whole``: with the event that stands for the story.
    """
    best = one.representative
    first = one.id.rpartition("#")
    told: dict[str, Any] = {
        "id": f"{ids[first[0]]}#{first[2]}", "reports": one.reports, "outlets": one.outlets, "origins": one.origins,
        "representative": [ids[best.document], best.event],
    }  # fmt: skip
    if not whole:
        return told
    told["members"] = [[ids[member.document], member.event, list(member.reasons)] for member in one.members]
    told["origin_keys"] = list(one.origin_keys)
    told["contradictions"] = [
        {
            "field": each.field, "grows": each.grows,
            "accounts": [[a.value, ids[a.document], a.event, a.claim] for a in each.accounts],
        }
        for each in one.contradictions
    ]  # fmt: skip
    return told
