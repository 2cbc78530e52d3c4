"""Codebooks: what is wrong with one, and what a change of one does."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dateline.codebook import Codebook, Fault, Revision, compile_codebook, find_codebook, read_codebook
from dateline.difference import CodebookDifference
from dateline.engine import compare_codings
from dateline.errors import CodebookError
from dateline.settings import load_settings
from dateline.workspace.coding import Workspace
from dateline.workspace.reading import Input


def check_codebook(name: str) -> tuple[Codebook, list[Fault]]:
    """Return a codebook, as far as it can be read, and all its faults, each with file and line.

    Raises:
        CodebookError: there is no codebook of that name.
    """
    return read_codebook(find_codebook(name))


def compile_revision(old: str | Path, new: str | Path) -> Revision:
    """Load two codebooks as they are now.

    Raises:
        CodebookError: one of them cannot be used; the message lists the faults of both.
    """
    books, faults = [], []
    for name in dict.fromkeys((old, new)):
        try:
            books.append(compile_codebook(name))
        except CodebookError as error:
            faults.append(str(error))
    if faults:
        raise CodebookError("\n".join(faults))
    return Revision(books[0], books[-1])


def codebook_diff(old: str | Path, new: str | Path, reports: Iterable[Input], **options: Any) -> CodebookDifference:
    """Compare what two codebooks make of reports: the events that NEW adds, drops or alters, each with the reason.

    Args:
        old: a codebook's name or folder.
        new: another one. Both are read anew at each call, so that it can be repeated while one is edited.
        reports: what ``code_many`` takes.
        **options: any setting by its name. What is found before the events is kept in ``layer_cache``: by default
            a folder beside the gazetteer's; an empty string keeps nothing.

    Raises:
        CodebookError: one of them has faults; the message lists all of both.

    Example:
        >>> diff = dateline.codebook_diff("plover", "my-plover", [Path("reports")])
        >>> for change in diff.changes:
        ...     print(change.kind, change.sentence, change.cause)
    """
    revision = compile_revision(old, new)
    workspace = Workspace(load_settings(**options)).keeping(default=options.get("layer_cache") is None)
    items = workspace.read_records(reports)
    settings = workspace.settings
    return CodebookDifference.collect(revision, compare_codings(items, workspace.recipe, revision, jobs=settings.jobs))
