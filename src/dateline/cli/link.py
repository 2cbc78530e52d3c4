import sys
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from dateline.cli.printing import print_parts
from dateline.project import Linked, link_project, open_store


def run_link(place: str) -> int:
    """Link the documents of a project; return the exit status."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    with open_store(place, writable=True) as store:
        print_parts(tell_linked(link_project(store)), sys.stdout)
    return 0


def tell_linked(linked: Linked) -> Iterator[RenderableType]:
    """Say in two lines what linking came to."""
    new = "all compared anew" if linked.anew else f"{linked.compared:,} of them new to linking"
    yield Text(f"Stories: {linked.documents:,} documents, {new}; {linked.copies:,} groups of copies")
    yield Text(
        f"{linked.occurrences:,} occurrences, {linked.shared:,} told by several reports, "
        f"{linked.contradicted:,} with contradictions"
    )
