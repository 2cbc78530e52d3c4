"""The actor registry: its files are sound, faults are reported with file and line, names are found on their day."""

from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.knowledge.registry import check_registry, load_registry, words_of
from dateline.knowledge.registry.folding import distance, fold, fold_name, skeleton

FAULTY = """\
version: "1"
source: a test
licence: CC0
entries:
- id: Bad Id
  name: The First
  kind: guild
  country: XYZ
  codes: [{code: XYZREB}, {code: IRQFOO, from: 2010-13}]
- id: second
  name: Second Group
  kind: armed group
  country: IRQ
  codes:
  - {code: IRQREB, from: 2012-01-01, to: 2010-01-01}
  - {code: IRQREB}
  - {code: IRQMIL, from: 2014}
  parent: nobody
  colour: red
  wikidata: 42
- {id: third, name: Third Group, kind: armed group, country: IRQ, codes: [{code: IRQREB}], aliases: [Second Group]}
- {id: fourth, name: Fourth Group, kind: armed group, country: IRQ, codes: [{code: IRQREB}, {code: IRQGOV}]}
"""


def test_registry_of_the_package_is_sound() -> None:
    assert [str(fault) for fault in check_registry()] == []


def test_every_fault_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY, "utf8")
    faults = [f for f in check_registry((path,)) if f.file == str(path)]
    told = {(f.line, m) for f in faults for m in [f.message]}
    for line, words in [
        (5, "is not lower-case words"), (5, "unknown kind 'guild'"), (5, "unknown country 'XYZ'"),
        (5, "unknown role 'FOO'"), (5, "'2010-13' is not an ISO"), (10, "is after to"), (10, "can never hold"),
        (10, "parent 'nobody'"), (10, "unknown field 'colour'"),
        (10, "wikidata '42'"), (21, "also claimed by second"), (22, "contradict each other"),
    ]:  # fmt: skip
        assert any(at == line and words in message for at, message in told), (line, words, sorted(told))


def test_unreadable_file_is_a_knowledge_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("entries: [", "utf8")
    with pytest.raises(KnowledgeError, match=r"broken\.yaml"):
        load_registry((path,))
    assert any("broken.yaml" in fault.message for fault in check_registry((path,)))


@pytest.mark.parametrize(
    ("name", "date", "code"),
    [
        ("Mohamed Morsi", "2012-12-01", "EGYGOV"),
        ("Mohamed Morsi", "2014-01-01", "EGYOPP"),
        ("the Taliban", "2000-01-01", "AFGGOV"),
        ("Taliban", "2010-01-01", "AFGREB"),
        ("Hizballah", None, "LBNREB"),
        ("Hezbullah", None, "LBNREB"),
        ("Muammar Ghadafi", "2005-01-01", "LBYGOV"),
        ("el-Shabaab", None, "SOMREB"),
        ("KREMLIN", None, "RUSGOV"),
        ("Côte d’Ivoire", None, "CIV"),
        ("Nobody At All", None, None),
    ],
)
def test_find_actor(name: str, date: str | None, code: str | None) -> None:
    found = load_registry().find_actor(name, date)
    assert (found[0].code.code if found and found[0].code else None) == code


def test_answers_say_why() -> None:
    (found, *_) = load_registry().find_actor("Daesh")
    assert "alias" in found.why
    assert "islamic-state" in found.why


def test_users_entry_replaces_one_with_the_same_id(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,name,kind,country,code,to\nhamas,Hamas,party,PSE,PSEPTY,2006-01-01\nhamas,,,,PSEGOV,\n", "utf8")
    registry = load_registry((path,))
    assert [a.code.code for a in registry.find_actor("Hamas", "2005-01-01") if a.code] == ["PSEPTY"]
    assert [a.code.code for a in registry.find_actor("Hamas", "2010-01-01") if a.code] == ["PSEGOV"]


def test_registry_loads_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf8")
    monkeypatch.setenv("DATELINE_CACHE", str(blocked / "cache"))
    load_registry.cache_clear()
    without = load_registry().find_actor("Hamas")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    load_registry.cache_clear()
    load_registry()
    load_registry.cache_clear()
    cached = load_registry().find_actor("Hamas")
    load_registry.cache_clear()
    assert [a.entry for a in without] == [a.entry for a in cached]
    assert list((tmp_path / "cache").glob("actors-*.json"))


def test_folding() -> None:
    assert fold("Kata’ib") == "kataib"
    assert fold_name("The U.S. Côte-d’Or") == ("us", "cote", "dor")
    assert [w.key for w in words_of("el-Sisi's")] == ["al", "sisi"]
    assert skeleton("hizballah") == skeleton("hezbullah")
    assert distance("hizballah", "hezbollah") == 2
