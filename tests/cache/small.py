"""Two small stages whose runs are counted, and documents for them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dateline.cache import LayerCache
from dateline.model import Document, Edit, Note, Span, make_document
from dateline.pipeline import Pipeline
from dateline.stage import Stage

PROSE = "Rebels shelled Goma on Monday, killing {n} people, the army said. Police arrested {n} students in Lima."


def counting(stage: Stage, calls: Counter[str]) -> Stage:
    """Return a stage that counts the documents it runs on."""

    def run(doc: Document) -> Document:
        calls[stage.name] += 1
        return stage.run(doc)

    def many(docs: Iterable[Document]) -> Iterator[Document]:
        batch = list(docs)
        calls[stage.name] += len(batch)
        return stage.apply(batch)

    return replace(stage, run=run, many=many if stage.many else None)


def small_stages(calls: Counter[str], *, resources: str = "a") -> list[Stage]:
    """Return two stages that need no parser; the second has the resources given, and adds a note."""

    def shout(doc: Document) -> Document:
        return replace(doc, text=doc.raw.upper(), alignment=(), edits=())

    def find(doc: Document) -> Document:
        edit = Edit(span=Span(0, 1), raw_span=Span(0, 1), was=doc.raw[:1], now=resources, rule="test")
        note = Note(field="language", code="test", reason=f"{len(doc.text or '')} with {resources}")
        return replace(doc, language=resources, header=None, regions=(edit,) * 2).with_notes([note])  # type: ignore[arg-type]

    first = Stage(name="repair", version="1", reads=frozenset({"raw"}),
                  writes=frozenset({"text", "alignment", "edits"}), run=shout)  # fmt: skip
    second = Stage(name="layout", version="1", reads=frozenset({"text"}),
                   writes=frozenset({"language", "header", "regions"}), run=find, resources=resources)  # fmt: skip
    return [counting(first, calls), counting(second, calls)]


def documents(count: int = 3) -> list[Document]:
    return [make_document(PROSE.format(n=n), id=f"d{n}") for n in range(count)]


def run(folder: Path, docs: list[Document], *, resources: str = "a") -> tuple[list[Any], Counter[str]]:
    calls: Counter[str] = Counter()
    cache = LayerCache(folder)
    done = list(Pipeline(small_stages(calls, resources=resources), cache=cache).run(docs))
    cache.close()
    return done, calls


def right(docs: list[Document], *, resources: str = "a") -> list[Any]:
    return list(Pipeline(small_stages(Counter(), resources=resources)).run(docs))
