import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings
from needs import require

from dateline.model import Document, Metadata, make_document
from dateline.pipeline import default_stages
from dateline.stage import Stage

# What decides whether work lands is no lottery: CI takes the same examples each time. HYPOTHESIS_PROFILE=search looks
# for new ones, and what it finds becomes a case.
settings.register_profile("ci", derandomize=True)
settings.register_profile("search", max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))

Run = Callable[..., Document]
ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("DATELINE_SHARED", ROOT.parent / "shared"))
STRICT = bool(os.environ.get("DATELINE_STRICT"))


def pytest_configure(config: pytest.Config) -> None:
    """Tell what the markers of our own mean."""
    config.addinivalue_line("markers", "needs(*programs): skip where one of these programs is missing (needs.py)")
    config.addinivalue_line("markers", "cases(*kinds): run once for each case of cases/KIND/*.yaml beside the test")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test marked ``cases`` each case of these kinds as ``case``; a known failure must fail, with its reason."""
    marker = metafunc.definition.get_closest_marker("cases")
    if marker:
        folder = metafunc.definition.path.parent / "cases"
        metafunc.parametrize("case", [case for kind in marker.args for case in _read_cases(folder / kind)])


def _read_cases(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.glob("*.yaml")):
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf8"))):
            known = folder.name == "known_failures"
            marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if known else []
            yield pytest.param(case, id=f"{folder.name}/{path.stem}-{number}", marks=marks)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests whose programs are missing, and those that read ../shared, which is no part of the repository."""
    for marker in item.iter_markers("needs"):
        require(*marker.args)
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here: it holds texts that are not ours to ship")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a skip a failure in strict mode (DATELINE_STRICT), as CI runs: there, whatever a test needs is installed."""
    report = yield
    excused = item.get_closest_marker("shared") and not SHARED.is_dir()
    if STRICT and report.skipped and not hasattr(report, "wasxfail") and not excused:
        report.outcome = "failed"
        report.longrepr = f"skipped in strict mode: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Make a skipped module a failure in strict mode, too."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped in strict mode: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared files (mark the test ``shared``, too)."""
    return SHARED


@pytest.fixture(scope="session")
def stages() -> list[Stage]:
    """Every stage of the default path, built once for the session (the parser takes a second to load)."""
    return default_stages()


@pytest.fixture(scope="session")
def run_until(stages: list[Stage]) -> Run:
    """Run a text through the path up to and including the named stage: ``run_until("times", text, published=…)``."""
    names = [stage.name for stage in stages]

    def run(last: str, text: str, **meta: str | None) -> Document:
        doc = make_document(text, meta=Metadata(**meta))
        for stage in stages[: names.index(last) + 1]:
            doc = stage.run(doc)
        return doc

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, once for the tests of a module: while it is open, its event loop runs in this thread."""
    require("chromium")
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()
