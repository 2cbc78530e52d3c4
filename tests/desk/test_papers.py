"""Pages beside the text: the boxes of words, and a picture only of the very bytes that were read."""

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from making_papers import make_paged_project, print_pdf, print_pdfs, run_again

from dateline.desk.papers import READERS, Papers
from dateline.desk.pool import StorePool
from dateline.errors import NotAllowedError, ProjectError, UsageError
from dateline.project import open_store

Open = Callable[..., Papers]
PNG = b"\x89PNG"


@pytest.fixture(scope="session")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("clips/rail.pdf", print_pdf("nairobi-rail"))
    files = {
        "dockers.pdf": print_pdf(), "goma.txt": b"GOMA - Rebels shelled Goma on Monday, the army said.",
        "packed.zip": packed.getvalue(), "two.pdf": print_pdfs("imphal-curfew", "yerevan-talks"),
    }  # fmt: skip
    return make_paged_project(tmp_path_factory.mktemp("paged"), files).parent


@pytest.fixture
def folder(paged: Path, tmp_path: Path) -> Path:
    """A copy of a project and its corpus that a test may change."""
    return Path(shutil.copytree(paged, tmp_path / "copy"))


@pytest.fixture
def papers(folder: Path) -> Iterator[Open]:
    opened: list[tuple[StorePool, Papers]] = []

    def start(**options: Path) -> Papers:
        pool = StorePool(folder / "project.duckdb")
        opened.append((pool, Papers(pool, **options)))  # type: ignore[arg-type]
        return opened[-1][1]

    yield start
    for pool, one in opened:
        one.close()
        pool.close()


def key_of(folder: Path, name: str) -> str:
    with open_store(folder / "project.duckdb", writable=True) as store:
        return store.document(f"corpus/{name}").key


def change_given(folder: Path, key: str, **changes: object) -> None:
    with open_store(folder / "project.duckdb", writable=True) as store:
        ((given,),) = store.connection.rows("SELECT given FROM documents WHERE key = ?", [key])
        with store.connection.writing():
            store.connection.run(
                "UPDATE documents SET given = ? WHERE key = ?", [json.dumps(json.loads(given) | changes), key]
            )


def test_words_are_marked_on_the_line_of_their_page(papers: Open, folder: Path) -> None:
    key = key_of(folder, "dockers.pdf")
    with open_store(folder / "project.duckdb") as store:
        record, paper = store.record(key).record, store.paper(key)
        raw = store.raw(key)
    assert paper
    assert raw
    for words, number in (("Imogen Pascoe", 1), ("Bananas and brake discs", 2)):
        start = record["text"].index(words)
        view = papers().find(key, "coder", (start, start + len(words)))
        assert [sheet.number for sheet in view.sheets] == [1, 2]
        ((_, (mark,)),) = view.marks
        assert mark.page == number
        line = next(line for line in paper.pages[number - 1].lines if line.box == mark.box)
        assert words in line.raw_span.of(raw)
        assert mark.box[0] <= mark.words[0] < mark.words[1] <= mark.box[2] + 0.01


def test_second_look_needs_no_drawing(papers: Open, folder: Path) -> None:
    desk, key = papers(), key_of(folder, "dockers.pdf")
    first = desk.picture(key, 2, "coder")
    assert first.png
    assert first.png.startswith(PNG)
    desk.close()  # the process that draws
    assert desk.picture(key, 2, "coder") == first
    assert desk.picture(key, 1, "coder").png is None


def test_changed_file_is_not_shown_even_when_it_was_before(papers: Open, folder: Path) -> None:
    desk, key, file = papers(), key_of(folder, "dockers.pdf"), folder / "corpus" / "dockers.pdf"
    data, before = file.read_bytes(), file.stat()
    assert desk.picture(key, 1, "coder").png
    file.write_bytes(data + b"\n")
    assert "has changed" in desk.picture(key, 1, "coder").why
    view = desk.look(key, "coder")
    assert view
    assert "has changed" in (view.why or "")
    assert view.marks == ()
    file.write_bytes(data)
    assert desk.picture(key, 1, "coder").png
    file.write_bytes(data.replace(b"ReportLab", b"ReportLub"))  # of the same size, and as old
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert desk.picture(key, 2, "coder").png is None


def test_file_that_is_gone_or_moved(papers: Open, folder: Path, tmp_path: Path) -> None:
    key, file = key_of(folder, "dockers.pdf"), folder / "corpus" / "dockers.pdf"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.move(file, elsewhere / "dockers.pdf")
    gone = papers().picture(key, 1, "coder")
    assert "no longer there" in gone.why
    assert "--originals" in gone.why
    assert papers(folder=elsewhere).picture(key, 1, "coder").png
    (elsewhere / "dockers.pdf").write_bytes(b"%PDF-1.4 another")
    assert "has changed" in papers(folder=elsewhere).picture(key, 1, "coder").why
    assert "not in the folder" in papers(folder=tmp_path / "copy").picture(key, 1, "coder").why
    file.mkdir()
    assert "no longer there" in papers().picture(key, 1, "coder").why


def test_no_way_leads_out_of_the_folder_of_originals(papers: Open, folder: Path, tmp_path: Path) -> None:
    key, secret, inside = key_of(folder, "dockers.pdf"), tmp_path / "secret", tmp_path / "inside"
    secret.mkdir()
    inside.mkdir()
    shutil.copy(folder / "corpus" / "dockers.pdf", secret / "dockers.pdf")
    (inside / "dockers.pdf").symlink_to(secret / "dockers.pdf")
    assert papers(folder=inside).picture(key, 1, "coder").png is None
    for name in ("../secret/dockers.pdf", str(secret / "dockers.pdf"), "x/../../secret/dockers.pdf"):
        with open_store(folder / "project.duckdb", writable=True) as store, store.connection.writing():
            store.connection.run("UPDATE documents SET file = ? WHERE key = ?", [name, key])
        assert papers(folder=inside).picture(key, 1, "coder").png is None


def test_project_from_before_hashes_were_kept_learns_them_from_a_run(papers: Open, folder: Path) -> None:
    key = key_of(folder, "dockers.pdf")
    change_given(folder, key, file_sha256=None)
    desk = papers()
    assert "hash" in desk.picture(key, 1, "coder").why
    run_again(folder / "project.duckdb")
    assert desk.picture(key, 1, "coder").png


def test_file_that_was_saved_anew_is_known_after_a_run(papers: Open, folder: Path) -> None:
    key, file = key_of(folder, "dockers.pdf"), folder / "corpus" / "dockers.pdf"
    file.write_bytes(file.read_bytes() + b"\n% saved anew\n")
    assert "has changed" in papers().picture(key, 1, "coder").why
    run_again(folder / "project.duckdb")
    assert key_of(folder, "dockers.pdf") == key
    assert papers().picture(key, 1, "coder").png


def test_file_in_an_archive_is_shown_once_it_is_unpacked(papers: Open, folder: Path, tmp_path: Path) -> None:
    key = key_of(folder, "packed.zip/clips/rail.pdf")
    assert "out of another one" in papers().picture(key, 1, "coder").why
    with zipfile.ZipFile(folder / "corpus" / "packed.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert papers(folder=tmp_path / "unpacked").picture(key, 1, "coder").png


def test_article_of_a_bundle_has_its_own_pages(papers: Open, folder: Path) -> None:
    desk, keys = papers(), [key_of(folder, f"two.pdf#{n}") for n in (1, 2)]
    first, second = ([sheet.number for sheet in desk.find(key, "coder", None).sheets] for key in keys)
    assert max(first) + 1 == min(second)
    assert desk.picture(keys[1], min(second), "coder").png
    with pytest.raises(ProjectError, match="no page 1"):
        desk.picture(keys[1], 1, "coder")


def test_reader_gets_no_picture_and_no_box(papers: Open, folder: Path) -> None:
    desk, key = papers(), key_of(folder, "dockers.pdf")
    view = desk.look(key, "reader", fields=[((0, 5),)])
    assert view
    assert (view.why, view.name, view.sheets, view.marks) == (READERS, "", (), ())
    with pytest.raises(NotAllowedError, match="sharing"):
        desk.picture(key, 1, "reader")
    with pytest.raises(NotAllowedError, match="sharing"):
        desk.find(key, "reader", (0, 5))


def test_what_is_not_there(papers: Open, folder: Path) -> None:
    desk, key, text = papers(), key_of(folder, "dockers.pdf"), key_of(folder, "goma.txt")
    assert desk.look(text, "coder") is None
    with pytest.raises(UsageError, match="without pages"):
        desk.picture(text, 1, "coder")
    with pytest.raises(UsageError, match="without pages"):
        desk.find(text, "coder", None)
    for name in ("corpus/dockers.pdf", "../dockers.pdf", "0" * 20):
        with pytest.raises(ProjectError):
            desk.picture(name, 1, "coder")
    for number in (0, 3, -1):
        with pytest.raises(ProjectError, match="no page"):
            desk.picture(key, number, "coder")
    assert desk.find(key, "coder", (10**8, 10**8 + 1)).marks == ((((10**8, 10**8 + 1),), ()),)
