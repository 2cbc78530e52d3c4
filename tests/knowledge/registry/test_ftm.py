"""FollowTheMoney entities, one a line, as OpenSanctions publishes them."""

import json
from pathlib import Path
from typing import Any

from dateline.knowledge.registry import Imported, check_registry, load_registry, read_foreign, write_registry


def _entity(id: str, schema: str, **properties: Any) -> dict[str, Any]:
    caption = next(iter(properties.get("name", ())), id)
    return {"id": id, "schema": schema, "caption": caption, "properties": properties}


PERSON = _entity("Q900000001", "Person", name=["Awa Testdiallo", "Ава"], alias=["A. Testdiallo"], nationality=["ml"],
                 topics=["role.pep"])  # fmt: skip
POST = _entity(
    "post-1", "Position", name=["Minister of Mines of Mali"], country=["ml"], topics=["gov.national", "gov.executive"]
)
SEAT = _entity(
    "post-2", "Position", name=["Member of the National Assembly"], country=["ml"], topics=["gov.legislative"]
)
HELD = [
    _entity("o-1", "Occupancy", holder=["Q900000001"], post=["post-1"], startDate=["2015-03"], endDate=["2019"]),
    _entity("o-2", "Occupancy", holder=["Q900000001"], post=["post-2"], startDate=["2020-01-10"]),
]


def _read(tmp_path: Path, *entities: object) -> Imported:
    path = tmp_path / "own.ftm.json"
    path.write_text("\n".join(e if isinstance(e, str) else json.dumps(e) for e in entities), encoding="utf8")
    return read_foreign([path])


def test_offices_are_dated(tmp_path: Path) -> None:
    read = _read(tmp_path, PERSON, POST, SEAT, *HELD)
    assert read.faults == ()
    entry = read.entries[0]
    assert (entry["name"], entry["kind"], entry["wikidata"]) == ("Awa Testdiallo", "person", "Q900000001")
    assert (entry["aliases"], entry["status"]) == (["A. Testdiallo"], "public-office")
    out = tmp_path / "own.yaml"
    write_registry(read, out, "own")
    assert [str(f) for f in check_registry((out,)) if f.file == str(out)] == []
    registry = load_registry((out,))
    days = ("2014-01-01", "2015-03-01", "2019-12-31", "2021-01-01")
    found = [registry.find_actor("Awa Testdiallo", day)[0].code for day in days]
    assert [code and code.code for code in found] == [None, "MLIGOV", "MLIGOV", "MLILEG"]


def test_suspicion_gives_a_person_no_role(tmp_path: Path) -> None:
    suspect = _entity("s", "Person", name=["Awa Testdiallo"], country=["ml"], topics=["sanction", "crime.terror"])
    party = _entity("p", "Organization", name=["Testparty"], country=["ml"], topics=["pol.party"])
    body = _entity("b", "PublicBody", name=["Test Union Commission"], country=["be"], topics=["gov.igo", "gov"])
    ship = _entity("v", "Vessel", name=["MV Test"], flag=["ml"])
    read = _read(tmp_path, suspect, party, body, ship)
    codes = {entry["name"]: (entry["codes"], entry["kind"]) for entry in read.entries}
    assert codes == {
        "Awa Testdiallo": ([{"code": "MLI"}], "person"),
        "Testparty": ([{"code": "MLIPTY"}], "party"),
        "Test Union Commission": ([{"code": "IGOGOV"}], "government"),
    }


def test_faulty_lines_are_reported(tmp_path: Path) -> None:
    nameless = _entity("n", "Person", name=["Имя"], country=["ml"])
    stateless = _entity("x", "Person", name=["No Country"])
    early = _entity("o-3", "Occupancy", holder=["Q900000001"], post=["post-1"], startDate=["2019"], endDate=["2015"])
    read = _read(tmp_path, PERSON, "{", "[1]", {"id": "y", "schema": "Person"}, PERSON, {**nameless, "caption": ""},
                 stateless, POST, early)  # fmt: skip
    assert [fault.line for fault in read.faults] == [1, 2, 3, 4, 5, 6, 7]
    assert "ends before it begins" in read.faults[0].message
