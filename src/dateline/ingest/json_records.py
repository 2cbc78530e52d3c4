"""JSON files that are not one record a line: arrays, lists wrapped in an object, records one after another."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.ingest.columns import load_all
from dateline.ingest.decode import find_encoding
from dateline.ingest.jsonl import ESCAPED, read_object
from dateline.ingest.source import BUFFER, ByteStream, Item, Reading, Source
from dateline.model import Failure

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
DEEPEST = 3  # wrappers in wrappers: {"response": {"docs": […]}}


def is_json(head: bytes) -> bool:
    """Tell whether bytes begin as an object or a list of objects does."""
    return bool(_START.match(head))


def json_documents(source: Source, reading: Reading) -> Iterator[Item]:
    """Yield the documents of a JSON file: one for each record of its list, or the one record that it is.

    A list may be wrapped (``{"status": "ok", "articles": […]}``; the names of wrappers are in ``data/columns.yaml``).
    Records are read one by one, in constant memory; ``news.json:3`` is the third.

    Raises:
        InputError: ``bad-json``, ``empty`` or ``encoding``; the records before the fault have been yielded.
    """
    number = 0
    for record in _records(source, reading):
        number += 1
        yield read_value(record, f"{source.name}:{number}", number, reading)
    if not number:
        raise InputError("empty", f"{source.name}: there are no records in it")


def read_value(value: Any, where: str, number: int, reading: Reading) -> Item:
    """Return the document of one value of a list, or its Failure."""
    id = f"record-{number}"
    if isinstance(value, dict):
        return read_object(value, where=where, id=id, reading=reading, raw_kind="json")
    message = f"{where}: the record is no JSON object; each needs names for its values"
    return Failure(id=id, source=where, code="bad-record", message=message)


def _records(source: Source, reading: Reading) -> Iterator[Any]:
    sample = source.stream.read(BUFFER)
    encoding, _ = find_encoding(sample, source.name)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    longest = reading.limits.max_chars * ESCAPED + 100_000
    text = _Text(decoder.decode(sample), source.stream, decoder, longest, source.name)
    while text.peek():
        yield from _value(text, 0)


def _value(text: "_Text", depth: int) -> Iterator[Any]:
    """Yield the records of the value that comes next."""
    if text.peek() == "[":
        yield from _elements(text)
    elif text.peek() == "{" and depth <= DEEPEST:
        yield from _members(text, depth)
    else:
        yield text.take()


def _elements(text: "_Text") -> Iterator[Any]:
    text.expect("[")
    if text.peek() == "]":
        text.expect("]")
        return
    while True:
        yield text.take()
        if text.expect(",]") == "]":
            return


def _members(text: "_Text", depth: int) -> Iterator[Any]:
    """Yield the records of the lists that an object wraps; where it wraps none, the object itself."""
    own: dict[str, Any] = {}
    wraps = False
    text.expect("{")
    if text.peek() == "}":
        text.expect("}")
        return
    while True:
        name = text.take()
        if not isinstance(name, str):
            raise text.fault("a name in double quotes is expected")
        text.expect(":")
        if name in load_all()[1] and "text" not in own and text.peek() in "[{" and text.holds_objects():
            for record in _value(text, depth + 1):
                wraps = True
                yield record
        else:
            own[name] = text.take()
        if text.expect(",}") == "}":
            break
    if own and not wraps and any(isinstance(value, str) for value in own.values()) and not _is_answer(own):
        yield own


def _is_answer(own: dict[str, Any]) -> bool:
    """Tell whether an object without records is what a service says when it has found none."""
    return bool({"status", "totalResults", "pages", "count"} & own.keys()) and len(own) < 6


class _Text:
    """JSON text that is read forward: at most one value of it is held."""

    def __init__(
        self, text: str, stream: ByteStream, decoder: codecs.IncrementalDecoder, longest: int, name: str
    ) -> None:
        self._text, self._at, self._read, self._ended = text, 0, 0, False
        self._stream, self._bytes, self._longest, self._name = stream, decoder, longest, name
        self._json = json.JSONDecoder()

    def peek(self) -> str:
        """Return the next character that is no white space; none at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def holds_objects(self) -> bool:
        """Tell whether the list or object that comes next is one of records."""
        while len(self._text) - self._at < 64 and self._more():
            pass
        return bool(re.match(r"\[\s*[{\]]|\{", self._text[self._at : self._at + 64]))

    def expect(self, signs: str) -> str:
        """Take one of these signs. Raises InputError (``bad-json``) where another comes."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise self.fault(f"{' or '.join(signs)} is expected" + (f", not {sign!r}" if sign else ", and it ends"))
        self._at += 1
        return sign

    def take(self) -> Any:
        """Take a whole value. Raises InputError (``bad-json``, ``too-large``)."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
                if end == len(self._text) and self._more():  # a number may go on
                    continue
                self._at = end
            except json.JSONDecodeError as error:
                size = len(self._text) - self._at
                if size > self._longest:
                    raise InputError(
                        "too-large", f"{self._name}: a value is longer than {self._longest:,} characters"
                    ) from None
                if not self._more(size):
                    raise self.fault(error.msg) from None
            except RecursionError:
                raise self.fault("values are too deep inside one another") from None
            except ValueError as error:  # a number of very many digits
                raise self.fault(str(error)[:80]) from None
            else:
                return value

    def fault(self, why: str) -> InputError:
        """Return the fault at this place."""
        return InputError(
            "bad-json",
            f"{self._name}: it is not JSON ({why}, character {self._read + self._at}); records before were read: "
            "correct the file",
        )

    def _more(self, want: int = BUFFER) -> bool:
        """Read on, as much again as the value already takes, so that its length costs no square of time."""
        if self._ended:
            return False
        data = self._stream.read(max(want, BUFFER))
        self._ended = not data
        self._read += self._at
        self._text, self._at = self._text[self._at :] + self._bytes.decode(data, self._ended), 0
        return not self._ended or self._at < len(self._text)
