from typing import NamedTuple

from dateline.model.span import Span


class Token(NamedTuple):
    """One word of the parse, in our own terms: no other stage knows which parser made it.

    ``pos`` is the universal part of speech, ``tag`` the Penn tag, ``dep`` the ClearNLP relation to ``head`` (an index
    into the document's tokens; a root's head is itself), ``sent`` an index into the document's sentences, ``ent`` the
    model's entity label or "", ``ent_start`` true on the first token of an entity, ``lower`` the text in lower case
    (kept, because every stage asks for it).
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sent: int
    ent: str
    ent_start: bool
    lower: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)
