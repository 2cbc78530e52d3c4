from collections.abc import Iterator

from dateline.knowledge.modality import Modality
from dateline.model import Span, Token
from dateline.stages.predicates.judgement import Judgement
from dateline.syntax.quotation import find_quotations

PERSONAL = frozenset({"i", "you", "we", "me", "us", "my", "your", "our", "im", "u"})
AGAINST = frozenset({"negated", "denied", "doubted", "forbidden", "opposed"})  # negative in themselves


def quoted_spans(text: str) -> list[Span]:
    """Return the outermost stretches in quotation marks."""
    return [quotation.span for quotation in find_quotations(text) if quotation.depth == 0]


def is_personal(sentence: list[Token], quoted: list[Span]) -> bool:
    """Tell whether a sentence speaks to its reader or of its writer, outside quotation marks.

    Example: "I will call you tomorrow" does, "“We will strike,” he said" does not.
    """
    return any(
        token.lower in PERSONAL
        and token.text != "US"
        and not any(span.start <= token.start < span.end for span in quoted)
        for token in sentence
    )


def veridicality(judgement: Judgement, lexicon: Modality, personal: bool) -> float:
    """Put a judgement on the scale from -3 (certainly did not happen) to 3 (certainly happened).

    The value is looked up by the rule, from the most special name to the most general ("negative.past", "negative"),
    then by modality, then by sign.
    """
    for name in _names(judgement):
        if name in lexicon.values:
            return lexicon.values[name][0 if personal else 1]
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
