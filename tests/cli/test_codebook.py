from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_list(dateline: Run) -> None:
    done = dateline("codebook", "list")
    assert done.status == 0
    assert done.out.startswith("plover 1:")


def test_show(dateline: Run) -> None:
    done = dateline("codebook", "show")
    assert done.status == 0
    assert "ASSAULT" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    one = dateline("codebook", "show", "--type", "assault")
    assert one.status == 0
    assert ".yaml:" in one.out
    assert dateline("codebook", "show", "--type", "DANCE").status == 2
    assert dateline("codebook", "show", "nope").status == 2


def test_check_tells_all_faults_with_file_and_line(dateline: Run, tmp_path: Path) -> None:
    (tmp_path / "ASSAULT").mkdir()
    (tmp_path / "codebook.yaml").write_text("name: mine\nversion: 1\n")
    (tmp_path / "ASSAULT" / "x.yaml").write_text(
        "type: ASSAULT\nentries:\n  - id: a\n    colour: red\n  - verbs: [bomb]\n"
    )
    done = dateline("codebook", "check", tmp_path)
    assert done.status == 1
    assert "ASSAULT/x.yaml:3: a: unknown key 'colour'" in done.out
    assert "ASSAULT/x.yaml:5:" in done.out


def test_packaged_codebook_has_no_faults(dateline: Run) -> None:
    done = dateline("codebook", "check")
    assert done.status == 0, done.out


def test_check_codes_the_examples_of_a_users_codebook(dateline: Run, tmp_path: Path) -> None:
    page = (
        "type: ASSAULT\nentries:\n- id: pelt\n  verbs: [pelt]\n  examples:\n  - Youths pelted the bus.\n"
        "  - {text: Youths pelted the tram., status: planned}\n"
    )
    (tmp_path / "ASSAULT").mkdir()
    (tmp_path / "codebook.yaml").write_text("name: mine\nversion: 1\n")
    (tmp_path / "frames.yaml").write_text("transitive:\n  verb: {source: [subject], target: [object]}\n")
    (tmp_path / "ASSAULT" / "pelt.yaml").write_text(page)
    assert dateline("codebook", "check", tmp_path).status == 0
    done = dateline("codebook", "check", tmp_path, "--examples")
    assert done.status == 1
    fault, summary = done.out.splitlines()
    assert fault.startswith("ASSAULT/pelt.yaml:7: pelt: example has status occurred, not planned")
    assert summary == "mine 1: 1 entries, 2 examples coded: 1 fault"
