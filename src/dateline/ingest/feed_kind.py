import re

_ROOT = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*<(?:[A-Za-z]\w*:)?(rss|feed|RDF|channel)[\s>/]",
    re.DOTALL,
)


def is_feed(head: bytes) -> bool:
    """Tell whether bytes begin as an RSS, RDF or Atom feed: by the root element, in UTF-8 or UTF-16."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "ignore")
    elif b"<\x00" in head[:4]:
        text = head.decode("utf-16-le", "ignore")
    elif b"\x00<" in head[:4]:
        text = head.decode("utf-16-be", "ignore")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return "<" in text[:200] and bool(_ROOT.match(text))
