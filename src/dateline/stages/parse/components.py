"""What is known of a model's components: only beside these can one of them be replaced without a trace."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

SYNTAX = frozenset({"tok2vec", "transformer", "tagger", "parser", "senter"})  # these write tags, trees and sentences


def is_preceded_by(nlp: "Language", name: str, factories: frozenset[str]) -> bool:
    """Tell whether all components before one are of these kinds; a component of somebody's own may write anything."""
    before = nlp.pipe_names[: nlp.pipe_names.index(name)]
    return all(nlp.get_pipe_meta(each).factory in factories for each in before)
