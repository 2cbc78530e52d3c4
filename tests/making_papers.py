"""Projects over files with pages: printed and scanned by the press of the test set (tests/ingest/press.py)."""

import sys
from contextlib import chdir
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from dateline.project import ProjectRun, open_store
from dateline.workspace import Workspace, load_settings


@cache
def load_press() -> ModuleType:
    spec = spec_from_file_location("press", Path(__file__).parent / "ingest" / "press.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["press"] = module
    spec.loader.exec_module(module)
    return module


def print_pdf(name: str = "bristol-dockers") -> bytes:
    press = load_press()
    article = next(each for each in press.load_articles() if each["id"] == name)
    return bytes(press.print_article(article, press.ONE).data)


def print_pdfs(*names: str) -> bytes:
    """Several articles in one file, each on a page of its own."""
    press = load_press()
    articles = {each["id"]: each for each in press.load_articles()}
    return bytes(press.print_articles([articles[name] for name in names], press.ONE).data)


def print_scan(name: str = "lake-shelling") -> bytes:
    """A scan, askew, of the first three paragraphs of an article, in one column."""
    press = load_press()
    article = next(each for each in press.load_articles() if each["id"] == name)
    short = {**article, "body": article["body"][:3], "figure": None, "subtitle": None}
    return bytes(press.scan(press.print_article(short, press.ONE).data, dpi=200, kind="skewed", seed=1))


def make_paged_project(folder: Path, files: dict[str, bytes]) -> Path:
    """Code files in ``folder/corpus`` into ``folder/project.duckdb``, named as they are from the folder."""
    (folder / "corpus").mkdir()
    for name, data in files.items():
        (folder / "corpus" / name).write_bytes(data)
    place = folder / "project.duckdb"
    run_again(place)
    return place


def run_again(place: Path) -> None:
    """Run the corpus beside a project into it."""
    with chdir(place.parent), open_store(place, writable=True) as store:
        for _ in ProjectRun(Workspace(load_settings(published="2031-03-14")), store, ["corpus"]):
            pass
