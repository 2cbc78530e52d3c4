import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Token
from dateline.stages.actors.finding import Finding
from dateline.stages.actors.linking import Party
from dateline.stages.actors.nominals import MEMBERS_OF, NO_BODY
from dateline.stages.actors.reading import Reading
from dateline.syntax.quotation import Quotation, find_quotations

WORDS = 3  # a quotation shorter than this is a title or a scare quote
REACH = 14  # tokens between a quotation and its verb of saying
SPEECH = frozenset({"quotation", "clause", "that"})
_END = re.compile(r"[.,!?…;:—–-]['’]?\s*$")
_LEAD = re.compile(r"[,:]\s*$")


@dataclass(frozen=True, slots=True)
class Speech:
    """A quotation outside any other, as tokens ``[first, last)``, with its number in the text."""

    number: int
    quotation: Quotation
    first: int
    last: int


def find_speakers(reading: Reading, parties: Sequence[Party], lexicon: CueLexicon) -> Iterator[tuple[Finding, Party]]:
    """Yield first persons inside quotation marks with whoever is quoted: "“We will strike the port,” the group said".

    The claims are not known yet, so the speaker is the subject of a verb of saying above the quotation in the parse, or
    right beside it, or whoever spoke last in the paragraph. "We" of an unnamed source is the body that it is in.
    Where none is found the pronoun stays alone. Known miss: a quotation whose speaker is named only in the next line.
    """
    if not any(token.lower in reading.agents.first_person for token in reading.tokens):
        return
    speeches = _speeches(reading)
    spans = [(speech.first, speech.last) for speech in speeches]
    at_head = {mention.head: party for party in parties for mention in party.mentions}
    speaker: Party | None = None
    for n, speech in enumerate(speeches):
        previous = speaker if n and _goes_on(reading, speeches[n - 1], speech) else None
        subject = _subject(reading, speech, spans, lexicon)
        speaker = at_head.get(subject.i) if subject else previous
        for token in reading.tokens[speech.first : speech.last]:
            number = reading.agents.first_person.get(token.lower)
            if speaker is None or number is None or token.text == "US" or token.pos not in ("PRON", "DET"):
                continue
            meant = _body_of_source(reading, speaker, at_head) if number == "many" else speaker
            finding = Finding(first=token.i, last=token.i + 1, head=token.i, form="pronoun", who=meant.who)
            yield finding, meant


def _speeches(reading: Reading) -> list[Speech]:
    found = []
    for number, quotation in enumerate(q for q in find_quotations(reading.text) if q.depth == 0):
        first, last = reading.token_range(quotation.inner.start, quotation.inner.end)
        if last - first >= WORDS:
            found.append(Speech(number, quotation, first, last))
    return found


def _goes_on(reading: Reading, before: Speech, speech: Speech) -> bool:
    """Tell whether the speaker of one quotation speaks the next: “…,” he said. “…”; or over paragraphs left open."""
    if speech.quotation.continues and before.quotation.open:
        return True
    gap = reading.text[before.quotation.span.end : speech.quotation.span.start]
    starts = speech.quotation.inner.of(reading.text)[:1].isupper()
    return "\n" not in gap and starts and gap.rstrip().endswith((".", ",", "?", "!", ":"))


def _subject(reading: Reading, speech: Speech, spans: Sequence[tuple[int, int]], lexicon: CueLexicon) -> Token | None:
    verb = _above(reading, speech, lexicon) or _beside(reading, speech, spans, lexicon)
    return _who(reading, verb) if verb else None


def _above(reading: Reading, speech: Speech, lexicon: CueLexicon) -> Token | None:
    """Return the verb of saying that a quotation hangs on in the parse."""
    for token in reading.tokens[speech.first : speech.last]:
        head = reading.tree.head(token)
        if head is None or speech.first <= head.i < speech.last or token.pos == "PUNCT":
            continue
        for above in (head, *reading.tree.ancestors(head)):
            if speech.first <= above.i < speech.last:
                break
            if _says(above, lexicon) and _who(reading, above) and _near(speech, above):
                return above
    return None


def _near(speech: Speech, verb: Token) -> bool:
    return speech.first - REACH <= verb.i < speech.last + REACH


def _beside(reading: Reading, speech: Speech, spans: Sequence[tuple[int, int]], lexicon: CueLexicon) -> Token | None:
    """Return the verb of saying right after a quotation, else right before it behind a comma or colon."""
    text, quotation = reading.text, speech.quotation
    if not _END.search(quotation.inner.of(text)) and text[quotation.span.end : quotation.span.end + 1] not in ",.!?":
        return None
    after = _clause(reading, speech.last, min(len(reading.tokens), speech.last + REACH), spans)
    if found := next((t for t in after if _says(t, lexicon) and _who(reading, t)), None):
        return found
    if not _LEAD.search(text[: quotation.span.start]):
        return None
    before = _clause(reading, max(0, speech.first - REACH), speech.first, spans)
    return next((t for t in reversed(before) if _says(t, lexicon) and _who(reading, t)), None)


def _clause(reading: Reading, first: int, last: int, spans: Sequence[tuple[int, int]]) -> list[Token]:
    """Return the tokens of a range outside quotations, of the sentence that touches the quotation, on its line."""
    begins = [span[0] for span in spans]
    found: list[Token] = []
    tokens = reading.tokens[first:last]
    backward = last < len(reading.tokens) and any(span[0] == last for span in spans)
    for token in reversed(tokens) if backward else tokens:
        at = bisect_right(begins, token.i) - 1
        if at >= 0 and token.i < spans[at][1]:
            break
        if found and (token.sent != found[0].sent or _apart(reading, token, found[-1])):
            break
        if token.pos not in ("PUNCT", "SPACE"):
            found.append(token)
    return found[::-1] if backward else found


def _apart(reading: Reading, one: Token, two: Token) -> bool:
    low, high = sorted((one, two), key=lambda token: token.i)
    return "\n\n" in reading.text[low.end : high.start]


def _says(token: Token, lexicon: CueLexicon) -> bool:
    return token.pos == "VERB" and any(
        not cue.rest and SPEECH & cue.frames.keys() for cue in lexicon.verbs.get(token.lemma, ())
    )


def _who(reading: Reading, verb: Token) -> Token | None:
    """Return the subject of a verb of saying, its own or the one that it shares with the verb before "and"."""
    for _ in range(3):
        subject = reading.tree.child(verb, "nsubj")
        if subject is not None:
            return subject
        above = reading.tree.head(verb)
        if verb.dep not in ("conj", "advcl", "xcomp") or above is None:
            return None
        verb = above
    return None


def _body_of_source(reading: Reading, speaker: Party, at_head: dict[int, Party]) -> Party:
    """Return the body that an unnamed source is in ("a source in the committee"), else the source."""
    for mention in speaker.mentions:
        if mention.noun not in reading.agents.sets["sourcing"]:
            continue
        for prep in reading.tree.children(reading.tokens[mention.head], "prep"):
            for child in reading.tree.children(prep, "pobj") if prep.lower in MEMBERS_OF else ():
                body = at_head.get(child.i)
                if body is not None and body.who.kind not in NO_BODY:
                    return body
    return speaker
