"""Projects that tests ask and change: coded once, copied for each test; benchmarks/desk_load.py codes with it, too."""

from pathlib import Path

from dateline.project import ProjectRun, link_project, open_store
from dateline.workspace import Workspace, load_settings

PUBLISHED = "2031-03-14"


def code_project(place: Path | str, corpus: Path | str, *, link: bool = False) -> None:
    """Code a corpus into a new project, and link what tells of one event."""
    with open_store(place, writable=True) as store:
        for _ in ProjectRun(Workspace(load_settings(published=PUBLISHED)), store, [str(corpus)]):
            pass
        if link:
            link_project(store)


def copy_project(place: Path, folder: Path) -> Path:
    """Return a copy of a project that a test may change."""
    copy = folder / "project.duckdb"
    copy.write_bytes(place.read_bytes())
    return copy
