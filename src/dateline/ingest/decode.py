import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, getincrementaldecoder

from dateline.errors import InputError
from dateline.ingest.formats import load_formats
from dateline.model import Note

BOMS = (  # the longer marks first: UTF-32 LE begins like UTF-16 LE
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
BINARY = 0.02  # a larger share of control characters is no text
WESTERN = 0.15  # a larger share of bytes above 127 among the letters is no Western European text


def decode(data: bytes, source: str) -> tuple[str, tuple[Note, ...]]:
    """Turn bytes into text, and say in notes whatever was not plain UTF-8.

    Tries, in order: a byte order mark; UTF-8; UTF-16 without a mark; UTF-8 with a few broken bytes (each becomes
    U+FFFD); Windows-1252, where the text is Western by its share of accented letters. Anything else is refused with the
    encoding that it seems to be in.

    Raises:
        InputError: ``unsupported-format`` (a PDF, an image, a web page …), ``binary`` or ``encoding``.

    Known miss: a short text in another 8-bit encoding with few accents (ISO 8859-2) is read as Windows-1252; the note
    says so.
    """
    signature = load_formats().find_signature(data)
    if signature:
        raise InputError(
            "unsupported-format",
            f"{source}: this is {signature.name}, which is not read here; {signature.advice}",
        )
    return decode_text(data, source)


def decode_text(data: bytes, source: str, *, codec: str | None = None) -> tuple[str, tuple[Note, ...]]:
    """Turn bytes that are known to be text, of whatever format, into characters, as ``decode`` does.

    Args:
        data: the bytes.
        source: their name in messages.
        codec: the Python codec that the text says it is in. A byte order mark wins over it, and so does text beyond
            ASCII that is good UTF-8, because a wrong declaration is common and such an accident is not.

    Raises:
        InputError: ``binary`` or ``encoding``.
    """
    text, notes = _declared(data, codec) or _decode(data, source)
    found = CONTROL.findall(text)
    if len(found) > max(2, BINARY * len(text)):
        raise InputError("binary", f"{source}: this is not text (it is full of control characters); give a text file")
    if found:
        names = ", ".join(sorted({f"U+{ord(char):04X}" for char in found}))
        reason = f"the text holds {len(found)} control character(s) ({names}); check how it was saved"
        notes = (*notes, Note(field="raw", code="control-characters", reason=reason))
    return text, notes


def _declared(data: bytes, codec: str | None) -> tuple[str, tuple[Note, ...]] | None:
    if codec is None or codec == "utf-8" or data.startswith(tuple(mark for mark, _ in BOMS)) or _sixteen_bits(data):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None if codec != "iso2022_jp" else (data.decode(codec, "replace"), ())
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as error:
        text = data.decode(codec, "replace")
        broken = text.count("\ufffd")
        return (text, (_broken(codec, error.start),)) if broken <= 0.02 * len(text) else None


def _decode(data: bytes, source: str) -> tuple[str, tuple[Note, ...]]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                text = data[len(mark) :].decode(encoding, "replace")
                return text, (_broken(encoding, error.start),)
            return text, () if encoding == "utf-8" else (_converted(encoding, "its byte order mark says so"),)
    sixteen = _sixteen_bits(data)
    if sixteen:
        return data.decode(sixteen), (_converted(sixteen, "every other byte is zero; it has no byte order mark"),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _not_utf8(data, source, error)


def find_encoding(sample: bytes, source: str) -> tuple[str, tuple[Note, ...]]:
    """Return the encoding of a text that is too long to hold, from its beginning, by the rules of ``decode``.

    Raises:
        InputError: ``encoding``, naming the one that it seems to be in.
    """
    for mark, encoding in BOMS:
        if sample.startswith(mark):
            return ("utf-8-sig" if encoding == "utf-8" else encoding[:6]), ()
    sixteen = _sixteen_bits(sample[: len(sample) // 2 * 2])
    if sixteen:
        return sixteen, (_converted(sixteen, "every other byte is zero; it has no byte order mark"),)
    try:
        getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError as error:
        _, notes = _not_utf8(sample, source, error)
        return ("windows-1252" if notes[0].code == "encoding" else "utf-8"), notes
    return "utf-8", ()


def _sixteen_bits(data: bytes) -> str | None:
    for encoding, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        half = len(data) // 2
        if half and data[high::2].count(0) > 0.7 * half and data[low::2].count(0) < 0.05 * half:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return None


def _not_utf8(data: bytes, source: str, error: UnicodeDecodeError) -> tuple[str, tuple[Note, ...]]:
    lenient = data.decode("utf-8", "replace")
    broken, good = lenient.count("\ufffd"), sum(char > "\x7f" and char != "\ufffd" for char in lenient)
    if good > broken:
        return lenient, (_broken("utf-8", error.start),)
    try:
        western = data.decode("windows-1252")
    except UnicodeDecodeError:
        western = ""
    letters = [char for char in western if char.isalpha() or char > "\x7f"]
    if letters and sum(char > "\x7f" for char in letters) <= WESTERN * len(letters):
        reason = f"it is not UTF-8 (byte {error.start}) and few of its letters are accented; check the accents"
        return western, (_converted("windows-1252", reason),)
    if data.count(0):
        raise InputError("binary", f"{source}: this is not text (it holds zero bytes); give a text file")
    name = _likely_encoding(data)
    seems = f"it seems to be {name}; convert it with `iconv -f {name} -t UTF-8`" if name else "convert it to UTF-8"
    raise InputError("encoding", f"{source}: the text is not UTF-8 (byte {error.start}); {seems}")


def _likely_encoding(data: bytes) -> str | None:
    for name, scripts in load_formats().encodings:
        try:
            high = [char for char in data.decode(name) if char > "\x7f"]
        except UnicodeDecodeError:
            continue
        # the usual lower-case letters of the script: koi8-r read as windows-1251 gives capitals
        fits = sum(unicodedata.name(char, "").startswith(scripts) and not char.isupper() for char in high)
        if high and fits > 0.75 * len(high):
            return name
    return None


def _converted(encoding: str, why: str) -> Note:
    return Note(field="raw", code="encoding", reason=f"the text was read as {encoding.upper()}: {why}")


def _broken(encoding: str, position: int) -> Note:
    reason = (
        f"some bytes are not {encoding.upper()} (the first is byte {position}); each was replaced by U+FFFD: "
        "check how the text was saved"
    )
    return Note(field="raw", code="encoding-broken", reason=reason)


def replace_surrogates(text: str) -> tuple[str, tuple[Note, ...]]:
    r"""Replace lone surrogates, which JSON may hold as ``\ud800`` and no file can, by U+FFFD."""
    if not SURROGATE.search(text):
        return text, ()
    reason = "the text holds lone surrogates, which are no characters; each was replaced by U+FFFD"
    return SURROGATE.sub("\ufffd", text), (Note(field="raw", code="encoding-broken", reason=reason),)
