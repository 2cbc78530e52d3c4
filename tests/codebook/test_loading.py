"""Reading a codebook folder: what is wrong is said with file and line, all of it at once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import dateline
from dateline.codebook import find_codebook, list_codebooks, load_codebook, read_codebook
from dateline.codebook.checking import CLASSES_READ_BY_NAME, SWITCHES
from dateline.codebook.schema import TYPES
from dateline.errors import CodebookError

Make = Callable[..., Path]
HEAD = "type: ASSAULT\nmodes: [beat]\ncameo: '190'\nentries:\n"  # four lines
ENTRY = "- id: assault.pelt\n  verbs: [pelt]\n  examples: [The crowd pelted the mayor.]\n"


def _faults(path: Path) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.message) for fault in read_codebook(path)[1]]


def test_a_small_codebook_is_read_whole(make_codebook: Make) -> None:
    book, faults = read_codebook(make_codebook())
    assert faults == []
    (entry,) = book.entries
    assert (entry.id, entry.type, entry.mode, entry.cameo, entry.contexts) == (
        "assault.pelt", "ASSAULT", "beat", "190", ("crime",),
    )  # fmt: skip
    assert (entry.file, entry.line) == ("ASSAULT/pelt.yaml", 5)
    assert book.classes["CROWD"] == {"crowd", "youth"}
    assert book.label()["name"] == "own" and book.label()["version"] == "7"


@pytest.mark.parametrize(
    ("rows", "line", "told"),
    [
        ("- id: a\n  verbs: [hit]\n  exmples: [x]\n  examples: [x]\n", 5, "unknown key 'exmples'"),
        ("- id: a\n  verbs: ['hit <@NOBODY>']\n  examples: [x]\n", 5, "unknown word class @NOBODY"),
        ("- id: a\n  verbs: ['hit <=castle>']\n  examples: [x]\n", 5, "unknown kind '=castle'"),
        ("- id: a\n  verbs: ['hit <door']\n  examples: [x]\n", 5, "brackets do not match"),
        ("- id: a\n  verbs: ['hit <>']\n  examples: [x]\n", 5, "empty brackets"),
        ("- id: a\n  examples: [x]\n", 5, "needs an id and at least one of"),
        ("- verbs: [hit]\n  examples: [x]\n", 5, "needs an id and at least one of"),
        ("- id: a\n  verbs: [hit]\n", 5, "needs examples"),
        ("- id: a\n  verbs: [hit]\n  frame: sideways\n  examples: [x]\n", 5, "unknown frame 'sideways'"),
        ("- id: a\n  verbs: [hit]\n  cameo: '999'\n  examples: [x]\n", 5, "unknown CAMEO code '999'"),
        ("- id: a\n  verbs: [hit]\n  contexts: [weather]\n  examples: [x]\n", 5, "unknown context 'weather'"),
        ("- id: a\n  verbs: [hit]\n  mode: kick\n  examples: [x]\n", 5, "unknown mode 'kick'"),
        ("- id: a\n  verbs: [hit]\n  inner: maybe\n  examples: [x]\n", 5, "unknown status 'maybe'"),
        ("- id: a\n  verbs: [hit]\n  unless: ['@NOBODY']\n  examples: [x]\n", 5, "unknown word class @NOBODY"),
        (ENTRY + ENTRY.replace("[pelt]", "[stone]"), 8, "this id is used before, at ASSAULT/pelt.yaml:5"),
        (ENTRY + ENTRY.replace("assault.pelt", "assault.stone"), 8, "is claimed by assault.pelt too"),
        (ENTRY + "refinements:\n- {cameo: '998', words: [egg]}\n", 9, "refinement: unknown CAMEO code '998'"),
        (ENTRY + "refinements:\n- {mode: beat, words: ['@NOBODY']}\n", 9, "refinement: unknown word class @NOBODY"),
    ],
)
def test_a_fault_of_an_entry(make_codebook: Make, rows: str, line: int, told: str) -> None:
    faults = _faults(make_codebook({"ASSAULT/pelt.yaml": HEAD + rows}))
    assert [(file, at) for file, at, message in faults if told in message] == [("ASSAULT/pelt.yaml", line)], faults


@pytest.mark.parametrize(
    ("file", "text", "line", "told"),
    [
        ("ASSAULT/pelt.yaml", "type: ASAULT\nentries: []\n", 1, "unknown type 'ASAULT'"),
        ("ASSAULT/pelt.yaml", "type: ASSAULT\nentries: [\n", 3, "not valid YAML"),
        ("classes/more.yaml", "CROWD: [mob]\n", 1, "'CROWD' is defined twice"),
        ("classes/people.yaml", "CROWD: [crowd, '@MOB']\n", 1, "'MOB' is unknown"),
        ("classes/people.yaml", "CROWD: ['@YOUTH']\nYOUTH: ['@CROWD']\n", 1, "part of itself"),
        ("derived.yaml", "rules:\n- {id: d, type: AGREED, of: [AID], examples: [x]}\n", 2, "type and of must be among"),
        ("derived.yaml", "rules:\n- {id: d, type: AGREE, of: [HELP], examples: [x]}\n", 2, "type and of must be among"),
    ],
)
def test_a_fault_of_a_file(make_codebook: Make, file: str, text: str, line: int, told: str) -> None:
    faults = _faults(make_codebook({file: text}))
    assert any(told in message and at == line for _, at, message in faults), faults


def test_every_fault_is_told_at_once(make_codebook: Make) -> None:
    rows = "- id: a\n  verbs: [hit]\n  mode: kick\n  frame: x\n  examples: [x]\n- id: b\n  verbs: ['c <>']\n"
    classes = {"classes/people.yaml": "CROWD: [crowd]\n", "classes/more.yaml": "CROWD: [mob]\n"}
    path = make_codebook({"ASSAULT/pelt.yaml": HEAD + rows, **classes})
    with pytest.raises(CodebookError) as caught:
        load_codebook(path)
    told = str(caught.value)
    for part in ("ASSAULT/pelt.yaml:5: a: unknown frame", "ASSAULT/pelt.yaml:10: b: verbs: empty", "defined twice"):
        assert part in told


def test_a_folder_that_is_no_codebook(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"no codebook .*codebook\.yaml"):
        find_codebook(tmp_path)


def test_the_hash_follows_the_content(make_codebook: Make) -> None:
    first = read_codebook(make_codebook())[0].hash
    assert read_codebook(make_codebook())[0].hash == first
    assert read_codebook(make_codebook({"contexts.yaml": "crime: [gang, mafia]\n"}))[0].hash != first


def test_on_is_a_word_and_no_truth_value(make_codebook: Make) -> None:
    rows = "- id: a\n  verbs: [fire on]\n  target: [on]\n  examples: [x]\n"
    book, faults = read_codebook(make_codebook({"ASSAULT/pelt.yaml": HEAD + rows}))
    assert faults == []
    assert book.entries[0].frame.verb_target == ("on",)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("need_party: [AGREE]", "unknown key 'need_party'"),
        ("needs_party: [AGREE, ASAULT]", "needs_party: unknown type 'ASAULT'"),
        ("needs_anchor: [retreat]", "needs_anchor: unknown type 'retreat'"),
        ("needs_mind: [HELP]", "needs_mind: unknown type 'HELP'"),
        ("needs_mind: AGREE", "needs_mind: must be a list"),
        ("enacted: [beat, restrict]", "enacted: unknown mode 'restrict'; those known are beat"),
        ("deed_modes: [kick]", "deed_modes: unknown mode 'kick'"),
        ("silent: [purpose, habitual]", "silent: unknown modality 'habitual'"),
    ],
)
def test_a_fault_of_a_switch(make_codebook: Make, row: str, told: str) -> None:
    ((file, line, message),) = _faults(make_codebook({"codebook.yaml": f"name: own\nversion: '7'\n{row}\n"}))
    assert (file, line) == ("codebook.yaml", 3)
    assert message.startswith(told)


def test_switches_that_are_right(make_codebook: Make) -> None:
    switches = "needs_party: [AGREE]\nneeds_anchor: []\nneeds_mind: [AID]\nsilent: [purpose]\n"
    head = f"name: own\nlicence: CC0-1.0\nsource: us\n{switches}enacted: [beat]\ndeed_modes: [beat]\n"
    assert _faults(make_codebook({"codebook.yaml": head})) == []


def test_a_word_class_that_serves_nothing(make_codebook: Make) -> None:
    classes = "# those who speak\nSPEAKS: [statement]\n\nIDLE: [stone]\n"
    page = HEAD + ENTRY.replace("[pelt]", "['<@CROWD> pelt']") + "  note: not by @IDLE, who throw nothing\n"
    faults = _faults(make_codebook({"classes/more.yaml": classes, "ASSAULT/pelt.yaml": page}))
    assert faults == [
        ("classes/more.yaml", 4, "class 'IDLE' is used nowhere: name it by @IDLE, or delete it"),
    ]


@pytest.mark.parametrize(
    "use", ["  unless: ['@IDLE']\n", "  elsewhere: ['@IDLE']\n", "refinements:\n- {mode: beat, words: ['@IDLE']}\n"]
)
def test_a_word_class_may_serve_a_condition(make_codebook: Make, use: str) -> None:
    page = HEAD + ENTRY.replace("[pelt]", "['<@CROWD> pelt']") + use
    assert _faults(make_codebook({"classes/more.yaml": "IDLE: [stone]\n", "ASSAULT/pelt.yaml": page})) == []


def test_what_the_program_reads_by_name_is_listed() -> None:
    source = "".join(file.read_text(encoding="utf8") for file in sorted(Path(dateline.__file__).parent.rglob("*.py")))
    assert set(re.findall(r"codebook\.settings\.get\(\s*\"(\w+)\"", source)) == set(SWITCHES)
    assert set(re.findall(r"codebook\.classes\.get\(\s*\"(\w+)\"", source)) == CLASSES_READ_BY_NAME


@pytest.mark.parametrize("name", list_codebooks())
def test_a_packaged_codebook_has_no_faults(name: str) -> None:
    book, faults = read_codebook(find_codebook(name))
    assert [str(fault) for fault in faults] == []
    assert {entry.type for entry in book.entries} == set(TYPES)


@pytest.mark.parametrize("name", list_codebooks())
def test_every_mode_of_a_packaged_codebook_is_reached(name: str) -> None:
    book = load_codebook(name)
    given = {(entry.type, entry.mode) for entry in book.entries} | {(r.type, r.mode) for r in book.refinements}
    missing = [(kind, mode) for kind, modes in book.modes.items() for mode in modes if (kind, mode) not in given]
    assert missing == []
