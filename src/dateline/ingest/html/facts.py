import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.ingest.html.linked_data import Article, read_linked_data
from dateline.ingest.html.vocabulary import load_vocabulary
from dateline.ingest.moment import Moment, read_moment

LONGEST = 300  # characters of a title, an outlet, a name
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S{1,2000})")
_AND = re.compile(r"\s*(?:;|,|\band\b|&)\s*")
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page says of itself to machines: JSON-LD first, then meta tags, then what its ``<title>`` shows."""

    titles: tuple[str, ...]  # as declared, the best first
    outlet: str | None
    authors: tuple[str, ...]
    published: Moment | None
    updated: Moment | None
    language: str | None
    url: str | None
    agency: str | None
    is_article: bool
    is_live: bool
    is_closed: bool  # behind a paywall, as the page says
    body: str | None


def read_facts(root: Any, *, url: str | None = None) -> Facts:
    """Read what a page says of itself.

    JSON-LD (schema.org), then Open Graph, Dublin Core and other meta tags, ``itemprop`` and ``<time>``. Where only the
    ``<title>`` names the outlet ("Headline - Outlet"), its last part is taken if its first is the page's headline.
    """
    meta = _read_meta(root)
    headings = tuple(_words(element) for element in root.iter("h1", "h2"))[:40]
    window = _words(next(root.iter("title"), None))
    linked = read_linked_data(root, (*headings, window))
    titles = _unique(linked.title if linked else None, *meta.get("title", ()))
    shown, outlet = _split_title(window, (*titles, *headings))
    return Facts(
        titles=_unique(*titles, shown),
        outlet=_first(linked.outlet if linked else None, *meta.get("outlet", ()), outlet),
        authors=(linked.authors if linked and linked.authors else _authors(meta.get("author", ()))),
        published=_moment(linked.published if linked else None, *meta.get("published", ()), *_times(root)),
        updated=_moment(linked.updated if linked else None, *meta.get("updated", ())),
        language=_first(linked.language if linked else None, root.get("lang"), *meta.get("language", ())),
        url=_address(root, meta, linked, url),
        agency=linked.agency if linked else None,
        is_article=linked is not None or "article" in meta.get("type", ()),
        is_live=linked is not None and linked.is_live,
        is_closed=linked is not None and linked.is_closed,
        body=linked.body if linked else None,
    )


def _read_meta(root: Any) -> Mapping[str, tuple[str, ...]]:
    """Return the contents of the meta tags of each field, in the order of preference of ``data/pages.yaml``."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "")[:2_000].split())
        for key in ("name", "property", "itemprop", "http-equiv"):
            if content and element.get(key):
                found.setdefault(element.get(key)[:100].strip().lower(), []).append(content)
    fields = load_vocabulary().meta
    chosen = {field: tuple(value for name in names for value in found.get(name, ())) for field, names in fields.items()}
    names = next(((value for value in [found.get(name)] if value) for name in fields["author"] if name in found), ())
    return {
        **chosen,
        "author": tuple(value for values in names for value in values),
        "type": tuple(found.get("og:type", ())),
    }


def _times(root: Any) -> Iterator[str]:
    """Yield the times of ``itemprop`` and of the first ``<time>`` before the comments."""
    for element in root.iter("time", "span", "abbr", "div", "p"):
        if element.get("itemprop") in ("datePublished", "dateCreated"):
            yield element.get("datetime") or element.get("content") or ""
    heading = next(root.iter("h1"), None)
    nearest = None
    for element in root.iter("h1", "time"):
        if element is heading:
            nearest = heading
        elif element.tag == "time" and element.get("datetime") and (nearest is not None or heading is None):
            yield element.get("datetime")
            return


def _split_title(window: str, headings: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Take "Headline - World - Outlet" apart, where a heading of the page says how long the headline is."""
    known = {_bare(heading) for heading in headings if heading}
    for separator in load_vocabulary().title_separators:
        parts = window.split(separator)
        for cut in range(len(parts) - 1, 0, -1):
            if _bare(separator.join(parts[:cut])) in known:
                return separator.join(parts[:cut]), parts[-1].strip()[:LONGEST] or None
            if _bare(separator.join(parts[cut:])) in known:
                return separator.join(parts[cut:]), parts[0].strip()[:LONGEST] or None
    return window or None, None


def _address(root: Any, meta: Mapping[str, tuple[str, ...]], linked: Article | None, url: str | None) -> str | None:
    canonical = (link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical")
    saved = (_SAVED_FROM.search(node.text or "") for node in _comments(root))
    given = (url, *canonical, *meta.get("url", ()), linked.url if linked else None, *(m[1] for m in saved if m))
    return next(
        (a.strip() for a in given if a and a.strip().startswith(("http://", "https://")) and len(a) < 2_000), None
    )


def _comments(root: Any) -> Iterator[Any]:
    from lxml import etree

    yield from root.itersiblings(etree.Comment, preceding=True)
    yield from (node for node in list(root)[:20] if node.tag is etree.Comment)


def _authors(values: tuple[str, ...]) -> tuple[str, ...]:
    """Split "Ann Lee and Bo Roe"; an address of a profile is no name."""
    names = (_BY.sub("", name).strip() for value in values for name in _AND.split(value[:LONGEST]))
    return _unique(*(name for name in names if name and "://" not in name and "@" not in name))


def _moment(*values: str | None) -> Moment | None:
    """Return the first that is a date; the first with a time where it is of the same day."""
    read = [moment for moment in (read_moment(value) for value in values if value) if moment]
    return next((m for m in read if m.at and m.day == read[0].day), read[0]) if read else None


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext())[:2_000].split())[:1_000] if element is not None else ""


def _bare(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


def _first(*values: str | None) -> str | None:
    return next((" ".join(v.split())[:LONGEST] for v in values if v and v.strip() and "://" not in v), None)


def _unique(*values: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(value.split())[:LONGEST] for value in values if value and value.strip()))
