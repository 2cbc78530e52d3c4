"""The networks' first layer, remembered: what it says of a word hangs on its form alone, and news repeats words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LAYERS = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
_MOST = 65_536  # word forms that a network remembers: 25 MB


def remember_words(nlp: "Language") -> None:
    """Put a layer with the same results in the place of the embedding of each network of spaCy's hash-embedding kind.

    A multiplication by the same weights gives the same bits for a row however many rows there are, so that a text is
    parsed alike whether or not its words have been met.
    """
    from thinc.api import Model

    models: list[Any] = [getattr(nlp.get_pipe(name), "model", None) for name in nlp.pipe_names]
    for model in models:
        for node in list(model.walk()) if isinstance(model, Model) else ():
            if node.layers and _is_embedding(node.layers[0]):
                node.layers[0] = _remembered(node.layers[0])


def _is_embedding(model: Any) -> bool:
    return tuple(layer.name.partition("(")[0] for layer in model.layers) == _LAYERS


def _remembered(embedding: Any) -> Any:
    from thinc.api import Model

    memory = _Memory(embedding)

    def forward(model: Any, docs: "Sequence[Doc]", is_train: bool) -> tuple[list[Any], Any]:
        return memory(docs), _no_training

    return Model("remembered_words", forward, dims={"nO": memory.width})


def _no_training(gradient: Any) -> Any:
    raise NotImplementedError("a model that remembers words is for parsing, not for training")


class _Memory:
    def __init__(self, embedding: Any) -> None:
        self.width: int = embedding.layers[3].get_dim("nO")
        self._columns = embedding.layers[0].attrs["columns"]
        self._hash, self._mix = embedding.layers[2:4]
        self._forget()

    def _forget(self) -> None:
        import numpy

        self._places: dict[bytes, int] = {}
        self._vectors = numpy.empty((0, self.width), dtype="float32")

    def __call__(self, docs: "Sequence[Doc]") -> list[Any]:
        """Return a matrix for each text: tokens, width."""
        import numpy

        if not any(map(len, docs)):
            return [numpy.zeros((0, self.width), dtype="float32") for _ in docs]
        forms = numpy.concatenate([doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs])
        keys = forms.view(f"V{forms.itemsize * forms.shape[1]}").ravel().tolist()
        new = {key: at for at, key in enumerate(keys) if key not in self._places}
        if new:
            if len(self._places) + len(new) > _MOST:
                self._forget()
                new = {key: at for at, key in enumerate(keys)}
            self._learn(list(new), forms[list(new.values())])
        places = self._places
        vectors = self._vectors[[places[key] for key in keys]]
        return numpy.split(vectors, numpy.cumsum([len(doc) for doc in docs])[:-1])

    def _learn(self, keys: list[bytes], forms: Any) -> None:
        import numpy

        first = len(self._places)
        self._places.update(zip(keys, range(first, first + len(keys)), strict=True))
        self._vectors = numpy.concatenate([self._vectors, self._mix.predict(self._hash.predict(forms))])
