import unicodedata
from functools import lru_cache

_SPECIAL = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe",
        "Œ": "OE", "ı": "i", "ə": "a", "Ə": "A", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H",
        "ŋ": "ng", "ɛ": "e", "ɔ": "o",
    }
)  # fmt: skip
_MARKS = str.maketrans(
    {
        **dict.fromkeys("'’‘`´ʻʼʽʿʾ′.", None),
        **dict.fromkeys("-‐‑–—/,_()\t\n\r\u00a0", " "),
        "&": " and ",
    }
)  # fmt: skip
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def fold(name: str) -> str:
    """Fold a name for look-up: no case, diacritics, apostrophes, dots; hyphens are spaces; "St." is "saint".

    ``fold("St.-Denis") == "saint denis"``, ``fold("Sana’a") == "sanaa"``. Letters beyond Latin are dropped.
    Known miss: "St" for "Street" folds to "saint" too.
    """
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.translate(_SPECIAL).translate(_MARKS))
        name = plain.encode("ascii", "ignore").decode()
    words = name.translate(_MARKS).lower().split()
    if not _WORDS.keys().isdisjoint(words):
        words = [_WORDS.get(word, word) for word in words]
    return " ".join(words)


fold_cached = lru_cache(maxsize=50_000)(fold)
