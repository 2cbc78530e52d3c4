import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from dateline.knowledge.datafiles import read_yaml

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What ``data/pages.yaml`` says: how pages name their facts and their parts."""

    meta: Mapping[str, tuple[str, ...]]
    article_types: frozenset[str]
    live_types: frozenset[str]
    live_marks: re.Pattern[str]
    title_separators: tuple[str, ...]
    parts: Mapping[str, re.Pattern[str]]
    skipped_tags: frozenset[str]
    block_tags: frozenset[str]
    paywall: re.Pattern[str]
    encodings: Mapping[str, str]

    def is_part(self, part: str, names: str) -> bool:
        """Whether a class or id (as ``name_words`` spells it) names this part of a page."""
        return bool(names) and self.parts[part].search(names) is not None


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Read ``data/pages.yaml``."""
    data: dict[str, Any] = read_yaml((resources.files("dateline.ingest") / "data" / "pages.yaml").read_bytes())
    return Vocabulary(
        meta={field: tuple(names) for field, names in data["meta"].items()},
        article_types=frozenset(data["article_types"]),
        live_types=frozenset(data["live_types"]),
        live_marks=_any_of(data["live_marks"]),
        title_separators=tuple(data["title_separators"]),
        parts={part: _any_of(names) for part, names in data["parts"].items()},
        skipped_tags=frozenset(data["skipped_tags"]),
        block_tags=frozenset(data["block_tags"]),
        paywall=re.compile("|".join(f"(?:{pattern})" for pattern in data["paywall"]), re.IGNORECASE),
        encodings={label: codec for codec, labels in data["encodings"].items() for label in labels},
    )


def name_words(names: str) -> str:
    """Spell a class or id as words between blanks: ``"articleBody__ad-slot"`` is ``" article body ad slot "``."""
    return f" {' '.join(_WORD.findall(_CAMEL.sub(' ', names[:400]).lower()))} "


def _any_of(names: list[str]) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(re.escape(name) for name in names)}) ")
