import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import make_record

from dateline.errors import UsageError
from dateline.export import load_formats

Export = Callable[..., Any]


@pytest.mark.parametrize("name", load_formats())
def test_every_export_says_what_it_is(name: str, export: Export, tmp_path: Path) -> None:
    folder = load_formats()[name].folder
    export(name, [make_record()], out="out" if folder else "out.csv")
    page = (tmp_path / "out" / "codebook.md" if folder else tmp_path / "out.codebook.md").read_text("utf-8")
    manifest = json.loads(
        (tmp_path / "out" / "manifest.json" if folder else tmp_path / "out.manifest.json").read_text()
    )
    for text in (page, manifest["notice"]):
        assert "machine-coded, unreviewed" in text
        assert "GeoNames" in text
        assert load_formats()[name].shape in text
    assert all(f"`{column.name}`" in page for column in load_formats()[name].columns)
    for file, sum in manifest["files"].items():
        path = tmp_path / "out" / file if folder else tmp_path / file
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sum, file
        assert file.endswith("codebook.md") or sum in page


def test_acleds_page_names_what_is_left_empty_and_the_terms(export: Export, tmp_path: Path) -> None:
    export("acled", [make_record()], flags=True)
    page = (tmp_path / "x.codebook.md").read_text("utf-8")
    assert "**ACLED-shaped, not ACLED; machine-coded, unreviewed.**" in page
    assert "| `region` | left empty |" in page
    assert "`dateline_standing`" in page
    assert "- 1 status planned" in page


def test_a_run_that_fails_leaves_the_old_files(export: Export, tmp_path: Path) -> None:
    export("acled", [make_record()])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    class StopError(Exception):
        pass

    class Record(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise StopError

    with pytest.raises(StopError):
        export("acled", [make_record(), Record(make_record())])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_no_export_wrote_is_never_replaced(export: Export, tmp_path: Path) -> None:
    export("csv", [make_record()], out="ours")
    export("csv", [make_record()], out="ours")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.doc").write_text("years of work")
    with pytest.raises(UsageError, match="no export wrote"):
        export("csv", [make_record()], out="theirs")
    with pytest.raises(UsageError, match="is a folder"):
        export("acled", [make_record()], out="theirs")
    with pytest.raises(UsageError, match="is a file"):
        (tmp_path / "note.txt").write_text("x")
        export("brat", [make_record()], out="note.txt")
    with pytest.raises(UsageError, match="cannot be written"):
        export("acled", [make_record()], out="nowhere/x.csv")
    assert (tmp_path / "theirs" / "thesis.doc").read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_geojson(export: Export, tmp_path: Path) -> None:
    record = make_record()
    record["events"].append({**record["events"][0], "id": "e3", "where": None, "locations": []})
    export("geojson", [record], out="x.geojson")
    found = json.loads((tmp_path / "x.geojson").read_text("utf-8"))
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [29.22845, -1.67409]}
    assert first["properties"]["source"] == ["North Front"]
    assert second["geometry"] is None
