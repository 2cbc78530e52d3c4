"""Direct speech: which quotation belongs to which attribution, across sentences and paragraphs."""

import re

from dateline.stages.claims.draft import PUNCT, Draft, Passage

_BESIDE_LEFT = re.compile(r"[ \t,.?!;:—–―-]*")
_BESIDE_RIGHT = re.compile(r"[ \t,:;—–―-]*|[ \t,:]*(?:that|and|but|or|because),? *|[ \t]*:\s*")
_END = re.compile(r"[.,!?…;:—–-]['’]?$")


def attach_speech(passage: Passage, drafts: list[Draft]) -> list[Draft]:
    """Give every quotation that is speech to the attribution beside it; drop attributions left without content.

    In the order of certainty: the attribution clause touches the quotation; the quotation is part of a content already;
    the quotation goes on from an open one; it stands, a sentence of its own, in a paragraph after attributed speech.
    """
    rows = list(drafts)
    owner: dict[int, int] = {}
    for index, draft in enumerate(rows):
        for i in draft.content:
            if passage.quoted[i] >= 0 and passage.quoted[i] != passage.quoted[draft.head]:
                owner.setdefault(passage.quoted[i], index)
    for quotation, index in sorted(owner.items()):
        rows[index] = rows[index].with_content(_words(passage, quotation))
    for index, draft in enumerate(rows):
        if draft.extent is not None and passage.quoted[draft.head] < 0:
            for quotation in _beside(passage, draft):
                if quotation not in owner:
                    owner[quotation] = index
                    rows[index] = _join(passage, rows[index], quotation)
    _continue(passage, rows, owner)
    return [row for row in rows if any(passage.tokens[i].text not in PUNCT for i in row.content)]


def _words(passage: Passage, quotation: int) -> tuple[int, ...]:
    return passage.inside[quotation]


def _beside(passage: Passage, draft: Draft) -> list[int]:
    """Return the quotations that the attribution clause touches, before and after it."""
    assert draft.extent is not None
    start = passage.tokens[draft.extent[0]].start
    end = passage.tokens[draft.extent[1]].end
    found = []
    for index in _near(passage, start, end):
        quotation = passage.quotations[index]
        if quotation.span.end <= start and _BESIDE_LEFT.fullmatch(passage.text[quotation.span.end : start]):
            found.append(index)
        if quotation.span.start >= end and _BESIDE_RIGHT.fullmatch(passage.text[end : quotation.span.start]):
            found.append(index)
    return found


def _near(passage: Passage, start: int, end: int) -> list[int]:
    return [
        index
        for index, quotation in enumerate(passage.quotations)
        if start - 4 <= quotation.span.end <= start or end <= quotation.span.start <= end + 8
    ]


def _join(passage: Passage, draft: Draft, quotation: int) -> Draft:
    """Add a quotation, and what stands in its sentence between it and the sentence's edge, to a draft."""
    words = _words(passage, quotation)
    if not words:
        return draft
    return draft.with_content(words)


def _continue(passage: Passage, rows: list[Draft], owner: dict[int, int]) -> None:
    """Give a quotation without a cue to the speaker before it, where the text shows that he goes on."""
    for index, quotation in enumerate(passage.quotations):
        if index in owner or not passage.inside[index]:
            continue
        before = passage.quotations[index - 1] if index else quotation
        gap = passage.text[before.span.end : quotation.span.start]
        previous = owner.get(index - 1)
        if quotation.continues and before.open and previous is not None:
            owner[index] = previous
        elif is_speech(passage, index):
            spoken = previous if "\n" not in gap else None
            said = _said_before(passage, rows, index)
            spoken = spoken if spoken is not None else said
            if spoken is not None:
                owner[index] = spoken
        if index in owner:
            rows[owner[index]] = rows[owner[index]].with_content(_words(passage, index))


def _said_before(passage: Passage, rows: list[Draft], index: int) -> int | None:
    """Return the claim of the sentence that ends right before a quotation, in the same paragraph.

    Example:
        ``The dam is safe, she said. "We checked it twice."``
    """
    first = passage.inside[index][0]
    start = passage.quotations[index].span.start
    before = [t for t in passage.tokens[max(0, first - 3) : first] if t.end <= start]
    if not before or "\n" in passage.text[before[-1].end : start]:
        return None
    sent = before[-1].sent
    said = [n for n, row in enumerate(rows) if row.extent is not None and passage.tokens[row.head].sent == sent]
    said = [n for n in said if passage.quoted[rows[n].head] < 0 and rows[n].content]
    inner = {i for n in said for i in rows[n].content}
    said = [n for n in said if rows[n].head not in inner]
    return said[-1] if said else None


def is_speech(passage: Passage, index: int) -> bool:
    """Tell speech from a quoted word, a title or a scare quote: it has four words and ends like a sentence."""
    quotation = passage.quotations[index]
    words = [i for i in passage.inside[index] if passage.tokens[i].pos != "PUNCT"]
    text = quotation.inner.of(passage.text).rstrip()
    starts = text[:1].isupper() or text[:1].isdigit()
    ends = (
        bool(_END.search(text)) or quotation.open or passage.text[quotation.span.end : quotation.span.end + 1] in ".,!?"
    )
    return len(words) >= 3 and starts and ends
