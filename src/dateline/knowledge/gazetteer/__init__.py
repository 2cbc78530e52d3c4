from dateline.knowledge.gazetteer.build import build_gazetteer, cache_dir, ensure_gazetteer, gazetteer_key
from dateline.knowledge.gazetteer.entry import Entry
from dateline.knowledge.gazetteer.folding import fold, fold_cached
from dateline.knowledge.gazetteer.lookup import Gazetteer, open_gazetteer

__all__ = [
    "Entry", "Gazetteer", "build_gazetteer", "cache_dir", "ensure_gazetteer", "fold", "fold_cached", "gazetteer_key",
    "open_gazetteer",
]  # fmt: skip
