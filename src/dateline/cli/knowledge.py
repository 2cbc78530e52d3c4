"""The commands about what dateline knows: codebook and actors."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.grouping import grouped
from dateline.cli.guard import guarded
from dateline.cli.options import (
    Actors,
    CacheOptions,
    Corpus,
    Jobs,
    MaxChars,
    Model,
    Published,
    SettingsFile,
    settings_given,
)

codebook_app = typer.Typer(help="List, show, check and compare codebooks.", no_args_is_help=True)
actors_app = typer.Typer(help="Look up and import actors.", no_args_is_help=True)

BookName = Annotated[str, typer.Argument(help="A codebook's name or folder.", metavar="NAME|DIR")]


@codebook_app.command("list")
@guarded
def codebook_list() -> None:
    """List the codebooks of this installation."""
    from dateline.cli.codebook import run_list

    raise typer.Exit(run_list())


@codebook_app.command("show")
@guarded
def codebook_show(
    name: BookName = "plover",
    type: Annotated[str | None, typer.Option(help="Only this type, with all its entries.", metavar="TYPE")] = None,
) -> None:
    """Show the types, modes and entries of a codebook."""
    from dateline.cli.codebook import run_show

    raise typer.Exit(run_show(name, type))


@codebook_app.command("diff")
@guarded
@grouped
def codebook_diff(
    old: Annotated[str, typer.Argument(help="A codebook's name or folder.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="Another one.", metavar="NEW")],
    corpus: Corpus,
    *,
    format: Annotated[str, typer.Option(help="table (for reading) or jsonl (a change a line).")] = "table",
    published: Published = None,
    model: Model = None,
    actors: Actors = None,
    jobs: Jobs = None,
    max_chars: MaxChars = None,
    keeping: CacheOptions,
    settings: SettingsFile = None,
) -> None:
    """Show which events a change of the codebook adds, drops or alters, and why."""
    from dateline.cli.difference import run_diff

    given = settings_given(keeping, published=published, model=model, actors=actors, jobs=jobs, max_chars=max_chars)
    raise typer.Exit(run_diff(old, new, corpus, format=format, settings=settings, given=given))


@codebook_app.command("check")
@guarded
def codebook_check(
    name: BookName = "plover",
    examples: Annotated[bool, typer.Option("--examples", help="Also code every example and counterexample.")] = False,
) -> None:
    """Report all faults of a codebook at once, each with file and line."""
    from dateline.cli.codebook import run_check

    raise typer.Exit(run_check(name, examples=examples))


@actors_app.command("find")
@guarded
def actors_find(
    name: Annotated[str, typer.Argument(help="A name, an acronym or an adjective of a country.", metavar="NAME")],
    date: Annotated[str | None, typer.Option(help="The day whose code is wanted.", metavar="YYYY-MM-DD")] = None,
    actors: Actors = None,
    format: Annotated[str, typer.Option(help="table (for reading) or jsonl.")] = "table",
) -> None:
    """Show who a name means: codes with their days, other names, and why it was found."""
    from dateline.cli.actors import run_find

    raise typer.Exit(run_find(name, date=date, extra=list(actors or ()), format=format))


@actors_app.command("import")
@guarded
def actors_import(
    files: Annotated[
        list[Path], typer.Argument(help="PETRARCH actor or agent files, FollowTheMoney JSON lines.", metavar="FILE…")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write a registry (.yaml or .csv); else only check.", metavar="FILE")
    ] = None,
) -> None:
    """Read actors of other formats: every faulty line is reported with file and number."""
    from dateline.cli.actors import run_import

    raise typer.Exit(run_import(files, out=out))
