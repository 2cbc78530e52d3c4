from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from dateline.cache import LayerCache
from dateline.codebook import Codebook, Revision, compare_documents
from dateline.difference import DocumentDifference
from dateline.engine.local import CHUNK, Recipe, build_pipeline, run_here, run_in_processes
from dateline.engine.quarantine import Item
from dateline.model import Document, Failure
from dateline.pipeline import Pipeline
from dateline.stages.events import events_stage


def compare_codings(
    items: Iterable[Item], recipe: Recipe, revision: Revision, *, jobs: int = 1
) -> Iterator[DocumentDifference]:
    """Code documents with both states of a codebook, in order, and compare.

    What comes before the events is found once, whatever the codebooks, and with a cache (``recipe.cache``) only for
    documents that are new to it; so are the events of a codebook that has coded the document before.
    """
    recipe = front_recipe(recipe)
    old, new = (continue_pipeline(recipe, book) for book in (revision.old, revision.new))
    stream = run_in_processes(items, recipe, jobs=jobs) if jobs > 1 else run_here(items, recipe)
    while chunk := list(islice(stream, CHUNK)):
        for before, after in zip(old.run(chunk), new.run(chunk), strict=True):
            yield compare_items(before, after, revision)


def front_recipe(recipe: Recipe) -> Recipe:
    """Return the recipe of what comes before the events; what can hold one is another question for each codebook."""
    return replace(recipe, until="predicates", parse="all")


def continue_pipeline(front: Recipe, book: Codebook) -> Pipeline:
    """Return what codes events with a codebook after the stages of a front recipe."""
    cache = LayerCache(front.cache) if front.cache else None
    return Pipeline([events_stage(book)], cache=cache, after=build_pipeline(front))


def compare_items(before: Item, after: Item, revision: Revision) -> DocumentDifference:
    """Return what differs between two codings of one document; one that failed has its error."""
    if isinstance(before, Document) and isinstance(after, Document):
        return DocumentDifference(
            id=after.id,
            source=after.source,
            before=len(before.events or ()),
            after=len(after.events or ()),
            changes=compare_documents(before, after, revision),
        )
    failure = before if isinstance(before, Failure) else after
    return DocumentDifference(
        id=failure.id, source=failure.source, error=failure if isinstance(failure, Failure) else None
    )
