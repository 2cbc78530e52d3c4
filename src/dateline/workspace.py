"""The use cases that front ends call: code, explain, validate, and the codebook's own. Nothing here prints."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from dateline.codebook import (
    Codebook,
    Coding,
    EventChange,
    Revision,
    compile_codebook,
    find_codebook,
    list_codebooks,
    load_codebook,
    read_codebook,
)
from dateline.codebook import Fault as CodebookFault
from dateline.codebook.examples import check_examples
from dateline.contract.validate import Fault, find_faults
from dateline.difference import CodebookDifference, DocumentDifference
from dateline.doctor import Finding, examine
from dateline.engine import (
    Recipe,
    build_pipeline,
    compare_codings,
    run_here,
    run_in_processes,
)
from dateline.errors import CodebookError, InputError, UsageError
from dateline.explain import Explanation, explain_events
from dateline.ingest import read_day, read_inputs, read_record, with_published, with_unique_ids
from dateline.knowledge.gazetteer import cache_dir, ensure_gazetteer
from dateline.knowledge.registry import FoundActor, Imported, load_registry, read_foreign, write_registry
from dateline.model import Document, Failure
from dateline.pipeline import Pipeline, default_stages
from dateline.report import Report
from dateline.settings import Settings, load_settings

__all__ = [
    "Codebook", "CodebookDifference", "CodebookFault", "Coding", "DocumentDifference", "EventChange", "Explanation",
    "Fault", "Finding", "FoundActor", "Imported", "Input", "Report", "Revision", "Settings", "Workspace",
    "check_codebook", "code", "code_many", "codebook_diff", "compile_revision", "examine_installation",
    "find_actors", "find_faults", "import_actors", "list_codebooks", "load_codebook", "load_settings",
]  # fmt: skip

Input = str | Path | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Workspace:
    """The settings of a run and what they lead to; the pipeline is built once, when the first document comes."""

    settings: Settings

    def code(self, inputs: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Report]:
        """Code files, folders and standard input (``-``), in order; an input that fails is a report with an error.

        Raises:
            UsageError: the model, the codebook or a registry cannot be used; then nothing has been coded.
        """
        given = self.settings
        return self.code_documents(
            read_inputs(
                inputs,
                stdin=stdin or io.BytesIO(),
                limits=given.limits,
                published=given.published,
                options={"split": given.split},
            )
        )

    def draw_pages(self, file: Path, out: Path) -> tuple[Path, ...]:
        """Draw the pages of a PDF or scan with line boxes, regions and repairs; return the files that were written.

        An ``out`` that ends in ``.pdf`` or ``.tif`` takes all pages; else each further page has a file of its own,
        ``page.png``, ``page-2.png``.

        Raises:
            InputError: the file cannot be read.
            UsageError: it has no pages, or ``out`` cannot be written.
        """
        from dateline.ingest.paper import draw_pages, save_pictures

        given = self.settings
        items = read_inputs(
            [str(file)],
            stdin=io.BytesIO(),
            limits=given.limits,
            published=given.published,
            options={"split": given.split},
        )
        read = list(Pipeline(default_stages(until="layout")).run(items))
        docs = [item for item in read if isinstance(item, Document)]
        if not docs:
            raise next(InputError(item.code, item.message) for item in read if isinstance(item, Failure))
        return save_pictures(draw_pages(file.read_bytes(), str(file), docs), out)

    def prepare(self, progress: Callable[[str, int, int], None] | None = None) -> None:
        """Build the reference data, unless that was done before; it is kept in the cache folder (``DATELINE_CACHE``).

        Args:
            progress: called with a step's name, its number and the number of steps.
        """
        ensure_gazetteer(progress)

    def code_records(self, records: Iterable[Input]) -> Iterator[Report]:
        """Code texts, paths and records as a program holds them; a text is never taken for the name of a file."""
        return self.code_documents(self.read_records(records))

    def read_records(self, records: Iterable[Input]) -> Iterator[Document | Failure]:
        """Read texts, paths and records as a program holds them."""
        read = (item for number, record in enumerate(records, 1) for item in self._read(record, number))
        return with_unique_ids(with_published(read, self.settings.published))

    def code_documents(self, items: Iterable[Document | Failure]) -> Iterator[Report]:
        """Code documents that were read already, in order, with as many processes as the settings say."""
        recipe = self.recipe
        build_pipeline(recipe)
        book = load_codebook(recipe.codebook).label()
        jobs = self.settings.jobs
        coded = run_in_processes(items, recipe, jobs=jobs) if jobs > 1 else run_here(items, recipe)
        return (Report(item=item, codebook=book) for item in coded)

    def compare_codebooks(
        self, revision: Revision, inputs: Sequence[str], *, stdin: BinaryIO | None = None
    ) -> Iterator[DocumentDifference]:
        """Code files, folders and standard input with both states of a codebook and compare, in order.

        The ``codebook`` of the settings plays no part. What the stages find is kept in the folder ``layer_cache`` of
        the settings; where that is None, nothing is (``default_layer_cache`` is a good place).
        """
        given = self.settings
        items = read_inputs(
            inputs,
            stdin=stdin or io.BytesIO(),
            limits=given.limits,
            published=given.published,
            options={"split": given.split},
        )
        return compare_codings(items, self.recipe, revision, jobs=given.jobs)

    def check_examples(self) -> list[CodebookFault]:
        """Code every example and counterexample of the codebook; return those that do not come out as it says.

        Raises:
            CodebookError: the codebook has faults; ``check_codebook`` lists them.
        """
        codebook = load_codebook(self.settings.codebook)
        return check_examples(codebook, lambda texts: (report.document for report in self.code_records(texts)))

    def explain(self, report: Report, event: str | None = None) -> tuple[Explanation, ...]:
        """Say for each event (or one, by its id) which words carry what, and by which rule.

        Raises:
            UsageError: the report has no event of that id.
        """
        return explain_events(report.document, event)

    def keeping(self, *, default: bool = True) -> "Workspace":
        """Return a workspace that keeps what the stages find, in the user's cache folder if the settings name none."""
        if self.settings.layer_cache or not default:
            return self
        return Workspace(self.settings.model_copy(update={"layer_cache": cache_dir() / "layers"}))

    @property
    def recipe(self) -> Recipe:
        """What the pipeline is built from. Raises UsageError where a registry that the settings name is not there."""
        missing = [str(path) for path in self.settings.actors if not path.exists()]
        if missing:
            raise UsageError(f"no such actor registry: {', '.join(missing)}; correct --actors, or the settings")
        given = self.settings
        return Recipe(codebook=given.codebook, model=given.model, actors=given.actors, cache=given.layer_cache)

    def _read(self, record: Input, number: int) -> Iterator[Document | Failure]:
        limit, where = self.settings.max_chars, f"<record {number}>"
        try:
            if isinstance(record, Path):
                given, split = self.settings, {"split": self.settings.split}
                yield from read_inputs([str(record)], stdin=io.BytesIO(), limits=given.limits, options=split)
            elif isinstance(record, str):
                yield replace(read_record({"text": record}, where="<text>", id=None, max_chars=limit), raw_kind="text")
            elif isinstance(record, Mapping):
                id = record.get("id")
                where = where if id is None else str(id)
                yield read_record(dict(record), where=where, id=None if id is None else str(id), max_chars=limit)
            else:
                raise UsageError(
                    f"{where} is of the type {type(record).__name__}; give a text, a pathlib.Path or a record (a dict)"
                )
        except InputError as error:
            yield Failure(id=where, source=where, code=error.code, message=str(error))


def code(report: Input, **options: Any) -> Report:
    """Code one report: its text, a ``pathlib.Path``, or a record such as ``{"text": …, "published": …}``.

    Args:
        report: what to code. A string is always text: wrap the name of a file in ``pathlib.Path``.
        **options: any setting by its name (``published="2024-08-26"``); docs/settings.md lists them.

    Raises:
        InputError: the report cannot be read, or the path holds several reports (use ``code_many``).
        UsageError: an option, the model, the codebook or a registry cannot be used.

    Example:
        >>> doc = dateline.code("Rebels shelled Goma on Monday, the army said.", published="2024-05-03")
        >>> doc.events[0].type
        'ASSAULT'
    """
    if isinstance(report, str) and len(report) < 256 and "\n" not in report and _names_file(report):
        raise UsageError(f"{report!r} is the name of a file; to code the file, give pathlib.Path({report!r})")
    coded = list(code_many([report], **options))
    if len(coded) != 1:
        raise UsageError(
            f"{report} holds {len(coded)} reports; use dateline.code_many([…]), which yields one after another"
        )
    if coded[0].error:
        raise InputError(coded[0].error.code, coded[0].error.message)
    return coded[0]


def code_many(reports: Iterable[Input], **options: Any) -> Iterator[Report]:
    """Code many reports, one after another, without holding them all; a failed one has ``error`` set and no events.

    Takes what ``code`` takes. With ``jobs=4`` four processes code at the same time; order and results stay the same.
    """
    return Workspace(load_settings(**options)).code_records(reports)


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


def examine_installation(settings: Settings) -> tuple[Finding, ...]:
    """Look at what this installation has and lacks; what is not there comes with the command that brings it."""
    return examine(settings.model)


def _names_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def check_codebook(name: str) -> tuple[Codebook, list[CodebookFault]]:
    """Return a codebook, as far as it can be read, and all its faults, each with file and line.

    Raises:
        CodebookError: there is no codebook of that name.
    """
    return read_codebook(find_codebook(name))


def find_actors(name: str, date: str | None = None, extra: Sequence[Path] = ()) -> tuple[FoundActor, ...]:
    """Return who a name may mean, best first, each with the code on a day and why it was found.

    Raises:
        UsageError: the date is none, or a registry cannot be read.
    """
    day = read_day(date) if date else None
    if date and day is None:
        raise UsageError(f"{date!r} is not a date; write it as YYYY-MM-DD")
    recipe = Workspace(load_settings(actors=tuple(extra))).recipe
    return load_registry(recipe.actors).find_actor(name, day)


def import_actors(files: Sequence[Path], out: Path | None = None) -> Imported:
    """Read actor files of other formats (PETRARCH actors or agents, FollowTheMoney) and write them as a registry.

    Without ``out`` the files are only checked. Faulty lines are in the result, each with file and number.

    Raises:
        UsageError: a file cannot be opened, or the registry cannot be written.
    """
    imported = read_foreign(files)
    if out is not None:
        write_registry(imported, out, ", ".join(path.name for path in files))
    return imported
