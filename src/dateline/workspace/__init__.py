"""The use cases that front ends call: code, explain, validate, and the codebook's own. Nothing here prints."""

from dateline.codebook import Codebook, Coding, EventChange, Revision, list_codebooks, load_codebook
from dateline.codebook import Fault as CodebookFault
from dateline.contract.validate import Fault, find_faults
from dateline.difference import CodebookDifference, DocumentDifference
from dateline.doctor import Finding
from dateline.explain import Explanation
from dateline.export import Outcome, Selection, Unusable
from dateline.knowledge.registry import FoundActor, Imported
from dateline.report import Report
from dateline.settings import Settings, load_settings
from dateline.sharing import Profile, read_days, read_kilometres
from dateline.workspace.asking import examine_installation, find_actors, find_places, import_actors
from dateline.workspace.codebooks import check_codebook, codebook_diff, compile_revision
from dateline.workspace.coding import Workspace, code, code_many
from dateline.workspace.giving import export_coded, report_coded
from dateline.workspace.reading import Input

__all__ = [
    "Codebook",
    "CodebookDifference",
    "CodebookFault",
    "Coding",
    "DocumentDifference",
    "EventChange",
    "Explanation",
    "Fault",
    "Finding",
    "FoundActor",
    "Imported",
    "Input",
    "Outcome",
    "Profile",
    "Report",
    "Revision",
    "Selection",
    "Settings",
    "Unusable",
    "Workspace",
    "check_codebook",
    "code",
    "code_many",
    "codebook_diff",
    "compile_revision",
    "examine_installation",
    "export_coded",
    "find_actors",
    "find_faults",
    "find_places",
    "import_actors",
    "list_codebooks",
    "load_codebook",
    "load_settings",
    "read_days",
    "read_kilometres",
    "report_coded",
]  # fmt: skip
