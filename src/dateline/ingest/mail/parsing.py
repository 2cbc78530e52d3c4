from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import cast

from dateline.errors import InputError
from dateline.ingest.decode import decode_text
from dateline.ingest.html.vocabulary import load_vocabulary
from dateline.ingest.moment import Moment, read_moment
from dateline.model import Note

MOST_PARTS = 500
LONGEST_HEADER = 2_000  # characters of a header field that are read


class ClippingPolicy(EmailPolicy):
    """The standard library's policy, with header fields cut off: its parsers take quadratic time over a long one."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Return name and value of a field, cut off at ``LONGEST_HEADER`` characters."""
        lines, left = [], LONGEST_HEADER
        for line in sourcelines:
            lines.append(line[:left])
            left -= len(lines[-1])
            if left <= 0:
                break
        return super().header_source_parse(lines)


def parse_message(data: bytes, source: str) -> EmailMessage:
    """Make a message of its bytes (RFC 5322, MIME).

    Raises:
        InputError: ``damaged``.
    """
    try:
        message = cast(EmailMessage, message_from_bytes(data, policy=ClippingPolicy()))
        if len(flatten(message)) > MOST_PARTS:
            raise InputError("too-large", f"{source}: the message has more than {MOST_PARTS} parts; save it as text")
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise InputError(
            "damaged", f"{source}: the message cannot be read ({type(error).__name__}); save its text as a text file"
        ) from None
    return message


def flatten(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts of a message that have content of their own, in order; a message in a message is one part."""
    found: list[EmailMessage] = []
    waiting = [message]
    while waiting and len(found) <= MOST_PARTS:
        part = waiting.pop(0)
        inner = part.get_payload() if part.is_multipart() and part.get_content_maintype() == "multipart" else None
        if isinstance(inner, list):
            waiting[:0] = [piece for piece in inner if isinstance(piece, EmailMessage)]
        else:
            found.append(part)
    return found


def read_header(message: EmailMessage, name: str) -> str | None:
    """Return a header field, decoded, on one line; None where it is missing or cannot be read."""
    try:
        value = message.get(name)
        words = " ".join(str(value).split())[:LONGEST_HEADER] if value is not None else ""
    except Exception:  # the field parsers of the standard library raise whatever a broken field leads to
        return None
    return words.encode("utf-8", "replace").decode("utf-8") or None


def read_date(message: EmailMessage) -> Moment | None:
    """Return when a message was sent, in the zone of its sender."""
    words = read_header(message, "Date")
    return read_moment(words) if words else None


def read_part(part: EmailMessage, source: str) -> tuple[str, tuple[Note, ...]]:
    """Return the text of a part, by the encoding that it names or the one that it is in."""
    charset = str(part.get_param("charset", "") or "").strip().lower()
    text, notes = decode_text(read_bytes(part), source, codec=load_vocabulary().encodings.get(charset))
    return text.replace("\r\n", "\n"), tuple(note for note in notes if note.code != "encoding")


def read_bytes(part: EmailMessage) -> bytes:
    """Return the content of a part, without its transfer encoding; what cannot be decoded stays as it is."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # the same
        payload = None
    return payload if isinstance(payload, bytes) else b""
