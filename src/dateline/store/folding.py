import re
import unicodedata

_WORDS = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"’": "", "'": "", "ʼ": "", "ʻ": ""})


def fold(text: str) -> str:
    """Return the words of a text as they are searched for: small, without accents, with one blank around each.

    "Kata'ib Ḥizballāh, Baghdad" becomes " kataib hizballah baghdad ".
    """
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    words = _WORDS.findall("".join(char for char in bare if not unicodedata.combining(char)))
    return f" {' '.join(words)} " if words else ""
