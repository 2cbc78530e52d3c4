"""Finer codes from the words of the clause: mode, CAMEO code and contexts that an entry leaves open."""

from dataclasses import replace

from dateline.codebook import Index
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.reading import Reading

_OUTSIDE = ("ccomp", "advcl", "relcl", "parataxis", "conj", "punct")


def clause_words(reading: Reading, candidate: Candidate, *, spoken: bool) -> frozenset[str]:
    """Return the lemmas and forms of the trigger's own clause, and of the phrases that hold the trigger noun.

    Of a speech act (``spoken``) the speaker is left out: that an army denies it makes a denial no military one.
    """
    tree, token = reading.tree, candidate.match.token
    words: set[str] = set()
    heads = [token]
    if candidate.match.noun:
        head = tree.head(token)
        heads += [head] if head is not None else []
    heads += [t for t in candidate.match.args.subjects if candidate.match.args.inherited]
    for head in heads:
        outside = (*_OUTSIDE, "nsubj", "nsubjpass") if spoken and not candidate.match.noun else _OUTSIDE
        for each in tree.subtree(head, without=outside):
            words |= {each.lower, each.lemma.lower()}
            previous = reading.tokens[each.i - 1] if each.i else None
            if previous is not None and previous.sent == each.sent:
                words.add(f"{previous.lower} {each.lemma.lower()}")
                words.add(f"{previous.lower} {each.lower}")
    return frozenset(words)


def refine(reading: Reading, index: Index, candidate: Candidate, inner: Candidate | None) -> Candidate:
    """Return the candidate with the mode, code and contexts that its words and its inner event decide."""
    codebook = index.codebook
    words = clause_words(reading, candidate, spoken=candidate.type in codebook.settings.get("needs_mind", ()))
    mode, cameo = candidate.mode, candidate.cameo
    for rule in index.refinements.get(candidate.type, ()):
        if rule.for_mode and rule.for_mode != mode:
            continue
        if rule.mode and mode and mode != rule.mode:
            continue
        if rule.for_cameo and cameo not in rule.for_cameo:
            continue
        if rule.words and rule.words.isdisjoint(words):
            continue
        if rule.inner_type and (inner is None or inner.type != rule.inner_type):
            continue
        if rule.inner_cameo and (inner is None or not (inner.cameo or "").startswith(rule.inner_cameo)):
            continue
        if rule.inner_mode and (inner is None or inner.mode != rule.inner_mode):
            continue
        mode = mode or rule.mode
        if rule.cameo and (rule.for_cameo or _is_open(cameo) or rule.cameo.startswith(cameo or "")):
            cameo = rule.cameo
        break
    contexts = list(candidate.match.entry.contexts)
    for name, cues in codebook.contexts.items():
        if name not in contexts and not cues.isdisjoint(words):
            contexts.append(name)
    return replace(candidate, mode=mode, cameo=cameo, contexts=tuple(sorted(contexts)))


def _is_open(cameo: str | None) -> bool:
    """Tell whether a code says no more than its root: "14", "140"."""
    return cameo is None or len(cameo) <= 2 or cameo.endswith("0")
