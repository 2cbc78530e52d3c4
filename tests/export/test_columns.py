"""Every shaped table has the columns of its format, exactly."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pytest
from making import make_record

from dateline.export import load_formats
from dateline.export.rows import MAKERS

NAMES = {"acled": "ACLED_31", "ged": "UCDP_GED_49", "gdelt": "GDELT2_EVENTS_61", "gdelt-mentions": "GDELT2_MENTIONS_16",
         "icews": "ICEWS_20", "polecat": "POLECAT_40"}  # fmt: skip
COUNTS = {"acled": 31, "ged": 49, "gdelt": 61, "gdelt-mentions": 16, "icews": 20, "polecat": 40}
Export = Callable[..., Any]


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_file_loads_with_the_columns_of_the_format(name: str, count: int, export: Export, tmp_path: Path) -> None:
    export(name, [make_record()])
    table = pandas.read_csv(tmp_path / "x.csv")
    assert list(table.columns) == [column.name for column in load_formats()[name].columns]
    assert len(table.columns) == count
    assert len(table) == 1


@pytest.mark.shared
@pytest.mark.parametrize(("name", "key"), NAMES.items())
def test_columns_are_those_of_the_shared_lists(name: str, key: str, shared: Path) -> None:
    lists = json.loads((shared / "schemas.json").read_text())
    assert [column.name for column in load_formats()[name].columns] == lists[key]


@pytest.mark.parametrize("name", COUNTS)
def test_no_row_has_a_cell_outside_the_columns_and_empty_columns_stay_empty(
    name: str, export: Export, tmp_path: Path
) -> None:
    export(name, [make_record()])
    row = pandas.read_csv(tmp_path / "x.csv", dtype=str, keep_default_na=False).iloc[0]
    for column in load_formats()[name].columns:
        if column.filled == "empty":
            assert row[column.name] == "", column.name


def test_a_maker_names_only_columns_of_its_format() -> None:
    from dateline.export.act import find_acts
    from dateline.export.coded import Coded

    act = find_acts(Coded(record=make_record()))[0]
    for name in ("acled", "ged", "gdelt", "icews", "polecat"):
        row = MAKERS[name](act, act.parties("source"), act.parties("target"))
        assert set(row) <= {column.name for column in load_formats()[name].columns}, name


@pytest.mark.parametrize("suffix", [".tsv", ".tab"])
def test_tabs_where_the_name_says_so(suffix: str, export: Export, tmp_path: Path) -> None:
    export("polecat", [make_record()], out=f"x{suffix}")
    assert len(pandas.read_csv(tmp_path / f"x{suffix}", sep="\t").columns) == 40


def test_what_is_left_empty_rather_than_derived(export: Export, tmp_path: Path) -> None:
    empty = {
        "acled": ["region", "source_scale", "timestamp"],
        "ged": ["type_of_violence", "conflict_new_id", "dyad_name", "side_a_new_id", "event_clarity", "region"],
        "gdelt": ["AvgTone", "ActionGeo_CountryCode", "ActionGeo_FeatureID", "Actor1Geo_Lat", "IsRootEvent"],
        "gdelt-mentions": ["MentionDocTone", "EventTimeDate"], "icews": ["Intensity"], "polecat": ["Intensity"],
    }  # fmt: skip
    for name, columns in empty.items():
        export(name, [make_record()])
        table = pandas.read_csv(tmp_path / "x.csv", dtype=str, keep_default_na=False)
        assert set(table[columns].iloc[0]) == {""}, name
