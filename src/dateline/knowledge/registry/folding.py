import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ‘`´][^\W_]+)*", re.UNICODE)
_APOSTROPHES = str.maketrans("", "", "'’ʼ‘`´.")
_ARTICLES = frozenset({"al", "el", "ul", "ad", "ar", "as", "ash", "at", "az", "an"})
_SPECIAL = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_VOWELS = re.compile(r"[aeiouy]+")
_REPEATED = re.compile(r"(.)\1+")
_DIGRAPHS = (("kh", "h"), ("gh", "g"), ("dh", "d"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("q", "k"), ("w", "v"))


class Word(NamedTuple):
    """A word of a text, folded for look-up, with where it stands and whether it begins with a capital."""

    key: str
    start: int
    end: int
    capital: bool
    upper: bool


def fold(word: str) -> str:
    """Return a word without case, accents, apostrophes and dots: "Kata'ib" is "kataib", "U.S." is "us"."""
    if word.isalnum() and word.isascii():
        return word.lower()
    word = word.translate(_APOSTROPHES).lower()
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word.translate(_SPECIAL))
        word = "".join(ch for ch in plain if not unicodedata.combining(ch))
    return word


def words_of(text: str) -> list[Word]:
    """Cut a text into folded words; an Arabic article before a hyphen is "al" however it is written.

    "el-Sisi" and "al-Sisi" fold to the same words; a possessive 's is left off ("Syria's" is "syria").
    """
    found = []
    for match in _WORD.finditer(text):
        raw = match.group()
        start, end = match.span()
        if len(raw) > 2 and raw[-2] in "'’" and raw[-1] in "sS":
            raw, end = raw[:-2], end - 2
        key = fold(raw)
        if key in _ARTICLES and text[end : end + 1] == "-":
            key = "al"
        first = raw[0]
        found.append(Word(key, start, end, first.isupper() or first.isdigit(), raw.isupper()))
    return found


def fold_name(name: str) -> tuple[str, ...]:
    """Return a name's folded words: the key under which the registry holds it."""
    keys = [word.key for word in words_of(name)]
    return tuple(keys[1:] if len(keys) > 1 and keys[0] == "the" else keys)


def skeleton(key: str) -> str:
    """Return what the spellings of a transliterated name share: "hizballah" and "hezbollah" are both "hzbl"."""
    for old, new in _DIGRAPHS:
        key = key.replace(old, new)
    head, tail = key[:1], key[1:]
    return _REPEATED.sub(r"\1", ("a" if head in "aeiouy" else head) + _VOWELS.sub("", tail)).rstrip("h") or key


def distance(a: str, b: str) -> int:
    """Return the Levenshtein distance of two short words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
