import re
from collections.abc import Iterator

from dateline.knowledge.repair_lexicon import load_country_names, load_word_frequencies
from dateline.stages.repair.draft import Replacement

_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?: [^\W\d_]){3,40}(?![^\W_])")


def fix_spaced_letters(text: str) -> Iterator[Replacement]:
    """Close up words set in spaced letters: "B A G H D A D" becomes "BAGHDAD".

    Only where the letters make a known word or name. Known miss: two words spaced alike, with single blanks between.
    """
    for match in _SPACED.finditer(text):
        now = match.group().replace(" ", "")
        common = len(now) >= 5 and load_word_frequencies().get(now.lower(), 0.0) >= 1e-6
        if common or now.title() in load_country_names():
            yield Replacement(*match.span(), now, "letters.spaced")
