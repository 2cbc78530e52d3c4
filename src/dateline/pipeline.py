import gc
import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from dateline.cache import LayerCache, Written, key_layers, layer_keys
from dateline.codebook import Codebook
from dateline.errors import InputError, StageError
from dateline.model import Document, Failure
from dateline.stage import Stage

LAYERS = frozenset(field.name for field in fields(Document))
GIVEN = frozenset({"id", "source", "raw", "raw_sha256", "raw_kind", "meta", "pages", "notes"})
log = logging.getLogger(__name__)


class Pipeline:
    """Stages in order. Their contracts are checked when the pipeline is built.

    Args:
        stages: in the order in which they run; each may read only layers that are given or written before it.
        batch: how many documents go through a stage together (the parser works on batches).
        cache: where what the stages write is kept and looked up; the same documents come out with and without it.
        after: a pipeline that the documents have been through; the stages continue it.

    Raises:
        StageError: a layer is unknown, read before it is written, or written twice; the message lists every fault.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        *,
        batch: int = 32,
        cache: LayerCache | None = None,
        after: "Pipeline | None" = None,
    ) -> None:
        """Check the contracts."""
        self.stages = tuple(stages)
        self.batch = batch
        self.above: tuple[Stage, ...] = (*after.above, *after.stages) if after else ()
        faults, known = [], set(GIVEN).union(*(stage.writes for stage in self.above))
        for stage in self.stages:
            faults += [
                f"{stage.name}: unknown layer {layer!r}" for layer in sorted((stage.reads | stage.writes) - LAYERS)
            ]
            faults += [
                f"{stage.name}: reads {layer!r} before any stage writes it" for layer in sorted(stage.reads - known)
            ]
            faults += [
                f"{stage.name}: writes {layer!r}, which is already there" for layer in sorted(stage.writes & known)
            ]
            known |= stage.writes
        if faults:
            raise StageError("the pipeline does not fit together:\n  " + "\n  ".join(faults))
        self._seconds: dict[str, float] = {}
        self._cache = cache
        self._layer_keys = layer_keys((*self.above, *self.stages), self.keys()) if cache else {}

    def keys(self) -> dict[str, str]:
        """Return each stage's key: its version, its resources and the keys of the stages above it."""
        keys: dict[str, str] = {}
        above = ""
        for stage in (*self.above, *self.stages):
            above = hashlib.sha256(f"{above}|{stage.name}|{stage.version}|{stage.resources}".encode()).hexdigest()[:16]
            keys[stage.name] = above
        return keys

    def take_seconds(self) -> dict[str, float]:
        """Return the seconds that each stage has taken since this was last asked: for figures, never for results."""
        seconds, self._seconds = self._seconds, {}
        return seconds

    def run(self, docs: Iterable[Document | Failure]) -> Iterator[Document | Failure]:
        """Code a stream of documents, in order; a document that fails becomes a Failure and the stream goes on."""
        stream = iter(docs)
        while chunk := list(islice(stream, self.batch)):
            with _collector_paused():
                coded = self._run_chunk(chunk)
            yield from coded

    def _run_chunk(self, chunk: list[Document | Failure]) -> list[Document | Failure]:
        done = self._recall(chunk)
        written: list[Written] = []
        for number, stage in enumerate(self.stages):
            if stage.many:
                self._recall_shared(chunk, done, number)
            left = [(i, doc) for i, doc in enumerate(chunk) if isinstance(doc, Document) and done[i] <= number]
            begun = time.perf_counter()
            for (i, doc), after in zip(left, self._run_stage(stage, [doc for _, doc in left]), strict=True):
                chunk[i] = after
                if isinstance(after, Document):
                    written.append((doc, stage, after))
            self._seconds[stage.name] = self._seconds.get(stage.name, 0.0) + time.perf_counter() - begun
        if self._cache:
            self._cache.keep(written, self._layer_keys)
        return chunk

    def _recall(self, chunk: list[Document | Failure]) -> list[int]:
        """Put the layers that are kept into the documents; return for each how many stages need not run."""
        done = [0] * len(chunk)
        if self._cache:
            docs = [(i, doc) for i, doc in enumerate(chunk) if isinstance(doc, Document)]
            found = self._cache.recall([doc for _, doc in docs], self.stages, self._layer_keys)
            for (i, _), (doc, stages) in zip(docs, found, strict=True):
                chunk[i], done[i] = doc, stages
        return done

    def _recall_shared(self, chunk: list[Document | Failure], done: list[int], number: int) -> None:
        """Look a costly stage up once more by what it reads: another document may have had the same text."""
        if self._cache:
            left = [(i, doc) for i, doc in enumerate(chunk) if isinstance(doc, Document) and done[i] <= number]
            stage = self.stages[number : number + 1]
            found = self._cache.recall([doc for _, doc in left], stage, self._layer_keys)
            for (i, _), (doc, stages) in zip(left, found, strict=True):
                chunk[i], done[i] = doc, number + stages

    def _run_stage(self, stage: Stage, docs: list[Document]) -> list[Document | Failure]:
        if stage.many and len(docs) > 1:
            keys = [key_layers(doc, stage) for doc in docs]
            unique: dict[str, Document] = {}
            for key, doc in zip(keys, docs, strict=True):
                unique.setdefault(key, doc)
            try:
                written = dict(zip(unique, stage.many(unique.values()), strict=True))
                return [
                    _with_layers(doc, stage, unique[key], written[key]) for doc, key in zip(docs, keys, strict=True)
                ]
            except Exception:
                log.warning("stage %s failed on a batch of %d documents; trying them one by one", stage.name, len(docs))
        return [self._run_one(stage, doc) for doc in docs]

    def _run_one(self, stage: Stage, doc: Document) -> Document | Failure:
        try:
            return stage.run(doc)
        except InputError as error:
            return Failure(id=doc.id, source=doc.source, code=error.code, message=str(error))
        except Exception as error:
            log.exception("stage %s failed on %s", stage.name, doc.source)
            return Failure(
                id=doc.id,
                source=doc.source,
                code="internal",
                message=f"{doc.source}: stage {stage.name} failed ({type(error).__name__}: {error}); "
                "please report this document as a bug of dateline",
            )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python from looking for cycles while a chunk is coded.

    Each search walks the registries, the gazetteer and the model, which never change: a tenth of a run's time. What a
    chunk leaves behind is found when it is done.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _with_layers(doc: Document, stage: Stage, before: Document, after: Document) -> Document:
    """Return a document with what a stage wrote for another one that has the same to be read."""
    if doc is before:
        return after
    layers: dict[str, Any] = {layer: getattr(after, layer) for layer in stage.writes}
    return replace(doc, **layers, notes=(*doc.notes, *after.notes[len(before.notes) :]))


def default_stages(
    *,
    model: str | None = None,
    codebook: str | Path | Codebook | None = None,
    actors: Sequence[Path] = (),
    until: str | None = None,
    parse: Literal["all", "events"] = "all",
) -> list[Stage]:
    """Build the stages of the whole path, in order, or only those up to the one named by ``until``.

    Args:
        model: the installed spaCy package to parse with (see ``parse_stage``).
        codebook: a codebook, its name or its folder; PLOVER without one.
        actors: extra actor registry files, which win over the one in the package.
        until: the last stage to build; what the stages below it read is not loaded.
        parse: what is parsed: all prose, or only the paragraphs that can hold an event of the codebook.
    """
    from dateline.stages.actors import actors_stage
    from dateline.stages.claims import claims_stage
    from dateline.stages.events import events_stage
    from dateline.stages.gate import gate_stage
    from dateline.stages.layout import layout_stage
    from dateline.stages.loaded import loaded_stage
    from dateline.stages.numbers import numbers_stage
    from dateline.stages.parse import parse_stage
    from dateline.stages.places import places_stage
    from dateline.stages.predicates import predicates_stage
    from dateline.stages.repair import repair_stage
    from dateline.stages.times import times_stage

    builders: dict[str, Callable[[], Stage]] = {
        "repair": repair_stage,
        "layout": layout_stage,
        "gate": lambda: gate_stage(codebook, events_only=parse == "events"),
        "parse": lambda: parse_stage(model),
        "times": times_stage,
        "places": places_stage,
        "actors": lambda: actors_stage(extra=tuple(actors)),
        "claims": claims_stage,
        "predicates": predicates_stage,
        "events": lambda: events_stage(codebook),
        "numbers": numbers_stage,
        "loaded": loaded_stage,
    }
    names = list(builders)
    return [builders[name]() for name in names[: names.index(until) + 1 if until else None]]
