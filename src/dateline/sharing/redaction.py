import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MASK = "█"  # one for each character that is left out, so that spans stay true
LONG = 5  # letters from which on a name also counts as the beginning of a word: Yusufi, Yusufis
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")

# Keys whose values are of closed lists, or ids: no text of a report gets there.
CLOSED = frozenset(
    "contract dateline codebook raw_sha256 raw_kind language basis kind form role code country person_status wikidata "
    "mode contexts cameo status standing stance nature phase outcome certainty source_state target_state rule field "
    "source_kind what side scope polarity tense aspect modality frame actor claim place time when where event about "
    "within via claims numbers target start end alternative type shared raw_span relation part_of when_from "
    "governor".split()
)


@dataclass
class Redaction:
    """Names that must not be told, each with what stands for it, and whether parts of it tell it too."""

    words: dict[str, str] = field(default_factory=dict)  # a name, or a word of one → what stands for it
    whole: dict[str, str] = field(default_factory=dict)  # told only as a whole: place names, descriptions

    def hide(self, name: str, by: str, *, titles: Iterable[str] = ()) -> None:
        """Hide a person's name, and each word of it that is a name itself."""
        skip = {title.casefold() for title in titles}
        self.hide_whole(name, by)
        for word in WORD.findall(name):
            for part in (word, *re.split(r"['’.-]", word)):
                if len(part) > 1 and part.casefold() not in skip and not part[0].islower():
                    self.words.setdefault(part, by)

    def hide_whole(self, name: str, by: str) -> None:
        """Hide a name or description as a whole."""
        if name.strip():
            self.whole.setdefault(" ".join(name.split()), by)

    @cached_property
    def pattern(self) -> "re.Pattern[str] | None":
        """What finds every hidden name; built once, when all are known."""
        wholes = sorted({form for name in self.whole for form in _forms(name)}, key=lambda name: (-len(name), name))
        words = sorted({form for name in self.words for form in _forms(name)}, key=lambda name: (-len(name), name))
        parts = ["(?i:" + r"\s+".join(map(re.escape, name.split())) + r")(?!\w)" for name in wholes]
        for word in words:
            cases = "|".join(re.escape(case) for case in dict.fromkeys((word, word.upper(), word.capitalize())))
            parts.append(f"(?:{cases})" + (r"\w*" if len(word) >= LONG else r"(?!\w)"))
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})") if parts else None

    def mask(self, text: str) -> str:
        """Put a mask for each character of a hidden name."""
        return self.pattern.sub(lambda found: MASK * len(found[0]), text) if self.pattern else text

    def replace(self, text: str) -> str:
        """Put what stands for a name in its place."""
        return self.pattern.sub(lambda found: self._stand_in(found[0]), text) if self.pattern else text

    def tells(self, text: str) -> bool:
        """Say whether an address, a file name or an id tells a hidden name, however it is spelled there."""
        flat = _flat(text)
        names = [_flat(name) for name in (*self.whole, *self.words)]
        return any(name in flat for name in names if len(name) > 2)

    def walk(self, value: Any, key: str = "") -> Any:
        """Replace hidden names in every string of a record, but for closed lists and ids."""
        if isinstance(value, str):
            return value if key in CLOSED or key == "id" else self.replace(value)
        if isinstance(value, Mapping):
            return {name: item if name == "text" else self.walk(item, name) for name, item in value.items()}
        return [self.walk(item, key) for item in value] if isinstance(value, (list, tuple)) else value

    def _stand_in(self, found: str) -> str:
        flat = unicodedata.normalize("NFC", " ".join(found.split())).casefold()
        for names in (self.whole, self.words):
            for name, by in names.items():
                if unicodedata.normalize("NFC", name).casefold() == flat:
                    return by
        starts = [by for name, by in self.words.items() if flat.startswith(name.casefold())]
        return starts[0] if starts else MASK


def _forms(name: str) -> set[str]:
    return {name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)}


def _flat(text: str) -> str:
    """Return the letters of a text without case, accents, blanks and signs."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in bare if char.isalnum())
