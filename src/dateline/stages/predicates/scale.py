from dateline.knowledge.modality import Modality
from dateline.model import Token
from dateline.stages.predicates.judgement import Judgement

PERSONAL = frozenset({"i", "you", "we", "me", "us", "my", "your", "our", "im", "u"})
QUOTES = frozenset({'"', "“", "”", "``", "''"})


def is_personal(sentence: list[Token]) -> bool:
    """Tell whether a sentence addresses or speaks of the writer, outside quotation marks."""
    inside = False
    for token in sentence:
        if token.text in QUOTES:
            inside = not inside
        elif not inside and token.lower in PERSONAL:
            return True
    return False


def veridicality(judgement: Judgement, lexicon: Modality, personal: bool) -> float:
    """Put a judgement on the scale from -3 (certainly did not happen) to 3 (certainly happened).

    The value is looked up by the rule, from the most special name to the most general ("negative.past", "negative"),
    then by modality, then by sign.
    """
    name = judgement.rule if judgement.positive or "negative" in judgement.rule else f"{judgement.rule}.negative"
    values = lexicon.values
    while name:
        if name in values:
            return values[name][0 if personal else 1]
        name = name.rpartition(".")[0]
    for key in (judgement.modality, "fact" if judgement.positive else "negative"):
        if key in values:
            return values[key][0 if personal else 1]
    return 3.0 if judgement.positive else -3.0
