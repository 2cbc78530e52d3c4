import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.ingest.html.vocabulary import load_vocabulary

MOST_SCRIPTS = 50
LONGEST_SCRIPT = 2_000_000  # characters of one script of JSON-LD
MOST_NODES = 5_000
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article that a page describes in JSON-LD (schema.org/NewsArticle and its like)."""

    title: str | None
    outlet: str | None
    authors: tuple[str, ...]
    published: str | None
    updated: str | None
    language: str | None
    url: str | None
    agency: str | None
    body: str | None
    is_live: bool
    is_closed: bool


def read_linked_data(root: Any, headings: tuple[str, ...]) -> Article | None:
    """Return the article that the page's JSON-LD describes: where it describes several, the one that a heading names.

    Scripts that are no JSON are passed over. None where no script describes an article.
    """
    nodes = [node for script in _scripts(root) for node in _nodes(script)][:MOST_NODES]
    known: dict[str, Node] = {}
    for node in nodes:
        id = node.get("@id")
        if isinstance(id, str) and len(node) > len(known.get(id, ())):
            known[id] = node
    articles = [node for node in nodes if _types(node) & load_vocabulary().article_types]
    names = {_bare(heading) for heading in headings}
    named = [node for node in articles if _bare(_text(node.get("headline")) or _text(node.get("name")) or "") in names]
    chosen = next(iter([*named, *articles]), None)
    return _article(chosen, known) if chosen is not None else None


def _scripts(root: Any) -> Iterator[Any]:
    found = (
        s for s in root.iter("script") if (s.get("type") or "").split(";")[0].strip().lower() == "application/ld+json"
    )
    for _, script in zip(range(MOST_SCRIPTS), found, strict=False):
        text = _WRAPPING.sub("", script.text or "")
        if len(text) <= LONGEST_SCRIPT:
            try:
                yield json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue


def _nodes(data: Any) -> Iterator[Node]:
    """Yield every object of a script, outer ones first."""
    waiting, seen = deque([data]), 0
    while waiting and seen < MOST_NODES:
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:MOST_NODES]))
        elif isinstance(value, dict):
            seen += 1
            yield value
            waiting += [inner for inner in value.values() if isinstance(inner, dict | list)]


def _article(node: Node, known: Mapping[str, Node]) -> Article:
    def resolved(value: Any) -> list[Any]:
        values = value if isinstance(value, list) else [value]
        return [known.get(str(v.get("@id")), v) if isinstance(v, dict) and len(v) <= 2 else v for v in values]

    def names(*fields: str) -> tuple[str, ...]:
        found = (_name(value) for field in fields for value in resolved(node.get(field)))
        return tuple(dict.fromkeys(name for name in found if name))

    page = next(iter(resolved(node.get("mainEntityOfPage"))), None)
    publisher = next(iter(names("publisher")), None)
    authors = tuple(name for name in names("author", "creator") if name != publisher)
    return Article(
        title=_text(node.get("headline")) or _text(node.get("name")),
        outlet=publisher,
        authors=authors,
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        updated=_text(node.get("dateModified")),
        language=_name(node.get("inLanguage")),
        url=_text(node.get("url")) or _text(page) or (_text(page.get("@id")) if isinstance(page, dict) else None),
        agency=next((n for n in names("sourceOrganization", "provider") if n != publisher), None),
        body=_text(node.get("articleBody"), longest=LONGEST_SCRIPT),
        is_live=bool(_types(node) & load_vocabulary().live_types),
        is_closed=str(node.get("isAccessibleForFree")).lower() in ("false", "no", "0", "http://schema.org/false"),
    )


def _types(node: Node) -> frozenset[str]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return frozenset(v.rpartition("/")[2].rpartition(":")[2] for v in values if isinstance(v, str))


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(value.get("alternateName"))
    return _text(value)


def _text(value: Any, longest: int = 1_000) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    if not isinstance(value, str) or not value.strip():
        return None
    from html import unescape

    return unescape(value[:longest]).strip().encode("utf-8", "replace").decode("utf-8") or None


def _bare(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())
