import os
import sqlite3
import tempfile
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.knowledge.gazetteer import Gazetteer, ensure_gazetteer, fold, open_gazetteer
from dateline.knowledge.gazetteer.curated import FILES, kind_precisions, kind_scores, read_curated, split


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer(ensure_gazetteer())


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Sana’a", "sanaa"), ("St. Louis", "saint louis"), ("Saint-Denis", "saint denis"), ("São Paulo", "sao paulo"),
        ("Łódź", "lodz"), ("Côte d’Ivoire", "cote divoire"), ("N'Djamena", "ndjamena"), ("İstanbul", "istanbul"),
        ("U.S.", "us"), ("Bosnia & Herzegovina", "bosnia and herzegovina"), ("", ""), ("...", ""),
    ],
)  # fmt: skip
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("name", "first", "country"),
    [
        ("Kiev", "Kyiv", "UKR"), ("Bombay", "Mumbai", "IND"), ("Raqqa", "Raqqa", "SYR"),
        ("al-Raqqa", "Raqqa", "SYR"),
        ("Falluja", "Fallujah", "IRQ"), ("Paris", "Paris", "FRA"), ("Georgia", "Georgia", "GEO"),
        ("Zaire", None, "COD"),
        ("Burma", "Myanmar", "MMR"),
        ("Donbass", "Donbas", "UKR"),
        ("Chechnya", "Chechnya", "RUS"),
        ("Tigray", "Tigray", "ETH"),
        ("Gitmo", "Guantanamo Bay", "CUB"), ("Washington", "Washington", "USA"), ("Kosovo", "Kosovo", "XKX"),
        ("Nagorno Karabakh", "Nagorno-Karabakh", "AZE"), ("Los Angeles County", "Los Angeles County", "USA"),
    ],
)  # fmt: skip
def test_most_prominent_place_comes_first(gazetteer: Gazetteer, name: str, first: str | None, country: str) -> None:
    entry = gazetteer.find(fold(name))[0]
    assert first in (None, entry.name)
    assert entry.country == country


def test_homonyms_are_all_there(gazetteer: Gazetteer) -> None:
    countries = {entry.country for entry in gazetteer.find("tripoli")}
    assert {"LBY", "LBN"} <= countries


@pytest.mark.parametrize(
    ("text", "name"), [("U.S.", "United States"), ("Ky.", "Kentucky"), ("DRC", "Democratic Republic of the Congo")]
)
def test_abbreviations_keep_their_capitals(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert gazetteer.find_abbreviation(text)[0].name == name
    assert gazetteer.find_abbreviation(text.lower()) == ()


def test_demonyms_point_to_their_land(gazetteer: Gazetteer) -> None:
    for row in read_curated("countries"):
        for demonym in split(row["demonyms"]):
            assert any(e.country == row["iso3"] and e.form == "demonym" for e in gazetteer.find(fold(demonym))), demonym


def test_every_country_has_a_point(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.countries) > 250
    assert all(e.lat is not None and e.lon is not None for e in gazetteer.countries.values())


def test_every_curated_place_can_be_found(gazetteer: Gazetteer) -> None:
    for file in ("regions", "sites"):
        for row in read_curated(file):
            near = [
                e
                for e in gazetteer.find(fold(row["name"]))
                if e.lat is not None
                and abs(e.lat - float(row["lat"])) < 0.5
                and abs((e.lon or 0) - float(row["lon"])) < 0.5
            ]
            assert near, f"{file}.csv: {row['name']}"


def test_every_disputed_place_is_marked(gazetteer: Gazetteer) -> None:
    for row in read_curated("disputed"):
        marked = [e for e in gazetteer.find(fold(row["name"])) if e.disputed]
        assert marked, f"disputed.csv: {row['name']}"
        assert marked[0].disputed == (tuple(split(row["claimed_by"])), row["controlled_by"] or None)


@pytest.mark.parametrize(
    ("town", "country", "claimants"), [("Feodosia", "UKR", "RUS"), ("Prizren", "XKX", "SRB"), ("Nablus", "PSE", "ISR")]
)
def test_towns_of_disputed_territory_are_marked(gazetteer: Gazetteer, town: str, country: str, claimants: str) -> None:
    entry = next(e for e in gazetteer.find(fold(town)) if e.country == country)
    assert entry.disputed is not None and claimants in entry.disputed[0]


def test_curated_files_are_sound() -> None:
    kinds = kind_precisions()
    for file in ("regions", "sites"):
        for row in read_curated(file):
            assert row["kind"] in kind_scores(), row
            assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180, row
    assert set(kinds.values()) == {1, 2, 3, 4, 5, 6, 7}
    for file in FILES:
        assert list(read_curated(file)), file


def test_file_is_small_fast_and_read_only(gazetteer: Gazetteer) -> None:
    assert gazetteer.path.stat().st_size < 60_000_000
    start = perf_counter()
    assert open_gazetteer(gazetteer.path).find("khartoum")
    assert perf_counter() - start < 0.05
    with pytest.raises(sqlite3.OperationalError):
        gazetteer._db.execute("DELETE FROM place")


def test_unknown_names_have_no_places(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("qqzzyx umbarkole") == ()
    assert gazetteer.find("") == ()


def test_unwritable_cache_falls_back_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("DATELINE_CACHE", str(blocked))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ready = tmp_path / f"dateline-{os.getuid()}" / gazetteer.path.name
    ready.parent.mkdir()
    ready.write_bytes(gazetteer.path.read_bytes())
    assert ensure_gazetteer() == ready
    assert "DATELINE_CACHE" in caplog.text
