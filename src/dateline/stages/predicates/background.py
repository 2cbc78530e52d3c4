from bisect import bisect_left

from dateline.model import Document, Time, Token
from dateline.stages.predicates.judgement import Judgement
from dateline.syntax.scope import Clause
from dateline.syntax.tree import Tree


class Recall:
    """Tells what a report recalls from what it reports."""

    def __init__(self, doc: Document, tree: Tree) -> None:
        """Index the document's times by their tokens."""
        self.tree = tree
        self.doc = doc

    def is_background(self, token: Token, clause: Clause | None, judged: Judgement) -> bool:
        """Tell whether the author recalls the predicate."""
        return clause is not None and clause.tense == "past" and bool(clause.aspect and clause.aspect.startswith("perfect"))
