"""Renders the articles of ``articles/`` as the pages of three invented news sites, with what real pages have around them.

``structured`` has JSON-LD and a modern layout, ``meta`` only meta tags and the markup of an older system, ``visible``
nothing but what a reader sees, in tables.
"""

import json
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import yaml

ARTICLES = Path(__file__).parent / "articles"
LAYOUTS = ("structured", "meta", "visible")
Article = dict[str, Any]


def load_articles() -> list[Article]:
    """Return the twelve articles, by name."""
    return [yaml.safe_load(path.read_text(encoding="utf8")) for path in sorted(ARTICLES.glob("*.yaml"))]


def render_page(article: Article, layout: str) -> bytes:
    """Return the page of an article as a server would send it."""
    page = {"structured": _structured, "meta": _meta, "visible": _visible}[layout](article)
    if layout == "visible" and len(article["id"]) % 2:
        return page.replace("charset=utf-8", "charset=windows-1252").encode("windows-1252", "xmlcharrefreplace")
    return page.encode()


def paragraphs(article: Article) -> list[str]:
    """Return the body as it is printed: the dateline stands before its first paragraph."""
    words = [part if isinstance(part, str) else next(iter(part.values())) for part in article["body"]]
    return [(article["dateline"]["printed"] if article["dateline"] else "") + words[0], *words[1:]]


def expected_text(article: Article) -> str:
    """Return what a reader should hand on: title, subtitle, byline, caption and credit, body, in the order of the page."""
    figure = article["figure"] or {}
    byline = f"By {article['byline']}" if article["byline"] else None
    head = (article["title"], article["subtitle"], byline, figure.get("caption"), figure.get("credit"))
    return "\n\n".join([*(words for words in head if words), *paragraphs(article)])


def _body(article: Article, between: dict[int, str], *, heading: str = "h2") -> str:
    out = []
    for i, (part, words) in enumerate(zip(article["body"], paragraphs(article), strict=True)):
        kind = "p" if isinstance(part, str) else next(iter(part))
        text = escape(words, quote=False)
        if kind == "p" and i == 2:  # a link inside a sentence, as every site has
            first, _, rest = text.partition(" ")
            text = f'{first} <a href="/tag/x">{rest.partition(" ")[0]}</a> {rest.partition(" ")[2]}'
        marks = {"p": "<p>{}</p>", "heading": f"<{heading}>{{}}</{heading}>", "quote": "<blockquote><p>{}</p></blockquote>"}
        out += [marks[kind].format(text), between.get(i, "")]
    return "\n".join(out)


OTHERS = (
    "Fishing fleet stays in port for a fourth day as diesel runs short",
    "Parliament puts off vote on water tariffs until after the recess",
    "Opinion: The bridge that nobody wanted to pay for",
    "Flood warning lifted along the lower river after two dry days",
    "In pictures: Lantern festival returns to the old harbour",
)


def _list(items: tuple[str, ...] = OTHERS) -> str:
    return "<ul>" + "".join(f'<li><a href="/n/{i}">{escape(item)}</a></li>' for i, item in enumerate(items)) + "</ul>"


def _comments() -> str:
    return (
        '<section id="comments" class="comments"><h3>3 Comments</h3><ol class="comment-list">'
        '<li class="comment"><b>river_otter</b> <time datetime="2021-01-05T10:00:00Z">5 years ago</time><p>I drove along '
        "there last week and it was already bad, somebody should have seen it coming.</p></li>"
        '<li class="comment"><b>Anon</b><p>And who pays for it in the end? We do, as always.</p></li></ol></section>'
    )


def _structured(article: Article) -> str:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#org", "name": article["outlet"], "logo": {"@type": "ImageObject", "url": "/l.png"}},
            {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": article["section"]}]},
            {
                "@type": ["NewsArticle"],
                "mainEntityOfPage": {"@type": "WebPage", "@id": article["url"]},
                "headline": article["title"],
                "description": article["subtitle"] or paragraphs(article)[0][:140],
                "datePublished": article["published"],
                "dateModified": article["updated"] or article["published"],
                "inLanguage": article["language"],
                "author": [{"@type": "Person", "name": name, "url": "/a"} for name in article["authors"]]
                or {"@type": "Organization", "@id": "#org", "name": article["outlet"]},
                "publisher": {"@id": "#org"},
                "isAccessibleForFree": True,
            },
        ],
    }
    figure = article["figure"]
    picture = (
        f'<figure class="lead"><img src="/p.jpg" alt=""><figcaption>{escape(figure["caption"], quote=False)} '
        f'<span class="credit">{escape(figure["credit"], quote=False)}</span></figcaption></figure>'
        if figure
        else ""
    )
    between = {
        1: '<div class="ad-slot" aria-label="Advertisement"><span>Advertisement</span></div>',
        2: '<aside class="newsletter-promo"><h4>The morning briefing</h4><p>Sign up for our newsletter: the five stories that '
        'matter, in your inbox by seven.</p><form><input type="email"><button>Sign up</button></form></aside>',
        4: f'<p class="inline-related"><strong>Read more: <a href="/n/1">{OTHERS[1]}</a></strong></p>',
    }
    byline = f'<div class="article__byline">By <a rel="author" href="/a">{escape(article["byline"])}</a></div>' if article["byline"] else ""
    return f"""<!DOCTYPE html>
<html lang="{article["language"]}"><head><meta charset="utf-8"><title>{escape(article["title"])} | {escape(article["outlet"])}</title>
<link rel="canonical" href="{article["url"]}"><meta property="og:title" content="{escape(article["title"])}">
<meta property="og:type" content="article"><meta property="og:site_name" content="{escape(article["outlet"])}">
<script type="application/ld+json">{json.dumps(data)}</script>
<script>window.dataLayer=window.dataLayer||[];function gtag(){{dataLayer.push(arguments)}}</script><style>.x{{color:red}}</style></head>
<body class="single"><a class="skip" href="#main">Skip to content</a>
<div id="cookie-consent" role="dialog" class="cookie-banner"><p>We and our 214 partners use cookies to store and access information on
your device. You can change your mind at any time.</p><button>Accept all</button><button>Manage settings</button></div>
<header class="site-header"><a href="/" class="logo">{escape(article["outlet"])}</a><nav><ul><li><a href="/w">World</a></li>
<li><a href="/p">Politics</a></li><li><a href="/b">Business</a></li><li><a href="/s">Sport</a></li></ul></nav></header>
<main id="main"><article class="article"><header class="article__header"><p class="kicker">{escape(article["section"])}</p>
<h1>{escape(article["title"], quote=False)}</h1>
{f'<p class="article__standfirst">{escape(article["subtitle"], quote=False)}</p>' if article["subtitle"] else ""}
{byline}<div class="article__meta"><time datetime="{article["published"]}">{_spoken(article["published"])}</time></div>
<ul class="share-tools"><li><button>Share</button></li><li><button>Copy link</button></li></ul></header>{picture}
<div class="article__body">{_body(article, between)}</div>
<div class="tags"><span>Topics:</span> <a href="/t/1">{escape(article["section"])}</a>, <a href="/t/2">Conflict</a></div></article>
<aside class="related"><h2>Related stories</h2>{_list()}</aside>{_comments()}</main>
<footer><p>© 2026 {escape(article["outlet"])}. All rights reserved.</p><ul><li><a>Privacy</a></li><li><a>Terms of use</a></li></ul></footer>
</body></html>"""


def _meta(article: Article) -> str:
    figure = article["figure"]
    picture = (
        f'<div class="photo-box"><img src="p.jpg"><div class="photo-caption">{escape(figure["caption"], quote=False)}</div>'
        f'<div class="photo-credit">{escape(figure["credit"], quote=False)}</div></div>'
        if figure
        else ""
    )
    between = {
        0: '<div class="banner-ad"><small>ADVERTISEMENT</small><img src="ad.gif"></div>',
        3: f'<div class="read-also"><h5>READ ALSO</h5>{_list(OTHERS[:2])}</div>',
        5: '<div class="subscribe-box"><h4>Support independent reporting</h4><p>For less than the price of a coffee a week you help '
        'us keep going. <a href="/subscribe">Subscribe now</a></p></div>',
    }
    updated = f'<meta property="article:modified_time" content="{article["updated"]}">' if article["updated"] else ""
    authors = "".join(f'<meta name="author" content="{escape(name)}">' for name in article["authors"])
    byline = f'<span class="byline">By {escape(article["byline"])}</span> | ' if article["byline"] else ""
    subtitle = f'<h2 class="deck">{escape(article["subtitle"], quote=False)}</h2>' if article["subtitle"] else ""
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
<title>{escape(article["title"])} - {escape(article["section"])} - {escape(article["outlet"])}</title>
<meta http-equiv="Content-Language" content="{article["language"]}"/><meta property="og:locale" content="en_GB"/>
<meta property="og:site_name" content="{escape(article["outlet"])}"/><meta property="og:title" content="{escape(article["title"])}"/>
<meta property="og:url" content="{article["url"]}"/><meta property="article:published_time" content="{article["published"]}"/>{updated}
{authors}<script type="text/javascript">/* <![CDATA[ */ var _gaq = ['</p>']; /* ]]> */</script></head>
<body><div id="wrapper"><div id="top"><div class="topnav"><a href="/">Home</a> | <a href="/n">News</a> | <a href="/o">Opinion</a> |
<a href="/v">Video</a> | <a href="/login">Log in</a></div></div>
<div id="content"><div class="breadcrumb"><a href="/">Home</a> &raquo; {escape(article["section"])}</div>
<div class="story"><h1 class="headline">{escape(article["title"], quote=False)}</h1>{subtitle}
<div class="story-info">{byline}<span class="date">{_spoken(article["published"])}</span></div>
<div class="sharebar"><a href="#">Facebook</a> <a href="#">X</a> <a href="#">WhatsApp</a> <a href="#">Print</a></div>
{picture}<div class="story-text" id="storytext">{_body(article, between, heading="h3")}</div></div>
<div class="comments"><a href="#disqus">Leave a comment</a></div></div>
<div id="sidebar"><div class="widget"><h3>Most read</h3>{_list()}</div><div class="widget weather"><h3>Weather</h3><p>24 degrees, light
wind from the south-west, rain towards the evening.</p></div></div>
<div id="footer">Copyright &copy; {escape(article["outlet"])} 2019-2026. Reproduction in whole or in part without permission is prohibited.
<a href="/about">About us</a> <a href="/contact">Contact</a></div></div></body></html>"""


def _visible(article: Article) -> str:
    words = [escape(p, quote=False) for p in paragraphs(article)]
    text = "<br><br>\n".join(words) if len(article["id"]) % 2 else "\n".join(f"<P>{p}" for p in words)
    figure = article["figure"]
    picture = (
        f'<table align="right" width="240"><tr><td><img src="p.jpg" width="240"></td></tr><tr><td class="caption"><i>'
        f'{escape(figure["caption"], quote=False)}</i> ({escape(figure["credit"], quote=False)})</td></tr></table>'
        if figure
        else ""
    )
    byline = f"<b>By {escape(article['byline'])}</b><br>" if article["byline"] else ""
    subtitle = f'<p class="subhead"><b>{escape(article["subtitle"], quote=False)}</b></p>' if article["subtitle"] else ""
    updated = f"<br>Last updated: {_stamp(article['updated'])}" if article["updated"] else ""
    return f"""<HTML><HEAD><TITLE>{escape(article["title"])} - {escape(article["outlet"])}</TITLE>
<META http-equiv=Content-Type content="text/html; charset=utf-8"></HEAD>
<BODY bgcolor=#ffffff><TABLE width=760 align=center><TR><TD colspan=2 bgcolor=#003366><font color=white size=5>{escape(article["outlet"])}</font></TD></TR>
<TR><TD width=150 valign=top><a href="/">Front page</a><br><a href="/w">World</a><br><a href="/b">Business</a><br><a href="/s">Sports</a><br>
<a href="/a">Archive</a><br><br><b>Top stories</b><br>{"<br>".join(f'<a href="/n{i}">{escape(o)}</a>' for i, o in enumerate(OTHERS))}</TD>
<TD valign=top><h1>{escape(article["title"], quote=False)}</h1>{subtitle}
{byline}<font size=1>Published: {_stamp(article["published"])}{updated}</font><br><br>
{picture}
{text}
<p><a href="javascript:print()">Print this page</a> | <a href="mailto:?">E-mail to a friend</a></p></TD></TR>
<TR><TD colspan=2 align=center><font size=1>&copy; 2026 {escape(article["outlet"])}. All rights reserved. | <a href="/c">Contact us</a></font></TD></TR>
</TABLE></BODY></HTML>"""


def _spoken(value: str) -> str:
    moment = datetime.fromisoformat(value)
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M}"


def _stamp(value: str) -> str:
    moment = datetime.fromisoformat(value)
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else ""
    return f"{moment:%B} {moment.day}, {moment.year} {moment:%H:%M} GMT{zone}"
