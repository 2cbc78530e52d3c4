"""The use cases that front ends call: code, explain, validate, and the codebook's own. Nothing here prints."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
from dateline.digest import Summary, summarize, write_page
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
from dateline.export import Job, Outcome, Selection, Unusable, export_records, find_format
from dateline.export.inputs import open_coded
from dateline.export.reviewing import describe_review
from dateline.ingest import (
    WARM_UP,
    find_columns,
    read_day,
    read_input,
    read_inputs,
    read_record,
    with_published,
    with_unique_ids,
)
from dateline.isolation import Isolated
from dateline.knowledge.gazetteer import cache_dir, ensure_gazetteer, fold, open_gazetteer
from dateline.knowledge.registry import FoundActor, Imported, load_registry, read_foreign, write_registry
from dateline.model import Document, Failure
from dateline.pipeline import Pipeline, default_stages
from dateline.report import Report
from dateline.settings import Settings, load_settings
from dateline.sharing import Profile, read_days, read_kilometres

__all__ = [
    "Codebook",
    "CodebookDifference",
    "CodebookFault",
    "Coding",
    "DocumentDifference",
    "EventChange",
    "Explanation",
    "Fault",
    "Finding",
    "FoundActor",
    "Imported",
    "Input",
    "Outcome",
    "Profile",
    "Report",
    "Revision",
    "Selection",
    "Settings",
    "Unusable",
    "Workspace",
    "check_codebook",
    "code",
    "code_many",
    "codebook_diff",
    "compile_revision",
    "examine_installation",
    "export_coded",
    "find_actors",
    "find_faults",
    "find_places",
    "import_actors",
    "list_codebooks",
    "load_codebook",
    "load_settings",
    "read_days",
    "read_kilometres",
    "report_coded",
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
        return self.code_documents(self.read_inputs(inputs, stdin=stdin))

    def read_inputs(self, inputs: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Document | Failure]:
        """Read files, folders and standard input (``-``), in order, as the settings say.

        Raises:
            UsageError: the column mapping of the settings cannot be used.
        """
        with Isolated(self.settings.bounds, WARM_UP) as process:
            yield from self._read_inputs(inputs, stdin or io.BytesIO(), process, self.settings.published)

    def _read_inputs(
        self, inputs: Sequence[str], stdin: BinaryIO, process: Isolated, published: str | None = None
    ) -> Iterator[Document | Failure]:
        given = self.settings
        return read_inputs(
            inputs,
            stdin=stdin,
            limits=given.limits,
            published=published,
            options=self.told(),
            process=None if given.isolate == "none" else process,
        )

    def told(self) -> dict[str, object]:
        """What readers are told beside the limits."""
        given = self.settings
        return {"split": given.split} | ({"columns": find_columns(given.columns)} if given.columns else {})

    @contextmanager
    def reader(self) -> Iterator[Callable[[str, BinaryIO], Iterator[Document | Failure]]]:
        """Lend a function that reads one input as the settings say, with the ids that its documents came with.

        Raises:
            UsageError: the column mapping of the settings cannot be used.
        """
        given = self.settings
        options = self.told()
        with Isolated(given.bounds, WARM_UP) as process:
            held = None if given.isolate == "none" else process
            yield lambda name, stdin: read_input(
                name, stdin=stdin, limits=given.limits, published=given.published, options=options, process=held
            )

    def read(self, inputs: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Report]:
        """Read files, folders and standard input (``-``) up to their layout, in order: what would be coded, uncoded."""
        items = self.read_inputs(inputs, stdin=stdin)
        return (Report(item=item) for item in Pipeline(default_stages(until="layout")).run(items))

    def draw_pages(self, file: Path, out: Path) -> tuple[Path, ...]:
        """Draw the pages of a PDF or scan with line boxes, regions and repairs; return the files that were written.

        An ``out`` that ends in ``.pdf`` or ``.tif`` takes all pages; else each further page has a file of its own,
        ``page.png``, ``page-2.png``.

        Raises:
            InputError: the file cannot be read.
            UsageError: it has no pages, or ``out`` cannot be written.
        """
        from dateline.ingest.paper import draw_pages, save_pictures

        with Isolated(self.settings.bounds, WARM_UP) as process:
            items = self._read_inputs([str(file)], io.BytesIO(), process, self.settings.published)
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
        with Isolated(self.settings.bounds, WARM_UP) as process:
            read = (item for number, record in enumerate(records, 1) for item in self._read(record, number, process))
            yield from with_unique_ids(with_published(read, self.settings.published))

    def code_documents(self, items: Iterable[Document | Failure]) -> Iterator[Report]:
        """Code documents that were read already, in order, with as many processes as the settings say."""
        recipe = self.recipe
        build_pipeline(recipe)
        book = load_codebook(recipe.codebook).label()
        given = self.settings
        apart = given.jobs > 1 or given.isolate == "all"
        coded = (
            run_in_processes(items, recipe, jobs=given.jobs, bounds=given.bounds) if apart else run_here(items, recipe)
        )
        return (Report(item=item, codebook=book) for item in coded)

    def compare_codebooks(
        self, revision: Revision, inputs: Sequence[str], *, stdin: BinaryIO | None = None
    ) -> Iterator[DocumentDifference]:
        """Code files, folders and standard input with both states of a codebook and compare, in order.

        The ``codebook`` of the settings plays no part. What the stages find is kept in the folder ``layer_cache`` of
        the settings; where that is None, nothing is (``default_layer_cache`` is a good place).
        """
        given = self.settings
        items = self.read_inputs(inputs, stdin=stdin)
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
        return Recipe(
            codebook=given.codebook, model=given.model, actors=given.actors, cache=given.layer_cache, parse=given.parse
        )

    def _read(self, record: Input, number: int, process: Isolated) -> Iterator[Document | Failure]:
        limit, where = self.settings.max_chars, f"<record {number}>"
        try:
            if isinstance(record, Path):
                yield from self._read_inputs([str(record)], io.BytesIO(), process)
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


def export_coded(
    input: str, *, format: str, out: Path, selection: Selection, profile: Profile | None = None,
    complain: Callable[[Unusable], None] = lambda unusable: None, stdin: BinaryIO | None = None,
) -> Outcome:  # fmt: skip
    """Write coded records in another format, with a codebook and a manifest beside it (docs/exports.md).

    Args:
        input: a JSONL file of records, or ``-`` for ``stdin``.
        format: a name of export/data/formats.yaml.
        out: the file to write; a folder for formats of several files.
        selection: which events become rows.
        profile: what is left out of records that are given on; None for all of them as they are (docs/sharing.md).
        complain: called with each record that cannot be used.
        stdin: what ``-`` means.

    Raises:
        UsageError: the format is not known, the input cannot be read or the output cannot be written.
    """
    kind = find_format(format)
    with open_coded(input, stdin or io.BytesIO()) as found:
        given = found.shared(profile) if profile else found
        return export_records(
            Job(source=given.source, format=kind, out=out, selection=selection, provenance=given.provenance,
                sharing=profile.as_dict() if profile else None, complain=complain, linked=given.linked)
        )  # fmt: skip


def report_coded(
    input: str, *, title: str | None = None, profile: Profile | None = None, stdin: BinaryIO | None = None
) -> tuple[str, Summary]:
    """Return one self-contained page of HTML on coded records, and what it counts.

    Args:
        input: a project, a JSONL file of records, or ``-`` for ``stdin``.
        title: what the page is called; the input's name if None.
        profile: what is left out of a page that is given on.
        stdin: what ``-`` means.

    Raises:
        UsageError: the input cannot be read.
    """
    with open_coded(input, stdin or io.BytesIO()) as found:
        given = found.shared(profile) if profile else found
        summary = summarize(given.source, linked=given.linked)
    review = describe_review(given.provenance.get("review"))
    told = "Shared under a profile: private persons by their role, texts as snippets." if profile else None
    return write_page(
        summary, title=title or given.provenance.get("name") or "Events", shared=told, review=review
    ), summary


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


def find_places(name: str) -> list[dict[str, Any]]:
    """Return the places that a name may mean, the most prominent first, as the record has them."""
    gazetteer = open_gazetteer(ensure_gazetteer())
    found = gazetteer.find(fold(name)) or gazetteer.find_abbreviation(name)
    names = ("name", "geonameid", "lat", "lon", "country", "admin1", "admin2", "kind")
    return [{each: getattr(entry, each) for each in names} for entry in found]


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
