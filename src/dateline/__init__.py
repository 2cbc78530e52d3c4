"""Turns news reports into event data that people can check.

>>> import dateline
>>> doc = dateline.code("Rebels shelled Goma on Monday, the army said.", published="2024-05-03")
>>> for event in doc.events:
...     print(event.type, event.status, event.standing)
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.difference import CodebookDifference
    from dateline.errors import CodebookError, DatelineError, InputError, KnowledgeError, SettingsError, UsageError
    from dateline.export.frame import events_frame
    from dateline.export.project_frame import project_documents, project_events, project_timeline
    from dateline.project import open_project
    from dateline.report import Report
    from dateline.workspace import code, code_many, codebook_diff

__all__ = [
    "CodebookDifference",
    "CodebookError",
    "DatelineError",
    "InputError",
    "KnowledgeError",
    "Report",
    "SettingsError",
    "UsageError",
    "code",
    "code_many",
    "codebook_diff",
    "events_frame",
    "open_project",
    "project_documents",
    "project_events",
    "project_timeline",
]
_HOMES = {
    "CodebookDifference": "difference",
    "Report": "report",
    "code": "workspace",
    "code_many": "workspace",
    "codebook_diff": "workspace",
    "events_frame": "export.frame",
    "open_project": "project",
    "project_documents": "export.project_frame",
    "project_events": "export.project_frame",
    "project_timeline": "export.project_frame",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, and only then: ``import dateline`` costs nothing (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}")
    return getattr(importlib.import_module(f"dateline.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
