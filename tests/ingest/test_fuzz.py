"""No reader raises, whatever it is given: it answers with documents and failures, and in time.

Driven by the registry: a new kind in READERS is thrown at, too; a sample of it (tests/samples.py) makes it worth more.
``make fuzz`` does the same for ten minutes of processor time. What it finds stands in cases/fuzz as files: a case is
its kind and a number, ``html-3.bin``.
"""

import io
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import SAMPLES
from strategies import hostile

from dateline.errors import INPUT_ERROR_CODES, InputError
from dateline.ingest import Limits
from dateline.ingest.readers import READERS, find_kind, read_source
from dateline.ingest.source import Reading, open_source
from dateline.model import Document, Failure

LIMITS = Limits(max_chars=20_000, max_bytes=1_000_000, max_members=100, max_pages=3, page_seconds=2)
SECONDS = 20.0  # two cores may be shared by many
CASES = Path(__file__).parent / "cases" / "fuzz"


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    logging.getLogger("dateline").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("dateline").setLevel(logging.NOTSET)


def throw(kind: str, data: bytes) -> list[Document | Failure]:
    """Give bytes to a reader and check what it answers."""
    reading = Reading(limits=LIMITS, read=read_source)
    items: list[Document | Failure] = []
    began = time.monotonic()
    try:
        items.extend(read_source(open_source(io.BytesIO(data), "x", kind=kind), reading))
    except InputError as error:
        assert error.code != "internal", error  # a fault of ours
        assert str(error).strip()
    assert time.monotonic() - began < SECONDS
    for item in items:
        if isinstance(item, Failure):
            assert item.code in INPUT_ERROR_CODES
            assert item.code != "internal", item.message
        else:
            assert item.raw.strip()
            assert len(item.raw) <= LIMITS.max_chars
            item.raw.encode("utf-8")  # no lone surrogate
        f"{item.id}{item.source}".encode()
    return items


@pytest.mark.parametrize("kind", sorted(READERS))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_reader_never_raises(kind: str, data: st.DataObject) -> None:
    throw(kind, data.draw(hostile(kind)))


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_sample_is_what_it_says_and_is_read(kind: str) -> None:
    data = SAMPLES[kind]()
    name = "x.csv" if kind == "table" else "x.jsonl" if kind == "jsonl" else "x"
    assert find_kind(open_source(io.BytesIO(data), name)) == kind
    assert any(isinstance(item, Document) for item in throw(kind, data))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.bin")), ids=lambda path: path.stem)
def test_what_the_fuzzer_found(path: Path) -> None:
    throw(path.stem.rsplit("-", 1)[0], path.read_bytes())


@given(st.binary(max_size=200))
def test_kind_of_any_bytes_is_told(data: bytes) -> None:
    assert find_kind(open_source(io.BytesIO(data), "x"))
