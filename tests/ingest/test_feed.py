import io
from pathlib import Path

import pytest
from samples import HELLO, JSON_FEED, RSS

from dateline.ingest import Limits, Reading, read_inputs
from dateline.model import Document, Failure


def read(data: str | bytes, limits: Limits = Limits()) -> list[Document | Failure]:  # noqa: B008
    stdin = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_inputs(["-"], Reading(limits=limits), stdin=stdin))


def document(data: str | bytes) -> Document:
    (item,) = read(data)
    assert isinstance(item, Document)
    return item


def item(inner: str) -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lake Post</title><item>{inner}</item></channel></rss>'
    )


def codes(doc: Document | Failure) -> list[str]:
    return [note.code for note in doc.notes] if isinstance(doc, Document) else []


def test_rss_items_keep_their_header(tmp_path: Path) -> None:
    (tmp_path / "news.xml").write_text(RSS, encoding="utf-8")
    first, second = read_inputs([str(tmp_path / "news.xml")], Reading(), stdin=io.BytesIO())
    assert isinstance(first, Document)
    assert (first.id, first.source, first.raw_kind) == ("g1", f"{tmp_path}/news.xml#g1", "feed")
    assert first.raw == f"{HELLO}\n\nMore é."
    meta = first.meta
    assert (meta.title, meta.outlet, meta.url) == ("Shells & more", "Lake Post", "https://lake.example/1")
    assert (meta.published, meta.published_at) == ("2024-08-26", "2024-08-26T22:00:00+03:00")
    assert (meta.authors, meta.language) == (("A. Writer",), "en")
    assert codes(first) == []
    assert isinstance(second, Document)
    assert second.raw == "Only a summary."
    assert codes(second) == ["summary-only"]
    assert second.meta.url is None


def test_atom_and_its_zone() -> None:
    doc = document(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Lake</title><entry><id>tag:lake.example,1</id>'
        '<title>T</title><link href="https://lake.example/1"/><published>2024-08-26T23:30:00-05:00</published>'
        "<updated>2024-08-27T10:00:00Z</updated><author><name>A. Writer</name></author>"
        f'<content type="html">&lt;p&gt;{HELLO}&lt;/p&gt;</content></entry></feed>'
    )
    assert doc.id == "tag:lake.example,1"
    assert doc.raw == HELLO
    assert (doc.meta.published, doc.meta.published_at) == ("2024-08-26", "2024-08-26T23:30:00-05:00")
    assert doc.meta.updated_at == "2024-08-27T10:00:00+00:00"


def test_rdf_with_a_dublin_core_date() -> None:
    doc = document(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lake</title></channel><item rdf:about="https://l/1">'
        f"<title>T</title><link>https://l/1</link><description>{HELLO}</description><dc:date>2024-08-26T10:00:00+03:00"
        "</dc:date></item></rdf:RDF>"
    )
    assert (doc.meta.published, doc.meta.published_at) == ("2024-08-26", "2024-08-26T10:00:00+03:00")
    assert "published-is-update" in codes(doc)


def test_json_feed() -> None:
    import json

    first, second = read(json.dumps(JSON_FEED))
    assert isinstance(first, Document)
    assert (first.id, first.raw, first.meta.outlet, first.meta.authors) == ("1", HELLO, "Lake Post", ("A. Writer",))
    assert first.meta.published_at == "2024-08-26T10:00:00+03:00"
    assert (second.id, codes(second)) == ("2", ["summary-only"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    text = item("<title>Café</title><description>Café shelled.</description>")
    data = text.replace('version="1.0"', f'version="1.0" encoding="{encoding.removesuffix("-sig")}"', 1).encode(
        encoding
    )
    assert document(data).raw == "Café shelled."


def test_markup_and_script_of_an_item() -> None:
    inner = "&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;One.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Two.&lt;/ul&gt;"
    assert document(item(f"<description>{inner}</description>")).raw == "One.\n\nTwo."


def test_source_of_an_aggregated_item_is_its_outlet() -> None:
    assert (
        document(item(f"<source url='u'>Hill News</source><description>{HELLO}</description>")).meta.outlet
        == "Hill News"
    )


def test_date_that_cannot_be_read_is_a_note() -> None:
    doc = document(item(f"<pubDate>soon</pubDate><description>{HELLO}</description>"))
    assert doc.meta.published is None
    assert "published-unreadable" in codes(doc)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://lake.example/x.dtd"> %x;]>',
    ],
)
@pytest.mark.parametrize("tail", ["</rss>", "<oops"])
def test_entities_are_refused(doctype: str, tail: str) -> None:
    channel = "<channel><item><title>&b;</title></item></channel>"
    (found,) = read(f'<?xml version="1.0"?>{doctype}<rss version="2.0">{channel}{tail}')
    assert isinstance(found, Failure)
    assert found.code == "unsafe-xml"


def test_doctype_without_entities_is_read() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://lake.example/rss.dtd">'
    assert document(text + item(f"<description>{HELLO}</description>").split("?>", 1)[1]).raw == HELLO


def test_damaged_feed_is_read_as_far_as_it_goes() -> None:
    (found,) = read(item(f"<title>A & B</title><description>{HELLO}</description>"))
    assert isinstance(found, Document)
    assert found.raw == HELLO
    assert "feed-damaged" in codes(found)


def test_feed_without_items_and_item_without_text() -> None:
    (found,) = read('<rss version="2.0"><channel><title>x</title></channel></rss>')
    assert isinstance(found, Failure)
    assert found.code == "empty"
    (found,) = read(item("<guid>g</guid><title>T</title>"))
    assert (found.id, getattr(found, "code", None)) == ("g", "no-text")


def test_limits() -> None:
    (found,) = read(item(f"<description>{HELLO}</description>"), Limits(max_chars=20))
    assert getattr(found, "code", None) == "too-large"
    (found,) = read(RSS, Limits(max_bytes=100))
    assert getattr(found, "code", None) == "too-large"
