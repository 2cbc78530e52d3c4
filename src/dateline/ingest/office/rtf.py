import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from dateline.errors import InputError
from dateline.ingest.office.properties import office_document
from dateline.ingest.source import Item, Reading, Source
from dateline.knowledge.datafiles import read_yaml

DEEPEST = 500  # groups in groups
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What ``data/rtf.yaml`` says of control words."""

    skipped: frozenset[str]
    properties: Mapping[str, str]
    signs: Mapping[str, str]
    codepages: Mapping[int, str]


@lru_cache(maxsize=1)
def _load_words() -> _Words:
    data = read_yaml((resources.files("dateline.ingest") / "data" / "rtf.yaml").read_bytes())
    return _Words(
        skipped=frozenset(data["skipped"]),
        properties=data["properties"],
        signs=data["signs"],
        codepages=data["codepages"],
    )


@dataclass(slots=True)
class _Group:
    """What holds inside a pair of braces."""

    target: str = "text"  # text, skip, or a property
    alternative: int = 1  # characters that follow a \\uN for readers that do not know it


@dataclass(slots=True)
class _State:
    codec: str = "cp1252"
    out: dict[str, list[str]] = field(default_factory=dict)
    pending: bytearray = field(default_factory=bytearray)
    skip: int = 0
    created: list[int] = field(default_factory=list)

    def write(self, text: str, target: str) -> None:
        if target != "skip":
            self.out.setdefault(target, []).append(text)

    def text(self, target: str) -> str:
        """Return what was written; characters beyond U+FFFF stand in RTF as two halves."""
        return "".join(self.out.get(target, ())).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def flush(self, target: str) -> None:
        if self.pending:
            self.write(bytes(self.pending).decode(self.codec, "replace"), target)
            self.pending.clear()


def rtf_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the document of a rich-text file (RTF 1.9): its paragraphs, in the code page that it names or in Unicode.

    Pictures, embedded objects, notes, page headers and footers are left out.
    """
    state = _read(source.read_all(reading.limits), source.name)
    paragraphs = [(line, False) for line in state.text("text").split("\n")]
    properties = {name: " ".join(state.text(name).split())[:300] for name in _load_words().properties.values()}
    yield office_document(paragraphs, properties, source=source.name, kind="rtf", limits=reading.limits)


def _read(data: bytes, source: str) -> _State:
    state, groups = _State(), [_Group()]
    for match in _TOKEN.finditer(data):
        word, number, byte, symbol, brace, plain = match.groups()
        if brace == b"{":
            state.flush(groups[-1].target)
            groups.append(_Group(target=groups[-1].target, alternative=groups[-1].alternative))
            if len(groups) > DEEPEST:
                raise InputError("damaged", f"{source}: the document nests deeper than {DEEPEST} groups; save it again")
        elif brace:
            state.flush(groups[-1].target)
            state.skip = 0
            if len(groups) > 1:
                groups.pop()
        elif byte:
            if state.skip:
                state.skip -= 1
            else:
                state.pending.append(int(byte, 16))
        elif plain:
            taken = min(state.skip, len(plain))
            state.skip -= taken
            state.pending += plain[taken:]
        elif symbol:
            _symbol(state, groups[-1], symbol)
        elif word:
            _word(state, groups[-1], word.decode(), int(number) if number else None)
    state.flush(groups[-1].target)
    return state


def _symbol(state: _State, group: _Group, symbol: bytes) -> None:
    if symbol == b"*":
        group.target = "skip"  # a destination that a reader may not know
    elif state.skip:
        state.skip -= 1
    else:
        state.flush(group.target)
        sign = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n"}.get(symbol)
        state.write(symbol.decode("latin-1") if sign is None and symbol in b"\\{}" else sign or "", group.target)


def _word(state: _State, group: _Group, word: str, number: int | None) -> None:
    words = _load_words()
    state.flush(group.target)
    if word in words.skipped:
        group.target = "skip"
    elif word in words.properties:
        group.target = words.properties[word]
    elif word == "ansicpg" and number:
        state.codec = _codec(number)
    elif word == "uc" and number is not None:
        group.alternative = max(0, min(number, 10))
    elif word == "u" and number is not None:
        _unicode(state, group, number)
    elif word in words.signs:
        if state.skip:
            state.skip -= 1
        else:
            state.write(words.signs[word], group.target)


def _unicode(state: _State, group: _Group, number: int) -> None:
    code = number + 0x10000 if number < 0 else number
    state.write(chr(code) if 0 < code < 0x110000 else "\ufffd", group.target)
    state.skip = group.alternative


def _codec(number: int) -> str:
    name = _load_words().codepages.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
