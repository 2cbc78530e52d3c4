import subprocess
import sys
from pathlib import Path

import pandas
import polars
import pytest

import dateline

REPORT = "GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, the army said.\n"


def test_import_costs_nothing() -> None:
    script = "import sys, dateline; print([m for m in ('spacy', 'pydantic', 'rich', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_everything_public_is_there() -> None:
    assert all(getattr(dateline, name) for name in dateline.__all__)
    assert set(dateline.__all__) <= set(dir(dateline))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = dateline.nonsense


def test_a_text_a_path_and_a_record_are_the_same_report(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(REPORT)
    text = dateline.code(REPORT, published="2024-05-03")
    assert text.events == dateline.code(file, published="2024-05-03").events
    assert text.events == dateline.code({"text": REPORT, "published": "2024-05-03"}).events
    assert text.to_dict()["id"] == text.id == text.document.raw_sha256[:16]
    assert text.error is None
    assert text.id in repr(text)


def test_one_call_one_report(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(REPORT)
    with pytest.raises(dateline.UsageError, match=r"pathlib\.Path"):
        dateline.code(str(file))
    with pytest.raises(dateline.InputError, match="no such file"):
        dateline.code(tmp_path / "nope.txt")
    with pytest.raises(dateline.UsageError, match="code_many"):
        (tmp_path / "y.txt").write_text(REPORT)
        dateline.code(tmp_path)
    with pytest.raises(dateline.UsageError, match="int"):
        dateline.code(3)  # type: ignore[arg-type]
    with pytest.raises(dateline.SettingsError, match="colour: is no setting; the settings are codebook"):
        dateline.code(REPORT, colour="red")


def test_code_many_is_lazy_keeps_order_and_goes_on_after_a_failure() -> None:
    asked = []

    def texts():  # type: ignore[no-untyped-def]
        for n in range(100):
            asked.append(n)
            yield {"id": f"x{n}", "text": REPORT if n else ""}

    docs = dateline.code_many(texts())
    first, second = next(docs), next(docs)
    assert len(asked) < 100
    assert first.error is not None
    assert (first.error.code, first.events, first.text) == ("empty", (), "")
    assert (second.id, second.error) == ("x1", None)
    with pytest.raises(ValueError, match="empty"):
        _ = first.document


def test_a_text_is_never_the_name_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(REPORT)
    (doc,) = dateline.code_many([str(file)])
    assert doc.text == str(file)


@pytest.mark.parametrize(("library", "frame"), [("pandas", pandas.DataFrame), ("polars", polars.DataFrame)])
def test_events_frame(library: str, frame: type) -> None:
    docs = list(dateline.code_many([REPORT, "", REPORT]))
    table = dateline.events_frame(docs, library=library)  # type: ignore[call-overload]
    assert isinstance(table, frame)
    assert len(table) == sum(len(doc.events) for doc in docs)
    assert list(table.columns)[:4] == ["document", "source_file", "published", "outlet"]
    assert len(dateline.events_frame(docs[0])) == len(docs[0].events)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_columns_have_the_same_types_whatever_the_reports_hold(library: str) -> None:
    full, bare = (
        dateline.events_frame(docs, library=library)  # type: ignore[call-overload]
        for docs in (dateline.code(REPORT, published="2024-05-03"), [])
    )
    assert len(full) > 0
    assert list(full.dtypes) == list(bare.dtypes)


def test_missing_extra_names_its_pip_command() -> None:
    script = (
        "import sys; sys.modules['pandas'] = None; import dateline\n"
        "try: dateline.events_frame([])\nexcept dateline.UsageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "pip install 'dateline[pandas]'" in done.stdout


def test_unknown_frame_library() -> None:
    with pytest.raises(dateline.UsageError, match="'pandas' or 'polars'"):
        dateline.events_frame([], library="spark")  # type: ignore[call-overload]
