"""The model's entity recognizer, its decisions taken for many texts at once: they cost more than its network does.

It reads from left to right and chooses at each word whether an entity begins, goes on, ends, or is one word long
(BILUO: Ratinov and Roth 2009, "Design challenges and misconceptions in named entity recognition"). Outside an entity,
what it sees is the word alone, so that all these choices are one multiplication; words inside wait for one another.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from dateline.stages.parse.attributes import NAME as ATTRIBUTES
from dateline.stages.parse.components import SYNTAX, is_preceded_by, replace_component

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "dateline_entities"
_WITHOUT_ENTITIES = frozenset({"attribute_ruler", "lemmatizer", "morphologizer", "trainable_lemmatizer", ATTRIBUTES})
_FEATURES = 3  # the word, the first word of its entity, the word before it in that entity

Array = Any  # a numpy array: shapes are told where one is made
Entity = tuple[int, int, str]  # first token, the token after the last, label


def recognize_at_once(nlp: "Language") -> None:
    """Put a component with the same results in the place of the entity recognizer, if it is of the kind above."""
    if "ner" in nlp.pipe_names and _is_known(nlp):
        replace_component(nlp, "ner", NAME, lambda model: Entities(model.get_pipe("ner")))


def _is_known(nlp: "Language") -> bool:
    if nlp.get_pipe_meta("ner").factory != "ner" or not is_preceded_by(nlp, "ner", SYNTAX | _WITHOUT_ENTITIES):
        return False
    recognizer: Any = nlp.get_pipe("ner")
    model = recognizer.model
    return (
        recognizer.cfg.get("beam_width") == 1
        and model.attrs.get("has_upper") is True
        and not model.attrs.get("unseen_classes")
        and model.get_ref("lower").get_dim("nF") == _FEATURES
    )


class Entities:
    """The entity recognizer of a model; what it writes is what the model's own would."""

    def __init__(self, recognizer: Any) -> None:
        """Read its weights, and what each of its choices means."""
        import numpy

        model = recognizer.model
        self._ops, self._vectors, self._lower = model.ops, model.get_ref("tok2vec"), model.get_ref("lower")
        self._weights, self._bias = (model.get_ref("upper").get_param(name) for name in ("W", "b"))
        names = map(recognizer.moves.get_class_name, range(len(self._bias)))
        moves = [tuple(name.partition("-")[::2]) for name in names]
        self._moves = moves
        self._out = moves.index(("O", ""))
        self._begins, self._units = (numpy.array([m == kind and bool(x) for m, x in moves]) for kind in "BU")
        self._closed = ~(self._begins | self._units)  # what cannot be chosen outside an entity
        self._closed[self._out] = False
        place = {move: n for n, move in enumerate(moves)}
        self._inside, self._last = (
            numpy.array([place.get((kind, label), 0) for _, label in moves]) for kind in ("I", "L")
        )

    def __call__(self, doc: "Doc") -> "Doc":
        """Write the entities of one text."""
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, docs: "Iterable[Doc]", *, batch_size: int) -> "Iterator[Doc]":
        """Write the entities of texts, ``batch_size`` of them at a time."""
        from spacy.tokens import Span

        rest = iter(docs)
        while batch := list(islice(rest, batch_size)):
            found = iter(self._find(batch) if any(map(len, batch)) else ())
            entity, offset = next(found, None), 0
            for doc in batch:
                spans = []
                while entity is not None and entity[0] < offset + len(doc):
                    start, end, label = entity
                    spans.append(Span(doc, start - offset, end - offset, label=label))
                    entity = next(found, None)
                doc.set_ents(spans, default="outside")
                offset += len(doc)
                yield doc

    def _find(self, docs: "Sequence[Doc]") -> Iterator[Entity]:
        """Yield the entities of a batch, their tokens counted through it."""
        import numpy

        table = self._lower.predict(self._vectors.predict(docs))  # tokens + 1 (nothing there), features, hidden, pieces
        space, goes_on = _edges(docs)
        scores = self._score(table[1:, 0] + table[0, 1] + table[0, 2])
        scores[:, self._closed] = -numpy.inf
        scores[numpy.ix_(space, self._units)] = -numpy.inf
        scores[numpy.ix_(space | ~goes_on, self._begins)] = -numpy.inf
        best = scores.argmax(axis=1)
        ends = self._extend(table, best, goes_on)
        free = 0
        for start in numpy.flatnonzero(best != self._out).tolist():
            if start >= free:
                free = int(ends[start])
                yield start, free, self._moves[best[start]][1]

    def _extend(self, table: Array, best: Array, goes_on: Array) -> Array:
        """Return where an entity that begins at each token would end."""
        import numpy

        ends = numpy.arange(1, len(best) + 1)
        starts = numpy.flatnonzero(self._begins[best])
        at = starts + 1
        while len(starts):
            scores = self._score(table[at + 1, 0] + table[starts + 1, 1] + table[at, 2])
            rows, move = numpy.arange(len(starts)), best[starts]
            more = goes_on[at] & (scores[rows, self._inside[move]] >= scores[rows, self._last[move]])
            ends[starts[~more]] = at[~more] + 1
            starts, at = starts[more], at[more] + 1
        return ends

    def _score(self, features: Array) -> Array:
        """Return what each choice is worth: states, moves."""
        hidden = (features + self._lower.get_param("b")).max(axis=2)
        return self._ops.gemm(hidden, self._weights, trans2=True) + self._bias


def _edges(docs: "Sequence[Doc]") -> tuple[Array, Array]:
    """Tell of each token of a batch whether it is white space, and whether an entity may go on behind it."""
    import numpy
    from spacy.attrs import IS_SPACE, SENT_START

    rows = numpy.concatenate([doc.to_array([IS_SPACE, SENT_START]) for doc in docs])
    goes_on = numpy.append(rows[1:, 1] != 1, False)
    last = numpy.cumsum([len(doc) for doc in docs]) - 1
    goes_on[last[last >= 0]] = False
    return rows[:, 0] == 1, goes_on
