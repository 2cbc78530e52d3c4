from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.knowledge.calendar import WORD, Calendar, Value, numeral_classes
from dateline.model import Span


class Word(NamedTuple):
    """A word, phrase, numeral or mark of the text, and the class code that the grammar sees."""

    start: int
    end: int
    key: str
    code: str
    capital: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text as the grammar sees it: one word is one character of ``codes``."""

    text: str
    calendar: Calendar
    rows: tuple[Word, ...]
    codes: str

    def value(self, section: str, i: int | None) -> Value | None:
        """Return the value that the word at ``i`` has in a section of the vocabulary, or None."""
        return None if i is None or not 0 <= i < len(self.rows) else self.calendar.value(section, self.rows[i].key)

    def key(self, i: int) -> str:
        """Return the lower-case word at ``i``, or "" outside the text."""
        return self.rows[i].key if 0 <= i < len(self.rows) else ""

    def span(self, lo: int, hi: int) -> Span:
        return Span(self.rows[lo].start, self.rows[hi - 1].end)


def scan_words(text: str, calendar: Calendar) -> Words:
    """Split a text into words and phrases and give each its class code.

    "At least two weeks ago" is four words: "at least" is one phrase of the vocabulary.
    """
    raw = [(*m.span(), m.lastgroup or "", m.group()) for m in WORD.finditer(text) if m.group() not in "[]"]
    keys = [word.lower().replace("’", "'") for *_, word in raw]
    entries, codes, phrases = calendar.entries, calendar.codes, calendar.phrases
    plain = [codes.get((name,)) or codes[()] for name in ("LOWERCASE", "CAPITALIZED")]
    rows: list[Word] = []
    i = 0
    while i < len(raw):
        start, end, kind, word = raw[i]
        key, size = keys[i], 1
        if kind == "LETTERS" and key not in entries and key not in phrases:  # most words are of no interest here
            capital = word[0].isupper()
            rows.append(Word(start, end, key, plain[capital], capital))
            i += 1
            continue
        if key in phrases:
            second = keys[i + 1 : i + 2]
            for phrase in phrases[key]:
                if second == [phrase[1]] and keys[i : i + len(phrase)] == list(phrase):
                    key, size, end = " ".join(phrase), len(phrase), raw[i + len(phrase) - 1][1]
                    break
        capital = word[0].isupper()
        entry = entries.get(key)
        if entry is not None and (size > 1 or _is_lexical(kind)):
            if "ABBREVIATION" in entry:
                if not _is_abbreviation(raw, i, capital):
                    entry = None
                elif i + 1 < len(raw) and raw[i + 1][3] == "." and raw[i + 1][0] == end and key != "may":
                    end, size = end + 1, 2
            elif ("MONTH" in entry or "WEEKDAY" in entry) and not capital:
                entry = {k: v for k, v in entry.items() if k not in ("MONTH", "WEEKDAY")}
        sections: tuple[str, ...]
        if entry is not None and (size > 1 or _is_lexical(kind)):
            sections = tuple(sorted(entry))
        elif kind == "LETTERS":
            sections = ("CAPITALIZED" if capital else "LOWERCASE",)
        else:
            sections = numeral_classes(kind, key)
        rows.append(Word(start, end, key, codes.get(sections) or codes[()], capital))
        i += size
    return Words(text=text, calendar=calendar, rows=tuple(rows), codes="".join(row.code for row in rows))


def _is_lexical(kind: str) -> bool:
    return kind in ("LETTERS", "AMPM", "POSSESSIVE", "PUNCT")


def _is_abbreviation(raw: Sequence[tuple[int, int, str, str]], i: int, capital: bool) -> bool:
    """Tell whether "Sat" or "Mar" is short for a day or month: a capital, and a full stop or a date around it."""
    if not capital:
        return False
    after = raw[i + 1] if i + 1 < len(raw) else None
    before = raw[i - 1] if i else None
    if after and (after[3] in ".," or after[2] in ("INT", "ORDINAL")) and (after[3] != "," or raw[i][3].isalpha()):
        return after[3] != "." or after[0] == raw[i][1]
    return bool(before and before[2] in ("INT", "ORDINAL"))
