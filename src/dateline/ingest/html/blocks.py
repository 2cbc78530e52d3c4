import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dateline.ingest.html.vocabulary import Vocabulary, load_vocabulary, name_words

Role = Literal["paragraph", "heading", "item", "quote", "caption", "credit", "byline", "date", "subtitle"]
KEPT = 0.4  # a part that holds more of the page's text than this is no box beside the report, whatever it is called
LONGEST_PART = 1_500  # characters: a longer caption, byline or subtitle is a container that is called so
SPLIT = frozenset({"span", "small", "cite"})  # part a block where they are named: a credit in a caption
NEVER_BOXES = frozenset({"html", "body", "main", "article", "h1"})
_BLANKS = re.compile(r"[ \t\r\f\v\n\u00a0\u2028\u2029]+")
_BREAK = "\x1e"  # stands for <br> until the block is complete
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ROLE_OF_TAG: dict[str, Role] = {
    "figcaption": "caption", "blockquote": "quote", "li": "item", "time": "date",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of the page as a reader sees it: its words, what it seems to be, and how much of it is links."""

    text: str
    role: Role
    tag: str
    linked: int

    @property
    def is_links(self) -> bool:
        """Whether most of it is a link: a menu, a teaser."""
        return 2 * self.linked > len(self.text)


def drop_boxes(root: Any) -> None:
    """Take out what is no part of the report by its tag or by its name: menus, forms, boxes (``data/pages.yaml``)."""
    from lxml import etree

    words, sizes = load_vocabulary(), measure_text(root)
    total = sizes.get(root, 0)
    walk = etree.iterwalk(root, events=("start",))
    doomed = []
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        if element.tag in words.skipped_tags or (_is_box(element, words) and sizes.get(element, 0) <= KEPT * total):
            doomed.append(element)
            walk.skip_subtree()
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def measure_text(root: Any) -> dict[Any, int]:
    """Return how many characters each element holds, scripts and the like not counted."""
    from lxml import etree

    skipped = load_vocabulary().skipped_tags
    sizes: dict[Any, int] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        if isinstance(element.tag, str) and element.tag not in skipped:
            inner = sum(sizes.get(child, 0) + len(child.tail or "") for child in element)
            sizes[element] = len(element.text or "") + inner
    return sizes


def _is_box(element: Any, words: Vocabulary) -> bool:
    if element.tag in NEVER_BOXES:
        return False
    given = element.attrib
    if "hidden" in given or given.get("role") in ("navigation", "dialog", "alertdialog", "search", "menu"):
        return True
    if given.get("aria-hidden") == "true" or _HIDDEN.search(given.get("style", "")[:400]):
        return True
    return words.is_part("boilerplate", name_words(f"{given.get('class', '')} {given.get('id', '')}"))


def find_blocks(root: Any) -> list[Block]:
    """Return the blocks of a page in the order of its source; ``<br><br>`` parts two, a single one breaks a line."""
    blocks: list[Block] = []
    for block in _walk(root):
        blocks += _parts(block)
    return blocks


def _walk(root: Any) -> Iterator[Block]:
    from lxml import etree

    words, sizes = load_vocabulary(), measure_text(root)
    texts: list[str] = []
    roles: list[tuple[Role | None, str]] = []
    splits: list[bool] = []
    links = linked = 0

    def flush() -> Iterator[Block]:
        nonlocal linked
        text = _BLANKS.sub(" ", "".join(texts)).strip(f" {_BREAK}")
        if text:
            role = _last(roles)
            tag = next((tag for _, tag in reversed(roles) if tag in words.block_tags), "body")
            yield Block(text=text, role=role or "paragraph", tag=tag, linked=min(linked, len(text)))
        texts.clear()
        linked = 0

    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            texts.append(element.tail or "")
            continue
        tag = element.tag
        if event == "start":
            role = _role(element, words) if sizes.get(element, 0) <= LONGEST_PART else None
            splits.append(tag in words.block_tags or (tag in SPLIT and role not in (None, _last(roles))))
            if splits[-1]:
                yield from flush()
            roles.append((role, tag))
            links += tag == "a"
            texts.append(_BREAK if tag == "br" else element.text or "")
            linked += len(element.text or "") if links else 0
            continue
        if splits.pop():
            yield from flush()
        roles.pop()
        links -= tag == "a"
        texts.append(element.tail or "")
        linked += len(element.tail or "") if links else 0
    yield from flush()


def _last(roles: Sequence[tuple[Role | None, str]]) -> Role | None:
    return next((role for role, _ in reversed(roles) if role), None)


def _role(element: Any, words: Vocabulary) -> Role | None:
    tag = element.tag
    if tag in ("html", "body", "main", "article"):
        return None
    found = _ROLE_OF_TAG.get(tag)
    if found in ("caption", "heading", "quote") and tag != "h2":
        return found
    given = element.attrib
    names = name_words(
        f"{given.get('class', '')} {given.get('id', '')} {given.get('itemprop', '')} {given.get('rel', '')}"
    )
    parts: tuple[Role, ...] = ("credit", "caption", "byline", "date", "subtitle")
    return next((part for part in parts if words.is_part(part, names)), found)


def _parts(block: Block) -> Iterator[Block]:
    """Yield a block, cut where two breaks follow each other; a single break is a new line."""
    for piece in re.split(rf"{_BREAK}(?:\s*{_BREAK})+", block.text):
        lines = [line.strip() for line in piece.split(_BREAK)]
        text = "\n".join(line for line in lines if line)
        if text:
            yield Block(text=text, role=block.role, tag=block.tag, linked=block.linked * len(text) // len(block.text))
