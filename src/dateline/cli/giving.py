"""The commands that give coded records on: export and report."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.grouping import grouped
from dateline.cli.guard import guarded
from dateline.cli.options import ShareOptions

Coded = Annotated[str, typer.Argument(help="A project, JSONL of coded records, or -.", metavar="INPUT")]
Statuses = Annotated[
    list[str] | None,
    typer.Option(help="Rows of this status, too (repeatable): planned, threatened, …", metavar="STATUS"),
]


@guarded
@grouped
def export(
    input: Coded,
    *,
    format: Annotated[
        str,
        typer.Option(
            "--as",
            help="acled, ged, gdelt, gdelt-mentions, icews, polecat, geojson, "
            "csv, parquet, w3c, brat, labelstudio, prodigy.",
            metavar="FORMAT",
        ),
    ],
    out: Annotated[Path, typer.Option(help="The file, or for csv, parquet and brat the folder.", metavar="FILE")],
    status: Statuses = None,
    standing: Annotated[
        list[str] | None, typer.Option(help="Rows of this standing, too (repeatable).", metavar="STANDING")
    ] = None,
    type: Annotated[list[str] | None, typer.Option(help="Only this type (repeatable).", metavar="TYPE")] = None,
    background: Annotated[bool, typer.Option("--background", help="Rows for what is only recalled, too.")] = False,
    inside: Annotated[bool, typer.Option("--inside", help="Rows for events inside another, too.")] = False,
    every_report: Annotated[
        bool, typer.Option("--every-report", help="A row for each report, not for each occurrence.")
    ] = False,
    dyads: Annotated[bool, typer.Option("--dyads", help="A row for each pair of source and target.")] = False,
    origins: Annotated[int, typer.Option(help="Least number of independent origins.", min=1, metavar="N")] = 1,
    date_precision: Annotated[
        int | None, typer.Option(help="Coarsest date that is no side case (UCDP).", min=1, max=5, metavar="1…5")
    ] = None,
    flag: Annotated[bool, typer.Option("--flag", help="Add columns for status, standing, who says so, …")] = False,
    sharing: ShareOptions,
) -> None:
    """Write coded records in another format, with a codebook and a manifest beside it."""
    from dateline.cli.export import read_profile, run_export, select

    profile = read_profile(sharing)
    chosen = select(status or (), standing or (), type or (), background=background, inside=inside,
                    every_report=every_report, dyads=dyads, origins=origins, date_precision=date_precision,
                    flags=flag)  # fmt: skip
    raise typer.Exit(run_export(input, format=format, out=out, selection=chosen, profile=profile))


@guarded
@grouped
def report(
    input: Coded,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write.", metavar="FILE")],
    title: Annotated[str | None, typer.Option(help="What the page is called.", metavar="TEXT")] = None,
    sharing: ShareOptions,
) -> None:
    """Write one self-contained page: counts, a map, what is corroborated and contradicted, data quality."""
    from dateline.cli.export import read_profile, run_report

    profile = read_profile(sharing)
    raise typer.Exit(run_report(input, out=out, title=title, profile=profile))
