"""No hidden name is in any byte of any export, or of the report page."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from making import TEXT, make_record

from dateline.export import Selection, load_formats
from dateline.sharing import Profile
from dateline.workspace import export_coded, report_coded

HIDDEN = ("Teshik", "TESHIK", "teshik", "Amal", "AMAL", "Borvik", "borvik", "Grenkov", "lakeside.example/amal")


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    text = TEXT.replace("Amal Teshik said", "Amal Teshik said after AMAL TESHIK's brother Borvik")
    record: dict[str, Any] = make_record("amal-teshik-1", text=text, source="https://lakeside.example/amal-teshik")
    field = {"span": None, "basis": "given"}
    record["header"] |= {"title": {"value": "Teshik family shelled, Borvik hurt", **field},
                         "byline": {"value": "By Olena Grenkov", **field}}  # fmt: skip
    record["events"][0] |= {"standing": "disputed", "conflicts": [{"field": "source", "values": ["Amal Teshik"]}]}
    record["claims"][0] |= {"source_name": "AMAL TESHIK"}
    failed = {"id": "r9", "source": "/home/teshik/x.txt", "error": {"code": "empty", "message": "/home/teshik: empty"}}
    path = tmp_path / "teshik.jsonl"
    path.write_text("\n".join([json.dumps(record), json.dumps(failed), '{"id": "Teshik"}', "Teshik"]) + "\n")
    return path


def words_of(folder: Path) -> str:
    """Every file as text; Parquet, which is compressed, as its rows."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            found.append(str(duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()))
        elif path.is_file():
            found.append(path.read_text("utf-8"))
        found.append(path.name)
    return "\n".join(found)


@pytest.mark.parametrize("name", load_formats())
@pytest.mark.parametrize("profile", [Profile(), Profile(texts="keep", coarsen_km=25)])
def test_no_export_tells_a_hidden_name(name: str, profile: Profile, coded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    selection = Selection(statuses=("occurred", "planned"), flags=True, date_precision=5)
    done = export_coded(str(coded), format=name, out=folder / "out", selection=selection, profile=profile)
    assert done.manifest["counts"]["documents"] == 1
    assert done.unusable == 2
    words = words_of(folder)
    assert [hidden for hidden in HIDDEN if hidden in words] == []
    assert "a private person" in words or name == "prodigy"  # which has no facts of actors
    assert "Shared under a profile" in words


def test_no_page_tells_a_hidden_name(coded: Path) -> None:
    page, summary = report_coded(str(coded), title="Given", profile=Profile())
    assert len(summary.contradicted) == 1
    assert [hidden for hidden in HIDDEN if hidden in page] == []
    assert "a private person" in page
