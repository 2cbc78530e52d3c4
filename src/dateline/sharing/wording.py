from functools import lru_cache
from importlib import resources
from typing import Any

from dateline.knowledge.datafiles import read_yaml


@lru_cache
def load_wording() -> dict[str, Any]:
    """Return what stands for what is left out (data/sharing.yaml)."""
    found: dict[str, Any] = read_yaml((resources.files("dateline.sharing") / "data" / "sharing.yaml").read_bytes())
    return found
