import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tr ul".split()
)
SILENT = frozenset("script style template noscript svg math iframe object head title".split())
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote|figure|img|table)\b[^<>]*>", re.IGNORECASE
)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def has_markup(text: str) -> bool:
    """Tell whether a text holds HTML: a tag of running text, or escaped ones."""
    return bool(_TAG.search(text))


def fragment_text(markup: str) -> str:
    r"""Return the text of an HTML fragment, with an empty line between its blocks and every word kept.

    For what has no page around it (the content of a feed item, a column of a table): nothing is taken for boilerplate.

    Example:
        >>> fragment_text("<p>Rebels shelled <b>Goma</b>.</p><p>Troops&nbsp;left.<br>They said so.</p>")
        'Rebels shelled Goma.\n\nTroops\xa0left.\nThey said so.'
    """
    reader = _Fragment()
    reader.feed(markup)
    reader.close()
    blocks = ("\n".join(line.strip(" ") for line in block.split("\n")).strip("\n ") for block in reader.blocks())
    return "\n\n".join(block for block in blocks if block)


class _Fragment(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[list[str]] = [[]]
        self._silent = 0

    def blocks(self) -> list[str]:
        return ["".join(parts) for parts in self._parts]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self._parts.append([])
        elif tag == "br":
            self._parts[-1].append("\n")
        elif tag in ("td", "th"):
            self._parts[-1].append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._silent -= tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        if tag in BLOCKS:
            self._parts.append([])

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts[-1].append(_SPACE.sub(" ", data))
