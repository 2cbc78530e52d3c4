"""One source inside another: "Y quoted X as saying …", "X was quoted by Y as saying …", "Y reported, citing X"."""

from collections.abc import Iterator
from dataclasses import replace

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Token
from dateline.stages.claims.content import branch
from dateline.stages.claims.cue import is_passive
from dateline.stages.claims.draft import PUNCT, Draft, Passage
from dateline.stages.claims.source import antecedent_of, find_agent, find_subject, phrase_of


def find_quoting_claims(passage: Passage, lexicon: CueLexicon) -> Iterator[Draft]:
    """Yield two drafts for each quoted source: the one who quotes and, within it, the one who is quoted.

    A passive without "by" yields the quoted one only ("The general was quoted as saying …").
    """
    tokens = passage.tokens
    for token in tokens[:-1]:
        said = tokens[token.i + 1]
        if (
            token.text.lower() != "as"
            or said.tag != "VBG"
            or said.lemma not in lexicon.verbs
            or said.sent != token.sent
        ):
            continue
        quoting = next(
            (t for t in reversed(passage.tree.sentences[token.sent]) if t.i < token.i and t.lemma in lexicon.quoting),
            None,
        )
        if quoting is not None:
            yield from _quoted(passage, quoting, token, said, lexicon)


def _quoted(passage: Passage, quoting: Token, link: Token, said: Token, lexicon: CueLexicon) -> Iterator[Draft]:
    tree = passage.tree
    row = tree.sentences[said.sent]
    content = _content(passage, quoting, said, row)
    auxiliaries = [t.i for t in tree.children(quoting, "aux", "auxpass", "neg")]
    if is_passive(tree, quoting):
        subject, outlet = (
            tree.child(quoting, "nsubjpass") or find_subject(tree, quoting, lexicon),
            find_agent(tree, quoting),
        )
        source = phrase_of(passage, subject, quoting) if subject else ()
    else:
        subject, outlet = tree.child(quoting, "dobj"), find_subject(tree, quoting, lexicon)
        source = tuple(i for i in range(quoting.i + 1, link.i) if subject is not None)
    cue = (link.i, said.i) if outlet else (*auxiliaries, quoting.i, link.i, said.i)
    inner = Draft(
        head=said.i, cue=tuple(sorted(cue)), source=source, speaker=antecedent_of(tree, subject).i if subject else None,
        content=content, stance="asserts", rule="quoted.as.saying", inside=quoting.i if outlet else None,
        extent=(min((quoting.i, *source)), said.i),
    )  # fmt: skip
    if outlet is not None:
        outer = phrase_of(passage, outlet, quoting)
        yield Draft(
            head=quoting.i, cue=tuple(sorted((*auxiliaries, quoting.i))), source=outer,
            speaker=antecedent_of(tree, outlet).i,
            content=tuple(sorted({*source, *inner.cue, *content} - {*outer, *auxiliaries, quoting.i})),
            stance="asserts", rule="quoted.by",
        )  # fmt: skip
    yield inner


def _content(passage: Passage, quoting: Token, said: Token, row: list[Token]) -> tuple[int, ...]:
    clause = passage.tree.child(said, "ccomp", "dobj", "xcomp", "dative")
    if clause is not None and clause.i > said.i:
        return branch(passage, clause)
    after = tuple(i for i in range(said.i + 1, row[-1].i + 1) if passage.tokens[i].text not in PUNCT)
    if after:
        return after
    comma = next((t.i for t in reversed(row) if t.i < quoting.i and t.text in (",", "—", "–", "--")), row[0].i)
    return tuple(range(row[0].i, comma))  # "The port is shut, diplomats quoted a cable as saying."


def resume_speakers(passage: Passage, drafts: list[Draft], lexicon: CueLexicon) -> list[Draft]:
    """Give a participle at the end of a report back to the speaker: "He said rebels had fled, adding that …".

    The parser hangs it on the last verb before the comma, which is part of what he said.
    """
    rows = list(drafts)
    for n, draft in enumerate(rows):
        verb = passage.tokens[draft.head]
        if verb.tag != "VBG" or verb.lemma not in lexicon.resuming or verb.dep not in ("advcl", "conj", "acl", "xcomp"):
            continue
        if passage.quoted[verb.i] >= 0 or passage.tokens[min(draft.cue) - 1].text not in PUNCT:
            continue
        holders = [m for m, row in enumerate(rows) if _resumes(passage, row, draft)]
        if not holders:
            continue
        m = min(holders, key=lambda m: len(rows[m].content))
        first = min(draft.cue)
        rows[m] = replace(rows[m], content=tuple(i for i in rows[m].content if i < first))
        rows[n] = replace(draft, source=rows[m].source, speaker=rows[m].speaker)
    return rows


def _resumes(passage: Passage, report: Draft, participle: Draft) -> bool:
    verb, cue = passage.tokens[report.head], min(participle.cue)
    holds = participle.head in report.content and report.extent is not None and report.head < cue
    return holds and verb.sent == passage.tokens[participle.head].sent and any(i < cue for i in report.content)


def cite_sources(passage: Passage, drafts: list[Draft], lexicon: CueLexicon) -> list[Draft]:
    """Add the source that a report cites: "…, the agency reported, citing a security source".

    What is cited is a source only where its head is one (an outlet, a document, an office, the unnamed); "citing
    threats to public health" gives a reason, and stays a claim about its object.
    """
    rows = list(drafts)
    for draft in drafts:
        verb = passage.tokens[draft.head]
        if verb.lemma != "cite" or verb.tag != "VBG" or not draft.content or draft.rule.startswith("quoted"):
            continue
        cited = passage.tree.child(verb, "dobj")
        if cited is None or not _is_source(cited, lexicon):
            continue
        reports = [d for d in rows if _reports(passage, d, draft)]
        if not reports:
            continue
        report = min(reports, key=lambda d: abs(d.head - draft.head))
        phrase = phrase_of(passage, cited, verb)
        kept = tuple(i for i in report.content if i not in {verb.i, *phrase})
        rows.remove(draft)
        rows[rows.index(report)] = replace(report, content=kept)
        rows.append(
            Draft(
                head=verb.i, cue=(verb.i,), source=phrase, speaker=cited.i, content=kept, stance="asserts",
                rule="cited", inside=report.head,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda d: d.head)


def _reports(passage: Passage, report: Draft, citing: Draft) -> bool:
    """Tell whether a draft is the report to which "citing …" in the same sentence belongs."""
    verb, before = passage.tokens[citing.head], passage.tokens[citing.head - 1]
    fronted = citing.source == report.source and not any(t.i < verb.i for t in passage.tree.sentences[verb.sent])
    apart = fronted or (report.head < verb.i and before.text in PUNCT)
    apart = apart and report.extent is not None and passage.tokens[report.head].lemma != verb.lemma
    return apart and bool(report.content) and passage.tokens[report.head].sent == verb.sent


def _is_source(head: Token, lexicon: CueLexicon) -> bool:
    lemma = head.lemma.lower()
    known = any(lemma in lexicon.kinds[kind] for kind in ("document", "outlet", "organization", "unnamed"))
    return known or head.ent in ("PERSON", "ORG") or head.text in lexicon.outlet_names
