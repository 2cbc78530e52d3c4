from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from dateline.cli.grouping import grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheep:
    colour: Annotated[list[str] | None, typer.Option(help="Of the wool; repeatable.")] = None
    shorn: Annotated[bool, typer.Option("--shorn", help="After May.")] = False


def app() -> typer.Typer:
    made = typer.Typer()

    @made.command()
    @grouped
    def count(field: str, *, sheep: Sheep, limit: int = 3) -> None:
        typer.echo(f"{field} {sheep} {limit}")

    return made


def test_fields_of_a_group_are_options_of_the_command() -> None:
    done = CliRunner().invoke(app(), ["north", "--colour", "grey", "--colour", "black", "--limit", "5"])
    assert done.output == "north Sheep(colour=['grey', 'black'], shorn=False) 5\n"


def test_options_of_a_group_stand_where_the_group_stands() -> None:
    shown = CliRunner().invoke(app(), ["--help"]).output
    assert [shown.index(name) for name in ("--colour", "--shorn", "--limit")] == sorted(
        shown.index(name) for name in ("--colour", "--shorn", "--limit")
    )


def test_unknown_option_is_refused() -> None:
    assert CliRunner().invoke(app(), ["north", "--sheep", "grey"]).exit_code == 2
