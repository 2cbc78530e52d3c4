import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.ingest.decode import decode

REPORT = "Rebels shelled Goma on Monday, the army said."
ACCENTED = "Le président a rencontré les députés, a déclaré le gouvernement à Goma.".replace("é", "é")


def read(data: bytes) -> tuple[str, list[str]]:
    text, notes = decode(data, "reports/x.txt")
    return text, [note.code for note in notes]


def test_utf8_needs_no_note() -> None:
    assert read("Kata’ib Hezbollah".encode()) == ("Kata’ib Hezbollah", [])


def test_byte_order_mark_is_not_text() -> None:
    assert read(b"\xef\xbb\xbf" + REPORT.encode()) == (REPORT, [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wider_encodings_with_a_mark_are_read_with_a_note(encoding: str) -> None:
    assert read(REPORT.encode(encoding)) == (REPORT, ["encoding"])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_read_with_a_note(encoding: str) -> None:
    assert read(REPORT.encode(encoding)) == (REPORT, ["encoding"])


def test_western_bytes_are_read_as_windows_1252_with_a_note() -> None:
    assert read(ACCENTED.encode("windows-1252")) == (ACCENTED, ["encoding"])


def test_a_few_broken_bytes_in_utf8_are_replaced_with_a_note() -> None:
    text, codes = read("Les députés ont décidé".encode()[:-1] + b"\xff, dit-il")
    assert "\ufffd" in text
    assert codes == ["encoding-broken"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Повстанцы обстреляли город в понедельник, сообщила армия.", "windows-1251"),
        ("Повстанцы обстреляли город в понедельник, сообщила армия.", "koi8-r"),
        ("反政府勢力は月曜日に町を砲撃したと軍が発表した。", "shift_jis"),
    ],
)
def test_other_encodings_are_refused_by_name(text: str, encoding: str) -> None:
    with pytest.raises(InputError, match=rf"reports/x\.txt: .*not UTF-8.*{encoding}") as caught:
        decode(text.encode(encoding), "reports/x.txt")
    assert caught.value.code == "encoding"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"%PDF-1.7 stuff", "unsupported-format", "a PDF.*pdftotext"),
        (b"\x89PNG\r\n\x1a\n", "unsupported-format", "PNG"),
        (b"PK\x03\x04abc", "unsupported-format", "ZIP"),
        (b"\n<!DOCTYPE html><html>", "unsupported-format", "web page"),
        (b'{"text": "Rebels left."}', "unsupported-format", "JSON.*name the file .jsonl"),
        (b'[\n  {"text": "Rebels left."}\n]', "unsupported-format", "a JSON array.*jq"),
        (bytes(range(256)) * 4, "binary", "not text"),
        (b"\x00" * 100, "binary", "not text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        decode(data, "reports/x.txt")
    assert caught.value.code == code
    assert str(caught.value).startswith("reports/x.txt: ")


def test_stray_control_characters_are_kept_with_a_note() -> None:
    text = REPORT.replace(",", "\x00,") + "\x07"
    assert read(text.encode()) == (text, ["control-characters"])


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data, "x")
    except InputError as error:
        assert str(error).startswith("x: ")
    else:
        text.encode("utf-8")  # no lone surrogates


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_utf8_text_comes_through_unchanged(text: str) -> None:
    try:
        assert decode(b"\xef\xbb\xbf" + text.encode(), "x")[0] == text
    except InputError as error:
        assert error.code == "unsupported-format"
