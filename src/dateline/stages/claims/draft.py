from dataclasses import dataclass, field, replace

from dateline.model import Document, Span, Token
from dateline.syntax import Tree
from dateline.syntax.quotation import Quotation, find_quotations

PUNCT = frozenset(",.;:-–—―()[]{}\"'“”‘’```''…!?/«»„")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A claim in the making, in token indexes: cue, source and content may each be empty.

    ``head`` is the token of the cue that governs the claim; ``speaker`` the head of the
    source's noun phrase, or of what its relative pronoun stands for; ``inside`` the
    head of the draft within which this one is put by force.
    """

    head: int
    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]
    stance: str
    rule: str
    speaker: int | None = None
    inside: int | None = None
    extent: tuple[int, int] | None = None  # first and last token of the attribution clause

    def with_content(self, more: tuple[int, ...]) -> "Draft":
        taken = set(self.cue) | set(self.source)
        return replace(self, content=tuple(sorted({*self.content, *(i for i in more if i not in taken)})))


@dataclass(frozen=True, slots=True)
class Passage:
    """A document as attribution sees it: its trees, its quotations, and which quotation each token stands in."""

    tree: Tree
    quotations: tuple[Quotation, ...]  # those at depth 0, in order
    quoted: tuple[int, ...]  # per token: index of its quotation, or -1
    tokens: tuple[Token, ...]
    text: str
    inside: dict[int, tuple[int, ...]] = field(default_factory=dict)  # per quotation: its tokens

    def between(self, start: int, end: int) -> tuple[int, ...]:
        """Return the tokens that lie wholly between two positions of the text."""
        return tuple(t.i for t in self.tree.at(Span(start, end)) if t.start >= start and t.end <= end)


def make_passage(doc: Document) -> Passage:
    """Index a parsed document for attribution."""
    tree = Tree(doc)
    quotations = tuple(q for q in find_quotations(tree.text) if q.depth == 0)
    quoted = [-1] * len(tree.tokens)
    inside: dict[int, tuple[int, ...]] = {}
    at = 0
    for index, quotation in enumerate(quotations):
        while at < len(tree.tokens) and tree.tokens[at].start < quotation.inner.start:
            at += 1
        first = at
        while at < len(tree.tokens) and tree.tokens[at].end <= quotation.inner.end:
            quoted[at] = index
            at += 1
        inside[index] = tuple(range(first, at))
    return Passage(tree, quotations, tuple(quoted), tree.tokens, tree.text, inside)


def as_spans(passage: Passage, indexes: tuple[int, ...], keep: bool = False) -> tuple[Span, ...]:
    """Return the spans that the tokens make, without punctuation at their edges; a gap of punctuation is bridged.

    A bracket is kept with its partner ("Moore (D-Wis.)"); ``keep`` keeps punctuation, for a colon that is a cue.
    """
    tokens = passage.tokens
    runs: list[list[int]] = []
    for i in sorted(indexes):
        last = runs[-1][-1] if runs else i
        bridged = i - last <= 3 and all(tokens[j].text in PUNCT for j in range(last + 1, i))
        if runs and bridged and "\n\n" not in passage.text[tokens[last].end : tokens[i].start]:
            runs[-1].append(i)
        else:
            runs.append([i])
    spans = []
    for run in runs:
        first, last = 0, len(run) - 1
        while not keep and first <= last and tokens[run[first]].text in PUNCT:
            first += 1
        while not keep and last >= first and tokens[run[last]].text in PUNCT:
            last -= 1
        if first > last:
            continue
        end = tokens[run[last]].end
        words = passage.text[tokens[run[first]].start : end]
        if words.count("(") > words.count(")") and passage.text[end : end + 1] == ")":
            end += 1
        spans.append(Span(tokens[run[first]].start, end))
    return tuple(spans)
