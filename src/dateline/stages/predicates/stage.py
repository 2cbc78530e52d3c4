import hashlib
from dataclasses import replace

from dateline.knowledge.calendar import Calendar, load_calendar
from dateline.knowledge.modality import Modality, load_modality
from dateline.model import Document, Predicate, Token
from dateline.stage import Stage
from dateline.stages.predicates.background import Recall
from dateline.stages.predicates.judge import Judge
from dateline.stages.predicates.scale import is_conversational, quoted_spans, veridicality
from dateline.stages.predicates.targets import find_targets
from dateline.syntax.anchoring import find_anchors
from dateline.syntax.tree import Tree


def predicates_stage(nouns: frozenset[str] = frozenset()) -> Stage:
    """Build the stage that says of every verb and event noun whether it happened, as the author presents it.

    Args:
        nouns: lemmas of more event nouns, e.g. those of a codebook's triggers.
    """
    lexicon = load_modality()
    calendar = load_calendar()

    def run(doc: Document) -> Document:
        return replace(doc, predicates=tuple(find_predicates(doc, lexicon, calendar, nouns)))

    given = hashlib.sha256(" ".join(sorted(nouns)).encode()).hexdigest()[:8]
    return Stage(
        name="predicates",
        version="1",
        reads=frozenset({"text", "header", "regions", "tokens", "sentences", "times"}),
        writes=frozenset({"predicates"}),
        run=run,
        resources=f"{lexicon.resources}-{calendar.resources}-{given}",
    )


def find_predicates(
    doc: Document, lexicon: Modality, calendar: Calendar, nouns: frozenset[str] = frozenset()
) -> list[Predicate]:
    """Return the predicates of a document, in text order."""
    tree = Tree(doc)
    targets = find_targets(tree, lexicon, nouns)
    judge = Judge(tree, lexicon, {token.i: kind for token, kind in targets})
    tokens = [token for token, _ in targets]
    anchors = find_anchors(doc, tree, tokens, lexicon=calendar) if doc.times else {}
    recall = Recall(doc, tree, tokens, anchors)
    quoted = quoted_spans(tree.text)
    talk = [is_conversational(sentence, quoted) for sentence in tree.sentences]

    def predicate(token: Token, kind: str) -> Predicate:
        judged = judge.judge(token)
        clause = judge.clause(token) if kind != "noun" else None
        anchor = anchors.get(token.i)
        return Predicate(
            span=token.span,
            tense=clause.tense if clause else None,
            aspect=clause.aspect if clause else None,
            polarity="positive" if judged.positive else "negative",
            certainty=judged.certainty,
            veridicality=veridicality(judged, lexicon, talk[token.sent]),
            when=anchor.time if anchor else None,
            when_from=anchor.distance if anchor and anchor.time else None,
            modality=judged.modality,
            phase=judged.phase,
            outcome=judged.outcome,
            nature="state" if kind == "noun" and token.lemma.lower() in lexicon.states else None,
            background=recall.is_background(token, clause),
            governor=judged.governor.span if judged.governor is not None else None,
            rule=judged.rule,
        )

    return [predicate(token, kind) for token, kind in targets]
