from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.export import Coded, Job, Outcome, Selection, Unusable, export_records, find_format

Export = Callable[..., Outcome]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Export records (dicts or Coded) in a format: ``export("acled", [record], flags=True)`` writes ``tmp/x.csv``."""

    def run(name: str, records: list[Any], out: str = "x.csv", **selection: Any) -> Outcome:
        coded = [item if isinstance(item, (Coded, Unusable)) else Coded(record=item, where="x:1") for item in records]
        return export_records(
            Job(source=lambda: iter(coded), format=find_format(name), out=tmp_path / out,
                selection=Selection(**selection))
        )  # fmt: skip

    return run
