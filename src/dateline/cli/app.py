"""The command line: every command, in the order in which ``dateline --help`` lists them."""

import sys
from typing import Annotated

import typer

from dateline.cli.coding import code, doctor, explain, read, validate
from dateline.cli.giving import export, report
from dateline.cli.guard import quiet_exit
from dateline.cli.knowledge import actors_app, codebook_app
from dateline.cli.listing import events, show, timeline
from dateline.cli.reviewing import accounts_app, desk, review_app, second_coder
from dateline.cli.running import diff, link, run, runs_app, watch

app = typer.Typer(
    help="Turns news reports into event data that people can check: who did what to whom, where and when; who says so; "
    "and whether it happened, or is planned, threatened, denied or history.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(codebook_app, name="codebook")
app.add_typer(actors_app, name="actors")
app.add_typer(accounts_app, name="accounts")
app.add_typer(review_app, name="review")
app.add_typer(runs_app, name="runs")
for command in (code, desk, run, watch, link, read, explain, validate, events, timeline, show, diff, doctor,
                second_coder, export, report):  # fmt: skip
    app.command()(command)


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"dateline {installed('dateline')}")
        raise typer.Exit


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
