"""Which events become rows, and what stands in them."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from making import make_number, make_occurrence, make_part, make_record

from dateline.export import Coded

Export = Callable[..., Any]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def with_event(**given: Any) -> dict[str, Any]:
    record = make_record()
    record["events"][0] |= given
    return record


def test_a_shelling_in_acleds_columns(export: Export, tmp_path: Path) -> None:
    export("acled", [make_record()])
    (row,) = read(tmp_path / "x.csv")
    assert row["event_type"] == "Explosions/Remote violence"
    assert row["sub_event_type"] == "Shelling/artillery/missile attack"
    assert (row["actor1"], row["inter1"], row["interaction"]) == ("North Front", "", "")  # militia kinds stay empty
    assert (row["actor2"], row["inter2"], row["civilian_targeting"]) == ("people", "Civilians", "Civilian targeting")
    assert (row["iso"], row["country"]) == ("180", "Democratic Republic of the Congo")
    assert row["fatalities"] == "12"
    assert row["tags"] == "ACLED-shaped, not ACLED; machine-coded, unreviewed"
    assert row["notes"].endswith("[Amal Teshik]")


def test_a_shelling_in_geds_columns(export: Export, tmp_path: Path) -> None:
    export("ged", [make_record()])
    (row,) = read(tmp_path / "x.csv")
    assert (row["deaths_civilians"], row["best"], row["high"], row["low"]) == ("12", "12", "", "12")
    assert (row["priogrid_gid"], row["country_id"], row["geom_wkt"]) == ("127139", "490", "POINT (29.22845 -1.67409)")
    assert row["code_status"] == "machine-coded, unreviewed"


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"status": "planned"}, {"statuses": ("occurred", "planned")}),
        ({"standing": "denied"}, {"standings": ("denied",)}),
        ({"background": True}, {"background": True}),
    ],
)
def test_a_row_is_an_act_that_happened_unless_asked_otherwise(
    change: dict[str, Any], option: dict[str, Any], export: Export, tmp_path: Path
) -> None:
    done = export("acled", [with_event(**change)])
    assert read(tmp_path / "x.csv") == []
    assert sum(done.manifest["counts"]["events_left_out"].values()) == 2
    export("acled", [with_event(**change)], **option)
    assert read(tmp_path / "x.csv")[0]["actor1"] == "North Front"


def test_events_inside_others_are_no_rows(export: Export, tmp_path: Path) -> None:
    record = make_record()
    record["events"][1] |= {"about": "e1", "type": "AGREE", "status": "occurred"}
    export("polecat", [record])
    assert read(tmp_path / "x.csv") == []
    export("polecat", [record], inside=True, flags=True)
    assert [row["dateline_about"] for row in read(tmp_path / "x.csv")] == ["r1#e2"]


def test_an_undated_event_goes_to_the_side_file_and_gets_no_date(export: Export, tmp_path: Path) -> None:
    for date in (None, {"start": None, "end": "2031-03-15", "precision": None, "basis": "not-after-publication",
                        "time": None}):  # fmt: skip
        done = export("gdelt", [with_event(date=date)])
        assert read(tmp_path / "x.csv") == []
        (row,) = read(tmp_path / "x.undated.csv")
        assert (row["SQLDATE"], row["Year"], row["FractionDate"]) == ("", "", "")
        assert row["dateline_date_end"] == (date or {}).get("end", "") or ""
        assert done.manifest["counts"]["undated_rows"] == 1


@pytest.mark.parametrize(("name", "precision", "dated"), [
    ("gdelt", 2, False), ("icews", 1, True), ("acled", 4, True), ("acled", 5, False), ("ged", 5, True)])  # fmt: skip
def test_how_coarse_a_date_a_format_can_carry(
    name: str, precision: int, dated: bool, export: Export, tmp_path: Path
) -> None:
    date = {"start": "2031-03-01", "end": "2031-03-31", "precision": precision, "basis": "explicit", "time": "t1"}
    export(name, [with_event(date=date)])
    assert bool(read(tmp_path / "x.csv")) is dated
    export(name, [with_event(date=date)], date_precision=5)
    assert len(read(tmp_path / "x.csv")) == 1


def test_one_row_for_each_occurrence_whoever_tells_it(export: Export, tmp_path: Path) -> None:
    told = make_occurrence(best="r2")
    records = []
    for id, outlet, dead in (("r1", "Lakeside News", 15), ("r2", "Harbour Post", 12)):
        record = make_record(id)
        record["header"]["outlet"]["value"] = outlet
        record["numbers"][0] |= {"low": dead, "best": dead, "high": dead}
        records.append(Coded(record=record, occurrences={"e1": told}))
    export("acled", records, flags=True)
    (row,) = read(tmp_path / "x.csv")
    assert (row["dateline_document"], row["event_id_cnty"]) == ("r2", "o1")
    assert row["source"] == "Lakeside News; Harbour Post"
    assert row["fatalities"] == "12"  # of the most conservative report
    assert row["dateline_origins"] == "1"
    export("ged", records)
    assert [(row["low"], row["high"], row["number_of_sources"]) for row in read(tmp_path / "x.csv")] == [
        ("12", "15", "2")
    ]
    export("acled", records, every_report=True)
    assert len(read(tmp_path / "x.csv")) == 2
    export("acled", records, origins=2)
    assert read(tmp_path / "x.csv") == []
    export("gdelt-mentions", records)
    assert len({row["GLOBALEVENTID"] for row in read(tmp_path / "x.csv")}) == 1
    assert [row["MentionSourceName"] for row in read(tmp_path / "x.csv")] == ["Lakeside News", "Harbour Post"]


def test_where_the_representative_is_not_selected_another_report_stands_in(export: Export, tmp_path: Path) -> None:
    told = make_occurrence()
    first, second = make_record("r1"), make_record("r2")
    first["events"][0]["background"] = True
    export("acled", [Coded(record=r, occurrences={"e1": told}) for r in (first, second)], flags=True)
    assert [row["dateline_document"] for row in read(tmp_path / "x.csv")] == ["r2"]


def test_a_dated_report_stands_in_for_an_undated_one(export: Export, tmp_path: Path) -> None:
    told = make_occurrence()
    first, second = make_record("r1"), make_record("r2")
    first["events"][0]["date"] = None
    export("icews", [Coded(record=r, occurrences={"e1": told}) for r in (first, second)])
    assert [row["Story ID"] for row in read(tmp_path / "x.csv")] == ["r2"]
    assert read(tmp_path / "x.undated.csv") == []


def test_deaths_of_several_dyads_are_counted_once(export: Export, tmp_path: Path) -> None:
    parts = [make_part("a1", "North Front", "source"), make_part("a2", "people", "target", civilian=True),
             make_part("a3", "Amal Teshik", "target")]  # fmt: skip
    for name, column in (("acled", "fatalities"), ("ged", "best")):
        export(name, [with_event(participants=parts)], dyads=True)
        rows = read(tmp_path / "x.csv")
        assert [row[column] for row in rows] == ["12", ""]
    export("gdelt", [with_event(participants=parts)], dyads=True)
    assert [row["Actor2Name"] for row in read(tmp_path / "x.csv")] == ["people", "Amal Teshik"]
    assert len({row["GLOBALEVENTID"] for row in read(tmp_path / "x.csv")}) == 2


def test_parties_that_act_on_each_other(export: Export, tmp_path: Path) -> None:
    parts = [make_part("a1", "North Front", "source"), make_part("a4", "army", "source")]
    met = with_event(participants=parts, reciprocal=True, type="CONSULT", mode=None, cameo="040", numbers=[])
    export("icews", [met])
    assert [(row["Source Name"], row["Target Name"]) for row in read(tmp_path / "x.csv")] == [("North Front", "army")]
    export("icews", [met], dyads=True)
    assert [(row["Source Name"], row["Target Name"]) for row in read(tmp_path / "x.csv")] == [
        ("North Front", "army"), ("army", "North Front")]  # fmt: skip


def test_parts_of_a_toll_and_campaign_tolls_are_not_added(export: Export, tmp_path: Path) -> None:
    record = make_record()
    record["numbers"] += [make_number("n2", "12", "e1", part_of="n1", low=3, best=3),
                          make_number("n3", "people", "e1", scope="cumulative", low=900, best=900)]  # fmt: skip
    record["events"][0]["numbers"] = ["n1", "n2", "n3"]
    export("acled", [record])
    assert read(tmp_path / "x.csv")[0]["fatalities"] == "12"


def test_no_toll_is_no_zero(export: Export, tmp_path: Path) -> None:
    export("acled", [with_event(numbers=[])])
    assert read(tmp_path / "x.csv")[0]["fatalities"] == ""
    export("ged", [with_event(numbers=[])])
    assert read(tmp_path / "x.csv") == []  # GED has events with deaths only
    export("ged", [with_event(numbers=[])], types=("ASSAULT",))
    assert read(tmp_path / "x.csv")[0]["best"] == ""


def test_a_country_is_no_point_on_acleds_map(export: Export, tmp_path: Path) -> None:
    record = make_record()
    record["places"][0] |= {"precision": 6, "kind": "country", "name": "Zorvik"}
    record["events"][0]["locations"][0]["precision"] = 6
    export("acled", [record])
    (row,) = read(tmp_path / "x.csv")
    assert (row["location"], row["latitude"], row["geo_precision"]) == ("", "", "")
    assert row["country"] == "Democratic Republic of the Congo"


def test_hostile_cells_stay_in_their_cell(export: Export, tmp_path: Path) -> None:
    record = make_record()
    record["actors"][0]["name"] = 'A"b\n,c\u2028d\x00e\r'
    export("acled", [record])
    (row,) = read(tmp_path / "x.csv")
    assert row["actor1"] == 'A"b ,c d e '


def test_broken_records_are_reported_and_the_rest_is_exported(export: Export, tmp_path: Path) -> None:
    broken = make_record("r2")
    broken["events"][0]["participants"][0]["actor"] = "a99"
    failed = {"id": "r3", "source": "x", "error": {"code": "empty", "message": "no text"}}
    done = export("acled", [make_record(), broken, failed, make_record("r4")])
    assert [row["event_id_cnty"] for row in read(tmp_path / "x.csv")] == ["r1#e1", "r4#e1"]
    counts = done.manifest["counts"]
    assert (counts["documents"], counts["documents_that_failed"], done.unusable) == (2, 1, 1)
    assert "a99" in counts["records_that_could_not_be_used"][0]


def test_the_same_records_give_the_same_bytes(export: Export, tmp_path: Path) -> None:
    def everything() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}

    export("polecat", [make_record(), make_record("r2")])
    first = everything()
    export("polecat", [make_record(), make_record("r2")])
    assert everything() == first
