from collections.abc import Callable

import pytest

from dateline.model import Document, Metadata, make_document
from dateline.pipeline import default_stages
from dateline.stage import Stage

Run = Callable[..., Document]


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
