from collections.abc import Iterator

from dateline.knowledge.modality import Modality
from dateline.model import Span, Token
from dateline.stages.predicates.judgement import Judgement
from dateline.syntax.quotation import find_quotations

PERSONAL = frozenset({"i", "you", "we", "me", "us", "my", "your", "our", "im", "u"})
CHATTY = frozenset({"!", "!!", "!!!", "...", "....", ":)"})
AGAINST = frozenset({"negated", "denied", "doubted", "forbidden", "opposed"})  # negative in themselves


def quoted_spans(text: str) -> list[Span]:
    """Return the outermost stretches in quotation marks."""
    return [quotation.span for quotation in find_quotations(text) if quotation.depth == 0]


def is_conversational(sentence: list[Token], quoted: list[Span]) -> bool:
    """Tell whether a sentence is talk rather than report, outside quotation marks.

    Talk speaks to its reader or of its writer, is typed as in a chat (no capital, "!", "..."), or is about nobody and
    nothing in particular: without a name, a number, a past tense or a noun as subject.

    Example: "I will call you tomorrow" is talk, "“We will strike,” he said" is not.
    """
    near = (
        [span for span in quoted if span.start < sentence[-1].end and sentence[0].start < span.end] if sentence else []
    )
    own = [t for t in sentence if not any(span.start <= t.start < span.end for span in near)]
    if any((t.lower in PERSONAL and t.text != "US") or t.text in CHATTY for t in own):
        return True
    if own and own[0].i == sentence[0].i and own[0].text[:1].islower():
        return True
    return not any(
        t.pos in ("PROPN", "NUM") or t.tag == "VBD" or (t.pos == "NOUN" and t.dep in ("nsubj", "nsubjpass"))
        for t in sentence
    )


def veridicality(judgement: Judgement, lexicon: Modality, conversational: bool) -> float:
    """Put a judgement on the scale from -3 (certainly did not happen) to 3 (certainly happened).

    The value is looked up by the rule, from the most special name to the most general ("negative.past", "negative"),
    then by modality, then by sign.
    """
    for name in _names(judgement):
        if name in lexicon.values:
            return lexicon.values[name][0 if conversational else 1]
    return 3.0 if judgement.positive else -3.0


def _names(judgement: Judgement) -> Iterator[str]:
    ending = "" if judgement.positive or judgement.rule.startswith("negative") else ".negative"
    if judgement.positive and judgement.modality is not None and judgement.phase in ("ends", "pauses", "continues"):
        yield "continues"
    name = judgement.rule.removesuffix(".negative")
    while name:
        yield name + ending
        name = name.rpartition(".")[0]
    if judgement.modality is not None and (judgement.positive or judgement.modality in AGAINST):
        yield judgement.modality
    yield "fact" if judgement.positive else "negative"
