"""Who a source is: its name, its kind, and the earlier source that a pronoun or "the source" points back to."""

import re
from dataclasses import dataclass

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Document, Token
from dateline.model.claim import SourceKind
from dateline.stages.claims.draft import PUNCT, Draft, Passage
from dateline.stages.claims.source import phrase_of

_CLAUSES = ("relcl", "acl", "advcl", "parataxis")
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "same", "said"})
_BRACKET = re.compile(r"\s*\([^)]*\)?$")
_REACH = 6  # sentences back that a pronoun looks for its source


_Known = tuple[str, str | None, str, str | None]  # an actor's id, its proper name if any, what it is called, its kind


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a source is. ``same`` is the index of the earlier draft whose source it repeats, if it points back."""

    name: str | None
    kind: SourceKind | None
    actor: str | None = None
    same: int | None = None


def identify_sources(
    doc: Document, passage: Passage, drafts: list[Draft], within: list[int | None], lexicon: CueLexicon
) -> list[Identity]:
    """Name the source of every draft, in text order, so that a later one can point back to an earlier one.

    Example:
        "A source in the ministry said … He added … The source said …": three claims, one source.
    """
    actors = _actor_heads(doc, passage)
    rows: list[Identity] = []
    for n, draft in enumerate(drafts):
        rows.append(_identify(passage, draft, n, drafts, rows, within, actors, lexicon))
    return rows


def _identify(
    passage: Passage, draft: Draft, n: int, drafts: list[Draft], rows: list[Identity], within: list[int | None],
    actors: dict[int, _Known], lexicon: CueLexicon,
) -> Identity:  # fmt: skip
    if draft.speaker is None:
        return Identity(None, "unnamed")
    head = passage.tokens[draft.speaker]
    role = (
        lexicon.pronouns.get(head.text.lower()) if head.pos in ("PRON", "DET") or head.tag in ("PRP$", "WDT") else None
    )
    actor = actors.get(head.i)
    if role in ("person", "thing", "any"):
        same = _antecedent(passage, n, drafts, rows, within, role)
        if same is not None and (actor is None or actor[1] is None or rows[same].actor in (None, actor[0])):
            return Identity(rows[same].name, rows[same].kind, rows[same].actor or (actor[0] if actor else None), same)
        if actor is not None:
            return Identity(actor[2], "person" if role == "person" else None, actor[0])
        return Identity(None, None)
    if role == "author":
        same = _holder(draft, drafts[:n])
        return (
            Identity(rows[same].name, rows[same].kind, rows[same].actor, same)
            if same is not None
            else Identity(None, None)
        )
    same = _repeated(passage, head, draft, n, drafts, rows, lexicon)
    if same is not None:
        return Identity(rows[same].name, rows[same].kind, rows[same].actor or (actor[0] if actor else None), same)
    kind = kind_of(passage, head, draft, lexicon)
    if actor and head.pos == "PROPN" and kind in ("person", "organization"):
        kind = _KIND_OF_ACTOR.get(actor[3] or "", kind)
    name = actor[1] if actor and actor[1] and kind == "person" else name_of(passage, head, draft)
    return Identity(name, kind, actor[0] if actor else None)


def _actor_heads(doc: Document, passage: Passage) -> dict[int, _Known]:
    """Return the actor of every token that heads a mention: its id, its proper name if any, what it is called."""
    found: dict[int, tuple[int, _Known]] = {}
    for actor in doc.actors or ():
        named = any(mention.form in ("name", "alias") for mention in actor.mentions)
        if all(mention.form == "pronoun" for mention in actor.mentions):
            continue  # nobody yet: the claims may know better whom the pronoun stands for
        for mention in actor.mentions:
            head = passage.tree.root_of(mention.span)
            size = mention.span.end - mention.span.start
            if head is not None and (head.i not in found or size < found[head.i][0]):
                found[head.i] = (size, (actor.id, actor.name if named else None, actor.name, actor.kind))
    return {i: row for i, (_, row) in found.items()}


def _antecedent(
    passage: Passage, n: int, drafts: list[Draft], rows: list[Identity], within: list[int | None], role: str
) -> int | None:
    """Return the nearest earlier draft whose source a pronoun can stand for.

    Somebody who only figures in another's words ("she said that some leaders agreed") is passed over at the level
    above; one who is quoted by an outlet is not ("the paper quoted an aide as saying … He added …").
    """
    here = passage.tokens[drafts[n].head].sent
    start = min((*drafts[n].source, drafts[n].head))
    for m in range(n - 1, -1, -1):
        if not drafts[m].source or drafts[m].source[0] >= start or rows[m].name is None:
            continue
        if here - passage.tokens[drafts[m].head].sent > _REACH:
            return None
        speaker = drafts[m].speaker
        if speaker is None or passage.quoted[drafts[m].head] != passage.quoted[drafts[n].head]:
            continue
        head = passage.tokens[speaker]
        level = within[m] if not drafts[m].rule.startswith(("quoted", "cited")) else within[n]
        if level != within[n] and m != within[n]:
            continue
        many = head.tag in ("NNS", "NNPS") or head.lemma.lower() in (
            "most",
            "some",
            "many",
            "few",
            "several",
            "all",
            "both",
        )
        if rows[m].kind in _STANDS_FOR[role] and (role == "any" or not many):
            return m
    return None


_KIND_OF_ACTOR: dict[str, SourceKind] = {
    "person": "person", "media": "outlet", "government": "organization", "military": "organization",
    "police": "organization", "armed group": "organization", "party": "organization", "igo": "organization",
    "ngo": "organization", "business": "organization",
}  # fmt: skip
_STANDS_FOR: dict[str, tuple[SourceKind | None, ...]] = {
    "person": ("person", "unnamed"),
    "thing": ("organization", "outlet", "document"),
    "any": ("organization", "unnamed", "outlet", "person", "document"),
}


def _holder(draft: Draft, earlier: list[Draft]) -> int | None:
    """Return the draft in whose content this one stands: the "I" of direct speech is its speaker."""
    around = [m for m, other in enumerate(earlier) if draft.head in other.content]
    return min(around, key=lambda m: len(earlier[m].content), default=None)


def _repeated(
    passage: Passage, head: Token, draft: Draft, n: int, drafts: list[Draft], rows: list[Identity], lexicon: CueLexicon
) -> int | None:
    """Return the earlier draft that a bare definite phrase or a surname points back to."""
    tree = passage.tree
    if head.pos == "PROPN":
        for m in range(n - 1, -1, -1):
            if rows[m].name and head.text in (rows[m].name or "").split() and rows[m].kind == "person":
                return m if rows[m].same is None else rows[m].same
        return None
    children = [t for t in tree.children(head) if t.dep != "punct" and t.i in draft.source]
    bare = all(t.dep in ("det", "amod") and t.text.lower() in _DEFINITE for t in children)
    if not (children and bare and head.lemma.lower() in lexicon.kinds["anaphoric"]):
        return None
    for m in range(n - 1, -1, -1):
        other = drafts[m].speaker
        if other is not None and head.lemma.lower() in _head_words(passage, other, drafts[m]):
            return m if rows[m].same is None else rows[m].same
    return None


def _head_words(passage: Passage, speaker: int, draft: Draft) -> set[str]:
    """Return the words by which a source can be taken up again: its head, and the nouns in apposition to it."""
    head = passage.tokens[speaker]
    near = [head, *passage.tree.children(head, "appos", "compound", "nmod")]
    return {t.lemma.lower() for t in near if t.i in draft.source}


def name_of(passage: Passage, head: Token, draft: Draft) -> str | None:
    """Return a source's phrase without its relative clauses and appositions: "a source in the ministry"."""
    source = draft.source
    if source and head.i not in source:  # a relative pronoun: name what it stands for
        source = phrase_of(passage, head, passage.tokens[draft.head])
    if not source:
        return None
    called = _called(passage, head, source)
    if called is not None:
        return " ".join(t.text for t in called)
    stop = {t.i for child in passage.tree.children(head, *_CLAUSES, "appos") for t in passage.tree.subtree(child)}
    kept = [i for i in source if i not in stop]
    kept = _run_around(kept, head.i) if head.i in kept else kept
    while kept and (passage.tokens[kept[-1]].text in PUNCT or passage.tokens[kept[-1]].tag == "POS"):
        kept.pop()
    while kept and passage.tokens[kept[0]].text in PUNCT:
        kept.pop(0)
    if not kept:
        return None
    name = re.sub(r"\s+", " ", passage.text[passage.tokens[kept[0]].start : passage.tokens[kept[-1]].end])
    return _BRACKET.sub("", name) or name


def _called(passage: Passage, head: Token, source: tuple[int, ...]) -> list[Token] | None:
    """Return the personal name in apposition to a common noun: "the rebels' spokesman, Colonel Jean Mbuyi"."""
    if head.pos == "PROPN":
        return None
    for other in passage.tree.children(head, "appos"):
        if other.ent == "PERSON" and other.pos == "PROPN" and other.i in source:
            return [
                t
                for t in passage.tree.subtree(other, without=("relcl", "acl", "appos", "prep", "punct", "conj", "cc"))
                if t.pos == "PROPN"
            ]
    return None


def _run_around(indexes: list[int], head: int) -> list[int]:
    inside, first, last = set(indexes), head, head
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    return list(range(first, last + 1))


def kind_of(passage: Passage, head: Token, draft: Draft, lexicon: CueLexicon) -> SourceKind | None:
    """Say what kind of source a phrase is, from its head: a name, a document, an office, a crowd."""
    kinds, lemma = lexicon.kinds, head.lemma.lower()
    phrase = [passage.tokens[i] for i in draft.source]
    text = " ".join(t.text for t in phrase)
    if head.pos == "PROPN" or head.ent in ("PERSON", "ORG", "GPE", "NORP"):
        return _kind_of_name(passage, head, text, lexicon)
    if _is_outlet(head, [t.text.lower() for t in phrase], lexicon):
        return "outlet"
    if lemma in kinds["document"]:
        return "document"
    if lemma in kinds["organization"]:
        return "organization"
    if _called(passage, head, draft.source):
        return "person"
    definite = any(t.text.lower() in _DEFINITE or t.tag in ("PRP$", "POS") for t in phrase if t.i < head.i)
    if lemma in kinds["titles"] and definite and head.tag == "NN":
        return "person"
    return "unnamed" if lemma in kinds["unnamed"] or head.tag in ("NNS", "NN", "DT", "CD", "JJ", "PRP", "WP") else None


def _is_outlet(noun: Token, words: list[str], lexicon: CueLexicon) -> bool:
    """Tell whether a common noun names a news outlet, given the words around it ("the news agency")."""
    if noun.lemma.lower() in lexicon.kinds["outlet"] or noun.text.lower() in lexicon.kinds["outlet"]:
        return True
    return any(word in lexicon.outlet_qualified.get(noun.lemma.lower(), ()) for word in words)


def _kind_of_name(passage: Passage, head: Token, text: str, lexicon: CueLexicon) -> SourceKind | None:
    known = any(re.search(rf"\b{re.escape(name)}\b", text) for name in lexicon.outlet_names if name in text)
    if known and head.ent != "PERSON" and head.text in lexicon.outlet_words:
        return "outlet"
    before = [
        t for t in passage.tree.children(head, "compound") if t.pos == "NOUN" and passage.tokens[t.i + 1].pos == "PROPN"
    ]
    if any(t.lemma.lower() in lexicon.kinds["outlet"] for t in before):
        return "outlet"  # "the magazine Der Spiegel"
    if head.ent == "PERSON":
        return "person"
    near = (head, *passage.tree.children(head, "compound", "nmod", "amod", "appos"))
    words = [t.text.lower() for t in near]
    if any(_is_outlet(t, words, lexicon) for t in near):
        return "outlet"
    if head.lemma.lower() in lexicon.kinds["organization"] or head.ent in ("ORG", "GPE", "NORP", "FAC", "LOC"):
        return "organization"
    titled = any(
        t.lemma.lower().rstrip(".") in lexicon.kinds["titles"]
        for t in passage.tree.children(head, "compound", "amod", "nmod")
    )
    return "person" if titled or head.ent == "" else "organization"
