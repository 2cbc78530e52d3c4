"""The snippets of docs/exports.md and docs/sharing.md run as they stand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from making import make_record

from dateline.export import Selection
from dateline.workspace import export_coded

DOCS = Path(__file__).parents[2] / "docs"
SNIPPETS = [
    pytest.param(code, id=f"{name}-{number}")
    for name in ("exports.md", "sharing.md")
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", (DOCS / name).read_text("utf-8"), re.DOTALL))
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("coded.jsonl").write_text(json.dumps(make_record()) + "\n", encoding="utf-8")
    for format, out in (("acled", "acled.csv"), ("geojson", "acts.geojson"), ("csv", "tables")):
        export_coded("coded.jsonl", format=format, out=Path(out), selection=Selection())
    export_coded("coded.jsonl", format="parquet", out=Path("parquet"), selection=Selection())
    for path in Path("parquet").glob("*.parquet"):
        path.rename(Path("tables") / path.name)
    return tmp_path


@pytest.mark.parametrize("code", SNIPPETS)
def test_snippet(code: str, files: Path) -> None:
    found: dict[str, Any] = {}
    exec(code, found)
    results = {
        "by_type": lambda value: value["Explosions/Remote violence"] == 12,
        "located": lambda value: list(value["name"].dropna()) == ["Zorvik"],
        "on_the_map": lambda value: len(value) == 1,
        "months": lambda value: [(row[0], row[2]) for row in value] == [("ASSAULT", 1)],
        "outcome": lambda value: value.manifest["counts"]["rows"] == 1,
        "shared": lambda value: value[0]["shared"]["coarsen_km"] == 25,
    }
    checked = [results[name](found[name]) for name in results if name in found]
    assert checked == [True]


def test_the_r_snippet_names_files_columns_and_types_that_are_there(files: Path) -> None:
    (code,) = re.findall(r"```r\n(.*?)```", (DOCS / "exports.md").read_text("utf-8"), re.DOTALL)
    header = Path("acled.csv").read_text("utf-8").splitlines()[0].split(",")
    assert set(re.findall(r"acled\$(\w+)", code)) | {"event_id_cnty", "fatalities", "country"} <= set(header)
    assert all(
        Path(name).exists() for name in re.findall(r'"([\w/]+\.(?:csv|parquet|geojson))"', code) if name != "gdelt.csv"
    )
