import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.guard import guarded, quiet_exit

app = typer.Typer(
    help="Turns news reports into event data that people can check: who did what to whom, where and when; who says so; "
    "and whether it happened, or is planned, threatened, denied or history.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
codebook_app = typer.Typer(help="List, show, check and compare codebooks.", no_args_is_help=True)
app.add_typer(codebook_app, name="codebook")
actors_app = typer.Typer(help="Look up and import actors.", no_args_is_help=True)
app.add_typer(actors_app, name="actors")

Inputs = Annotated[
    list[str], typer.Argument(help="Text files, JSONL files, folders, or - for standard input.", metavar="INPUT…")
]
Published = Annotated[
    str | None, typer.Option(help="Publication date of documents that carry none.", metavar="YYYY-MM-DD")
]
Codebook = Annotated[str | None, typer.Option(help="A codebook's name, or the folder of your own.", metavar="NAME|DIR")]
Model = Annotated[str | None, typer.Option(help="The installed spaCy package to parse with.", metavar="PACKAGE")]
Actors = Annotated[
    list[Path] | None, typer.Option(help="An extra actor registry, which wins (repeatable).", metavar="FILE")
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", help="Processes that code at once (1).", metavar="N")]
MaxChars = Annotated[
    int | None, typer.Option(help="The longest text that is coded, in characters (1,000,000).", metavar="N")
]
Split = Annotated[
    str | None,
    typer.Option(help="How files of several articles are split: auto, none, pages:1-3,4 or lines:1-40,41-90."),
]
CacheFolder = Annotated[
    str | None, typer.Option("--cache", help="Keep what the stages find in this folder, for later runs.", metavar="DIR")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Keep nothing, and look nothing up.")]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="A settings file; else dateline.toml, if there is one.", metavar="FILE"),
]


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"dateline {installed('dateline')}")
        raise typer.Exit


@app.command()
@guarded
def code(
    inputs: Inputs,
    format: Annotated[
        str | None, typer.Option(help="table (for reading) or jsonl (the output contract). [dim]Default: table[/]")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file, all at once when done.", metavar="FILE")] = None,
    published: Published = None,
    codebook: Codebook = None,
    model: Model = None,
    actors: Actors = None,
    jobs: Jobs = None,
    max_chars: MaxChars = None,
    split: Split = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    settings: SettingsFile = None,
) -> None:
    """Code reports: one record for each document, in the order given.

    Exit status: 0 all were coded, 1 some were not (each has a record with its error), 2 the call was wrong.
    """
    from dateline.cli.code import run_code

    given = {"published": published, "codebook": codebook, "model": model, "actors": tuple(actors or ()),
             "jobs": jobs, "max_chars": max_chars, "split": split,
             "layer_cache": "" if no_cache else cache}  # fmt: skip
    raise typer.Exit(run_code(inputs, format=format, out=out, settings=settings, given=given))


@app.command()
@guarded
def explain(
    input: Annotated[str, typer.Argument(help="A file, or one event of it as FILE#e1.", metavar="FILE[#EVENT]")],
    published: Published = None,
    codebook: Codebook = None,
    model: Model = None,
    actors: Actors = None,
    max_chars: MaxChars = None,
    settings: SettingsFile = None,
) -> None:
    """Show for each event which words carry what, and beside each the rule and the basis."""
    from dateline.cli.explain import run_explain

    given = {"published": published, "codebook": codebook, "model": model, "actors": tuple(actors or ()),
             "max_chars": max_chars}  # fmt: skip
    raise typer.Exit(run_explain(input, settings=settings, given=given))


@app.command()
@guarded
def validate(
    files: Annotated[
        list[str], typer.Argument(help="JSONL files of records, or - for standard input.", metavar="FILE…")
    ],
) -> None:
    """Check records against the output contract: its schema, spans, order and references."""
    from dateline.cli.validate import run_validate

    raise typer.Exit(run_validate(files))


@app.command()
@guarded
def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 also where something optional is not here.")] = False,
    settings: SettingsFile = None,
) -> None:
    """Check what this installation has and lacks, with the command that brings each missing thing."""
    from dateline.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(strict=strict, settings=settings))


@codebook_app.command("list")
@guarded
def codebook_list() -> None:
    """List the codebooks of this installation."""
    from dateline.cli.codebook import run_list

    raise typer.Exit(run_list())


@codebook_app.command("show")
@guarded
def codebook_show(
    name: Annotated[str, typer.Argument(help="A codebook's name or folder.", metavar="NAME|DIR")] = "plover",
    type: Annotated[str | None, typer.Option(help="Only this type, with all its entries.", metavar="TYPE")] = None,
) -> None:
    """Show the types, modes and entries of a codebook."""
    from dateline.cli.codebook import run_show

    raise typer.Exit(run_show(name, type))


@codebook_app.command("diff")
@guarded
def codebook_diff(
    old: Annotated[str, typer.Argument(help="A codebook's name or folder.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="Another one.", metavar="NEW")],
    corpus: Annotated[
        list[str], typer.Argument(help="Text files, JSONL files, folders, or - for standard input.", metavar="CORPUS…")
    ],
    format: Annotated[str, typer.Option(help="table (for reading) or jsonl (a change a line).")] = "table",
    published: Published = None,
    model: Model = None,
    actors: Actors = None,
    jobs: Jobs = None,
    max_chars: MaxChars = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    settings: SettingsFile = None,
) -> None:
    """Show which events a change of the codebook adds, drops or alters, and why."""
    from dateline.cli.difference import run_diff

    given = {"published": published, "model": model, "actors": tuple(actors or ()), "jobs": jobs,
             "max_chars": max_chars, "layer_cache": "" if no_cache else cache}  # fmt: skip
    raise typer.Exit(run_diff(old, new, corpus, format=format, settings=settings, given=given))


@codebook_app.command("check")
@guarded
def codebook_check(
    name: Annotated[str, typer.Argument(help="A codebook's name or folder.", metavar="NAME|DIR")] = "plover",
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


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="dateline")
    except KeyboardInterrupt:
        quiet_exit(130)
    except BrokenPipeError:
        quiet_exit(141)
    finally:
        sys.stderr.flush()
