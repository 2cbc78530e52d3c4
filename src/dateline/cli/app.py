import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.giving import export, report
from dateline.cli.guard import guarded, quiet_exit
from dateline.cli.options import (
    ActorName,
    Background,
    CodedBy,
    Contradicted,
    Country,
    EventStatus,
    EventType,
    Format,
    InDocument,
    ListByDefault,
    LogFormat,
    MetricsPort,
    Origins,
    PlaceName,
    Project,
    Reports,
    Since,
    SourceName,
    Standing,
    TargetName,
    Until,
)

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

accounts_app = typer.Typer(help="Add, list and change who may use a desk on a server.", no_args_is_help=True)
app.add_typer(accounts_app, name="accounts")
review_app = typer.Typer(help="Take what people decided out of a project.", no_args_is_help=True)
app.add_typer(review_app, name="review")

runs_app = typer.Typer(help="List the runs of a project, and repeat one.", no_args_is_help=False, cls=ListByDefault)
app.add_typer(runs_app, name="runs")

Inputs = Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", metavar="INPUT…")]
Published = Annotated[
    str | None, typer.Option(help="Publication date of documents that carry none.", metavar="YYYY-MM-DD")
]
Codebook = Annotated[str | None, typer.Option(help="A codebook's name, or the folder of your own.", metavar="NAME|DIR")]
Model = Annotated[str | None, typer.Option(help="The installed spaCy package to parse with.", metavar="PACKAGE")]
Parse = Annotated[
    str | None,
    typer.Option(help="What is parsed: all (the default), or events: only paragraphs that can hold one, which is "
                      "faster and leaves out claims, places and times elsewhere.", metavar="WHAT"),
]  # fmt: skip
Actors = Annotated[
    list[Path] | None, typer.Option(help="An extra actor registry, which wins (repeatable).", metavar="FILE")
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", help="Processes that code at once (1).", metavar="N")]
MaxChars = Annotated[
    int | None, typer.Option(help="The longest text that is coded, in characters (1,000,000).", metavar="N")
]
Columns = Annotated[
    str | None,
    typer.Option(help="Which columns of tables and JSON exports are what: a ready-made mapping, or your own file.",
                 metavar="NAME|FILE"),
]  # fmt: skip
Isolate = Annotated[
    str | None,
    typer.Option(help="What runs in a process of its own, where it can crash or hang without harm: none, readers "
                      "(the default) or all.", metavar="WHAT"),
]  # fmt: skip
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
    parse: Parse = None,
    actors: Actors = None,
    jobs: Jobs = None,
    max_chars: MaxChars = None,
    columns: Columns = None,
    isolate: Isolate = None,
    split: Split = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    settings: SettingsFile = None,
) -> None:
    """Code reports: one record for each document, in the order given.

    Exit status: 0 all were coded, 1 some were not (each has a record with its error), 2 the call was wrong.
    """
    from dateline.cli.code import run_code

    given = {"published": published, "codebook": codebook, "model": model, "parse": parse,
             "actors": tuple(actors or ()), "jobs": jobs, "max_chars": max_chars, "columns": columns,
             "isolate": isolate, "split": split,
             "layer_cache": "" if no_cache else cache}  # fmt: skip
    raise typer.Exit(run_code(inputs, format=format, out=out, settings=settings, given=given))


@app.command()
@guarded
def desk(
    project: Annotated[
        str, typer.Argument(help="A DuckDB file, or postgresql://….", metavar="PROJECT", envvar="DATELINE_PROJECT")
    ],
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


@review_app.command("records")
@guarded
def review_records(
    project: Project = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else standard output.")] = None,
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
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else standard output.")] = None,
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


@app.command()
@guarded
def run(
    inputs: Annotated[
        list[str], typer.Argument(help="Text files, JSONL files, folders, or - for standard input.", metavar="CORPUS…")
    ],
    into: Annotated[
        str,
        typer.Option(
            help="The project: a DuckDB file, or postgresql://….", metavar="PROJECT", envvar="DATELINE_PROJECT"
        ),
    ],
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
    published: Published = None,
    codebook: Codebook = None,
    model: Model = None,
    parse: Parse = None,
    actors: Actors = None,
    jobs: Jobs = None,
    max_chars: MaxChars = None,
    columns: Columns = None,
    isolate: Isolate = None,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
    settings: SettingsFile = None,
) -> None:
    """Code a corpus into a project: what is new, and what a change affects. Stopped, it goes on where it was.

    Exit status: 0 all are coded, 1 some are not (the project keeps why), 2 the call was wrong.
    """
    from dateline.cli.run import How, run_run

    given = {"published": published, "codebook": codebook, "model": model, "parse": parse,
             "actors": tuple(actors or ()), "jobs": jobs, "max_chars": max_chars,
             "columns": columns, "isolate": isolate, "layer_cache": "" if no_cache else cache}  # fmt: skip
    how = How(engine=engine, pieces=pieces, address=address, metrics_port=metrics_port, log_format=log_format,
              retry_failed=retry_failed, link=not no_link)  # fmt: skip
    raise typer.Exit(run_run(inputs, into=into, how=how, settings=settings, given=given))


@app.command()
@guarded
def watch(
    feeds: Annotated[Path, typer.Argument(help="The feed list, in TOML (docs/watch.md).", metavar="FEEDS")],
    into: Annotated[
        str,
        typer.Option(
            help="The project: a DuckDB file, or postgresql://….", metavar="PROJECT", envvar="DATELINE_PROJECT"
        ),
    ],
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

    given = {"codebook": codebook, "model": model, "actors": tuple(actors or ()), "jobs": jobs}
    raise typer.Exit(
        run_watch(feeds, into=into, once=once, link=not no_link, metrics_port=metrics_port, log_format=log_format,
                  settings=settings, given=given)
    )  # fmt: skip


@app.command()
@guarded
def link(project: Project = None) -> None:
    """Link the documents of a project: copies of one text, and events that are one occurrence.

    Only documents that are new to it are compared. Nothing is removed or changed in the records (docs/stories.md).
    """
    from dateline.cli.asking import find_project
    from dateline.cli.link import run_link

    raise typer.Exit(run_link(find_project(project)))


@app.command()
@guarded
def read(
    inputs: Inputs,
    format: Annotated[str, typer.Option(help="text (for reading), json or jsonl.")] = "text",
    out: Annotated[Path | None, typer.Option(help="Write to this file, all at once when done.", metavar="FILE")] = None,
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

    given = {"published": published, "max_chars": max_chars, "columns": columns, "isolate": isolate, "split": split}
    raise typer.Exit(run_read(inputs, format=format, out=out, page_image=page_image, settings=settings, given=given))


@app.command()
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

    given = {"published": published, "codebook": codebook, "model": model, "parse": parse,
             "actors": tuple(actors or ()), "max_chars": max_chars}  # fmt: skip
    raise typer.Exit(run_explain(arguments, settings=settings, given=given))


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
def events(
    project: Project = None,
    type: EventType = None,
    actor: ActorName = None,
    source: SourceName = None,
    target: TargetName = None,
    country: Country = None,
    place: PlaceName = None,
    since: Since = None,
    until: Until = None,
    status: EventStatus = None,
    standing: Standing = None,
    background: Background = None,
    origins: Origins = None,
    reports: Reports = None,
    contradicted: Contradicted = None,
    rule: CodedBy = None,
    document: InDocument = None,
    one_each: Annotated[bool, typer.Option("--one-each", help="One event for each occurrence.")] = False,
    format: Format = "table",
    limit: Annotated[int | None, typer.Option(help="At most so many (a table: 50).", metavar="N")] = None,
    after: Annotated[int | None, typer.Option(help="Go on behind this serial number.", metavar="SERIAL")] = None,
) -> None:
    """List the events of a project: by type, parties, place, time, status, and how many origins tell of them."""
    from dateline.cli.asking import find_project
    from dateline.cli.events import make_filter, run_events

    wanted = make_filter(
        {"type": type, "actor": actor, "source": source, "target": target, "country": country, "place": place,
         "since": since, "until": until, "status": status, "standing": standing, "background": background,
         "origins": origins, "reports": reports, "contradicted": contradicted, "rule": rule, "document": document}
    )  # fmt: skip
    place_of = find_project(project)
    raise typer.Exit(run_events(place_of, wanted, format=format, limit=limit, after=after, one_each=one_each))


@app.command()
@guarded
def timeline(
    project: Project = None,
    by: Annotated[str, typer.Option(help="day, month or year.", metavar="PERIOD")] = "month",
    type: EventType = None,
    actor: ActorName = None,
    source: SourceName = None,
    target: TargetName = None,
    country: Country = None,
    place: PlaceName = None,
    since: Since = None,
    until: Until = None,
    status: EventStatus = None,
    standing: Standing = None,
    background: Background = None,
    origins: Origins = None,
    reports: Reports = None,
    contradicted: Contradicted = None,
    rule: CodedBy = None,
    document: InDocument = None,
    format: Format = "table",
) -> None:
    """Count the events of a project by day, month or year of their beginning."""
    from dateline.cli.asking import find_project
    from dateline.cli.events import make_filter, run_timeline

    wanted = make_filter(
        {"type": type, "actor": actor, "source": source, "target": target, "country": country, "place": place,
         "since": since, "until": until, "status": status, "standing": standing, "background": background,
         "origins": origins, "reports": reports, "contradicted": contradicted, "rule": rule, "document": document}
    )  # fmt: skip
    raise typer.Exit(run_timeline(find_project(project), wanted, by=by, format=format))


@app.command()
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
    limit: Annotated[int | None, typer.Option(help="At most so many (a table: 50).", metavar="N")] = None,
) -> None:
    """Show a document of a project as it was coded, or list documents."""
    from dateline.cli.show import run_show

    given = list(arguments or ())
    raise typer.Exit(run_show(given, search=search, failed=failed, absent=absent, format=format, limit=limit))


@app.command("diff")
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


@app.command()
@guarded
def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 also where something optional is not here.")] = False,
    settings: SettingsFile = None,
) -> None:
    """Check what this installation has and lacks, with the command that brings each missing thing."""
    from dateline.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(strict=strict, settings=settings))


AccountName = Annotated[str, typer.Argument(help="The account.", metavar="NAME")]
DeskProject = Annotated[
    str, typer.Argument(help="A DuckDB file, or postgresql://….", metavar="PROJECT", envvar="DATELINE_PROJECT")
]
RoleOption = Annotated[str, typer.Option(help="reader, coder, adjudicator or owner.", metavar="ROLE")]


@app.command("second-coder")
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


app.command()(export)
app.command()(report)


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
