from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, Group, RenderableType

from dateline.cli.wording import WIDTH


def print_parts(parts: Iterable[RenderableType], stream: TextIO) -> None:
    """Write parts of a page: in colour on a terminal, as plain text elsewhere."""
    if not stream.isatty():
        stream.write(plain(parts))
        return
    console = Console(file=stream, highlight=False)
    console.width = min(console.width, WIDTH)
    console.print(Group(*parts))


def plain(parts: Iterable[RenderableType]) -> str:
    """Return what a file or a reader without colours gets: no styles, and no blanks at the ends of lines."""
    console = Console(width=WIDTH, highlight=False, color_system=None)
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())
