import re
from collections.abc import Iterator

from dateline.knowledge.repair_lexicon import load_function_words, load_line_shapes
from dateline.stages.repair.draft import Replacement
from dateline.stages.repair.tokens import is_noisy

USUAL = 1 / 60  # full stops to a word that a report has at least; with fewer the scan lost them
FEWEST = 60  # words from which that can be told
PARAGRAPH = 60  # characters from which a paragraph has a stop at its end
_STOP = re.compile(r"(?<=[a-z\"'”’)])[.!?](?=\s|$)")
_BEGINNING = re.compile(r"(?<=[a-z])(?=[^\S\n]([A-Z][a-z]*)[^\S\n]+[a-z])")
_LAST_WORD = re.compile(r"[a-z]{2,}\Z")
_PARAGRAPH = re.compile(r"[^\n]+[a-z](?=\n\n|\s*\Z)")


def fix_lost_stops(text: str) -> Iterator[Replacement]:
    """Put back the full stops that a scan lost: "left the town The army denied it" becomes "left the town. The army …".

    Only in a badly scanned text that has next to none: before a capitalised function word that follows a small word
    which can end a sentence, and at the end of a long paragraph. Known miss: a sentence that begins with a name.
    """
    words = text.count(" ") + 1
    if words < FEWEST or len(_STOP.findall(text)) > USUAL * words or not is_noisy(text):
        return
    open_words, function_words = load_line_shapes().open_words, load_function_words()
    ends = [match.end() for match in _PARAGRAPH.finditer(text) if len(match.group()) >= PARAGRAPH]
    for match in _BEGINNING.finditer(text):
        before = _LAST_WORD.search(text, max(0, match.start() - 30), match.start())
        if before and before.group() not in open_words and match[1].lower() in function_words:
            ends.append(match.start())
    for end in sorted(set(ends)):
        yield Replacement(end, end, ".", "ocr.stop")
