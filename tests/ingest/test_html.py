import re
from pathlib import Path

import measure
import newssite
import pytest

from dateline.errors import InputError
from dateline.ingest.html import html_document
from dateline.ingest.source import Limits
from dateline.model import Document
from dateline.pipeline import Pipeline, default_stages

ARTICLES = newssite.load_articles()
LIMITS = Limits()
LEDE = "Rebels shelled the road west of Goma on Wednesday, killing two drivers, the army said."
MORE = "<p>The fire went on for four hours, and a bridge was hit, witnesses said.</p>" * 4
HEAD = "<!DOCTYPE html><html><head><title>Road shelled - The Post</title></head><body><h1>Road shelled</h1>"
PAGE = f"{HEAD}<p>{LEDE}</p>{MORE}"
LATIN = PAGE.replace("<title>", "<meta charset=iso-8859-1><title>")
LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script><title>'
ENTITIES = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(scope="module")
def front() -> Pipeline:
    return Pipeline(default_stages(until="layout"))


def read(page: str | bytes, **options: str) -> Document:
    return html_document(page if isinstance(page, bytes) else page.encode(), "page.html", LIMITS, **options)


def lay_out(front: Pipeline, page: str | bytes) -> Document:
    (doc,) = front.run([read(page)])
    assert isinstance(doc, Document)
    return doc


@pytest.mark.parametrize("layout", newssite.LAYOUTS)
@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_article_comes_out_of_its_page(front: Pipeline, article: newssite.Article, layout: str) -> None:
    doc = lay_out(front, newssite.render_page(article, layout))
    body = "\n".join(newssite.paragraphs(article))
    found = measure.measure(doc, article, newssite.expected_text(article), body)
    assert [name for name, right in found.right.items() if right is False] == []
    assert found.text >= 0.98
    assert found.body >= 0.98


@pytest.mark.parametrize("layout", newssite.LAYOUTS)
def test_page_without_names_of_its_parts_loses_nothing(front: Pipeline, layout: str) -> None:
    """Class and id are only a help: what they name is found without them, with some of what stands around it."""
    article = ARTICLES[6]
    page = re.sub(rb'\s(?:class|id|role|aria-label)="[^"]*"', b"", newssite.render_page(article, layout))
    doc = lay_out(front, page)
    assert [words for words in newssite.paragraphs(article) if words not in (doc.text or "")] == []
    assert doc.header and doc.header.title and doc.header.title.value == article["title"]


@pytest.mark.parametrize("layout", newssite.LAYOUTS)
def test_what_stands_around_the_report_is_left_out(layout: str) -> None:
    raw = read(newssite.render_page(ARTICLES[0], layout)).raw
    for words in (
        "newsletter",
        "cookies",
        "coffee",
        "Fishing fleet",
        "Parliament puts off",
        "river_otter",
        "All rights",
        "Home",
    ):
        assert words not in raw


def test_raw_is_where_marks_point() -> None:
    doc = read(newssite.render_page(ARTICLES[4], "structured"))
    assert [(m.kind, m.span.of(doc.raw)[:12]) for m in doc.meta.marks][:3] == [
        ("title", ARTICLES[4]["title"][:12]), ("dateline", "9 February 2"), ]  # fmt: skip


def test_captions_credits_and_quotations_survive(front: Pipeline) -> None:
    article = next(a for a in ARTICLES if a["id"] == "bogota-hostages")
    doc = lay_out(front, newssite.render_page(article, "structured"))
    kinds = {region.kind: region.span.of(doc.text or "") for region in doc.regions or ()}
    assert kinds["caption"] == article["figure"]["caption"]
    assert kinds["credit"] == article["figure"]["credit"]
    assert kinds["quote-block"].startswith("No family should")


@pytest.mark.parametrize(
    ("page", "charset", "words"),
    [
        (PAGE.replace("Goma", "Bogotá").encode("utf-16"), None, "Bogotá"),
        (b"\xef\xbb\xbf" + PAGE.replace("Goma", "Bogotá").encode(), None, "Bogotá"),
        (LATIN.replace("iso-8859-1", "koi8-r").replace("Goma", "Гома").encode("koi8-r"), None, "Гома"),
        (PAGE.replace("Goma", "Гома").encode("windows-1251"), "windows-1251", "Гома"),
        (LATIN.replace("Goma", "Bogotá").encode(), None, "Bogotá"),
        (LATIN.replace("Goma", "“Goma”").encode("cp1252"), None, "“Goma”"),
        (PAGE.replace("Goma", "&#147;Goma&#148;&#0;&#xD800;").encode(), None, "“Goma”\ufffd\ufffd"),
        (PAGE.replace("Goma", "Goma&#012;&#xC;City").encode(), None, "Goma City"),
    ],
    ids=["utf-16", "mark", "meta", "server", "wrongly declared", "latin-1 is windows-1252", "references", "breaks"],
)  # fmt: skip
def test_encoding_is_found(page: bytes, charset: str | None, words: str) -> None:
    assert words in html_document(page, "x", LIMITS, charset=charset).raw


def test_zone_is_kept_and_a_time_without_one_is_not_used() -> None:
    tag = '<meta property="article:published_time" content="{}"><title>'
    zoned = read(PAGE.replace("<title>", tag.format("2026-03-04T23:30:00+0530")))
    assert (zoned.meta.published, zoned.meta.published_at) == ("2026-03-04", "2026-03-04T23:30:00+05:30")
    bare = read(PAGE.replace("<title>", tag.format("2026-03-04 23:30")))
    assert (bare.meta.published, bare.meta.published_at) == ("2026-03-04", None)
    assert [note.code for note in bare.notes] == ["zone-unknown"]
    assert read(PAGE + "<p>© 2019 The Post</p>").meta.published is None  # no day is guessed


def test_outlet_and_address() -> None:
    doc = read(PAGE.replace("<title>", '<link rel="canonical" href="https://post.example/a"><title>'))
    assert (doc.meta.title, doc.meta.outlet, doc.meta.url) == ("Road shelled", "The Post", "https://post.example/a")
    assert read(PAGE, url="https://x.example/b").meta.url == "https://x.example/b"


LINKS = "".join(f'<li><a href="/{i}">Council puts off vote number {i} again</a></li>' for i in range(40))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (f"<html><body><h1>The Post</h1><ul>{LINKS}</ul>", "front page"),
        ("<html><body><h1>Log in</h1><form><label>Name</label><input></form>", "login"),
        ('<html><body><div id="root"></div><script src="app.js"></script>', "script"),
        (PAGE.replace("<title>", LIVE), "live blog"),
        (PAGE.replace("<body>", '<body class="page live-blog">'), "live blog"),
    ],
    ids=["front page", "login", "empty application", "live blog", "live blog by its name"],
)  # fmt: skip
def test_page_without_a_report_is_refused(page: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(page)
    assert caught.value.code == "no-article"


def test_paywall_is_noted() -> None:
    asked = read(f"{PAGE}<p>Subscribe to continue reading this article.</p>")
    closed = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script><title>'
    )
    assert [note.code for note in asked.notes] == ["paywall"]
    assert "paywall" in [note.code for note in read(PAGE.replace("<title>", closed)).notes]


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("<h1>", "<div>" * 200 + "<h1>"),
        PAGE + "<script>" + "x" * 3_000_000 + "</script>",
        PAGE + f'<img src="data:image/png;base64,{"A" * 25_000_000}">',
        PAGE + '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        PAGE.replace("<!DOCTYPE html>", ENTITIES) + "&a;&b;",
        PAGE + "<p " + "class='a' " * 10_000 + ">",
        PAGE.replace("<body>", '<body class="comments newsletter ads">'),
    ],
    ids=["deep", "script", "picture inside", "nested data", "entities", "attributes", "named like a box"],
)  # fmt: skip
def test_hostile_page_is_read(page: str) -> None:
    doc = read(page)
    assert LEDE in doc.raw
    assert "root:" not in doc.raw


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (b"", "empty"),
        (b"<!--" * 10_000, "empty"),
        (b"<html><body>" + b"<p>a" * 100_001, "too-large"),
        (b"<html><body><p>" + b"word " * 4_100_000, "too-large"),
        (b"<html>" + bytes(range(32)) * 400, "binary"),
    ],
    ids=["nothing", "no elements", "elements", "markup", "binary"],
)
def test_page_that_cannot_be_read_says_so(page: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(page)
    assert caught.value.code == code


def test_depth_that_the_parser_drops_is_noted() -> None:
    doc = read(PAGE + "<div>" * 5_000 + "lost")
    assert [note.code for note in doc.notes] == ["nested-too-deep"]


def test_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    page = newssite.render_page(ARTICLES[3], "meta")
    assert read(page) == read(page)
