import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.ingest.readers import find_kind, read_source
from dateline.ingest.source import Limits, Reading, open_source
from dateline.model import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF = f'xmlns:office="{OASIS}:office:1.0" xmlns:text="{OASIS}:text:1.0"'
CORE = (
    '<cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c"><dc:title>{title}</dc:title>'
    "<dc:creator>{author}</dc:creator>"
    "<dcterms:created>2026-03-04T10:00:00Z</dcterms:created></cp:coreProperties>"
)
BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Road shelled</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>By Jane Roe</w:t></w:r></w:p>"
    '<w:p><w:r><w:t xml:space="preserve">Shells </w:t></w:r><w:r><w:t>fell</w:t><w:tab/><w:t>here.</w:t></w:r>'
    "<w:del><w:r><w:delText>Not</w:delText><w:t>so</w:t></w:r></w:del></w:p>"
)


def pack(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data, kind)
    return out.getvalue()


def docx(body: str = BODY, *, title: str = "Template", author: str = "Jane Roe") -> bytes:
    document = f'<?xml version="1.0"?><w:document {W} {MC}><w:body>{body}</w:body></w:document>'
    core = CORE.format(title=title, author=author)
    return pack(**{"[Content_Types]_xml": "<Types/>", "word__document_xml": document, "docProps__core_xml": core})


def odt(body: str) -> bytes:
    content = f"<office:d {ODF}><office:body><office:text>{body}</office:text></office:body></office:d>"
    meta = f'<office:d {ODF} xmlns:dc="b"><office:meta><dc:title>Road shelled</dc:title></office:meta></office:d>'
    return pack(mimetype="application/vnd.oasis.opendocument.text", content_xml=content, meta_xml=meta)


def read(data: bytes, name: str = "x", **limits: int) -> Document:
    (doc,) = read_source(open_source(io.BytesIO(data), name), Reading(limits=Limits(**limits), read=read_source))
    assert isinstance(doc, Document)
    return doc


def test_docx_gives_paragraphs_title_and_printed_author() -> None:
    doc = read(docx())
    assert doc.raw == "Road shelled\n\nBy Jane Roe\n\nShells fell here.\n"
    assert (doc.raw_kind, doc.meta.title, doc.meta.authors) == ("docx", "Road shelled", ("Jane Roe",))
    assert doc.meta.published is None
    assert "created '2026-03-04'" in doc.notes[0].reason


def test_properties_that_the_text_does_not_print_are_only_noted() -> None:
    doc = read(docx("<w:p><w:r><w:t>Shells fell.</w:t></w:r></w:p>", author="User"))
    assert (doc.meta.title, doc.meta.authors) == (None, ())
    assert [note.code for note in doc.notes] == ["file-properties"]
    assert read(docx("<w:p><w:r><w:t>Template</w:t></w:r></w:p>")).meta.title == "Template"


def test_text_box_is_read_once_and_moved_text_not_twice() -> None:
    box = "<w:p><w:r><w:t>Boxed.</w:t></w:r></w:p>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p><w:p><w:moveFrom><w:r><w:t>Moved.</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>"
    )
    assert read(docx(body)).raw == "Boxed.\n\nMoved.\n"


def test_docx_is_told_from_other_archives(tmp_path: Path) -> None:
    late = tmp_path / "late.bin"
    late.write_bytes(pack(**{"_rels__.rels": "x" * 9_000, "word__document_xml": "<a/>"}))
    with late.open("rb") as stream:
        assert find_kind(open_source(stream, str(late), path=late)) == "docx"
    assert find_kind(open_source(io.BytesIO(pack(report_txt="Shells fell.")), "x.zip")) == "zip"
    assert (
        find_kind(open_source(io.BytesIO(pack(**{"[Content_Types]_xml": "<a/>", "xl__a_xml": "<a/>"})), "x.xlsx"))
        == "zip"
    )


def test_odt_gives_paragraphs_without_notes() -> None:
    doc = read(
        odt(
            "<text:tracked-changes><text:p>Gone</text:p></text:tracked-changes><text:h>Road  shelled</text:h>"
            "<text:p>One<text:s/>two "
            "<text:span>three</text:span> four<office:annotation><text:p>no</text:p></office:annotation> five.</text:p>"
        )
    )
    assert doc.raw == "Road shelled\n\nOne two three four five.\n"
    assert (doc.raw_kind, doc.meta.title) == ("odt", "Road shelled")


def test_rtf_gives_text_in_its_code_page_and_in_unicode() -> None:
    doc = read(
        rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\info{\title Road}{\author Bob}}{\*\generator X;}\f0 Road\par "
        rb"\'c3\'ee\'ec\'e0 \u8364?20 \ldblquote so\rdblquote  \u-10179?\u-8704?{\pict 89504e47}\par}"
    )
    assert doc.raw == "Road\n\nГома €20 “so” 😀\n"
    assert doc.meta.title == "Road"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: docx()[:-40], "damaged"),
        (lambda: docx("<w:p>"), "damaged"),
        (lambda: docx(""), "empty"),
        (lambda: pack(**{"[Content_Types]_xml": "", "word__styles_xml": ""}), "damaged"),
        (lambda: pack(word__document_xml='<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'), "damaged"),
        (lambda: pack(word__document_xml='<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "damaged"),
        (lambda: pack(word__document_xml="<a>" + " " * 70_000_000), "too-large"),
        (lambda: docx("<w:p><w:r><w:t>" + "word " * 220_000 + "</w:t></w:r></w:p>"), "too-large"),
        (lambda: odt("<text:p>"), "damaged"),
        (lambda: b"{\\rtf1 " + b"{" * 5_000, "damaged"),
        (lambda: b"{\\rtf1 \\par}", "empty"),
    ],
    ids=["cut", "xml", "empty", "no text", "entities", "outside", "bomb", "long", "odt xml", "rtf groups", "rtf empty"],
)  # fmt: skip
def test_file_that_cannot_be_used_says_so(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(make(), max_ratio=2_000)
    assert caught.value.code == code


def test_locked_file_says_so() -> None:
    data = bytearray(docx())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(InputError, match="password"):
        read(bytes(data))
