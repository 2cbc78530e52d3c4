"""Claims made by verbs: "The army said …", "was accused of …", "… , the minister added, …"."""

from collections.abc import Iterator

from dateline.knowledge.cue_lexicon import Cue, CueLexicon
from dateline.model import Token
from dateline.stages.claims.content import attribution_extent, branch, clause_kind, find_complement, open_frames
from dateline.stages.claims.cue import cue_tokens, is_passive, match_cue
from dateline.stages.claims.draft import PUNCT, Draft, Passage
from dateline.stages.claims.source import antecedent_of, find_agent, find_subject, phrase_of


def find_verb_claims(passage: Passage, lexicon: CueLexicon) -> Iterator[Draft]:
    """Yield a draft for every verb of the lexicon that has a complement it takes, or stands beside direct speech."""
    for token in passage.tokens:
        cues = lexicon.verbs.get(token.lemma)
        if not cues or not _is_verb(passage, token):
            continue
        draft = _read_verb(passage, token, cues, lexicon)
        if draft is not None:
            yield draft


def _is_verb(passage: Passage, token: Token) -> bool:
    tree = passage.tree
    if token.tag[:2] == "VB":
        return token.dep not in ("amod", "compound", "auxpass", "aux")
    # a verb that the parser took for a noun: "Police allege the man was armed"
    return bool(token.tag[:2] == "NN" and tree.child(token, "nsubj") and tree.child(token, "ccomp", "xcomp"))


def _read_verb(passage: Passage, verb: Token, cues: tuple[Cue, ...], lexicon: CueLexicon) -> Draft | None:
    tree = passage.tree
    passive = is_passive(tree, verb)
    for cue in cues:
        rest = match_cue(tree, verb, cue)
        if rest is None:
            continue
        words = cue_tokens(tree, verb, rest, lexicon)
        read = _passive if passive else _active
        draft = read(passage, verb, cue, rest, words, lexicon)
        if draft is not None:
            return draft
    return None


def _active(
    passage: Passage, verb: Token, cue: Cue, rest: tuple[Token, ...], words: tuple[int, ...], lexicon: CueLexicon
) -> Draft | None:
    tree = passage.tree
    subject = find_subject(tree, verb, lexicon)
    inverted = tree.child(verb, "dobj") if subject is None and _after_speech(passage, verb) else None
    speaks = "quotation" in open_frames(passage, verb, cue, subject or inverted, lexicon)
    inverted = inverted if speaks else None
    subject = subject or inverted
    if _is_author(passage, subject, verb, lexicon) or _is_nobody(passage, subject, lexicon):
        return None
    if subject and cue.words in lexicon.idioms and subject.lemma.lower() in lexicon.idioms[cue.words]["subject"]:
        return None
    source = phrase_of(passage, subject, verb) if subject else ()
    speaker = antecedent_of(tree, subject) if subject else None
    extent = attribution_extent(passage, verb, words, source, "hearer" in cue.frames) if speaks else None
    found = None if inverted else find_complement(passage, verb, cue, rest, speaker, lexicon)
    if found is None and extent is not None and subject and verb.dep == "parataxis":
        found = "quotation", _around(passage, verb, extent)
    if found is None and extent is not None:
        found = ("quotation", _inserted(passage, verb, extent, lexicon) if subject else ())
    if found is None:
        return None
    frame, content = found
    if extent is not None and content and max(content) < extent[0]:
        content = (*content, *_resumed(passage, verb, extent, lexicon))
    taken = {*words, *source}
    return Draft(
        head=verb.i, cue=words, source=source, speaker=speaker.i if speaker else None, extent=extent,
        content=tuple(i for i in content if i not in taken),
        stance=stance_of(passage, words, verb, cue.frames[frame], lexicon), rule=f"{cue.rules[frame]}.{frame}",
    )  # fmt: skip


def stance_of(passage: Passage, words: tuple[int, ...], verb: Token, stance: str, lexicon: CueLexicon) -> str:
    """Return the stance of a cue with its negation or refusal: "declined to say", "does not believe"."""
    tokens = [passage.tokens[i] for i in words]
    turned = any(t.dep == "neg" or t.text.lower() == "never" for t in tokens)
    turned = turned or any(t.lemma in lexicon.withholding for t in tokens if t.i < verb.i)
    return lexicon.negated.get(stance, stance) if turned else stance


def _is_nobody(passage: Passage, subject: Token | None, lexicon: CueLexicon) -> bool:
    """Tell whether nobody says it: "No group claimed responsibility"."""
    if subject is None:
        return False
    words = {subject.text.lower(), *(t.text.lower() for t in passage.tree.children(subject, "det", "neg"))}
    return bool(words & lexicon.nobody)


def _is_author(passage: Passage, subject: Token | None, verb: Token, lexicon: CueLexicon) -> bool:
    """Tell whether the outlet speaks of itself or its reader: "we", "I", "you" outside quotation marks."""
    if subject is None or passage.quoted[verb.i] >= 0:
        return False
    return lexicon.pronouns.get(subject.text.lower()) == "author"


def _after_speech(passage: Passage, verb: Token) -> bool:
    return verb.i > 0 and passage.tokens[verb.i - 1].text in PUNCT


def _passive(
    passage: Passage, verb: Token, cue: Cue, rest: tuple[Token, ...], words: tuple[int, ...], lexicon: CueLexicon
) -> Draft | None:
    """Read "X is expected to …", "was told that …", "was condemned by Y", "it was reported that …"."""
    tree = passage.tree
    frames = open_frames(passage, verb, cue, None, lexicon)
    agent = find_agent(tree, verb)
    source = phrase_of(passage, agent, verb) if agent else ()
    subject = tree.child(verb, "nsubjpass")
    content: tuple[int, ...] = ()
    frame = None
    clause = tree.child(verb, "xcomp", "ccomp")
    if cue.governs:
        objects = tree.children(rest[-1], "pobj", "pcomp")
        if objects and "object" in frames and len(cue.rest) == 1:
            frame, content = "object", branch(passage, *objects)
    elif clause is not None:
        kind = clause_kind(tree, clause)
        if kind == "infinitive" and verb.lemma in lexicon.raising:
            frame = next(iter(frames), None)
            content = (*(branch(passage, subject) if subject else ()), *branch(passage, clause))
        elif kind in ("that", "clause", "question") and ("clause" in frames or "that" in frames):
            frame, content = "clause" if "clause" in frames else "that", branch(passage, clause)
        elif kind in ("infinitive", "object-infinitive") and "object-infinitive" in frames:
            frame, content = "object-infinitive", branch(passage, clause)
    elif agent is not None and subject is not None and ("object" in frames or "clause" in frames):
        frame, content = "object" if "object" in frames else "clause", branch(passage, subject)
    if frame is None or not content:
        return None
    taken = {*words, *source}
    return Draft(
        head=verb.i, cue=words, source=source, speaker=agent.i if agent else None,
        content=tuple(sorted(i for i in set(content) if i not in taken)),
        stance=stance_of(passage, words, verb, cue.frames[frame], lexicon), rule=f"{cue.rules[frame]}.passive",
    )  # fmt: skip


def _around(passage: Passage, verb: Token, extent: tuple[int, int]) -> tuple[int, ...]:
    """Return the clause in which the attribution is inserted: "The toll, the army said, could rise"."""
    host = passage.tree.head(verb)
    inside = range(extent[0], extent[1] + 1)
    return branch(passage, host, without=(verb.i, *inside)) if host is not None and host.i not in inside else ()


def _resumed(passage: Passage, verb: Token, extent: tuple[int, int], lexicon: CueLexicon) -> tuple[int, ...]:
    """Return what goes on after an attribution in the middle: "If it rains, she said, the dam will burst".

    A participle or a relative after the comma belongs to the speaker ("…, he said, citing …"), and so does a report of
    somebody else.
    """
    last = passage.tree.sentences[verb.sent][-1].i
    rest = range(extent[1] + 1, last + 1)
    if len(rest) < 3 or passage.tokens[rest[0]].text not in (",", "—", "–", "--", "-"):
        return ()
    first = passage.tokens[rest[1]]
    if (
        first.tag in ("VBG", "WDT", "WP", "``", "VBN")
        or first.text.lower() in lexicon.speaker_adjuncts
        or first.text in PUNCT
    ):
        return ()
    for token in (passage.tokens[i] for i in rest):
        children = {t.dep for t in passage.tree.children(token)} if token.lemma in lexicon.verbs else set()
        if "ccomp" in children and "nsubj" in children:
            return ()
    return tuple(rest)


def _inserted(passage: Passage, verb: Token, extent: tuple[int, int], lexicon: CueLexicon) -> tuple[int, ...]:
    """Return the rest of the sentence around an attribution clause set off by commas.

    Example:
        "The talks, he said, failed"; "As he said on Monday, the talks failed".
    """
    row = passage.tree.sentences[verb.sent]
    first, last = row[0].i, row[-1].i
    if any(passage.quoted[i] != passage.quoted[verb.i] for i in range(first, last + 1)):
        return ()
    before, after = range(first, extent[0]), range(extent[1] + 1, last + 1)
    comma_before = extent[0] > first and passage.tokens[extent[0] - 1].text in (",", "—", "–", "-", "--")
    comma_after = extent[1] < last and passage.tokens[extent[1] + 1].text in (",", "—", "–", "--", ".", "-")
    if len(before) == 1 and passage.tokens[first].text.lower() == "as" and comma_after:
        said: tuple[int, ...] = tuple(after)
    elif comma_before and comma_after and len(before) > 1:
        said = (*before, *_resumed(passage, verb, extent, lexicon))
    else:
        return ()
    return said if any(passage.tokens[i].tag in ("VBD", "VBZ", "VBP", "MD") for i in said) else ()
