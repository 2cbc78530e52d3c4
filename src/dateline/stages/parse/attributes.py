"""The model's attribute rules, remembered: the costliest part of it after its networks is a look-up for most words."""

from typing import TYPE_CHECKING, Any

from dateline.stages.parse.components import SYNTAX, is_preceded_by, replace_component

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "dateline_attributes"
_READS = frozenset({"LOWER", "ORTH", "TAG", "DEP", "IS_SPACE"})
_WRITES = frozenset({"POS", "MORPH", "LEMMA", "TAG", "DEP"})

Pattern = list[dict[str, Any]]
Key = tuple[int, ...]


def remember_attributes(nlp: "Language") -> None:
    """Put a component with the same results in the place of the model's attribute ruler, if its rules allow it.

    They do where what they say of a word depends on its form, tag and relation alone, as in the English models, and
    where nothing before them writes what they write: then they are tried once for each such combination, in which a
    form counts only if some rule names it. A text in which a rule of another kind holds (of two words: "gon" "na") goes
    through the ruler itself.
    """
    if "attribute_ruler" not in nlp.pipe_names or not is_preceded_by(nlp, "attribute_ruler", SYNTAX | {"ner"}):
        return
    rules: Any = nlp.get_pipe("attribute_ruler")
    if not all(set(word) <= _READS for pattern in _patterns(rules) for word in pattern):
        return
    if not all(set(rule["attrs"]) <= _WRITES for rule in rules.patterns):
        return
    replace_component(
        nlp, "attribute_ruler", NAME, lambda model: RememberedAttributes(model, model.get_pipe("attribute_ruler"))
    )


def _patterns(ruler: Any) -> list[Pattern]:
    return [pattern for rule in ruler.patterns for pattern in rule["patterns"]]


def _named(pattern: Pattern) -> set[str] | None:
    """Return the forms that a rule of one word asks for; None where it cannot be said ("n[ou]thin'"), or of several."""
    forms = [word[name] for word in pattern for name in ("LOWER", "ORTH") if name in word]
    if len(pattern) > 1 or not all(isinstance(form, str) or set(form) == {"IN"} for form in forms):
        return None
    return {word for form in forms for word in ([form] if isinstance(form, str) else form["IN"])}


class RememberedAttributes:
    """The attribute ruler with a memory; what it writes is the same whether or not it remembers."""

    def __init__(self, nlp: "Language", ruler: Any) -> None:
        """Set apart the rules that ask for more than a word by itself."""
        from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, ORTH, POS, TAG
        from spacy.matcher import Matcher

        self._ruler = ruler
        self._reads = [ORTH, LOWER, TAG, DEP, IS_SPACE]
        self._kept = [TAG, DEP]
        self._writes = [POS, MORPH, LEMMA]
        self._known: dict[Key, Key] = {}
        self._apart = Matcher(nlp.vocab, validate=False)
        patterns = _patterns(ruler)
        if apart := [pattern for pattern in patterns if _named(pattern) is None]:
            self._apart.add("apart", apart)
        words = {word for pattern in patterns for word in _named(pattern) or ()}
        self._named = frozenset(nlp.vocab.strings.add(word) for word in words)

    def __call__(self, doc: "Doc") -> "Doc":
        """Write part of speech, morphology and, where a rule gives one, the lemma of each word."""
        named, known = self._named, self._known
        keys = [
            (orth if orth in named else 0, lower if lower in named else 0, *rest)
            for orth, lower, *rest in doc.to_array(self._reads).tolist()
        ]
        if not keys or self._apart(doc):
            return self._ruler(doc)  # type: ignore[no-any-return]
        values = [known.get(key) for key in keys]
        if None in values:
            return self._learn(doc, keys)
        return self._write(doc, values)

    def _learn(self, doc: "Doc", keys: list[Key]) -> "Doc":
        before = doc.to_array(self._kept).tolist()
        doc = self._ruler(doc)
        rows = zip(keys, before, doc.to_array(self._kept).tolist(), doc.to_array(self._writes).tolist(), strict=True)
        for key, old, new, value in rows:
            if old == new:  # a rule for white space writes what it reads, and is not remembered
                self._known[key] = tuple(value)
        return doc

    def _write(self, doc: "Doc", values: Any) -> "Doc":
        import numpy

        return doc.from_array(self._writes, numpy.asarray(values, dtype="uint64"))  # type: ignore[arg-type]
