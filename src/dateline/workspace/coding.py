"""Coding by settings: the workspace, and reports as a program holds them."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dateline.codebook import Fault, Revision, load_codebook
from dateline.codebook.examples import check_examples
from dateline.difference import DocumentDifference
from dateline.engine import Recipe, build_pipeline, compare_codings, run_here, run_in_processes
from dateline.errors import InputError, UsageError
from dateline.explain import Explanation, explain_events
from dateline.ingest import Reading, read_input, read_inputs
from dateline.isolation import Isolated
from dateline.knowledge.gazetteer import cache_dir, ensure_gazetteer
from dateline.model import Document, Failure
from dateline.pipeline import Pipeline, default_stages
from dateline.report import Report
from dateline.settings import Settings, load_settings
from dateline.workspace.reading import Input, apart, make_reading, read_records


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

    def reading(self, process: Isolated | None = None) -> Reading:
        """Return how inputs are read, as the settings say.

        Raises:
            UsageError: the column mapping of the settings cannot be used.
        """
        return make_reading(self.settings, process)

    def read_inputs(self, inputs: Sequence[str], *, stdin: BinaryIO | None = None) -> Iterator[Document | Failure]:
        """Read files, folders and standard input (``-``), in order, as the settings say.

        Raises:
            UsageError: the column mapping of the settings cannot be used.
        """
        with apart(self.settings) as process:
            yield from read_inputs(inputs, self.reading(process), stdin=stdin or io.BytesIO())

    @contextmanager
    def reader(self) -> Iterator[Callable[[str, BinaryIO], Iterator[Document | Failure]]]:
        """Lend a function that reads one input as the settings say, with the ids that its documents came with.

        Raises:
            UsageError: the column mapping of the settings cannot be used.
        """
        with apart(self.settings) as process:
            reading = self.reading(process)
            yield lambda name, stdin: read_input(name, reading, stdin=stdin)

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

        read = [report.item for report in self.read([str(file)])]
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
        return read_records(records, self.settings)

    def code_documents(self, items: Iterable[Document | Failure]) -> Iterator[Report]:
        """Code documents that were read already, in order, with as many processes as the settings say."""
        recipe = self.recipe
        build_pipeline(recipe)
        book = load_codebook(recipe.codebook).label()
        given = self.settings
        alone = given.jobs <= 1 and given.isolate != "all"
        coded = (
            run_here(items, recipe) if alone else run_in_processes(items, recipe, jobs=given.jobs, bounds=given.bounds)
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

    def check_examples(self) -> list[Fault]:
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


def _names_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False
