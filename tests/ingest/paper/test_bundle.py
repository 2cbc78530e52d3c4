from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from dateline.ingest.source import Item
from dateline.model import Document

Read = Callable[..., list[Item]]
NAMES = ("berlin-arrests", "bristol-dockers", "borno-market")


def documents(items: list[Item]) -> list[Document]:
    assert all(isinstance(item, Document) for item in items)
    return [item for item in items if isinstance(item, Document)]


@pytest.fixture(scope="module")
def bundle(press: ModuleType, articles: dict[str, dict[str, Any]]) -> bytes:
    return press.print_articles([articles[name] for name in NAMES], press.ONE).data  # type: ignore[no-any-return]


def test_printed_bundle_is_split_where_articles_begin(
    bundle: bytes, articles: dict[str, dict[str, Any]], read: Read
) -> None:
    docs = documents(read(bundle, "bundle.pdf"))
    assert [doc.source for doc in docs] == ["bundle.pdf#1", "bundle.pdf#2", "bundle.pdf#3"]
    assert [doc.meta.title for doc in docs] == [articles[name]["title"] for name in NAMES]
    assert [doc.meta.outlet for doc in docs] == [articles[name]["outlet"] for name in NAMES]
    assert [[page.number for page in doc.pages or ()] for doc in docs] == [[1], [2, 3], [4]]
    assert "its pages 2 and 3" in next(note.reason for note in docs[1].notes if note.code == "article-split")


def test_split_is_corrected_by_the_option(bundle: bytes, read: Read) -> None:
    docs = documents(read(bundle, "bundle.pdf", split="pages:1,2-4"))
    assert [[page.number for page in doc.pages or ()] for doc in docs] == [[1], [2, 3, 4]]
    (whole,) = documents(read(bundle, "bundle.pdf", split="none"))
    assert whole.source == "bundle.pdf"
