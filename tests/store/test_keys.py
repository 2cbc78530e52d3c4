import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from samples import PAGE, parquet, tarred, warc_record, zipped

from dateline.ingest import Reading, read_input
from dateline.model import Document, Failure
from dateline.store import Incoming, key_item

TEXTS = tuple(f"Rebels shelled {city} on Monday, the army said." for city in ("Goma", "Bunia", "Bukavu"))
NEW = "Two states signed a truce in Geneva on Sunday."


def table(*texts: str) -> bytes:
    return "".join(["text,title\n", *(f'"{text}",T\n' for text in texts)]).encode()


def feed(*texts: str) -> bytes:
    items = "".join(f"<item><title>T</title><description>{escape(text)}</description></item>" for text in texts)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'.encode()


def json_feed(*texts: str) -> bytes:
    items = [{"content_text": text} for text in texts]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": items}).encode()


def mailbox(*texts: str) -> bytes:
    """Each message has an attachment."""
    head = "From: A. Writer <a@lake.example>\nSubject: Report\nMIME-Version: 1.0\n"
    parts = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n{}\n--b\n'
    attached = 'Content-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nAttached. {}\n--b--\n\n'
    begin = "From a@lake.example Mon Aug 26 22:00:00 2024\n"
    return "".join(begin + head + parts.format(text) + attached.format(text) for text in texts).encode()


def articles(*texts: str) -> bytes:
    return "".join(f"{text} {'Nobody was hurt in the town. ' * 20}\n\nEnd of Document\n\n" for text in texts).encode()


def archive(*texts: str) -> bytes:
    return zipped(("0.csv", table(*texts)), *((f"{text[15:18]}.txt", text.encode()) for text in texts))


def web_archive(*texts: str) -> bytes:
    def record(text: str) -> bytes:
        page = PAGE.replace("Goma shelled", text).encode()
        return warc_record("response", sum(text.encode()), b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page)

    return b"".join(gzip.compress(record(text)) for text in texts)


def rows(*texts: str) -> bytes:
    return parquet(" union all ".join(f"select '{text}' as text, 'T' as title" for text in texts))


KINDS: dict[str, Callable[..., bytes]] = {
    "c.jsonl": lambda *texts: "".join(json.dumps({"text": text}) + "\n" for text in texts).encode(),
    "c.json": lambda *texts: json.dumps({"articles": [{"text": text} for text in texts]}).encode(),
    "c.csv": table, "c.parquet": rows, "c.xml": feed, "feed.json": json_feed, "c.mbox": mailbox, "c.txt": articles,
    "c.zip": archive, "c.csv.gz": lambda *texts: gzip.compress(table(*texts)), "c.warc.gz": web_archive,
    "c.tar": lambda *texts: tarred(("a/0.csv", table(*texts)), ("a/box.mbox", mailbox(*texts))),
}  # fmt: skip


def read(path: Path) -> dict[str, Incoming]:
    items = list(read_input(str(path), Reading(), stdin=io.BytesIO()))
    assert not [item for item in items if isinstance(item, Failure)], items
    return {one.key: one for one in (key_item(item, corpus=str(path)) for item in items)}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_put_in_at_the_top_changes_no_other_key(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS[name](*TEXTS))
    before = read(path)
    path.write_bytes(KINDS[name](NEW, *TEXTS))
    after = read(path)
    assert len(before) >= len(TEXTS)
    assert before.keys() < after.keys()
    assert len(after) - len(before) == len(before) / len(TEXTS)
    assert all(after[key].identity == one.identity for key, one in before.items())
    for key in after.keys() - before.keys():
        item = after[key].item
        assert isinstance(item, Document)
        assert NEW in item.raw


def test_messages_and_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "c.mbox").write_bytes(mailbox(TEXTS[0], TEXTS[0].replace("Monday", "Tuesday")))
    assert len(read(tmp_path / "c.mbox")) == 4
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(tmp_path / "c.zip", "w") as packed:
        for text in TEXTS:
            packed.writestr("a.txt", text)
    assert len(read(tmp_path / "c.zip")) == 3
