"""What is known of a model's components: only beside these can one of them be replaced without a trace."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

SYNTAX = frozenset({"tok2vec", "transformer", "tagger", "parser", "senter"})  # these write tags, trees and sentences


def is_preceded_by(nlp: "Language", name: str, factories: frozenset[str]) -> bool:
    """Tell whether all components before one are of these kinds; a component of somebody's own may write anything."""
    before = nlp.pipe_names[: nlp.pipe_names.index(name)]
    return all(nlp.get_pipe_meta(each).factory in factories for each in before)


def replace_component(nlp: "Language", name: str, by: str, make: "Callable[[Language], Any]") -> None:
    """Put a component in the place of one that is there; the old one stays in the model, at rest.

    Args:
        nlp: the model.
        name: the component that is replaced.
        by: the name of the new one.
        make: makes the new one of the model.
    """
    from spacy.language import Language

    if not Language.has_factory(by):

        def create(nlp: Language, name: str) -> Any:
            return make(nlp)

        Language.factory(by, func=create)
    nlp.add_pipe(by, after=name)
    nlp.disable_pipe(name)
