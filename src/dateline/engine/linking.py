"""Linking of a project: what is new since the last time is compared, and only what changed is written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dateline.engine.dataset import refresh_data_set
from dateline.store import Store
from dateline.store.connection import one
from dateline.store.links import set_value
from dateline.stories import DocumentSketch, Linker, identify_rules, sketch_record

_BATCH = 1_000  # sketches that are written at once: what a stop costs
_COUNT = "linked_documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking a project came to.

    ``compared`` counts the documents that were new to it. ``anew``: all were compared, because a document that had been
    linked was changed or removed, or the tables of linking are others.
    """

    documents: int
    compared: int
    anew: bool
    copies: int
    occurrences: int
    shared: int  # occurrences that several reports tell
    contradicted: int


def link_project(store: Store) -> Linked:
    """Link the documents of a project that are present; what is stored is the same as if all had come at once.

    Linking adds rows beside the records and never changes or removes one. Stopped at any moment, it goes on the next
    time: sketches are kept as they are made, and the links are replaced in one transaction.
    """
    kind = identify_rules()
    newest, stamps = store.newest_stamp, store.stamps()
    sketches = _sketch_new(store, f"story {kind}", stamps)
    known = {key: text for key, text in store.sketches(f"pairs {kind}").items() if key in sketches}
    counted = one(store.connection, "SELECT value FROM project WHERE name = ?", [_COUNT])
    anew = bool(counted or known) and counted != f"{kind} {len(known)}"
    linker = Linker()
    if not anew:
        linker.recall((sketches[key] for key in known), {key: json.loads(text) for key, text in known.items()})
    fresh = [sketch for key, sketch in sketches.items() if anew or key not in known]
    linker.add(fresh)
    linking = linker.link()
    before, groups = {o.id: o for o in store.occurrences()}, {group.id: group for group in store.copies()}
    now, copies = {o.id: o for o in linking.occurrences}, {group.id: group for group in linking.copies}
    store.replace_links(
        copies=[group for id, group in copies.items() if groups.get(id) != group],
        occurrences=[found for id, found in now.items() if before.get(id) != found],
        drop_copies=sorted(groups.keys() - copies.keys()),
        drop_occurrences=sorted(before.keys() - now.keys()),
        stamp=newest,
    )
    memory = {key: json.dumps(found, ensure_ascii=False) for key, found in linker.remember().items()}
    changed = {key: text for key, text in memory.items() if known.get(key) != text}
    store.write_sketches(f"pairs {kind}", changed, stamps=stamps)
    with store.connection.writing():
        set_value(store.connection, _COUNT, f"{kind} {len(memory)}")
    refresh_data_set(store)
    return Linked(
        documents=len(sketches),
        compared=len(fresh),
        anew=anew,
        copies=len(copies),
        occurrences=len(now),
        shared=sum(found.reports > 1 for found in linking.occurrences),
        contradicted=sum(bool(found.contradictions) for found in linking.occurrences),
    )


def _sketch_new(store: Store, kind: str, stamps: dict[str, int]) -> dict[str, DocumentSketch]:
    """Return the sketches of all documents in the order of arrival; make and keep those that are not there."""
    kept = {key: text for key, text in store.sketches(kind).items() if key in stamps}
    made: dict[str, DocumentSketch] = {}
    missing = iter([key for key in stamps if key not in kept])
    while keys := list(islice(missing, _BATCH)):
        batch = {record.key: sketch_record(record.record, key=record.key) for record in store.records(keys=keys)}
        texts = {key: json.dumps(sketch.to_dict(), ensure_ascii=False) for key, sketch in batch.items()}
        store.write_sketches(kind, texts, stamps=stamps)
        made |= batch
    return dict(_merge(stamps, kept, made))


def _merge(
    stamps: dict[str, int], kept: dict[str, str], made: dict[str, DocumentSketch]
) -> Iterator[tuple[str, DocumentSketch]]:
    for key in stamps:
        if key in made:
            yield key, made[key]
        elif key in kept:
            yield key, DocumentSketch.from_dict(json.loads(kept[key]))
