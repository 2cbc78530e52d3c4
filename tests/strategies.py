"""Strategies of hostile input: valid samples with bytes changed, cut, doubled and put in, and bytes of nowhere."""

from hypothesis import strategies as st
from samples import SAMPLES, sample

TOKENS = st.sampled_from([
    b"\x00", b"\xff" * 8, b"\xef\xbb\xbf", b"\r\n\r\n", b"<", b">", b"&", b"&#x110000;", b"<![CDATA[",
    b'"', b"\\ud800", b"{", b"[" * 200, b"-1", b"9" * 20, b"1e999", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b\x08", b"gzip",
    b"WARC/1.0\r\n", b"charset=utf-7", b"../", "\u202e\ud7ff".encode(), b"0000-00-00", b"9999-12-31T23:59:60+99:99",
])  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """Return a valid sample of a kind with up to six edits."""
    data = bytearray(sample(kind))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 40)))
        match draw(st.sampled_from(["flip", "cut", "drop", "put", "double", "number"])):
            case "flip" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at:]
            case "drop":
                del data[at:end]
            case "double":
                data[at:at] = data[at:end] * draw(st.integers(1, 20))
            case "number":
                data[at:end] = draw(st.binary(max_size=8))
            case _:
                data[at:at] = draw(TOKENS)
    return bytes(data)


def hostile(kind: str) -> st.SearchStrategy[bytes]:
    """Return bytes to throw at the reader of a kind; one without a sample gets bytes of nowhere."""
    anywhere = st.one_of(st.binary(max_size=300), st.lists(TOKENS, max_size=12).map(b"".join))
    return st.one_of(damaged(kind), anywhere) if kind in SAMPLES else anywhere
