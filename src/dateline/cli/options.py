"""The options that several commands over a project share."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

Project = Annotated[
    str | None,
    typer.Argument(help="The project: a DuckDB file, or postgresql://…; else DATELINE_PROJECT.", metavar="[PROJECT]"),
]
Format = Annotated[str, typer.Option(help="table (for reading), jsonl or csv.")]
EventType = Annotated[
    list[str] | None,
    typer.Option(help="Only this type, or type and mode (ASSAULT/aerial); repeatable.", metavar="TYPE"),
]
ActorName = Annotated[
    list[str] | None, typer.Option(help="A party's name, or code (IRQREB, IRQ*); repeatable.", metavar="NAME")
]
SourceName = Annotated[list[str] | None, typer.Option(help="As --actor, of who acts.", metavar="NAME")]
TargetName = Annotated[list[str] | None, typer.Option(help="As --actor, of who is acted on.", metavar="NAME")]
Country = Annotated[
    list[str] | None, typer.Option(help="Where it took place (ISO alpha-3); repeatable.", metavar="CODE")
]
PlaceName = Annotated[list[str] | None, typer.Option(help="The place where it took place; repeatable.", metavar="NAME")]
Since = Annotated[str | None, typer.Option(help="On this day or later.", metavar="YYYY-MM-DD")]
Until = Annotated[str | None, typer.Option(help="On this day or earlier.", metavar="YYYY-MM-DD")]
EventStatus = Annotated[
    list[str] | None, typer.Option(help="occurred, ongoing, planned, denied …; repeatable.", metavar="STATUS")
]
Standing = Annotated[
    list[str] | None, typer.Option(help="asserted, attributed, disputed, denied; repeatable.", metavar="STANDING")
]
Background = Annotated[
    bool | None, typer.Option("--background/--news", help="Only what is recalled, or only what is news.")
]
Origins = Annotated[int | None, typer.Option(help="Told by at least so many independent origins.", metavar="N")]
Reports = Annotated[int | None, typer.Option(help="Told by at least so many reports.", metavar="N")]
Contradicted = Annotated[
    bool | None,
    typer.Option("--contradicted/--uncontradicted", help="Only where reports contradict one another, or not."),
]
CodedBy = Annotated[
    list[str] | None,
    typer.Option(
        help="Coded by this codebook entry, or one that begins so (assault.aerial); repeatable.", metavar="ENTRY"
    ),
]
InDocument = Annotated[list[str] | None, typer.Option(help="Of this document (id or key); repeatable.", metavar="DOC")]
MetricsPort = Annotated[
    int | None,
    typer.Option(help="Serve counts for Prometheus on this port of 127.0.0.1 (0: any).", metavar="PORT", min=0),
]
LogFormat = Annotated[str, typer.Option(help="What is said on standard error: text, or json, one object a line.")]


class ListByDefault(TyperGroup):
    """A group whose command ``list`` need not be named: ``dateline runs PROJECT``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the command ``list`` where none is named."""
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["list", *args]
        return super().parse_args(ctx, args)
