"""The calibration passages: news text of our own with every event marked, and whether a coding of it is right.

``{struck|ASSAULT|Russian missiles>}`` marks the trigger "struck" of an ASSAULT that occurred; ``{talks|CONSULT
hypothetical|>}`` one with another status; ``{win|}`` a word that is no event. See data/calibration/README.md.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "data" / "calibration"
TOLD = ("occurred", "ongoing")
_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One event of a passage: the span of its trigger word, its type and status, its parties as the text names them."""

    start: int
    end: int
    type: str
    status: str
    source: str | None
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage without its marks, and its events."""

    id: str
    text: str
    events: tuple[Marked, ...]


def read_passages(folder=FOLDER):
    """Return the passages of every file of the folder, in order of file and place."""
    return [
        read_passage(row["id"], row["text"])
        for path in sorted(folder.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf8"))["passages"]
    ]


def read_passage(name, marked):
    """Take the marks off a passage."""
    text, events, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        word, coding, parties = mark.groups()
        kind, _, status = coding.partition(" ")
        source, _, target = (parties or "").partition(">")
        if kind:
            events.append(
                Marked(start=len(text), end=len(text) + len(word), type=kind, status=status or "occurred",
                       source=source or None, target=target or None)
            )  # fmt: skip
        text += word
        last = mark.end()
    return Passage(id=name, text=(text + marked[last:]).strip(), events=tuple(events))


def judge_codings(passage, doc):
    """Return for each event of the document whether the passage confirms it.

    It does when it has an event of that type in the sentence of a mention, of which it says as the coding does that it
    took place or not. A marked event confirms one coding: the one whose trigger it is, else the nearest.
    """
    events = doc.events or ()
    pairs = sorted(
        (min(abs(mention.trigger.start - marked.start) for mention in event.mentions), n, m)
        for n, event in enumerate(events)
        for m, marked in enumerate(passage.events)
        if marked.type == event.type
        and (marked.status in TOLD) == (event.status in TOLD)
        and any(
            doc.sentences[mention.sentence].start <= marked.start < doc.sentences[mention.sentence].end
            for mention in event.mentions
        )
    )
    confirmed, used = set(), set()
    for _, n, m in pairs:
        if n not in confirmed and m not in used:
            confirmed.add(n)
            used.add(m)
    return [n in confirmed for n in range(len(events))]
