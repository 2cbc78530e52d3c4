"""Claims made by nouns and adjectives: "the claim that …", "its plan to …", "residents are afraid that …"."""

from collections.abc import Iterator

from dateline.knowledge.cue_lexicon import CueLexicon, NounCue
from dateline.model import Token
from dateline.stages.claims.content import branch, clause_kind
from dateline.stages.claims.draft import Draft, Passage
from dateline.stages.claims.source import antecedent_of, find_subject, phrase_of
from dateline.stages.claims.verbs import stance_of
from dateline.syntax import Tree


def find_noun_claims(passage: Passage, lexicon: CueLexicon) -> Iterator[Draft]:
    """Yield a draft for every noun of attribution that has a content: a clause, an infinitive, a phrase."""
    for token in passage.tokens:
        if token.pos == "NOUN" and token.lemma in lexicon.nouns:
            draft = _read_noun(passage, token, lexicon.nouns[token.lemma], lexicon)
            if draft is not None:
                yield draft


def find_adjective_claims(passage: Passage, lexicon: CueLexicon) -> Iterator[Draft]:
    """Yield a draft for every "is confident that …": a predicate adjective with a clause or an infinitive."""
    tree = passage.tree
    for token in passage.tokens:
        stance = (
            lexicon.adjectival.get(token.lemma)
            if token.dep in ("acomp", "ROOT", "conj", "advcl", "amod", "attr")
            else None
        )
        if stance is None:
            continue
        clause = tree.child(token, "ccomp", "xcomp")
        verb = tree.head(token) if token.dep == "acomp" else token
        if clause is None or clause.i < token.i or verb is None:
            continue
        kind = clause_kind(tree, clause)
        subject = find_subject(tree, verb, lexicon)
        if kind not in ("that", "clause", "question", "infinitive") or (kind == "infinitive" and stance != "intends"):
            continue
        if subject is None or lexicon.pronouns.get(subject.text.lower()) in ("author", "thing"):
            continue
        words = {token.i, verb.i, *(t.i for t in tree.children(verb, "aux", "neg") if t.i < token.i)}
        yield Draft(
            head=token.i, cue=tuple(sorted(words)), source=phrase_of(passage, subject, verb),
            speaker=antecedent_of(tree, subject).i, content=branch(passage, clause),
            stance=stance_of(passage, tuple(words), token, stance, lexicon), rule=f"adjective.{stance}",
        )  # fmt: skip


def _read_noun(passage: Passage, noun: Token, cue: NounCue, lexicon: CueLexicon) -> Draft | None:
    tree = passage.tree
    for frame, stance in cue.frames.items():
        found = _complement(passage, noun, frame)
        if found is None:
            continue
        marker, content = found
        owner, verb = _owner(passage, noun, frame, lexicon)
        if owner is None and frame in cue.owned:
            continue
        if owner is not None and passage.quoted[noun.i] < 0 and lexicon.pronouns.get(owner.text.lower()) == "author":
            return None
        source = phrase_of(passage, owner, noun) if owner else ()
        words = {noun.i, *((marker.i,) if marker else ()), *((verb.i,) if verb else ())}
        source = tuple(i for i in source if i not in words and i not in content)
        taken = {*words, *source}
        return Draft(
            head=noun.i, cue=tuple(sorted(words)), source=source,
            speaker=antecedent_of(tree, owner).i if owner else None,
            content=tuple(i for i in content if i not in taken), stance=stance, rule=f"{cue.rules[frame]}.{frame}",
        )  # fmt: skip
    return None


def _complement(passage: Passage, noun: Token, frame: str) -> tuple[Token | None, tuple[int, ...]] | None:
    tree = passage.tree
    if frame in ("that", "infinitive"):
        for clause in tree.children(noun, "acl", "ccomp", "relcl", "xcomp"):
            if clause.i > noun.i and clause_kind(tree, clause) == frame and not _is_relative(tree, clause):
                return None, branch(passage, clause)
        verb = tree.head(noun)  # "the threat … to close": the parser may hang the clause on the verb
        if frame == "that" and verb is not None and noun.dep == "dobj" and verb.pos == "VERB":
            late = tree.child(verb, "ccomp")
            if late is not None and late.i > noun.i and clause_kind(tree, late) == "that":
                return None, branch(passage, late)
        return None
    preps = tree.children(noun, "prep")
    preps = [
        *preps,
        *(t for by in preps for owner in tree.children(by, "pobj") for t in tree.children(owner, "prep") if _is_by(by)),
    ]
    marker = next((t for t in preps if t.text.lower() == frame), None)
    objects = tree.children(marker, "pobj", "pcomp") if marker else []
    if marker is None or not objects:
        return None
    after = passage.tokens[objects[-1].i + 1] if objects[-1].i + 1 < len(passage.tokens) else objects[-1]
    if objects[-1].tag == "PRP" and after.tag == "VBG":  # "claims of it being sunk"
        objects = [*objects, after]
    return marker, tuple(i for i in branch(passage, marker, *objects) if i != marker.i)


def _is_by(prep: Token) -> bool:
    return prep.text.lower() in ("by", "from", "among")


def _is_relative(tree: Tree, clause: Token) -> bool:
    """Tell a relative clause ("the report that he wrote") from a content clause ("the report that he fled")."""
    return any(t.tag == "WDT" for t in tree.children(clause, "nsubj", "dobj", "nsubjpass", "pobj"))


def _owner(passage: Passage, noun: Token, frame: str, lexicon: CueLexicon) -> tuple[Token | None, Token | None]:
    """Return whose claim the noun names, and the light verb that links the two, if one does.

    Example:
        "the army's claim", "a claim by the army", "the army made the claim", "claims from the army"
    """
    tree = passage.tree
    poss = tree.child(noun, "poss")
    if poss is not None:
        return poss, None
    for prep in tree.children(noun, "prep"):
        if _is_by(prep) and prep.text.lower() != frame:
            return tree.child(prep, "pobj"), None
    agent = next(
        (tree.child(by, "pobj") for acl in tree.children(noun, "acl") for by in tree.children(acl, "agent")), None
    )
    if agent is not None:
        return agent, None
    verb = tree.head(noun)
    if verb is not None and noun.dep == "dobj" and verb.lemma in lexicon.giving:
        return find_subject(tree, verb, lexicon), verb
    front = next(
        (t for t in tree.children(noun, "compound", "amod") if t.ent in ("ORG", "PERSON", "GPE", "NORP")), None
    )
    return front, None
