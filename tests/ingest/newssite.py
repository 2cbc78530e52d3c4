"""Renders the articles of ``articles/`` as pages of three invented news sites, with what stands around them.

``structured`` has JSON-LD and a modern layout, ``meta`` only meta tags and the markup of an older system, ``visible``
nothing but what a reader sees, in tables, half of its pages in Windows-1252. The pages are in ``sites/``.
"""

import json
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import yaml

HERE = Path(__file__).parent
LAYOUTS = ("structured", "meta", "visible")
OTHERS = (
    "Fishing fleet stays in port for a fourth day as diesel runs short",
    "Parliament puts off vote on water tariffs until after the recess",
    "Opinion: The bridge that nobody wanted to pay for",
    "Flood warning lifted along the lower river after two dry days",
    "In pictures: Lantern festival returns to the old harbour",
)
NEWSLETTER = (
    '<aside class="newsletter-promo"><h4>The morning briefing</h4><p>Sign up for our newsletter: the five stories that '
    'matter, in your inbox by seven.</p><form><input type="email"><button>Sign up</button></form></aside>'
)
APPEAL = (
    '<div class="subscribe-box"><h4>Support independent reporting</h4><p>For less than the price of a coffee a week '
    'you help us keep going. <a href="/subscribe">Subscribe now</a></p></div>'
)
Article = dict[str, Any]


def load_articles() -> list[Article]:
    """Return the twelve articles, by name."""
    return [yaml.safe_load(path.read_text(encoding="utf8")) for path in sorted((HERE / "articles").glob("*.yaml"))]


def render_page(article: Article, layout: str) -> bytes:
    """Return the page of an article as a server would send it."""
    values = {"structured": _structured, "meta": _meta, "visible": _visible}[layout](article)
    common = {name: escape(article[name]) for name in ("title", "outlet", "section", "url", "language")}
    template = Template((HERE / "sites" / f"{layout}.html").read_text(encoding="utf8"))
    page = template.substitute({"spoken": _spoken(article["published"]), **common, **values})
    return page.encode(values.get("charset", "utf-8"), "xmlcharrefreplace")


def paragraphs(article: Article) -> list[str]:
    """Return the body as it is printed: the dateline stands before its first paragraph."""
    words = [part if isinstance(part, str) else next(iter(part.values())) for part in article["body"]]
    return [(article["dateline"]["printed"] if article["dateline"] else "") + words[0], *words[1:]]


def expected_text(article: Article) -> str:
    """Return what a reader should hand on: title, subtitle, byline, caption and credit, body, as the page has them."""
    figure = article["figure"] or {}
    byline = f"By {article['byline']}" if article["byline"] else None
    head = (article["title"], article["subtitle"], byline, figure.get("caption"), figure.get("credit"))
    return "\n\n".join([*(words for words in head if words), *paragraphs(article)])


def _structured(article: Article) -> dict[str, str]:
    organization = {"@type": "Organization", "@id": "#org", "name": article["outlet"]}
    news = {
        "@type": ["NewsArticle"],
        "mainEntityOfPage": {"@type": "WebPage", "@id": article["url"]},
        "headline": article["title"],
        "description": article["subtitle"] or paragraphs(article)[0][:140],
        "datePublished": article["published"],
        "dateModified": article["updated"] or article["published"],
        "inLanguage": article["language"],
        "author": [{"@type": "Person", "name": name, "url": "/a"} for name in article["authors"]] or organization,
        "publisher": {"@id": "#org"},
        "isAccessibleForFree": True,
    }
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": article["section"]}]}
    byline = '<div class="article__byline">By <a rel="author" href="/a">{}</a></div>'
    picture = '<figure><img src="/p.jpg" alt=""><figcaption>{} <span class="credit">{}</span></figcaption></figure>'
    between = {
        1: '<div class="ad-slot" aria-label="Advertisement"><span>Advertisement</span></div>',
        2: NEWSLETTER,
        4: f'<p class="inline-related"><strong>Read more: <a href="/n/1">{OTHERS[1]}</a></strong></p>',
    }
    return {
        "linked_data": json.dumps({"@context": "https://schema.org", "@graph": [organization, crumbs, news]}),
        "published": article["published"],
        "subtitle": _filled('<p class="article__standfirst">{}</p>', article["subtitle"]),
        "byline": _filled(byline, article["byline"]),
        "picture": _picture(picture, article),
        "body": _body(article, between, heading="h2"),
        "others": _list(OTHERS),
    }


def _meta(article: Article) -> dict[str, str]:
    picture = (
        '<div class="photo-box"><img src="p.jpg"><div class="photo-caption">{}</div>'
        '<div class="photo-credit">{}</div></div>'
    )
    between = {
        0: '<div class="banner-ad"><small>ADVERTISEMENT</small><img src="ad.gif"></div>',
        3: f'<div class="read-also"><h5>READ ALSO</h5>{_list(OTHERS[:2])}</div>',
        5: APPEAL,
    }
    return {
        "published": article["published"],
        "updated": _filled('<meta property="article:modified_time" content="{}">', article["updated"]),
        "authors": "".join(f'<meta name="author" content="{escape(name)}">' for name in article["authors"]),
        "subtitle": _filled('<h2 class="deck">{}</h2>', article["subtitle"]),
        "byline": _filled('<span class="byline">By {}</span> | ', article["byline"]),
        "picture": _picture(picture, article),
        "body": _body(article, between, heading="h3"),
        "others": _list(OTHERS),
    }


def _visible(article: Article) -> dict[str, str]:
    odd = len(article["id"]) % 2
    words = [escape(paragraph, quote=False) for paragraph in paragraphs(article)]
    picture = (
        '<table align="right" width="240"><tr><td><img src="p.jpg" width="240"></td></tr>'
        '<tr><td class="caption"><i>{}</i> ({})</td></tr></table>'
    )
    return {
        "charset": "windows-1252" if odd else "utf-8",
        "published": _stamp(article["published"]),
        "updated": f"<br>Last updated: {_stamp(article['updated'])}" if article["updated"] else "",
        "subtitle": _filled('<p class="subhead"><b>{}</b></p>', article["subtitle"]),
        "byline": _filled("<b>By {}</b><br>", article["byline"]),
        "picture": _picture(picture, article),
        "body": "<br><br>\n".join(words) if odd else "\n".join(f"<P>{paragraph}" for paragraph in words),
        "others": "<br>".join(f'<a href="/n{i}">{escape(other)}</a>' for i, other in enumerate(OTHERS)),
    }


def _body(article: Article, between: dict[int, str], *, heading: str) -> str:
    marks = {
        "p": "<p>{}</p>",
        "heading": f"<{heading}>{{}}</{heading}>",
        "quote": "<blockquote><p>{}</p></blockquote>",
    }
    out = []
    for i, (part, words) in enumerate(zip(article["body"], paragraphs(article), strict=True)):
        kind = "p" if isinstance(part, str) else next(iter(part))
        text = escape(words, quote=False)
        if kind == "p" and i == 2:  # a link inside a sentence, as every site has
            first, second, rest = (*text.split(" ", 2), "")[:3]
            text = f'{first} <a href="/tag/x">{second}</a> {rest}'
        out += [marks[kind].format(text), between.get(i, "")]
    return "\n".join(out)


def _filled(mark: str, words: str | None) -> str:
    return mark.format(escape(words, quote=False)) if words else ""


def _picture(mark: str, article: Article) -> str:
    figure = article["figure"]
    return mark.format(*(escape(figure[name], quote=False) for name in ("caption", "credit"))) if figure else ""


def _list(items: tuple[str, ...]) -> str:
    rows = "".join(f'<li><a href="/n/{i}">{escape(item)}</a></li>' for i, item in enumerate(items))
    return f"<ul>{rows}</ul>"


def _spoken(value: str) -> str:
    moment = datetime.fromisoformat(value)
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M}"


def _stamp(value: str) -> str:
    moment = datetime.fromisoformat(value)
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else ""
    return f"{moment:%B} {moment.day}, {moment.year} {moment:%H:%M} GMT{zone}"
