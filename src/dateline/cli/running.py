"""The commands that fill a project, and those about its runs: run, watch, link, runs, diff."""

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
    Corpus,
    Into,
    Jobs,
    ListByDefault,
    LogFormat,
    MetricsPort,
    Model,
    Project,
    SettingsFile,
    settings_given,
)

runs_app = typer.Typer(help="List the runs of a project, and repeat one.", no_args_is_help=False, cls=ListByDefault)


@guarded
@grouped
def run(
    inputs: Corpus,
    *,
    into: Into,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Code again what failed before.")] = False,
    engine: Annotated[
        str, typer.Option(help="direct, or local or ray: in pieces that are kept, over processes or a cluster.")
    ] = "direct",
    pieces: Annotated[
        str | None, typer.Option(help="Where pieces are kept (PROJECT.pieces).", metavar="DIR|ADDRESS")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="A Ray cluster that is there already (auto, HOST:PORT).", metavar="ADDRESS")
    ] = None,
    metrics_port: MetricsPort = None,
    log_format: LogFormat = "text",
    no_link: Annotated[bool, typer.Option("--no-link", help="Leave linking to `dateline link`.")] = False,
    coding: CodingOptions,
    keeping: CacheOptions,
    settings: SettingsFile = None,
) -> None:
    """Code a corpus into a project: what is new, and what a change affects. Stopped, it goes on where it was.

    Exit status: 0 all are coded, 1 some are not (the project keeps why), 2 the call was wrong.
    """
    from dateline.cli.run import How, run_run

    given = settings_given(coding, keeping)
    how = How(engine=engine, pieces=pieces, address=address, metrics_port=metrics_port, log_format=log_format,
              retry_failed=retry_failed, link=not no_link)  # fmt: skip
    raise typer.Exit(run_run(inputs, into=into, how=how, settings=settings, given=given))


@guarded
def watch(
    feeds: Annotated[Path, typer.Argument(help="The feed list, in TOML (docs/watch.md).", metavar="FEEDS")],
    into: Into,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due, and end.")] = False,
    no_link: Annotated[bool, typer.Option("--no-link", help="Leave linking to `dateline link`.")] = False,
    metrics_port: MetricsPort = None,
    log_format: LogFormat = "text",
    codebook: Codebook = None,
    model: Model = None,
    actors: Actors = None,
    jobs: Jobs = None,
    settings: SettingsFile = None,
) -> None:
    """Watch RSS and Atom feeds: code new items as they come, and tell what saved queries find. Ctrl-C ends it.

    Exit status of --once: 0 all is well, 1 a feed or an item failed, 2 the call was wrong.
    """
    from dateline.cli.watch import run_watch

    given = settings_given(codebook=codebook, model=model, actors=actors, jobs=jobs)
    raise typer.Exit(
        run_watch(feeds, into=into, once=once, link=not no_link, metrics_port=metrics_port, log_format=log_format,
                  settings=settings, given=given)
    )  # fmt: skip


@guarded
def link(project: Project = None) -> None:
    """Link the documents of a project: copies of one text, and events that are one occurrence.

    Only documents that are new to it are compared. Nothing is removed or changed in the records (docs/stories.md).
    """
    from dateline.cli.asking import find_project
    from dateline.cli.link import run_link

    raise typer.Exit(run_link(find_project(project)))


@runs_app.command("list")
@guarded
def runs_list(
    project: Project = None,
    format: Annotated[str, typer.Option(help="table (for reading) or jsonl (with the manifests).")] = "table",
) -> None:
    """List the runs of a project (`dateline runs PROJECT` is the same)."""
    from dateline.cli.asking import find_project
    from dateline.cli.runs import run_list

    raise typer.Exit(run_list(find_project(project), format=format))


@runs_app.command("verify")
@guarded
def runs_verify(
    project: Project = None,
    run: Annotated[int | None, typer.Option(help="The run; the last one without.", metavar="RUN")] = None,
    sample: Annotated[int, typer.Option(min=1, help="How many documents to code again.", metavar="N")] = 100,
    seed: Annotated[int, typer.Option(help="Another seed draws other documents.", metavar="N")] = 0,
) -> None:
    """Code a sample of a run's documents again and compare byte for byte: exit status 0 where all are the same."""
    from dateline.cli.asking import find_project
    from dateline.cli.runs import run_verify

    raise typer.Exit(run_verify(find_project(project), number=run, sample=sample, seed=seed))


@guarded
def diff(
    arguments: Annotated[
        list[str], typer.Argument(help="A project, and two of its runs.", metavar="[PROJECT] RUN RUN")
    ],
    format: Annotated[str, typer.Option(help="table (for reading) or jsonl (a change a line).")] = "table",
) -> None:
    """Show which events a run added, lost or changed against another, and why."""
    from dateline.cli.runs import run_diff

    raise typer.Exit(run_diff(arguments, format=format))
