from dateline.knowledge.datafiles import Fault
from dateline.knowledge.registry.checking import check_registry
from dateline.knowledge.registry.folding import Word, fold, fold_name, words_of
from dateline.knowledge.registry.foreign import read_foreign
from dateline.knowledge.registry.importing import Imported, write_registry
from dateline.knowledge.registry.registry import FoundActor, Match, Registry, load_registry
from dateline.knowledge.registry.schema import DatedCode, Entry

__all__ = [
    "DatedCode", "Entry", "Fault", "FoundActor", "Imported", "Match", "Registry", "Word",
    "check_registry", "fold", "fold_name", "load_registry", "read_foreign", "words_of", "write_registry",
]  # fmt: skip
