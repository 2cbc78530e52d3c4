import re

from dateline.knowledge.layout_lexicon import load_agencies, load_byline_words
from dateline.model import Span

_PART = re.compile(r"\s*(?:,|;|/|\||\band\b|\bAND\b|&|\bwith\b|•|·)\s*")
_PLACE = re.compile(r"\s+(?:in|at|near|from|IN)\s+[A-ZÀ-Þ].*$")
_NAME = re.compile(
    r"[A-ZÀ-Þ][\w.’'-]*(?:\s+(?:(?:al|el|bin|ibn|de|del|della|di|da|van|von|der|den|la|le|dos|y)\s+)*[\w.’'-]+){1,4}"
)


def split_byline(words: str, start: int) -> list[Span]:
    """Return the names in a byline ("Esther Mapendo and Jonas Weil in Goma"), in spans of the text where it starts.

    Leaves out what is no name: "Staff Writer", "Our Correspondent", an agency, a place (``data/layout/bylines.yaml``).
    Known miss: a name of one word.
    """
    found, at = [], 0
    for gap in [*_PART.finditer(words), None]:
        end = gap.start() if gap else len(words)
        part = _PLACE.sub("", words[at:end])
        blank = len(part) - len(part.lstrip())
        name = part.strip().rstrip(".,")
        if _is_name(name):
            found.append(Span(start + at + blank, start + at + blank + len(name)))
        at = gap.end() if gap else end
    return found


def _is_name(part: str) -> bool:
    words = load_byline_words()
    low = part.lower()
    if not _NAME.fullmatch(part) or part in load_agencies() or low.startswith(words.starts):
        return False
    return low.rsplit(None, 1)[-1] not in words.roles and not any(char.isdigit() for char in part)
