import re

_NAME = re.compile(rb"[!-9;-~]{1,60}:[ \t]")
_FIELD = re.compile(rb"[!-9;-~]{1,60}:[ \t]?[^\r\n]{0,998}(?:\r?\n[ \t][^\r\n]{0,998}){0,200}\r?\n")
_ENVELOPE = re.compile(rb"From \S{1,300}[ \t].{0,60}\d{4}[^\r\n]{0,20}\r?\n")
_OF_MACHINES = (b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to", b"x-mailer")
_OF_PEOPLE = (b"from", b"to", b"subject", b"date")
_PAGE = re.compile(rb"content-type:\s*multipart/related\b", re.IGNORECASE)


def find_mail_kind(head: bytes, ending: str) -> str | None:
    """Tell a message (``mail``), a box of them (``mbox``) and a page saved as one file (``mhtml``) from other text.

    A message begins with header fields, of which one is such as only machines write ("Message-ID:"), or its name ends
    in ``.eml``: a report that begins with "Date:" and "Subject:" stays a text.
    """
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    envelope = _ENVELOPE.match(head)
    names, at = set(), envelope.end() if envelope else 0
    while match := _FIELD.match(head, at):
        names.add(head[at : head.index(b":", at)].lower())
        at = match.end()
    people = sum(name in names for name in _OF_PEOPLE)
    if envelope and (people or names & set(_OF_MACHINES)):
        return "mbox"
    if not names & set(_OF_MACHINES):
        return "mail" if ending == ".eml" and _NAME.match(head) else None
    if _PAGE.search(head[:at]) and (
        ending in (".mht", ".mhtml") or not people >= 3 or b"snapshot-content-location" in names
    ):
        return "mhtml"
    return "mail" if people or ending == ".eml" else None
