import io
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from making_papers import load_press

from dateline.errors import InputError
from dateline.ingest.readers import read_source
from dateline.ingest.source import Item, Limits, Reading, open_source
from dateline.model import Document, Failure

Read = Callable[..., list[Document]]


@pytest.fixture(scope="session")
def press() -> ModuleType:
    """The press of the test set (tests/ingest/press.py)."""
    return load_press()


@pytest.fixture(scope="session")
def articles(press: ModuleType) -> dict[str, dict[str, Any]]:
    return {article["id"]: article for article in press.load_articles()}


def read_items(data: bytes, name: str = "x", *, limits: Limits | None = None, **options: object) -> list[Item]:
    """Read bytes as a run does; a source that cannot be used is a Failure."""
    reading = Reading(limits=limits or Limits(), options=options)
    try:
        return list(read_source(open_source(io.BytesIO(data), name), reading))
    except InputError as error:
        return [Failure(id=name, source=name, code=error.code, message=str(error))]


@pytest.fixture
def read() -> Callable[..., list[Item]]:
    return read_items
