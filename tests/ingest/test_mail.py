import io
from collections.abc import Iterator
from email.message import EmailMessage

import newssite
import pytest

from dateline.errors import InputError
from dateline.ingest.readers import find_kind, read_source
from dateline.ingest.source import Item, Limits, Reading, open_source
from dateline.model import Document, Failure

TEXT = "GOMA, Congo, March 4 (Reuters) - Shells fell on the road on Wednesday.\n\nTwo drivers were killed.\n"


def items(data: bytes, name: str = "x", **limits: int) -> Iterator[Item]:
    return read_source(open_source(io.BytesIO(data), name), Reading(limits=Limits(**limits), read=read_source))


def message(text: str | None = TEXT, **fields: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Message-ID"] = "<1@wire.example>"
    mail["From"] = fields.get("sender", "Esther Mapendo <em@courier.example>")
    mail["Subject"] = fields.get("subject", "Fwd: Road shelled near Goma")
    mail["Date"] = fields.get("date", "Wed, 04 Mar 2026 18:22:00 +0200")
    if text is not None:
        mail.set_content(text)
    return mail


def test_message_is_a_document_with_subject_sender_and_date() -> None:
    (doc,) = items(message().as_bytes())
    assert isinstance(doc, Document)
    assert doc.raw == f"Road shelled near Goma\n\n{TEXT}"
    assert (doc.raw_kind, doc.meta.title, doc.meta.authors) == ("mail", "Road shelled near Goma", ("Esther Mapendo",))
    assert (doc.meta.published, doc.meta.published_at) == ("2026-03-04", "2026-03-04T18:22:00+02:00")


def test_html_part_is_read_where_there_is_no_plain_one() -> None:
    mail = message(None)
    mail.set_content(f"<html><body><p>{TEXT}</p><p>More.</p><style>p {{}}</style></body></html>", subtype="html")
    (doc,) = items(mail.as_bytes())
    assert isinstance(doc, Document)
    assert doc.raw.endswith("Two drivers were killed.\n\nMore.")


def test_flowed_lines_are_joined() -> None:
    mail = message("Shells fell on \nthe road.\n\nTwo died.\n")
    mail.set_param("format", "flowed")
    (doc,) = items(mail.as_bytes())
    assert isinstance(doc, Document)
    assert "Shells fell on the road.\n\nTwo died." in doc.raw


def test_attachments_are_documents_of_their_own() -> None:
    mail = message()
    mail.add_attachment(b"The army left the town.", maintype="text", subtype="plain", filename="../../etc/passwd")
    mail.add_attachment(b"\x00\x01" * 99, maintype="application", subtype="octet-stream", filename="x.bin")
    mail.add_attachment(
        newssite.render_page(newssite.load_articles()[0], "meta"), maintype="text", subtype="html", filename="p.html"
    )
    mail.add_attachment(message("A message in a message.\n"))
    found = list(items(mail.as_bytes(), "inbox/a.eml"))
    assert [item.source for item in found] == [
        "inbox/a.eml", "inbox/a.eml/passwd", "inbox/a.eml/x.bin", "inbox/a.eml/p.html", "inbox/a.eml/attachment-4.eml",
    ]  # fmt: skip
    assert [item.code for item in found if isinstance(item, Failure)] == ["binary"]
    page = found[3]
    assert isinstance(page, Document)
    assert page.meta.outlet == "Spree Tribune"


def test_messages_in_messages_end() -> None:
    inner = message("The army said so.\n")
    for _ in range(6):
        outer = message("See below.\n")
        outer.add_attachment(inner)
        inner = outer
    found = list(items(inner.as_bytes()))
    assert len(found) == 6
    assert isinstance(found[-1], Failure)
    assert found[-1].code == "too-large"


def test_text_that_looks_like_a_header_stays_text() -> None:
    assert find_kind(open_source(io.BytesIO(b"Date: 4 March\nSubject: Road\n\nShells fell."), "x.txt")) == "text"
    assert find_kind(open_source(io.BytesIO(b"Date: 4 March\nSubject: Road\n\nShells fell."), "x.eml")) == "mail"
    assert find_kind(open_source(io.BytesIO(b"From Monday 2 March 2026\nthe road was closed."), "x.txt")) == "text"


def test_mailbox_gives_each_message_and_keeps_the_bad_ones_place() -> None:
    line = b"From em@courier.example Wed Mar  4 18:22:00 2026\n"
    data = line + message().as_bytes() + b"\n" + line + b"Subject: nothing\n\n\n" + line
    data += message("\n>From the hill they fired.\n", subject="Hill").as_bytes()
    found = list(items(data, "box.mbox"))
    assert [item.source for item in found] == ["box.mbox:1", "box.mbox:2", "box.mbox:3"]
    assert isinstance(found[1], Failure)
    assert found[1].code == "empty"
    assert isinstance(found[2], Document)
    assert "\nFrom the hill" in found[2].raw


def test_page_saved_as_one_file_is_a_page() -> None:
    article = newssite.load_articles()[0]
    mail = EmailMessage()
    mail["From"], mail["MIME-Version"], mail["Date"] = "<Saved by Blink>", "1.0", "Fri, 6 Mar 2026 10:00:00 -0000"
    mail["Snapshot-Content-Location"] = article["url"]
    mail.set_content(newssite.render_page(article, "visible"), maintype="text", subtype="html")
    mail.make_related()
    mail.add_related(b"\x89PNG", maintype="image", subtype="png")
    (doc,) = items(mail.as_bytes(), "page.mhtml")
    assert isinstance(doc, Document)
    assert (doc.raw_kind, doc.meta.title, doc.meta.url) == ("html", article["title"], article["url"])
    assert "saved-on" in [note.code for note in doc.notes]


@pytest.mark.parametrize(
    "field",
    ["From: " + "a b <a@b.c>, " * 50_000, "Subject: " + "=?utf-8?q?a?= " * 50_000,
     "Date: " + "(" * 50_000, "X-A: " + "b" * 999_999,
     "Content-Type: text/plain; " + "a*0=b; " * 20_000],
    ids=["addresses", "words", "comments", "length", "parameters"],
)  # fmt: skip
def test_endless_header_field_is_cut_off(field: str) -> None:
    (doc,) = items(f"{field}\nMIME-Version: 1.0\nDelivered-To: a\nTo: b@c.d\n\n{TEXT}".encode(), "x.eml")
    assert isinstance(doc, Document)
    assert TEXT in doc.raw


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Message-ID: <a>\nFrom: a\n\n", "empty"),
        (
            b"MIME-Version: 1.0\nFrom: a\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 600,
            "too-large",
        ),
        (message("word " * 400_000).as_bytes(), "too-large"),
    ],
    ids=["empty", "parts", "text"],
)
def test_message_that_cannot_be_used_says_so(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        list(items(data))
    assert caught.value.code == code
