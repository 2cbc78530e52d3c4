"""The commands over reports: code, read, explain, validate; and doctor."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.grouping import grouped
from dateline.cli.guard import guarded
from dateline.cli.options import (
    Actors,
    CacheOptions,
    Codebook,
    CodingOptions,
    Columns,
    Inputs,
    Isolate,
    MaxChars,
    Model,
    OutFile,
    Parse,
    Published,
    SettingsFile,
    Split,
    settings_given,
)


@guarded
@grouped
def code(
    inputs: Inputs,
    *,
    format: Annotated[
        str | None, typer.Option(help="table (for reading) or jsonl (the output contract). [dim]Default: table[/]")
    ] = None,
    out: OutFile = None,
    coding: CodingOptions,
    split: Split = None,
    keeping: CacheOptions,
    settings: SettingsFile = None,
) -> None:
    """Code reports: one record for each document, in the order given.

    Exit status: 0 all were coded, 1 some were not (each has a record with its error), 2 the call was wrong.
    """
    from dateline.cli.code import run_code

    given = settings_given(coding, keeping, split=split)
    raise typer.Exit(run_code(inputs, format=format, out=out, settings=settings, given=given))


@guarded
def read(
    inputs: Inputs,
    format: Annotated[str, typer.Option(help="text (for reading), json or jsonl.")] = "text",
    out: OutFile = None,
    published: Published = None,
    max_chars: MaxChars = None,
    columns: Columns = None,
    isolate: Isolate = None,
    split: Split = None,
    page_image: Annotated[
        Path | None,
        typer.Option(
            help="Draw the pages with regions and repairs: .png, or .pdf for all pages in one file.", metavar="FILE"
        ),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Show what was read, before anything is coded: documents, header, regions, repairs, and what was left open."""
    from dateline.cli.read import run_read

    given = settings_given(published=published, max_chars=max_chars, columns=columns, isolate=isolate, split=split)
    raise typer.Exit(run_read(inputs, format=format, out=out, page_image=page_image, settings=settings, given=given))


@guarded
def explain(
    arguments: Annotated[
        list[str],
        typer.Argument(
            help="A file, or a project and a document; one event as #e1.", metavar="FILE|[PROJECT] DOC[#EVENT]"
        ),
    ],
    published: Published = None,
    codebook: Codebook = None,
    model: Model = None,
    parse: Parse = None,
    actors: Actors = None,
    max_chars: MaxChars = None,
    settings: SettingsFile = None,
) -> None:
    """Show for each event which words carry what, and beside each the rule and the basis."""
    from dateline.cli.explain import run_explain

    given = settings_given(published=published, codebook=codebook, model=model, parse=parse, actors=actors,
                           max_chars=max_chars)  # fmt: skip
    raise typer.Exit(run_explain(arguments, settings=settings, given=given))


@guarded
def validate(
    files: Annotated[
        list[str], typer.Argument(help="JSONL files of records, or - for standard input.", metavar="FILE…")
    ],
) -> None:
    """Check records against the output contract: its schema, spans, order and references."""
    from dateline.cli.validate import run_validate

    raise typer.Exit(run_validate(files))


@guarded
def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 also where something optional is not here.")] = False,
    settings: SettingsFile = None,
) -> None:
    """Check what this installation has and lacks, with the command that brings each missing thing."""
    from dateline.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(strict=strict, settings=settings))
