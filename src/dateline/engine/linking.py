"""Linking of a project: what is new since the last time is compared, and only what changed is written."""

import hashlib
import json
import os
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from dateline.engine.dataset import refresh_data_set
from dateline.engine.renewal import Renewal
from dateline.errors import StoreError
from dateline.model import CopyGroup, Occurrence
from dateline.store import Store
from dateline.store.connection import POSTGRES, one
from dateline.store.links import forget_repeated, linking_alone, set_value
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
    time: sketches are kept as they are made, and the links are replaced in one transaction. Memory does not grow with
    the project: what is joined and sorted lies in a folder beside it (with PostgreSQL among the temporary files), which
    is removed in the end. Where somebody else links the project, this waits until they have ended.
    """
    with linking_alone(store.connection):
        linked = _link(store)
        refresh_data_set(store)
    return linked


def _link(store: Store) -> Linked:
    kind = identify_rules()
    newest = store.newest_stamp
    with store.connection.bounded(), Linker(folder=_name_scratch(store)) as linker:
        _sketch_new(store, f"story {kind}")
        compared, anew = _take_in(store, linker, kind)
        told = _Tally()
        copies = Renewal(linker.scratch, "copies", map(_sort, store.copies()), map(_sort, linker.copies()))
        occurrences = Renewal(linker.scratch, "occurrences", store.occurrences(), told.count(linker.occurrences()))
        store.replace_links(
            copies=copies.changed(),
            occurrences=occurrences.changed(),
            drop_copies=copies.gone(),
            drop_occurrences=occurrences.gone(),
            stamp=newest,
        )
        _remember(store, linker, kind, compared)
        return Linked(
            documents=len(linker.known), compared=len(compared), anew=anew, copies=copies.count,
            occurrences=occurrences.count, shared=told.shared, contradicted=told.contradicted,
        )  # fmt: skip


@dataclass(slots=True)
class _Tally:
    """Occurrences that several reports tell, and those with contradictions, counted as they pass."""

    shared: int = 0
    contradicted: int = 0

    def count(self, occurrences: Iterator[Occurrence]) -> Iterator[Occurrence]:
        for occurrence in occurrences:
            self.shared += occurrence.reports > 1
            self.contradicted += bool(occurrence.contradictions)
            yield occurrence


def _sort(group: CopyGroup) -> CopyGroup:
    """Return a group in one order: a project gives its documents as they arrived."""
    return replace(group, documents=tuple(sorted(group.documents)))


def _name_scratch(store: Store) -> Path:
    """Return where linking works, the same each time, so that the next one removes what a killed one left."""
    if not POSTGRES.match(store.place):
        return Path(f"{store.place}.linking")
    name = hashlib.blake2b(f"{os.getuid()} {store.place}".encode(), digest_size=10).hexdigest()
    try:
        return Path(tempfile.gettempdir()) / f"dateline-linking-{name}"
    except FileNotFoundError as error:
        raise StoreError(f"linking: {error.strerror}; make room, or name another folder by TMPDIR") from error


def _sketch_new(store: Store, kind: str) -> None:
    """Make and keep the sketches of the documents that have none, or have changed."""
    store.forget_sketches(kind, stale=True)
    forget_repeated(store.connection, kind)
    missing = store.unsketched(kind)
    while stamps := dict(islice(missing, _BATCH)):
        sketches = (sketch_record(found.record, key=found.key) for found in store.records(keys=list(stamps)))
        store.write_sketches(kind, [(one.key, stamps[one.key], _write(one.to_dict())) for one in sketches])


def _take_in(store: Store, linker: Linker, kind: str) -> tuple["array[int]", bool]:
    """Take in all sketches; return the stamps of the documents to compare, in order, and whether these are all."""
    sketches, pairs = f"story {kind}", f"pairs {kind}"
    forget_repeated(store.connection, pairs)
    known, counted = (
        store.count_sketches(pairs),
        one(store.connection, "SELECT value FROM project WHERE name = ?", [_COUNT]),
    )
    anew = bool(counted or known) and counted != f"{kind} {known}"
    if anew:
        store.forget_sketches(pairs)
    linker.recall(
        (DocumentSketch.from_dict(json.loads(text)) for _, _, text in store.sketches(sketches, beside=pairs)),
        ((key, json.loads(text)) for key, _, text in store.sketches(pairs)),
    )
    stamps = array("q")

    def read_new() -> Iterator[DocumentSketch]:
        for _, stamp, text in store.sketches(sketches, without=pairs):
            stamps.append(stamp)
            yield DocumentSketch.from_dict(json.loads(text))

    linker.add(read_new())
    return stamps, anew


def _remember(store: Store, linker: Linker, kind: str, stamps: "array[int]") -> None:
    """Keep what was found of the documents that were compared, and of how many it is kept."""
    found = zip(linker.remember(), stamps, strict=True)
    store.write_sketches(f"pairs {kind}", ((key, stamp, _write(memory)) for (key, memory), stamp in found))
    with store.connection.writing():
        set_value(store.connection, _COUNT, f"{kind} {len(linker.known)}")


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
