"""Which time governs a verb or event noun: in its clause, handed on from another, carried by the narrative, or none."""

from collections.abc import Mapping, Sequence

from dateline.model import Document, Time, Token
from dateline.syntax.anchor import Anchor as Anchor
from dateline.syntax.anchor import Distance, handed
from dateline.syntax.attachment import Attachment, Lexicon, attach_times, is_day
from dateline.syntax.clause_anchors import ClauseAnchors
from dateline.syntax.forms import Forms
from dateline.syntax.newsday import NewsDay
from dateline.syntax.report import days_between, find_quoted_tokens, find_report_day, find_sentences_in
from dateline.syntax.tree import VERBAL, Tree

QUOTES = ('"', "”", "''")
NEWS = 10  # days: a report may tell on from what happened within them
FLASHBACK = 2  # sentences: how far a look back reaches, unless a paragraph or the present tense ends it before


def find_anchors(doc: Document, tree: Tree, targets: Sequence[Token], *, lexicon: Lexicon) -> dict[int, Anchor]:
    """Return the anchor of each target (a verb or event noun), by token index; a target without one is left out.

    A verb takes the time of its own clause; coordinated verbs and participles share it; the complement of a reporting
    verb does not ("said on Friday that the army had left" leaves *left* open). Past-tense main clauses go on at the
    time of the one before. The day of the report goes to a lede without another date, the headline that repeats it,
    what sources say to the reporter and the present tense; what else the report tells as its news gets the day of the
    story by default (``newsday``). All these are "document" far, and events are not dated by them. Plans, conditions,
    the past perfect and what happened "earlier" or "recently" are left open. Known miss: two events of one noun
    ("strikes").
    """
    return _Anchoring(doc, tree, lexicon).anchors(targets)


class _Anchoring:
    """The anchors of one document; built for one call."""

    def __init__(self, doc: Document, tree: Tree, lexicon: Lexicon) -> None:
        self.doc, self.tree, self.lexicon = doc, tree, lexicon
        self.forms = Forms(tree, lexicon)
        self.times: Mapping[str, Time] = {time.id: time for time in doc.times or ()}
        self.attached: Mapping[int, tuple[Attachment, ...]] = attach_times(doc, tree, lexicon)
        self.clauses = ClauseAnchors(tree, self.forms, lexicon=lexicon, attached=self.attached)
        self.report_day = find_report_day(doc)
        self.speech_day = self.report_day
        self.titles = find_sentences_in(doc, "title")
        self.apart = self.titles | find_sentences_in(doc, "caption", "credit")
        self.quoted = find_quoted_tokens(doc, tree)
        self.headline: Anchor | None = None
        self.standing: dict[int, Anchor | None] = {}

    def anchors(self, targets: Sequence[Token]) -> dict[int, Anchor]:
        narrative = self._narrative()
        found: dict[int, Anchor] = {}
        for token in sorted(targets):
            anchor = self.clauses.find(token) or narrative.get(token.i)
            if anchor is None:
                anchor = self._through_clause(token, narrative)
            if anchor is not None:
                found[token.i] = anchor
        self._same_events(targets, found)
        known = {**narrative, **{i: a for i, a in self.clauses.known.items() if a}, **found}
        news = NewsDay(self.tree, self.forms, known=known, standing=self.standing, quoted=self.quoted)
        return {**found, **{t.i: a for t in sorted(targets) if t.i not in found and (a := news.find(t))}}

    # --- inside the sentence, from a clause that the story dates

    def _through_clause(self, token: Token, narrative: Mapping[int, Anchor]) -> Anchor | None:
        """Hand a narrative anchor on to participles and nouns of occurrence in its clause."""
        if token.sent in self.titles:
            return self._in_headline(token, narrative)
        head = self.tree.head(token)
        if token.i in self.quoted and token.pos in VERBAL and self.forms.tense(token) == "present" and self.report_day:
            speech = next((narrative.get(t.i) or self.clauses.find(t) for t in self.tree.ancestors(token)), None)
            return Anchor(time=speech.time if speech else self.report_day, rule="present", distance="document")
        if head is not None and head.pos == "ADP" and token.dep in ("pobj", "pcomp"):
            head = self.tree.head(head)
        if head is not None and head.i in narrative:
            self.clauses.known.pop(token.i, None)
            self.clauses.known[head.i] = narrative[head.i]
            found = self.clauses.by_verb(token) if token.pos in VERBAL else self.clauses.by_noun(token)
            if found is not None:
                return Anchor(time=found.time, rule=found.rule, distance=narrative[head.i].distance)
        return self._participle(token, narrative)

    def _in_headline(self, token: Token, narrative: Mapping[int, Anchor]) -> Anchor | None:
        """Give a noun of the headline ("Gunmen kill five in raid") the time of its verb."""
        verb = next((t for t in self.tree.sentences[token.sent] if t.i in narrative), None)
        if verb is None:  # a headline whose verb the parser took for a noun: "Shares surge"
            return self.headline if not self.forms.is_planned(token) else None
        if token.tag != "NN" or self.forms.has_word("RETROSPECT", verb):
            return None
        return Anchor(time=narrative[verb.i].time, rule="headline", distance="document")

    def _participle(self, token: Token, narrative: Mapping[int, Anchor]) -> Anchor | None:
        """Give a participle the time of the nearest dated verb above it: "the army advanced, …, leaving ruins"."""
        if token.tag not in ("VBG", "VBN") or token.pos != "VERB" or self.tree.children(token, "aux", "auxpass"):
            return None
        current = token
        for above in self.tree.ancestors(token):
            if current.dep in ("relcl", "amod", "compound") or (
                above.pos == "ADP" and not self.clauses.goes_with(above, current)
            ):
                return None
            if current.dep == "acl" and current.tag == "VBN":
                return None
            if above.pos in VERBAL:
                anchor = narrative.get(above.i) or self.clauses.find(above)
                if anchor is not None:
                    return handed(anchor, "participle") if anchor.time and not self._marked(token) else None
                if above.tag not in ("VBG", "VBN"):
                    return None
            current = above
        return None

    def _marked(self, token: Token) -> bool:
        return bool(self.tree.children(token, "mark")) or (
            token.tag == "VBN" and self.forms.has_word("RETROSPECT", token)
        )

    # --- from sentence to sentence

    def _narrative(self) -> dict[int, Anchor]:
        found: dict[int, Anchor] = {}
        lede = self._find_lede()
        current: Anchor | None = None  # where the narrative stands
        looked_back = -FLASHBACK
        for i, sentence in enumerate(self.tree.sentences):
            if i in self.apart:
                continue
            if self._opens_paragraph(i):
                looked_back = -FLASHBACK
            for verb in self._main_verbs(sentence):
                local = self.clauses.find(verb)
                if local is not None:
                    current = self._step(local, current)
                    looked_back = i if local.time and current is None else looked_back
                    if i == lede and self.forms.has_word("SAYINGS", verb) and current is not None:
                        self.speech_day = current.time
                    continue
                anchor = self._lede(verb) if i == lede else self._carried(verb, current)
                if anchor is not None:
                    found[verb.i] = anchor
                    current = anchor if i == lede else current
                    looked_back = looked_back if anchor.rule == "narrative" else -FLASHBACK
            self.standing[i] = self._stand(current) if i - looked_back >= FLASHBACK else None
        if lede is not None:
            self._headline(found, lede)
        return found

    def _find_lede(self) -> int | None:
        """Return the first sentence of the body with a verb, or the second: "It opened in 1999. It has burned down"."""
        told = (i for i, s in enumerate(self.tree.sentences) if i not in self.apart and self._main_verbs(s))
        first, second = next(told, None), next(told, None)
        if first is None or second is None:
            return first
        anchors = [self.clauses.find(verb) for verb in self._main_verbs(self.tree.sentences[first])]
        back = all(a is not None and a.time is not None and self._step(a, None) is None for a in anchors)
        news = any(self.forms.tense(v) in ("perfect", "present") for v in self._main_verbs(self.tree.sentences[second]))
        return second if back and (news or self._opens_paragraph(second)) else first

    def _step(self, local: Anchor, current: Anchor | None) -> Anchor | None:
        """Return where the narrative stands after a dated clause: a day of the news moves it, a look back ends it."""
        time, report = self.times.get(local.time or ""), self.times.get(self.report_day or "")
        if time is None:
            return current
        if not is_day(time):
            goes_on = (
                report is not None and time.start and time.mod is None and (time.end or "") >= (report.start or "")
            )
            return current if goes_on else None  # "will open in 2015", "met this week"
        age = days_between(time, report) if report is not None else 0
        if age < 0:
            return current  # plans are told, but do not move the story
        return Anchor(time=time.id, rule="narrative", distance="carried") if age <= NEWS else None

    def _stand(self, current: Anchor | None) -> Anchor | None:
        """Return what an undated clause of the news falls on: the day of the story, else that of the report."""
        day = current.time if current is not None else self.report_day
        return Anchor(time=day, rule="news", distance="document") if day else None

    def _opens_paragraph(self, sentence: int) -> bool:
        spans = self.doc.sentences or ()
        return sentence > 0 and "\n\n" in self.tree.text[spans[sentence - 1].end : spans[sentence].start]

    def _main_verbs(self, sentence: Sequence[Token]) -> list[Token]:
        roots = [t for t in sentence if t.head == t.i and t.pos in VERBAL]
        verbs = []
        for root in roots:
            verbs.append(root)
            for child in self.tree.children(root, "conj", "ccomp"):
                if child.pos in VERBAL and (child.dep == "conj" or child.i < root.i):
                    verbs.append(child)
        verbs += [
            t
            for t in sentence
            if t.dep in ("ccomp", "parataxis", "conj") and t.tag == "VBD" and self.forms.has_word("SAYINGS", t)
        ]
        return sorted(set(verbs))

    def _lede(self, verb: Token) -> Anchor | None:
        """Date the news of a report that has its day: the lede's main verb in the past or the present perfect."""
        dated = any(
            a.dates and is_day(a.time) and a.time.start != self.times[self.report_day].start
            for t in self.tree.sentences[verb.sent]
            for a in self.attached.get(t.i, ())
            if self.report_day
        )
        if dated:
            return None
        if self.report_day and self.forms.tense(verb) in ("past", "perfect", "present") and self.forms.is_open(verb):
            return Anchor(time=self.report_day, rule="lede", distance="document")
        return None

    def _carried(self, verb: Token, current: Anchor | None) -> Anchor | None:
        tense = self.forms.tense(verb)
        told = verb.i > 0 and self.tree.tokens[verb.i - 1].text in QUOTES and self.forms.has_word("SAYINGS", verb)
        if not self.forms.is_open(verb) or (verb.i in self.quoted and tense != "present" and not told):
            return None
        if self.forms.has_word("SAYINGS", verb) and tense in ("past", "perfect", "present") and self.speech_day:
            return Anchor(time=self.speech_day, rule="speech", distance="document")
        if tense == "past" and current is not None:
            distance: Distance = "document" if current.distance == "document" else "carried"
            return Anchor(time=current.time, rule="narrative", distance=distance)
        if tense == "present" and self.report_day:
            return Anchor(time=self.report_day, rule="present", distance="document")
        return None

    def _headline(self, found: dict[int, Anchor], lede: int) -> None:
        """Give the headline's verb the time of the lede's."""
        main = self._main_verbs(self.tree.sentences[lede])
        dated = [v for v in self.tree.sentences[lede] if v.pos in VERBAL and self.clauses.own(v)]
        anchor = next((a for v in (*main, *dated) if (a := found.get(v.i) or self.clauses.find(v)) and a.time), None)
        if anchor is None:
            return
        self.headline = Anchor(time=anchor.time, rule="headline", distance="document")
        for i in sorted(self.titles):
            for verb in self.tree.sentences[i]:
                if verb.pos in VERBAL and verb.tag in ("VBZ", "VBP", "VBD", "VBN") and self.clauses.find(verb) is None:
                    found[verb.i] = self.headline

    # --- the same event again

    def _same_events(self, targets: Sequence[Token], found: dict[int, Anchor]) -> None:
        """Date a definite noun like the dated verb or noun of the same stem before it ("attacked … the attack")."""
        dated: dict[str, str] = {}
        for token in sorted(targets):
            anchor, stem = found.get(token.i), token.lemma.lower()[:5]
            if anchor is not None and anchor.time and is_day(self.times[anchor.time]):
                dated.setdefault(stem, anchor.time)
            elif anchor is None and token.tag == "NN" and stem in dated and self.forms.is_definite(token):
                found[token.i] = Anchor(time=dated[stem], rule="same-event", distance="carried")

        for token in targets:
            if self.forms.is_planned(token) or token.i in found or token.sent not in self.titles:
                continue
            if (time := dated.get(token.lemma.lower()[:5])) is not None:
                found[token.i] = Anchor(time=time, rule="headline", distance="document")
