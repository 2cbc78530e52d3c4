"""The commands that list what is in a project: events, timeline, show."""

from typing import Annotated

import typer

from dateline.cli.grouping import grouped
from dateline.cli.guard import guarded
from dateline.cli.options import EventOptions, Format, Project

Limit = Annotated[int | None, typer.Option(help="At most so many (a table: 50).", metavar="N")]


@guarded
@grouped
def events(
    project: Project = None,
    *,
    wanted: EventOptions,
    one_each: Annotated[bool, typer.Option("--one-each", help="One event for each occurrence.")] = False,
    format: Format = "table",
    limit: Limit = None,
    after: Annotated[int | None, typer.Option(help="Go on behind this serial number.", metavar="SERIAL")] = None,
) -> None:
    """List the events of a project: by type, parties, place, time, status, and how many origins tell of them."""
    from dateline.cli.asking import find_project
    from dateline.cli.events import make_filter, run_events

    chosen = make_filter(wanted)
    raise typer.Exit(
        run_events(find_project(project), chosen, format=format, limit=limit, after=after, one_each=one_each)
    )


@guarded
@grouped
def timeline(
    project: Project = None,
    *,
    by: Annotated[str, typer.Option(help="day, month or year.", metavar="PERIOD")] = "month",
    wanted: EventOptions,
    format: Format = "table",
) -> None:
    """Count the events of a project by day, month or year of their beginning."""
    from dateline.cli.asking import find_project
    from dateline.cli.events import make_filter, run_timeline

    chosen = make_filter(wanted)
    raise typer.Exit(run_timeline(find_project(project), chosen, by=by, format=format))


@guarded
def show(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(help="A project, and a document's id, key or source.", metavar="[PROJECT] [DOC]"),
    ] = None,
    search: Annotated[
        str | None, typer.Option(help='Documents with all these words; truce*, "safe passage".', metavar="WORDS")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Documents that could not be coded, and why.")] = False,
    absent: Annotated[bool, typer.Option("--absent", help="Documents that vanished or were replaced.")] = False,
    format: Format = "table",
    limit: Limit = None,
) -> None:
    """Show a document of a project as it was coded, or list documents."""
    from dateline.cli.show import run_show

    given = list(arguments or ())
    raise typer.Exit(run_show(given, search=search, failed=failed, absent=absent, format=format, limit=limit))
