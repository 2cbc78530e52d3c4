import math
import re
from collections.abc import Iterator

from dateline.knowledge.repair_lexicon import (
    load_confusions,
    load_function_words,
    load_word_frequencies,
    load_word_pairs,
)
from dateline.stages.repair.channel import Channel, make_channel
from dateline.stages.repair.draft import Replacement

WORD = 3e-7  # share of all words above which a form counts as a word
EVIDENCE = 2  # broken words without a hyphen that show that a scan lost them
MARGIN = 0.5  # powers of ten by which the whole must be likelier than its parts side by side
_BROKEN = re.compile(r"(?<![^\s(“\"'])([A-Za-z]*[a-z])[ \t]*\n[ \t]*([a-z]+)(?![’'a-zA-Z-])(\S*)([ \t]?)")


def fix_lost_hyphens(text: str) -> Iterator[Replacement]:
    """Join words that a line end broke and whose hyphen the scan lost: "resolu", line end, "tion".

    Engages where at least two line ends break what is no word into what is one. The line end moves behind the word, so
    that later fixes still see lines. Known miss: a broken name.
    """
    breaks = list(_BROKEN.finditer(text))
    if not breaks:
        return
    frequency, channel = load_word_frequencies(), make_channel(load_confusions())

    def share(word: str) -> float:
        return frequency.get(word, 0.0)

    def is_certain(head: str, tail: str) -> bool:
        whole = share(head + tail)
        return whole >= WORD and min(share(head), share(tail)) < min(WORD * 10, whole)

    certain = sum(is_certain(match[1].lower(), match[2]) for match in breaks)
    if certain < EVIDENCE or certain < 0.01 * len(breaks):
        return
    for match in breaks:
        head, tail = match[1].lower(), match[2]
        if _is_whole(head, tail, frequency, channel):
            yield Replacement(
                match.end(1), match.end(), match[2] + match[3] + ("\n" if match[4] else ""), "line.hyphen-lost"
            )


def _is_whole(head: str, tail: str, frequency: dict[str, float], channel: Channel) -> bool:
    whole = frequency.get(head + tail, 0.0)
    parts = frequency.get(head, 0.0), frequency.get(tail, 0.0)
    if whole >= 1e-7:
        if {head, tail} <= load_function_words():
            return False
        apart = math.log10(max(parts[0], 1e-9)) + load_word_pairs().follows(head, tail)
        return math.log10(whole) - apart >= MARGIN
    if min(parts) >= WORD or len(head + tail) < 6:
        return False
    return any(frequency.get(form, 0.0) >= 1e-6 for form, _ in channel.unread(head + tail)) and max(parts) < 1e-4
