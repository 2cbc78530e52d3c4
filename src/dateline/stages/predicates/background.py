from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dateline.model import Document, Time, Token
from dateline.syntax.anchoring import Anchor
from dateline.syntax.scope import Clause
from dateline.syntax.tree import Tree

RECENT = timedelta(days=45)  # what lies longer before publication is recalled, not reported
LONG = frozenset({"year", "decade", "century", "generation"})
DISTANT = frozenset({"ago", "earlier", "before", "previously", "after", "since"})
WITHIN = frozenset({"in", "during", "by", "throughout"})


class Recall:
    """Tells what a report recalls from what it reports, and which time expression stands beside each predicate.

    Recalled is what is dated more than 45 days before publication or, where no publication date is known, what is
    dated by a bare year, month or decade; what stands in the past perfect in a main clause below the lead; and what
    depends on something recalled. The cause of today's news ("Thursday's killing") is recent, and so not recalled.

    A caption shows and does not report: what it tells is recalled unless it is dated.

    Known miss: recalled events without any date or past perfect ("The two men first met at school").
    """

    def __init__(self, doc: Document, tree: Tree, targets: Iterable[Token], anchors: Mapping[int, Anchor]) -> None:
        """Take the time that anchors each predicate, else the nearest one below it."""
        self.tree = tree
        self.published = _published(doc)
        self._captions = [region.span for region in doc.regions or () if region.kind == "caption"]
        self._targets = {token.i for token in targets}
        self.time_of: dict[int, Time] = {}
        self._in_time: dict[int, Time] = {}
        self._old: dict[int, bool] = {}
        times = {time.id: time for time in doc.times or ()}
        for i, anchor in anchors.items():
            if anchor.time is not None and anchor.distance != "document":
                self.time_of[i] = times[anchor.time]
        for time in doc.times or ():
            if time.span is not None and time.type in ("DATE", "TIME"):
                self._attach(time)

    def _attach(self, time: Time) -> None:
        tokens = self.tree.at(time.span) if time.span is not None else []
        if not tokens:
            return
        for token in tokens:
            self._in_time[token.i] = time
        inside = {token.i for token in tokens}
        root = next((t for t in tokens if t.head == t.i or t.head not in inside), tokens[0])
        since = False
        for above in self.tree.ancestors(root):
            since = since or above.lower == "since"
            if above.i in self._targets and above.i not in inside:
                if not (since and above.pos in ("VERB", "AUX")):
                    self.time_of.setdefault(above.i, time)
                return

    def is_background(self, token: Token, clause: Clause | None) -> bool:
        """Tell whether the author recalls the predicate."""
        if any(span.contains(token.span) for span in self._captions):
            return self.time_of.get(token.i) is None or self._is_old(token, 0)
        if clause is not None and clause.tense == "future":
            return False
        if clause is not None and clause.tense == "present" and not (clause.aspect or "").startswith("perfect"):
            return self._is_old(token, 0) and self.time_of.get(token.i) is not None
        if self._is_old(token, 0):
            return True
        return _past_perfect(clause) and token.sent > 0 and self._is_main(token)

    def _is_old(self, token: Token, depth: int) -> bool:
        if token.i not in self._old:
            self._old[token.i] = False  # a cycle of a broken parse ends here
            self._old[token.i] = depth < 12 and self._find_old(token, depth)
        return self._old[token.i]

    def _find_old(self, token: Token, depth: int) -> bool:
        own = self.time_of.get(token.i) or self._in_time.get(token.head)
        if own is not None:
            return self._long_before(own)
        if self._is_distant(token):
            return True
        head = self.tree.head(token)
        below = self._event_within(token)
        if below is not None and self._is_old(below, depth + 1):
            return True
        if head is None or token.dep == "relcl" or (token.dep == "conj" and token.pos in ("VERB", "AUX")):
            return False
        for above in self.tree.ancestors(token):
            if above.i in self._targets:
                present = above.pos in ("VERB", "AUX") and above.tag in ("VBZ", "VBP")
                return not present and self._is_old(above, depth + 1)
            if above.dep in ("relcl", "ccomp"):
                return False
        return False

    def _event_within(self, token: Token) -> Token | None:
        """Return the event noun that a verb tells of: "killed in the 1998 *bombing*", "the 1998 *bombing* killed"."""
        for subject in self.tree.children(token, "nsubj", "nsubjpass"):
            if subject.i in self._targets and subject.pos == "NOUN":
                return subject
        for preposition in self.tree.children(token, "prep", "agent"):
            if preposition.lower in WITHIN:
                noun = self.tree.child(preposition, "pobj")
                if noun is not None and noun.i in self._targets:
                    return noun
        return None

    def _is_distant(self, token: Token) -> bool:
        """Tell whether a clause stands years away: "more than two decades after a coalition invaded"."""
        for child in self.tree.children(token, "mark", "advmod", "prep"):
            if child.lower in DISTANT and (child.dep == "mark" or child.lower in ("ago", "earlier", "previously")):
                around = self.tree.tokens[max(0, child.i - 4) : child.i]
                if any(t.lemma in LONG and t.sent == token.sent for t in around):
                    return True
        return False

    def _long_before(self, time: Time) -> bool:
        if self.published is not None:
            end = _as_date(time.end or time.start)
            return end is not None and end < self.published - RECENT
        value = time.value or ""
        return time.basis == "explicit" and value[:3].isdigit() and (time.precision is None or time.precision >= 4)

    def _is_main(self, token: Token) -> bool:
        """Tell whether a past perfect stands in a main clause, and so sets a scene.

        In a subordinate clause it only says "earlier": "said he had fled", "dispersed those who had gathered".
        """
        while token.dep == "conj":
            token = self.tree.tokens[token.head]
        return token.dep in ("ROOT", "parataxis")


def _past_perfect(clause: Clause | None) -> bool:
    return clause is not None and clause.tense == "past" and (clause.aspect or "").startswith("perfect")


def _published(doc: Document) -> date | None:
    header = doc.header
    if header is None:
        return None
    for field in (header.published, header.dateline_date):
        found = _as_date(field.value) if field is not None else None
        if found is not None:
            return found
    return None


def _as_date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
