"""What a process of its own does to try an edited codebook: check it, code with both states, run the entry's examples.

Each function is called by its name (``isolation.py``); what was built for one trial is kept until the next.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from dateline.codebook import Fault, Revision, compile_codebook, read_codebook
from dateline.codebook.examples import check_examples
from dateline.difference import DocumentDifference
from dateline.engine.local import Recipe, build_pipeline
from dateline.engine.quarantine import Item
from dateline.engine.revising import compare_items, continue_pipeline, front_recipe
from dateline.model import Document, make_document
from dateline.pipeline import Pipeline


@lru_cache(maxsize=1)
def _build(recipe: Recipe, edited: str) -> tuple[Revision, Pipeline, Pipeline, Pipeline]:
    front = front_recipe(recipe)
    revision = Revision(compile_codebook(recipe.codebook), compile_codebook(edited))
    old, new = continue_pipeline(front, revision.old), continue_pipeline(front, revision.new)
    return revision, build_pipeline(front), old, new


def find_faults(new: str) -> list[Fault]:
    """Return all faults of an edited codebook."""
    return read_codebook(Path(new))[1]


def compare_here(items: list[Item], recipe: Recipe, new: str) -> list[DocumentDifference]:
    """Code documents with the recipe's codebook and the edited one, and compare."""
    revision, front, one, other = _build(recipe, new)
    coded = list(front.run(items))
    pairs = zip(one.run(list(coded)), other.run(list(coded)), strict=True)
    return [compare_items(before, after, revision) for before, after in pairs]


def check_entry(id: str, recipe: Recipe, new: str) -> list[Fault]:
    """Return the examples of an entry that do not come out as the edited codebook says; none for a derived rule."""
    revision, front, _, other = _build(recipe, new)

    def code(texts: Sequence[str]) -> list[Document]:
        docs = [make_document(text, id=str(n)) for n, text in enumerate(texts)]
        coded = other.run(list(front.run(docs)))
        return [item if isinstance(item, Document) else doc for doc, item in zip(docs, coded, strict=True)]

    return check_examples(revision.new, code, [entry for entry in revision.new.entries if entry.id == id])
