"""Actor and agent files of PETRARCH: what is read, and that every line that breaks the format is reported."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import KnowledgeError
from dateline.knowledge.agents import load_agents
from dateline.knowledge.registry import Imported, check_registry, load_registry, read_foreign, write_registry
from dateline.knowledge.registry.petrarch import read_date

ACTORS = """\
# a comment
AMINATA_DIARRA_
+A._DIARRA_ ; a comment
	[MLIGOV 040115-20081231]
	[MLIOPP >090101]
MALI_ [MLI]
<!-- not
NIGER_ [NER]
read -->
+MALIAN_
"""
AGENTS = """\
!PERSON! = MAN, WOMAN
POLICE {} [~COP]
MINISTER_OF_MINES {MINISTERS_OF_MINES} [~GOV]
CATTLE_FARMER [~AGR]
AID_!PERSON! [~DEV]
RELIEF_BODY [NGO~]
"""
# each line with what is said of it
FAULTY = [
    ("LAGOS_ [NGAGOV][NGAMIL >990101]", "2 codes on one line"),
    ("LAGOS_ [NGAGOV > 19990231]", "no day of the calendar"),
    ("LAGOS_ [NGAGOV >19991331]", "no date"),
    ("LAGOS_ [NGAGOV >2004017]", "no date"),
    ("LAGOS_ [NGAGOV 991231]", "a date without < or >"),
    ("LAGOS_ [NGAGOV 991231-990101]", "ends before it begins"),
    ("LAGOS_ [NGAGOV soon]", "no code"),
    ("LAGOS_ [NGO12HRI]", "has digits"),
    ("LAGOS_ [QQQGOV]", "no country 'QQQ'"),
    ("LAGOS_ [nga]", "in lower case"),
    ("LAGOS_ [NGA/GHA]", "several actors"),
    ("LAGOS_ [NGAGOV", "never closed"),
    ("LAGOS]_ [NGA]", "never opened"),
    ("LAGOS_ [NGA] capital", "after the code"),
    ("\tLAGOS_ [NGA]", "indented like a code"),
    ("LAGOS_ +EKO_ [NGA]", "2 names on one line"),
    ("MALI_ [MLI]", "stands at line 1 already"),
    ("LAGOS_", "a name without a code"),
    ("LA\ufffdOS_ [NGA]", "cannot be read"),
]


def _read(tmp_path: Path, text: str | bytes, name: str = "own.actors.txt") -> Imported:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_foreign([path])


def test_actors_with_dates_and_synonyms(tmp_path: Path) -> None:
    read = _read(tmp_path, ACTORS)
    assert read.faults == ()
    person, state = read.entries
    assert (person["name"], person["kind"], person["aliases"]) == ("Aminata Diarra", "person", ["A. Diarra"])
    assert person["codes"] == [
        {"code": "MLIGOV", "from": "2004-01-15", "to": "2008-12-31"},
        {"code": "MLIOPP", "from": "2009-01-01"},
    ]
    assert (state["name"], state["kind"], state["country"], state["aliases"]) == ("Mali", "state", "MLI", ["Malian"])


@pytest.mark.parametrize(("line", "message"), FAULTY)
def test_faulty_lines_are_reported_with_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    read = _read(tmp_path, f"MALI_ [MLI]\n{line}\nGHANA_ [GHA]\n")
    assert [fault.line for fault in read.faults if message in fault.message] == [2], read.faults
    assert all(fault.file.endswith("own.actors.txt") for fault in read.faults)
    assert {"Mali", "Ghana"} <= {entry["name"] for entry in read.entries}


def test_codes_and_synonyms_before_any_name(tmp_path: Path) -> None:
    read = _read(tmp_path, "+LOME_\n\t[TGO]\nGHANA_ [GHA]\n")
    assert [(fault.line, fault.message.split(";")[0]) for fault in read.faults] == [
        (1, "a synonym without a name before it"), (2, "a code without a name before it"),
    ]  # fmt: skip


def test_repeated_names_are_joined(tmp_path: Path) -> None:
    read = _read(
        tmp_path, "ACCRA_CLUB_ [GHABUS]\n+AC_\nTOGO_ [TGO]\nACCRA_CLUB_\n+CLUB_OF_ACCRA_\n\t[GHAOPP <900101]\n"
    )
    assert [fault.line for fault in read.faults] == [4]
    assert [code["code"] for code in read.entries[0]["codes"]] == ["GHAOPP", "GHABUS"]  # type: ignore[index, union-attr]
    assert (read.entries[0]["aliases"], read.entries[0]["acronyms"]) == (["Club of Accra"], ["AC"])


def test_other_encodings_are_reported(tmp_path: Path) -> None:
    read = _read(tmp_path, b"C\xd4TE_CLUB_ [CIVBUS]\n")
    assert [fault.line for fault in read.faults] == [1]
    assert read.entries[0]["name"] == "Côte Club"


def test_dates_decide(tmp_path: Path) -> None:
    out = tmp_path / "own.csv"
    write_registry(_read(tmp_path, ACTORS), out, "own")
    registry = load_registry((out,))
    codes = {
        day: answer.code and answer.code.code
        for day in ("2003-12-31", "2004-01-15", "2008-12-31", "2009-01-01")
        for answer in registry.find_actor("Aminata Diarra", day)
    }
    assert codes == {"2003-12-31": None, "2004-01-15": "MLIGOV", "2008-12-31": "MLIGOV", "2009-01-01": "MLIOPP"}


@pytest.mark.parametrize("ending", ["csv", "yaml"])
def test_what_is_written_is_a_sound_registry(tmp_path: Path, ending: str) -> None:
    read = _read(tmp_path, ACTORS.replace("MALI_ [MLI]", 'THE_"OWN",_CLUB_ [MLIBUS]').replace("+MALIAN_", ""))
    out = tmp_path / f"own.{ending}"
    write_registry(read, out, "own")
    assert [str(fault) for fault in check_registry((out,)) if fault.file == str(out)] == []
    assert load_registry((out,)).find_actor('The "Own", Club')[0].entry.country == "MLI"


def test_agents_become_nouns(tmp_path: Path) -> None:
    read = _read(tmp_path, AGENTS, "own.agents.txt")
    assert read.faults == ()
    assert read.nouns == 6
    out = tmp_path / "own.yaml"
    write_registry(read, out, "own")
    agents = load_agents((out,))
    found = {words: agents.noun_at(words.split(), len(words.split()) - 1) for words in
             ("ministers of mines", "cattle farmers", "aid woman", "relief body")}  # fmt: skip
    roles = {words: noun and (noun[0].role, noun[0].stateless, noun[0].plural) for words, noun in found.items()}
    assert roles == {
        "ministers of mines": ("GOV", None, True), "cattle farmers": ("AGR", None, True),
        "aid woman": ("DEV", None, True), "relief body": (None, "NGO", False),
    }  # fmt: skip
    assert load_agents().noun_at(["ministers", "of", "mines"], 2) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("JUDGE [JUD]", "one tilde"), ("JUDGE [~QQQ]", "no role"), ("JUDGE", "not of the form"),
        ("AID_!FOLK! [~DEV]", "no set"), ("POLICE {} [~MIL]", "already"), ("JUDGE {JUDGES [~JUD]", "never closed"),
    ],
)  # fmt: skip
def test_faulty_agents_are_reported(tmp_path: Path, line: str, message: str) -> None:
    read = _read(tmp_path, f"POLICE {{}} [~COP]\n{line}\nNURSE [~HLH]\nFARMER [~AGR]\n", "own.agents.txt")
    assert [(fault.line, message in fault.message) for fault in read.faults] == [(2, True)], read.faults


def test_agents_are_not_written_as_csv(tmp_path: Path) -> None:
    read = _read(tmp_path, AGENTS, "own.agents.txt")
    with pytest.raises(KnowledgeError, match="yaml"):
        write_registry(read, tmp_path / "own.csv", "own")
    with pytest.raises(KnowledgeError, match=r"own\.txt"):
        write_registry(read, tmp_path / "own.txt", "own")


@given(st.dates())
def test_dates_of_eight_digits_are_read_back(day: object) -> None:
    said: list[str] = []
    assert read_date(str(day).replace("-", ""), said) == str(day)
    assert said == []


@given(st.text(alphabet="AB_+[]<>-0123456789 \t#;!\n", max_size=80))
def test_no_text_is_too_odd(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("odd") / "odd.txt"
    path.write_text(text)
    read = read_foreign([path])
    assert all(0 < fault.line <= text.count("\n") + 1 for fault in read.faults)


@pytest.mark.shared
def test_the_four_real_files_load_in_seconds(shared: Path) -> None:
    names = ["Phoenix.Countries", "Phoenix.International", "Phoenix.MilNonState", "PETR.Validate"]
    started = time.process_time()
    read = {name: read_foreign([shared / "dictionaries" / f"{name}.actors.txt"]) for name in names}
    assert time.process_time() - started < 10
    sizes = {name: (len(each.entries), each.codes, each.dated) for name, each in read.items()}
    assert sizes["Phoenix.Countries"] >= (18_000, 27_500, 25_500)
    assert sizes["Phoenix.International"] >= (6_500, 6_600)
    assert sizes["Phoenix.MilNonState"] >= (1_000, 1_000)
    lines = {fault.line for fault in read["Phoenix.Countries"].faults}
    assert {14190, 15346, 31715, 45980} <= lines, "dates in the wrong order, a stray bracket, a bare date, glued names"
    agents = read_foreign([shared / "dictionaries" / "Phoenix.agents.txt"])
    assert agents.nouns >= 2_244
    assert yaml.safe_dump(agents.agents[0])
