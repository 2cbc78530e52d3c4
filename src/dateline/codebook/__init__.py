from dateline.codebook.loading import find_codebook, list_codebooks, load_codebook, read_codebook
from dateline.codebook.matching import Index, Match
from dateline.codebook.schema import Codebook, Entry, Fault, Frame

__all__ = [
    "Codebook", "Entry", "Fault", "Frame", "Index", "Match",
    "find_codebook", "list_codebooks", "load_codebook", "read_codebook",
]  # fmt: skip
