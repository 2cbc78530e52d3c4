import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from itertools import pairwise
from pathlib import Path

from dateline.cache.fingerprint import program_key
from dateline.cache.packing import PackError, pack, unpack
from dateline.cache.store import Store
from dateline.model import Document, Note
from dateline.stage import Stage

LIMIT = 2 << 30  # bytes: some 100,000 short reports

Written = tuple[Document, Stage, Document]  # before, the stage, after


class LayerCache:
    """What stages wrote for documents, kept on disk, so that a changed codebook re-uses the parse.

    A layer is found by the document's raw text and metadata, and by the stage's key (``Pipeline.keys``): its version,
    the data it reads, the program, and the same of all stages above it. Whatever is kept is what the stage would write
    again; a row that is damaged counts as none.

    Args:
        folder: of the SQLite file; one file serves any number of corpora, codebooks and processes.
        limit: bytes that it may hold; past it, what was not used for longest is dropped.
    """

    def __init__(self, folder: Path, *, limit: int = LIMIT) -> None:
        """Touch nothing yet."""
        self._store = Store(folder, limit=limit)

    def recall(
        self, docs: Sequence[Document], stages: Sequence[Stage], keys: Mapping[str, str]
    ) -> list[tuple[Document, int]]:
        """Return each document with the layers of the leading stages that are kept, and how many stages these are."""
        found = [(doc, 0) for doc in docs]
        for first, last in _stretches(stages):
            some = stages[first:last]
            at = [i for i, (_, done) in enumerate(found) if done == first]
            filled = self._recall(docs := [found[i][0] for i in at], [_place(doc, some[0]) for doc in docs], some, keys)
            for i, (doc, done) in zip(at, filled, strict=True):
                found[i] = (doc, first + done)
        return found

    def _recall(
        self, docs: Sequence[Document], names: Sequence[str], stages: Sequence[Stage], keys: Mapping[str, str]
    ) -> list[tuple[Document, int]]:
        rows = self._store.read({name: [keys[stage.name] for stage in stages] for name in names})
        damaged: list[tuple[str, str]] = []
        found = [self._fill(doc, name, stages, keys, rows, damaged) for doc, name in zip(docs, names, strict=True)]
        if damaged:
            self._store.tell(f"the cache {self._store.file} holds damaged layers; they are made anew")
            self._store.drop(damaged)
        return found

    def keep(self, written: Iterable[Written], keys: Mapping[str, str]) -> None:
        """Keep what stages wrote: their layers, and the notes that they added."""
        rows = []
        for before, stage, after in written:
            name, key = _place(before, stage), keys[stage.name]
            layers = {layer: getattr(after, layer) for layer in sorted(stage.writes)}
            layers["notes"] = after.notes[len(before.notes) :]
            rows.append((name, key, pack(layers, name + key)))
        self._store.write(rows)

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        self._store.close()

    @staticmethod
    def _fill(
        doc: Document,
        name: str,
        stages: Sequence[Stage],
        keys: Mapping[str, str],
        rows: Mapping[tuple[str, str], bytes],
        damaged: list[tuple[str, str]],
    ) -> tuple[Document, int]:
        layers: dict[str, object] = {}
        notes: list[Note] = list(doc.notes)
        done = 0
        for stage in stages:
            place = (name, keys[stage.name])
            if place not in rows:
                break
            try:
                values = unpack(rows[place], "".join(place))
            except PackError:
                damaged.append(place)
                break
            if values.keys() != stage.writes | {"notes"}:
                damaged.append(place)
                break
            notes += values.pop("notes")
            layers |= values
            done += 1
        return (replace(doc, **layers, notes=tuple(notes)) if done else doc), done  # type: ignore[arg-type]


def layer_keys(stages: Sequence[Stage], keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of a pipeline's layers in a cache: each stage's own key, the program's, and those above."""
    found: dict[str, str] = {}
    above = ""
    for stage in stages:
        above = hashlib.sha256(f"{above}|{keys[stage.name]}|{program_key(stage)}".encode()).hexdigest()[:24]
        found[stage.name] = above
    return found


def key_layers(doc: Document, stage: Stage) -> str:
    """Return the key of what a stage reads of a document: documents that share it share what the stage writes."""
    digest = hashlib.sha256()
    for layer in sorted(stage.reads):
        digest.update(f"{layer}={getattr(doc, layer)!r}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _place(doc: Document, stage: Stage) -> str:
    """Return where a layer is kept: by what the stage reads where it is costly (the parser), else by the document.

    Ten outlets that carry one agency's text are ten documents with one parse.
    """
    return key_layers(doc, stage) if stage.many else key_document(doc)


def _stretches(stages: Sequence[Stage]) -> list[tuple[int, int]]:
    """Return the stages as runs that are looked up together: each costly one apart."""
    cuts = sorted({0, len(stages), *(i + n for i, stage in enumerate(stages) if stage.many for n in (0, 1))})
    return list(pairwise(cuts))


def key_document(doc: Document) -> str:
    """Return the key of a document: all that a stage may read of it. Its id and where it came from are not read."""
    digest = hashlib.sha256(doc.raw.encode("utf-8", "surrogatepass"))
    digest.update(repr((doc.raw_kind, *astuple(doc.meta))).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]
