from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from dateline.model import Document, Span, Token

VERBAL = frozenset({"VERB", "AUX"})


class Tree:
    """The dependency trees of one document over our own tokens: children, subtrees, spans.

    Built once by a stage that needs it; reading it changes nothing.
    """

    def __init__(self, doc: Document) -> None:
        """Index the document's tokens."""
        self.doc = doc
        self.text = doc.text or ""
        self.tokens: tuple[Token, ...] = doc.tokens or ()
        self._children: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                self._children[token.head].append(token)

    @cached_property
    def sentences(self) -> list[list[Token]]:
        """The tokens of each sentence."""
        rows: list[list[Token]] = [[] for _ in self.doc.sentences or ()]
        for token in self.tokens:
            rows[token.sent].append(token)
        return rows

    def head(self, token: Token) -> Token | None:
        """Return the token's head, or None for a root."""
        return self.tokens[token.head] if token.head != token.i else None

    def children(self, token: Token, *deps: str) -> list[Token]:
        """Return the token's children, in text order; with ``deps`` only those relations."""
        found = self._children[token.i]
        return [child for child in found if child.dep in deps] if deps else found

    def child(self, token: Token, *deps: str) -> Token | None:
        """Return the first child with one of the relations, or None."""
        for child in self._children[token.i]:
            if child.dep in deps:
                return child
        return None

    def subtree(self, token: Token, *, without: Sequence[str] = ()) -> list[Token]:
        """Return the token and all below it in text order, leaving out branches with the relations ``without``."""
        found, queue = [], [token]
        while queue:
            current = queue.pop()
            found.append(current)
            queue += [child for child in self._children[current.i] if child.dep not in without]
        return sorted(found)

    def ancestors(self, token: Token) -> Iterator[Token]:
        """Yield the token's heads, nearest first."""
        while token.head != token.i:
            token = self.tokens[token.head]
            yield token

    def span(self, tokens: Sequence[Token]) -> Span:
        """Return the span from the first to the last of the tokens."""
        return Span(min(t.start for t in tokens), max(t.end for t in tokens))

    def at(self, span: Span) -> list[Token]:
        """Return the tokens that the span covers, wholly or in part."""
        i = bisect_right(self._ends, span.start)
        found = []
        while i < len(self.tokens) and self.tokens[i].start < span.end:
            found.append(self.tokens[i])
            i += 1
        return found

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self.tokens]

    def root_of(self, span: Span) -> Token | None:
        """Return the token of the span whose head lies outside it: the syntactic head of a mention."""
        tokens = self.at(span)
        inside = {t.i for t in tokens}
        return next((t for t in tokens if t.head == t.i or t.head not in inside), None)
