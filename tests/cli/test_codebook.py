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
