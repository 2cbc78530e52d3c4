import io
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dateline.errors import InputError
from dateline.ingest.readers import read_source
from dateline.ingest.source import Item, Limits, Reading, open_source
from dateline.model import Document, Failure

Read = Callable[..., list[Document]]


@pytest.fixture(scope="session")
def press() -> ModuleType:
    """The press of the test set (tests/ingest/press.py)."""
    spec = spec_from_file_location("press", Path(__file__).parent.parent / "press.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["press"] = module
    spec.loader.exec_module(module)
    return module


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
