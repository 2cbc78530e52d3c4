from dateline.codebook.difference import Coding, EventChange, compare_documents
from dateline.codebook.loading import compile_codebook, find_codebook, list_codebooks, load_codebook, read_codebook
from dateline.codebook.matching import Index, Match
from dateline.codebook.revision import Cause, Revision
from dateline.codebook.schema import Codebook, Entry, Frame
from dateline.knowledge.datafiles import Fault

__all__ = [
    "Cause", "Codebook", "Coding", "Entry", "EventChange", "Fault", "Frame", "Index", "Match", "Revision",
    "compare_documents", "compile_codebook", "find_codebook", "list_codebooks", "load_codebook", "read_codebook",
]  # fmt: skip
