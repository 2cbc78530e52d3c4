"""Claims made by layout: a name before a colon ("POLICE CHIEF: …"), a name after a quotation ("― Ana Diaz")."""

import re
from collections.abc import Iterator

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.stages.claims.draft import Draft, Passage

_PARAGRAPH = re.compile(r"[^\n]+")
_TRANSCRIPT = re.compile(r"[\"“]?((?:[A-Z][A-Z.'’-]+)(?: [A-Z][A-Z.'’-]+){0,4}(?:, [A-Z .,-]{2,40})?|Q|A): +(?=\S)")
_HEADLINE = re.compile(r"((?:[A-Z][\w.'’-]*|of|the|and|for)(?: (?:[A-Z][\w.'’-]*|of|the|and|for)){0,4}): +(?=\S)")
_NAME = r"[A-Z][\w.'’-]*|de|la|del|van|von|bin|al"
_SIGNATURE = re.compile(rf"[”\"'’]\s*(?:―|—|–|--)\s*((?:{_NAME})(?:,? (?:{_NAME}|\d+)){{0,7}})\.?\s*$")


def find_label_claims(passage: Passage, lexicon: CueLexicon) -> Iterator[Draft]:
    """Yield a draft for every line of a transcript, every headline of the form "Name: …", every signed quotation.

    "Analysis: …" names no speaker (``labels`` in phrases.yaml); a headline's label has to be a name that the parser
    knows or a source noun ("Police: …"). Known miss: a title of a work that looks like a name ("Frozen: …").
    """
    speaking: Draft | None = None
    for number, match in enumerate(_PARAGRAPH.finditer(passage.text)):
        line, start = match.group(), match.start()
        label = _TRANSCRIPT.match(line)
        if label and label.group(1).lower() not in lexicon.labels:
            if speaking is not None:
                yield speaking
            speaking = _labelled(passage, start, label, match.end(), "label.transcript")
            continue
        if speaking is not None and line[:1] in '"“' and not _TRANSCRIPT.match(line) and line[1:2] != "(":
            speaking = speaking.with_content(passage.between(start, match.end()))
            continue
        if speaking is not None:
            yield speaking
            speaking = None
        headline = _HEADLINE.match(line) if number == 0 or len(line) < 130 else None
        if headline and _is_speaker(passage, start, headline, lexicon):
            draft = _labelled(passage, start, headline, match.end(), "label.headline")
            if draft is not None:
                yield draft
        signed = _SIGNATURE.search(line)
        if signed:
            draft = _signed(passage, start, match.end(), signed)
            if draft is not None:
                yield draft
    if speaking is not None:
        yield speaking


def _labelled(passage: Passage, start: int, label: re.Match[str], end: int, rule: str) -> Draft | None:
    source = passage.between(start + label.start(1), start + label.end(1))
    cue = passage.between(start + label.end(1), start + label.end())
    content = passage.between(start + label.end(), end)
    if not (source and cue and content):
        return None
    return Draft(head=cue[0], cue=cue, source=source, speaker=source[-1], content=content, stance="asserts", rule=rule)


def _is_speaker(passage: Passage, start: int, label: re.Match[str], lexicon: CueLexicon) -> bool:
    words = label.group(1)
    if words.lower() in lexicon.labels or words.split()[0].lower() in lexicon.labels:
        return False
    tokens = [passage.tokens[i] for i in passage.between(start, start + label.end(1))]
    if not tokens or label.end() == len(label.string.rstrip()):
        return False
    last = tokens[-1]
    if any(w.lower() in lexicon.collectives for w in (words.split()[0], words.split()[-1])):
        return True
    return last.pos == "PROPN" and last.ent in ("PERSON", "ORG", "NORP") and len(label.string) - label.end() > 15


def _signed(passage: Passage, start: int, end: int, signed: re.Match[str]) -> Draft | None:
    source = passage.between(start + signed.start(1), start + signed.end(1))
    content = passage.between(start, start + signed.start())
    if not source or not content:
        return None
    cue = tuple(range(content[-1] + 1, source[0]))
    marks = tuple(i for i in cue if passage.tokens[i].text in ("―", "—", "–", "--"))
    if not marks:
        return None
    return Draft(
        head=marks[0],
        cue=marks,
        source=source,
        speaker=source[-1],
        content=content,
        stance="asserts",
        rule="label.signature",
    )
