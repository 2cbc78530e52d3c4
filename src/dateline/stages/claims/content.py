"""The content: what is said, as the complement of its cue."""

from collections.abc import Iterable

from dateline.knowledge.cue_lexicon import Cue, CueLexicon
from dateline.model import Token
from dateline.stages.claims.draft import PUNCT, Passage
from dateline.syntax import Tree

_WH = frozenset({"whether", "if", "how", "why", "what", "who", "whom", "whose", "when", "where", "which"})
_MODIFIER = (
    "prep",
    "advmod",
    "npadvmod",
    "tmod",
    "dative",
    "agent",
    "prt",
    "oprd",
    "punct",
    "neg",
    "aux",
    "auxpass",
    "intj",
)


def branch(passage: Passage, *heads: Token, without: Iterable[int] = ()) -> tuple[int, ...]:
    """Return the tokens from the first to the last below the heads that are not in ``without``, in one stretch."""
    stop = set(without)
    found: set[int] = set()
    queue = list(heads)
    while queue:
        current = queue.pop()
        found.add(current.i)
        queue += [child for child in passage.tree.children(current) if child.i not in stop]
    found -= stop
    if not found:
        return ()
    return tuple(i for i in range(min(found), max(found) + 1) if i not in stop)


def clause_kind(tree: Tree, clause: Token) -> str:
    """Say which complement class a clause is.

    infinitive, object-infinitive, gerund, question, that, clause (without "that"), bare ("saw soldiers enter"), naming
    (without a verb: "called it a crime").
    """
    children = tree.children(clause)
    if any(t.tag == "TO" and t.dep in ("aux", "mark") for t in children):
        return "object-infinitive" if any(t.dep == "nsubj" and t.i < clause.i for t in children) else "infinitive"
    if any(t.text.lower() == "that" and (t.dep == "mark" or clause.dep == "relcl") for t in children):
        return "that"
    first = tree.subtree(clause)[0]
    word = first.text.lower()
    if word in ("whether", "what", "who", "how", "why") or (word in _WH and first.dep != "nsubj"):
        return "question"
    if clause.tag == "VBG" and not any(t.dep in ("aux", "nsubj") for t in children):
        return "gerund"
    if clause.tag == "VB" and any(t.dep == "nsubj" for t in children) and not any(t.dep == "aux" for t in children):
        return "bare"
    return "clause" if clause.pos in ("VERB", "AUX") or clause.tag[:2] == "VB" else "naming"


def allowed(kind: str, frames: dict[str, str]) -> str | None:
    """Return the frame under which the cue takes a clause of this kind."""
    options = {
        "that": ("that", "clause"),
        "clause": ("clause",),
        "question": ("question", "clause") if "question" in frames else (),
        "infinitive": ("infinitive", "object-infinitive"),
        "object-infinitive": ("object-infinitive", "clause"),
        "bare": ("clause", "object-infinitive"),
        "gerund": ("gerund",),
        "naming": ("naming",),
    }[kind]
    return next((frame for frame in options if frame in frames), None)


def find_complement(
    passage: Passage, verb: Token, cue: Cue, rest: tuple[Token, ...], source: Token | None, lexicon: CueLexicon
) -> tuple[str, tuple[int, ...]] | None:
    """Return the frame and the content tokens of an active cue, or None.

    The order of preference is that of certainty: a clause, then an infinitive, then "as", a small clause, an object.
    """
    tree = passage.tree
    frames = open_frames(passage, verb, cue, source, lexicon)
    barred = lexicon.idioms[cue.words]["object"] if cue.words in lexicon.idioms else frozenset()
    if cue.governs:
        return _governed(passage, verb, frames, rest, barred)
    clauses = [t for t in tree.children(verb, "ccomp", "xcomp", "pcomp") if t.i > verb.i or t.dep == "ccomp"]
    if "clause" in frames or "that" in frames:
        clauses += _misplaced(passage, verb, "hearer" in frames, lexicon)
    clauses.sort(key=lambda t: (t.i < verb.i, t.i))  # what follows the cue is surer than what precedes it
    objects = [t for t in tree.children(verb, "dobj", "oprd", "attr", "dative") if t.i not in {r.i for r in rest}]
    for clause in clauses:
        kind = clause_kind(tree, clause)
        frame = allowed(kind, frames)
        if frame == "object-infinitive":
            before = [t for t in objects if t.i < clause.i and "hearer" not in frames]
            return frame, branch(passage, clause, *before)
        if frame:
            return frame, branch(
                passage, clause, without=[*_own(tree, verb, clause), *_other_reports(passage, clause, lexicon)]
            )
    if "as" in frames:
        role = next((t for t in _prepositions(tree, verb, objects) if t.text.lower() == "as"), None)
        if role is not None and (objects or verb.tag == "VBN"):
            return "as", branch(passage, role, *(t for t in objects if t.i < role.i))
    if "naming" in frames:
        parts = [t for t in (*clauses, *objects) if t.i > verb.i]
        if len(parts) >= 2 or any(t.dep in ("oprd", "ccomp", "xcomp") for t in parts):
            return "naming", branch(passage, *parts)
    later = [t for t in objects if t.dep == "dobj"]
    if "object" in frames and later and not _is_empty(later[0]) and later[0].lemma.lower() not in barred:
        links = [t for t in tree.children(verb, "prep") if t.i > later[0].i and t.text.lower() in lexicon.judged]
        return "object", branch(passage, later[0], *links)
    return None


def _misplaced(passage: Passage, verb: Token, hears: bool, lexicon: CueLexicon) -> list[Token]:
    """Return "that" clauses that the parser hung on a noun beside the cue: "told a meeting of mayors that …"."""
    tree = passage.tree
    if tree.child(verb, "ccomp"):
        return []
    found: list[Token] = []
    deps = ("prep", "npadvmod", "dative", *(("dobj",) if hears else ()))
    queue = [t for t in tree.children(verb, *deps) if t.i > verb.i]
    while queue:
        token = queue.pop()
        for child in () if token.lemma in lexicon.nouns else tree.children(token):
            marks = [t.dep for t in tree.children(child) if t.lower == "that"]
            told = (
                hears and marks and marks[0] not in ("nsubj", "nsubjpass") and tree.child(child, "nsubj", "nsubjpass")
            )
            if child.dep in ("relcl", "acl") and (told or "mark" in marks or "advmod" in marks):
                found.append(child)
            elif child.dep in ("pobj", "prep", "conj", "appos"):
                queue.append(child)
    return found[:1]


def open_frames(passage: Passage, verb: Token, cue: Cue, source: Token | None, lexicon: CueLexicon) -> dict[str, str]:
    """Return the frames of a cue whose conditions hold here, with their stances."""
    if not cue.needs:
        return cue.frames
    return {f: stance for f, stance in cue.frames.items() if _is_met(passage, verb, cue.needs.get(f), source, lexicon)}


def _is_met(passage: Passage, verb: Token, need: str | None, source: Token | None, lexicon: CueLexicon) -> bool:
    """Tell whether a frame's condition holds: a document as source, or signs that the act is done in words."""
    if need is None:
        return True
    if need == "document":
        return source is not None and source.lemma.lower() in lexicon.kinds["document"]
    tree = passage.tree
    below = [t for child in tree.children(verb, "prep", "dobj") for t in (child, *tree.children(child, "prep"))]
    if any(
        t.dep == "prep" and t.text.lower() in ("for", "over", "as") and tree.child(t, "pcomp", "pobj") for t in below
    ):
        return any(t.text.lower() == "as" or tree.child(t, "pcomp") for t in below if t.dep == "prep")
    venue = (tree.child(t, "pobj") for t in below if t.dep == "prep")
    return any(t is not None and t.lemma.lower() in lexicon.venues for t in venue)


def _governed(
    passage: Passage, verb: Token, frames: dict[str, str], rest: tuple[Token, ...], barred: frozenset[str]
) -> tuple[str, tuple[int, ...]] | None:
    tree = passage.tree
    objects = tree.children(rest[-1], "pobj", "pcomp")
    clause = next((t for t in tree.children(verb, "xcomp", "ccomp", "advcl") if t.i > rest[-1].i), None)
    if "object-infinitive" in frames and clause and clause_kind(tree, clause) == "infinitive" and objects:
        return "object-infinitive", branch(passage, *objects, clause)
    if not objects and clause and "object" in frames and clause.i - rest[-1].i < 8:
        objects = [clause]
    if not objects or "object" not in frames or objects[0].lemma.lower() in barred:
        return None
    links = [t for t in tree.children(verb, "prep") if t.i > objects[0].i and t.text.lower() in ("as", "for", "over")]
    return "object", branch(passage, *objects, *links)


def _prepositions(tree: Tree, verb: Token, objects: list[Token]) -> list[Token]:
    found = [t for t in tree.children(verb, "prep") if t.i > verb.i]
    for head in objects:
        found += tree.children(head, "prep")
    return found


def _own(tree: Tree, verb: Token, clause: Token) -> list[int]:
    """Return the tokens that are the cue's own although they stand inside its clause."""
    return [verb.i] + [t.i for t in tree.children(verb) if t is not clause and t.dep not in ("punct",)]


def _other_reports(passage: Passage, clause: Token, lexicon: CueLexicon) -> list[int]:
    """Return what the parser coordinates with the content although it is a report of its own.

    Example:
        "The army said the town fell, and the rebels said it held": the second "said" is not part of the first.
    """
    tree, found = passage.tree, list[int]()
    for other in tree.children(clause, "conj", "advcl"):
        mark = tree.child(other, "mark")
        if other.dep == "advcl" and (
            mark is None or mark.text.lower() not in ("while", "whereas", "though", "although")
        ):
            continue
        subject = tree.child(other, "nsubj")
        if subject is None or other.lemma not in lexicon.verbs or passage.quoted[other.i] >= 0:
            continue
        below = tree.subtree(other)
        joint = below[0].i - 1
        while joint > clause.i and tree.tokens[joint].dep == "cc":
            joint -= 1
        if tree.tokens[joint].text == ";" or (tree.tokens[joint].text == "," and tree.child(other, "ccomp")):
            found += [t.i for t in below]
    return found


def _is_empty(token: Token) -> bool:
    """Tell whether an object says nothing: "himself", "each other"."""
    return token.text.lower().endswith(("self", "selves")) or token.lower in ("other", "another")


def attribution_extent(
    passage: Passage, verb: Token, cue: tuple[int, ...], source: tuple[int, ...], hearer: bool
) -> tuple[int, int]:
    """Return the first and last token of the attribution clause: cue, source and what modifies them.

    Example:
        ``"…," the envoy told reporters on Tuesday.`` reaches from "the" to "Tuesday".
    """
    tree = passage.tree
    near = [i for i in source if passage.tokens[i].sent == verb.sent]
    first, last = min((*cue, *near)), max((*cue, *near))
    deps = (*_MODIFIER, "dobj") if hearer else _MODIFIER
    for child in tree.children(verb):
        if child.dep in deps and child.i > verb.i and passage.quoted[child.i] == passage.quoted[verb.i]:
            below = [t.i for t in tree.subtree(child) if passage.quoted[t.i] == passage.quoted[verb.i]]
            if min(below) <= last + 2:
                last = max(last, max(below))
    while last > verb.i and passage.tokens[last].text in PUNCT:
        last -= 1
    return first, last
