"""The project's codebook as it may be edited in the desk: a draft of an entry, and a copy of the folder with it."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dateline.codebook import find_codebook, load_codebook
from dateline.codebook.drafting import EntrySource, find_source, put_back, with_draft
from dateline.desk.pool import StorePool
from dateline.desk.trial import Draft
from dateline.engine import Recipe
from dateline.engine.verifying import read_recipe
from dateline.errors import CodebookError, ProjectError
from dateline.knowledge.gazetteer import cache_dir
from dateline.review import Suggestion


def read_project_recipe(pool: StorePool) -> Recipe:
    """Return what the project was coded with last, keeping layers where `codebook diff` keeps them.

    Raises:
        ProjectError: there was no run.
    """
    with pool.store() as store:
        runs = store.runs()
    if not runs:
        raise ProjectError("there is no run yet, so no codebook to try a draft with")
    return replace(read_recipe(runs[-1].manifest), cache=cache_dir() / "layers")


def find_entry(recipe: Recipe, entry: str) -> EntrySource:
    """Return an entry of a recipe's codebook as its file has it.

    Raises:
        ProjectError: there is no such entry.
        CodebookError: the codebook is not there any more.
    """
    folder = find_codebook(recipe.codebook)
    try:
        return find_source(folder, entry)
    except CodebookError as error:
        raise ProjectError(str(error)) from None


def make_draft(recipe: Recipe, entry: str, suggestions: Iterable[Suggestion]) -> Draft:
    """Return an entry with the sentences that decisions on its events suggest.

    A sentence whose event was rejected, or has another type or mode, is none of the entry's; one whose status was
    corrected has that status. Raises what ``find_entry`` raises.
    """
    source = find_entry(recipe, entry)
    examples, against = list[dict[str, str]](), list[str]()
    for one in suggestions:
        if one.rule.partition("#")[0] == entry:
            examples += [dict(row) for row in one.examples if "status" in row]
            against += [*one.counterexamples, *(row["text"] for row in one.examples if "status" not in row)]
    drafted = with_draft(source, examples=examples, counterexamples=dict.fromkeys(against))
    book = load_codebook(recipe.codebook)
    return Draft(
        entry=source.id, file=source.file, codebook=f"{book.name} {book.version}", text=source.text, drafted=drafted
    )


@contextmanager
def edited_copy(recipe: Recipe, source: EntrySource, text: str) -> Iterator[Path]:
    """Lend a copy of a codebook's folder in which an entry is replaced; the codebook itself is never written to."""
    folder = find_codebook(recipe.codebook)
    with tempfile.TemporaryDirectory(prefix="dateline-trial-") as place:
        copy = Path(place) / folder.name
        for file in sorted(folder.rglob("*.yaml")):
            to = copy / file.relative_to(folder)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
        (copy / source.file).write_text(edited_file(recipe, source, text), encoding="utf-8")
        yield copy


def edited_file(recipe: Recipe, source: EntrySource, text: str) -> str:
    """Return the whole file of an entry with the edited entry in it."""
    return put_back(source, text, (find_codebook(recipe.codebook) / source.file).read_text(encoding="utf-8"))
