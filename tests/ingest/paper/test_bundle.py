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


def test_articles_of_a_newspaper_page_are_documents_of_their_own(
    press: ModuleType, articles: dict[str, dict[str, Any]], read: Read
) -> None:
    names = ("lake-shelling", "yerevan-talks")
    short = [{**articles[name], "body": articles[name]["body"][:5], "figure": None} for name in names]
    docs = documents(read(press.print_newspaper_page(short, press.TWO), "page.pdf"))
    assert [doc.source for doc in docs] == ["page.pdf#1", "page.pdf#2"]
    assert [doc.meta.title for doc in docs] == [articles[name]["title"] for name in names]
    assert {doc.meta.outlet for doc in docs} == {articles[names[0]]["outlet"]}
    assert docs[1].meta.published == articles[names[0]]["published"][:10]
    for doc, article in zip(docs, short, strict=True):
        assert doc.raw.split()[-5:] == article["body"][-1].split()[-5:]


def test_crossheads_begin_no_article(press: ModuleType, articles: dict[str, dict[str, Any]], read: Read) -> None:
    for name in ("bristol-dockers", "springfield-walkout", "port-sudan-truce"):
        (doc,) = documents(read(press.print_article(articles[name], press.TWO).data, "page.pdf"))
        assert doc.source == "page.pdf"
