import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from dateline.knowledge.datafiles import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleForm:
    """How one kind of export marks its articles; ``order`` is what the first lines of one are."""

    name: str
    begins: bool
    mark: re.Pattern[str]
    order: tuple[str, ...]
    fields: Mapping[str, re.Pattern[str]]
    whole: int = 0
    outlet_after_day: bool = False


def _data() -> Any:
    return read_yaml((resources.files("dateline.ingest") / "data" / "articles.yaml").read_bytes())


@lru_cache(maxsize=1)
def load_article_forms() -> tuple[ArticleForm, ...]:
    """Read the forms of ``data/articles.yaml``, in the order in which they are tried."""
    return tuple(
        ArticleForm(
            name=row["name"],
            begins="begins" in row,
            mark=re.compile(rf"^(?:{row.get('begins') or row['ends']})$", re.MULTILINE),
            order=tuple(row["order"]),
            fields={key: re.compile(rf"^[ \t]*{value}$", re.MULTILINE) for key, value in row["fields"].items()},
            whole=row.get("whole", 0),
            outlet_after_day=row.get("outlet_after_day", False),
        )
        for row in _data()["forms"]
    )


@lru_cache(maxsize=1)
def load_article_labels() -> re.Pattern[str]:
    """Read how lines look that an export adds to a report."""
    return re.compile(_data()["labels"])
