"""The commands of reviewing: desk, second-coder, accounts, review."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.guard import guarded
from dateline.cli.options import Project, SettingsFile

accounts_app = typer.Typer(help="Add, list and change who may use a desk on a server.", no_args_is_help=True)
review_app = typer.Typer(help="Take what people decided out of a project.", no_args_is_help=True)

AccountName = Annotated[str, typer.Argument(help="The account.", metavar="NAME")]
DeskProject = Annotated[
    str, typer.Argument(help="A DuckDB file, or postgresql://….", metavar="PROJECT", envvar="DATELINE_PROJECT")
]
RoleOption = Annotated[str, typer.Option(help="reader, coder, adjudicator or owner.", metavar="ROLE")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else standard output.")]


@guarded
def desk(
    project: DeskProject,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; any that is free by default.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    server: Annotated[bool, typer.Option("--server", help="Serve a team: everybody needs an account.")] = False,
    host: Annotated[str, typer.Option(help="With --server: the address to listen on.", metavar="HOST")] = "127.0.0.1",
    public_url: Annotated[
        str | None, typer.Option(help="With --server: the address that people open.", metavar="URL")
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(help="With --server: a proxy whose forwarded headers are believed (repeatable).", metavar="IP"),
    ] = None,
    session_hours: Annotated[
        float, typer.Option(min=0.1, max=720, help="With --server: a log-in lasts so long.", metavar="HOURS")
    ] = 12.0,
    originals: Annotated[
        Path | None,
        typer.Option(help="Where the PDFs and scans are now, if they were moved.", metavar="FOLDER"),
    ] = None,
) -> None:
    """Open the review desk of a project: in the browser for you alone, or with --server for a team."""
    if server:
        from dateline.cli.desk import run_server
        from dateline.web.serving import ServerOptions

        options = ServerOptions(
            host=host, port=port, public_url=public_url, proxies=tuple(proxy or ()), hours=session_hours,
            originals=originals,
        )  # fmt: skip
        raise typer.Exit(run_server(project, options))
    from dateline.cli.desk import run_desk

    raise typer.Exit(run_desk(project, port=port, browser=not no_browser, originals=originals))


@guarded
def second_coder(
    project: DeskProject,
    sample: Annotated[str, typer.Argument(help="A sample that was drawn at the desk.", metavar="SAMPLE")],
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many events.", metavar="N")] = None,
    settings: SettingsFile = None,
) -> None:
    """Let a model that you run code a sample, as one more coder beside people; off unless the settings name it.

    Exit status: 0 all answers could be used, 1 some were refused (they are counted), 2 the call was wrong.
    """
    from dateline.cli.desk import run_second_coder

    raise typer.Exit(run_second_coder(project, sample, limit=limit, settings=settings))


@accounts_app.command("add")
@guarded
def accounts_add(project: DeskProject, name: AccountName, role: RoleOption = "coder") -> None:
    """Make an account; the password is asked for, or the first line of standard input."""
    from dateline.cli.desk import run_account_add

    raise typer.Exit(run_account_add(project, name, role=role))


@accounts_app.command("list")
@guarded
def accounts_list(project: DeskProject) -> None:
    """List the accounts of a project."""
    from dateline.cli.desk import run_account_list

    raise typer.Exit(run_account_list(project))


@accounts_app.command("role")
@guarded
def accounts_role(project: DeskProject, name: AccountName, role: RoleOption) -> None:
    """Give an account another role; who is logged in with it has to log in again."""
    from dateline.cli.desk import run_account_change

    raise typer.Exit(run_account_change(project, name, role=role))


@accounts_app.command("password")
@guarded
def accounts_password(project: DeskProject, name: AccountName) -> None:
    """Give an account another password, which is asked for, or the first line of standard input."""
    from dateline.cli.desk import run_account_change

    raise typer.Exit(run_account_change(project, name, password=True))


@accounts_app.command("disable")
@guarded
def accounts_disable(project: DeskProject, name: AccountName) -> None:
    """Disable an account: whoever is logged in with it is out at once. Its decisions stay."""
    from dateline.cli.desk import run_account_change

    raise typer.Exit(run_account_change(project, name, active=False))


@accounts_app.command("enable")
@guarded
def accounts_enable(project: DeskProject, name: AccountName) -> None:
    """Enable an account that was disabled."""
    from dateline.cli.desk import run_account_change

    raise typer.Exit(run_account_change(project, name, active=True))


@review_app.command("records")
@guarded
def review_records(
    project: Project = None,
    out: Out = None,
    until: Annotated[
        str | None, typer.Option(help="The data set as it was at this moment (UTC).", metavar="YYYY-MM-DDTHH:MM:SSZ")
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="Documents that nobody has reviewed, too.")] = False,
) -> None:
    """Write records with the decisions in them, rejected events left out: `dateline export` takes them."""
    from dateline.cli.asking import find_project
    from dateline.cli.review import run_records

    raise typer.Exit(run_records(find_project(project), out=out, until=until, every=every))


@review_app.command("log")
@guarded
def review_log(
    project: Project = None,
    out: Out = None,
) -> None:
    """Write every decision as a line of JSON, in the order in which they were kept."""
    from dateline.cli.asking import find_project
    from dateline.cli.review import run_log

    raise typer.Exit(run_log(find_project(project), out=out))


@review_app.command("import")
@guarded
def review_import(
    project: Annotated[str, typer.Argument(help="A DuckDB file, or postgresql://….", metavar="PROJECT")],
    file: Annotated[Path, typer.Argument(help="What the tool gave back; for brat the folder.", metavar="FILE")],
    format: Annotated[str, typer.Option("--as", help="brat, labelstudio or prodigy.", metavar="FORMAT")],
    coder: Annotated[str, typer.Option(help="Whose decisions they are.", metavar="NAME")],
) -> None:
    """Take annotations of another tool back as the decisions of a coder; the same file twice is kept once."""
    from dateline.cli.review import run_import

    raise typer.Exit(run_import(project, file, format=format, coder=coder))
