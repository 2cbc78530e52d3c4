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

    ``fold("St.-Denis") == "saint denis"``, ``fold("Sana’a") == "sanaa"``. Letters beyond Latin are kept as they are.
    Known miss: "St" for "Street" folds to "saint" too.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name.translate(_SPECIAL))
        name = "".join(c for c in name if not unicodedata.combining(c))
    words = name.translate(_MARKS).lower().split()
    return " ".join([_WORDS.get(word, word) for word in words]) if words else ""


fold_cached = lru_cache(maxsize=50_000)(fold)
