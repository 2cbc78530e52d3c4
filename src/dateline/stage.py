from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dateline.model import Document

Apply = Callable[[Iterable[Document]], Iterator[Document]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A pure function from document to document that fills only the layers it declares.

    ``reads`` and ``writes`` name layers of ``Document``; adding notes needs no declaration. ``version`` changes when
    the stage's own rules change; ``resources`` is the hash of the data it was built with, so that a cache of its
    layers knows when to give way. ``many`` maps a stream for stages that work better on batches (the parser).
    """

    name: str
    version: str
    reads: frozenset[str]
    writes: frozenset[str]
    run: Callable[[Document], Document]
    resources: str = ""
    many: Apply | None = None

    def apply(self, docs: Iterable[Document]) -> Iterator[Document]:
        """Run the stage over a stream of documents, in order."""
        return self.many(docs) if self.many else map(self.run, docs)
