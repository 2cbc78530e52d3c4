"""The options that several commands share, alone or in groups (``grouping.py``)."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

Inputs = Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", metavar="INPUT…")]
Corpus = Annotated[
    list[str], typer.Argument(help="Text files, JSONL files, folders, or - for standard input.", metavar="CORPUS…")
]
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
OutFile = Annotated[Path | None, typer.Option(help="Write to this file, all at once when done.", metavar="FILE")]
Project = Annotated[
    str | None,
    typer.Argument(help="The project: a DuckDB file, or postgresql://…; else DATELINE_PROJECT.", metavar="[PROJECT]"),
]
Into = Annotated[
    str,
    typer.Option(help="The project: a DuckDB file, or postgresql://….", metavar="PROJECT", envvar="DATELINE_PROJECT"),
]
Format = Annotated[str, typer.Option(help="table (for reading), jsonl or csv.")]
MetricsPort = Annotated[
    int | None,
    typer.Option(help="Serve counts for Prometheus on this port of 127.0.0.1 (0: any).", metavar="PORT", min=0),
]
LogFormat = Annotated[str, typer.Option(help="What is said on standard error: text, or json, one object a line.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingOptions:
    """How reports are read and coded."""

    published: Published = None
    codebook: Codebook = None
    model: Model = None
    parse: Parse = None
    actors: Actors = None
    jobs: Jobs = None
    max_chars: MaxChars = None
    columns: Columns = None
    isolate: Isolate = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheOptions:
    """What is kept for later runs."""

    cache: CacheFolder = None
    no_cache: NoCache = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOptions:
    """Which events of a project are wanted."""

    type: Annotated[
        list[str] | None,
        typer.Option(help="Only this type, or type and mode (ASSAULT/aerial); repeatable.", metavar="TYPE"),
    ] = None
    actor: Annotated[
        list[str] | None, typer.Option(help="A party's name, or code (IRQREB, IRQ*); repeatable.", metavar="NAME")
    ] = None
    source: Annotated[list[str] | None, typer.Option(help="As --actor, of who acts.", metavar="NAME")] = None
    target: Annotated[list[str] | None, typer.Option(help="As --actor, of who is acted on.", metavar="NAME")] = None
    country: Annotated[
        list[str] | None, typer.Option(help="Where it took place (ISO alpha-3); repeatable.", metavar="CODE")
    ] = None
    place: Annotated[
        list[str] | None, typer.Option(help="The place where it took place; repeatable.", metavar="NAME")
    ] = None
    since: Annotated[str | None, typer.Option(help="On this day or later.", metavar="YYYY-MM-DD")] = None
    until: Annotated[str | None, typer.Option(help="On this day or earlier.", metavar="YYYY-MM-DD")] = None
    status: Annotated[
        list[str] | None, typer.Option(help="occurred, ongoing, planned, denied …; repeatable.", metavar="STATUS")
    ] = None
    standing: Annotated[
        list[str] | None, typer.Option(help="asserted, attributed, disputed, denied; repeatable.", metavar="STANDING")
    ] = None
    background: Annotated[
        bool | None, typer.Option("--background/--news", help="Only what is recalled, or only what is news.")
    ] = None
    origins: Annotated[int | None, typer.Option(help="Told by at least so many independent origins.", metavar="N")] = (
        None
    )
    reports: Annotated[int | None, typer.Option(help="Told by at least so many reports.", metavar="N")] = None
    contradicted: Annotated[
        bool | None,
        typer.Option("--contradicted/--uncontradicted", help="Only where reports contradict one another, or not."),
    ] = None
    rule: Annotated[
        list[str] | None,
        typer.Option(
            help="Coded by this codebook entry, or one that begins so (assault.aerial); repeatable.", metavar="ENTRY"
        ),
    ] = None
    document: Annotated[
        list[str] | None, typer.Option(help="Of this document (id or key); repeatable.", metavar="DOC")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOptions:
    """What is left out of records that are given on."""

    share: Annotated[bool, typer.Option("--share", help="Leave out what must not be given on (docs/sharing.md).")] = (
        False
    )
    keep_texts: Annotated[bool, typer.Option("--keep-texts", help="With --share: the texts may be given on.")] = False
    coarsen: Annotated[
        str | None, typer.Option(help="With --share: move shelters, hospitals, camps and operations.", metavar="25km")
    ] = None
    coarsen_dates: Annotated[
        str | None, typer.Option(help="With --share: only the week or month of such places.", metavar="week|month")
    ] = None
    delay: Annotated[str | None, typer.Option(help="With --share: withhold events of such places.", metavar="14d")] = (
        None
    )
    as_of: Annotated[
        str | None, typer.Option(help="The day that --delay counts from (today).", metavar="YYYY-MM-DD")
    ] = None


def settings_given(*groups: CodingOptions | CacheOptions, **options: Any) -> dict[str, Any]:
    """Return the settings that options of a call name, as ``load_settings`` takes them: None and () are "not given"."""
    for group in groups:
        options |= {field.name: getattr(group, field.name) for field in fields(group)}
    if options.pop("no_cache", False):
        options["cache"] = ""
    options["layer_cache"] = options.pop("cache", None)
    options["actors"] = tuple(options.get("actors") or ())
    return options


class ListByDefault(TyperGroup):
    """A group whose command ``list`` need not be named: ``dateline runs PROJECT``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the command ``list`` where none is named."""
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["list", *args]
        return super().parse_args(ctx, args)
