import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.sharing.profile import WORDS
from dateline.sharing.redaction import MASK, Redaction
from dateline.sharing.wording import load_wording

TOKEN = re.compile(r"\S+")
LETTERS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
GAP = 5  # words that are left out between two snippets, so that they never add up to a longer one
Span = Sequence[int]


def find_snippets(record: Mapping[str, Any], hidden: Iterable[int]) -> list[tuple[int, int]]:
    """Return the stretches of at most 25 words that may be shared: one around each event's trigger, in its sentence.

    ``hidden`` are the numbers of sentences that are not shared. No two snippets are nearer than five words, so that
    they cannot be put together.
    """
    words = [found.span() for found in TOKEN.finditer(record["text"])]
    shown: set[int] = set()
    for event in record["events"]:
        if event["sentence"] in hidden or event["sentence"] >= len(record["sentences"]):
            continue
        start, end = record["sentences"][event["sentence"]]
        inside = [number for number, (a, b) in enumerate(words) if start <= a and b <= end]
        middle = next((n for n in inside if words[n][1] > event["trigger"][0]), None)
        if middle is None or middle in shown:
            continue
        first = max(inside[0], min(middle - WORDS // 2, inside[-1] - WORDS + 1))
        window = [number for number in range(first, min(first + WORDS, inside[-1] + 1)) if number not in shown]
        window = [n for n in window if not any(other in shown for other in range(n - GAP, n + GAP + 1))]
        shown |= set(_run_around(window, middle))
    return [words[number] for number in sorted(shown)]


def mask_text(text: str, shown: Sequence[Span], hidden: Sequence[Span], redaction: Redaction) -> str:
    """Return a text of the same length in which only what may be shared is left; line breaks stay.

    The blanks between neighbouring shown words stay, too.
    """
    visible = bytearray(len(text))
    for at, (start, end) in enumerate(shown):
        follows = at + 1 < len(shown) and not text[end : shown[at + 1][0]].strip()
        until = shown[at + 1][0] if follows else end
        visible[start:until] = b"\x01" * (until - start)
    for start, end in hidden:
        visible[start:end] = b"\x00" * (end - start)
    redacted = redaction.mask(text)
    return "".join(
        new if seen or char.isspace() else MASK for seen, char, new in zip(visible, text, redacted, strict=True)
    )


def find_strangers(record: Mapping[str, Any], kept: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the capitalised words of a text that nothing accounts for: they may be names that nobody found.

    A word that begins a sentence counts unless it is one that often does, or stands in lower case elsewhere.
    """
    text = record["text"]
    openers, calendar = set(load_wording()["openers"]), set(load_wording()["calendar"])
    lower = set(re.findall(r"\b[a-z]+\b", text))
    covered = bytearray(len(text))
    for start, end in kept:
        covered[start:end] = b"\x01" * (end - start)
    starts = {start for start, _ in record["sentences"]}
    found = []
    for word in LETTERS.finditer(text):
        start, end = word.span()
        if word[0] in calendar or all(covered[start:end]) or word[0][0].islower() or word[0][0].isdigit():
            continue
        opens = start in starts or text[:start].rstrip()[-1:] in ("", ".", "!", "?", '"', "“", ":")
        if word[0].casefold() in openers and (opens or not word[0][1:].islower()):
            continue
        if not (opens and word[0].casefold() in lower):
            found.append((start, end))
    return found


def mask_title(title: str, text: str, kept: Iterable[str], redaction: Redaction) -> str:
    """Return a headline of at most 25 words in which capitalised words that nothing accounts for are masked."""
    words = redaction.replace(title).split()
    short = " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")
    known = {word.casefold() for name in kept for word in LETTERS.findall(name)} | set(load_wording()["openers"])
    known |= set(re.findall(r"\b[a-z]+\b", text))
    return LETTERS.sub(
        lambda found: found[0] if found[0][0].islower() or found[0][0].isdigit() or found[0].casefold() in known
        else MASK * len(found[0]), short,
    )  # fmt: skip


def _run_around(window: Sequence[int], middle: int) -> list[int]:
    """Return the unbroken run of word numbers that holds the trigger."""
    numbers, run = set(window), []
    at = middle
    while at in numbers:
        run.append(at)
        at -= 1
    at = middle + 1
    while at in numbers:
        run.append(at)
        at += 1
    return run
