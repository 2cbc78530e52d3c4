"""Whatever the bytes, a reader yields documents and failures or raises InputError, and its documents can be written."""

import io
import zipfile

import newssite
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.ingest.readers import READERS, read_source
from dateline.ingest.source import Limits, Reading, open_source
from dateline.model import Document

MAIL = (
    b"From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\nSubject: Road\nDate: Wed, 04 Mar 2026 18:22:00 +0200\n"
    b"Message-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n"
    b"Content-Type: text/plain; charset=iso-8859-1; format=flowed\n\nShells fell on \nthe road.\n"
    b'--b1\nContent-Disposition: attachment; filename="a.txt"\n\nMore.\n--b1--\n'
)
PAGE = newssite.render_page(newssite.load_articles()[2], "structured")
WORD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr>'
    b'<w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Road shelled</w:t></w:r></w:p>'
    b"<w:del><w:p><w:r><w:t>x</w:t></w:r></w:p></w:del></w:body></w:document>"
)
ODF = (
    b'<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    b"<text:h>Road<text:s/></text:h><text:p>Shells <text:note>1</text:note>fell.</text:p></o:d>"
)
SEEDS = {
    "html": PAGE,
    "mail": MAIL,
    "mbox": b"From a@b.example Wed Mar  4 18:22:00 2026\n"
    + MAIL
    + b"\nFrom c@d.example Wed Mar  4 18:22:00 2026\nSubject: two\n\nx\n",
    "mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
    + PAGE
    + b"\n--b--\n",
    "rtf": rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 A;}}{\info{\title Road}}\f0 R\'e9p \u8364?20{\*\a b}\par c\par}",
    "docx": WORD,
    "odt": ODF,
}
PIECES = st.sampled_from(
    [b"<", b">", b"</p>", b"<p>", b"&#0;", b"&#xD800;", b"&#1;", b"<!--", b'"', b"\0", b"\x01", b"\xff\xfe",
     b"=?utf-8?b?", b"--b1\n", b"--b\n", b"\\u-10179?", b"\\'", b"{", b"}", b"From ", b"\n\n",
     b"<script type='application/ld+json'>", b'{"@graph":[', b"<svg>", b"<template>", b"charset=utf-7",
     b"charset=rot13", b"<w:p>", b"</w:p>", b"<table>", b"<!DOCTYPE a [", b"<!ENTITY b 'c'>", b"&b;",
     b"Date: \xff\n", b"From: \"a <b@c>, <\n", b"Content-Type: message/rfc822\n\n",
     b"Content-Transfer-Encoding: base64\n", b"<frameset>", b"<title>",]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES | st.binary(max_size=8)), max_size=8)


def edited(seed: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    data = bytearray(seed)
    for place, length, piece in edits:
        at = int(place * len(data))
        data[at : at + length] = piece
    return bytes(data)


def packed(kind: str, xml: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml" if kind == "docx" else "content.xml", xml)
    return out.getvalue()


def drive(kind: str, data: bytes) -> None:
    try:
        for item in READERS[kind](
            open_source(io.BytesIO(data), "x"), Reading(limits=Limits(max_chars=50_000), read=read_source)
        ):
            if isinstance(item, Document):
                assert item.raw.strip()
                (item.raw + repr(item.meta)).encode()
                assert all(mark.span.of(item.raw).strip() for mark in item.meta.marks)
    except InputError as error:
        assert str(error).startswith("x")


@pytest.mark.parametrize("kind", sorted(SEEDS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
def test_damaged_file_ends_in_documents_or_an_input_error(kind: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = edited(SEEDS[kind], edits)
    drive(kind, packed(kind, data) if kind in ("docx", "odt") else data)


@pytest.mark.parametrize("kind", sorted(SEEDS))
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_end_in_documents_or_an_input_error(kind: str, data: bytes) -> None:
    drive(kind, data)
    if kind in ("docx", "odt"):
        drive(kind, packed(kind, data))
