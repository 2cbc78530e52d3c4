"""From drafts to claims: which claim lies within which, and through whom the outlet knows it."""

import re

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Claim, Document, Note
from dateline.stages.claims.draft import Draft, Passage, as_spans
from dateline.stages.claims.naming import Identity, identify_sources

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


def link_claims(
    doc: Document, passage: Passage, drafts: list[Draft], lexicon: CueLexicon
) -> tuple[tuple[Claim, ...], tuple[Note, ...]]:
    """Return the claims in text order, each with the claim it lies within or is known through, and notes on gaps.

    ``within``: the smallest content that holds the cue. ``via``: where an earlier claim of the same source lies within
    another's ("the paper quoted a source as saying …"), a later one of that source ("the source added …") is known
    through the same outlet. What the publishing outlet says of itself is no claim.
    """
    ordered = sorted(drafts, key=lambda d: (min((*d.cue, *d.source, *d.content)), d.head))
    who = identify_sources(doc, passage, ordered, nest(ordered), lexicon)
    own = _outlet_names(doc)
    kept = [n for n, row in enumerate(who) if not (row.name and _plain(row.name) in own)]
    back = {n: k for k, n in enumerate(kept)}
    ordered = [ordered[n] for n in kept]
    who = [
        Identity(w.name, w.kind, w.actor, back.get(w.same) if w.same is not None else None)
        for w in (who[n] for n in kept)
    ]
    within = nest(ordered)
    via = _known_through(ordered, who, within)
    claims, notes = [], []
    for n, (draft, row) in enumerate(zip(ordered, who, strict=True)):
        outer, through = within[n], via[n]
        claim = Claim(
            id=f"c{n + 1}", source_name=row.name, source_kind=row.kind, actor=row.actor,
            source=as_spans(passage, draft.source), cue=as_spans(passage, draft.cue, keep=True),
            content=as_spans(passage, draft.content), within=None if outer is None else f"c{outer + 1}",
            via=None if through is None else f"c{through + 1}", stance=draft.stance, rule=draft.rule,
        )  # fmt: skip
        claims.append(claim)
        if claim.source and claim.source_name is None:
            said = claim.source[0].of(passage.text)
            reason = f"no earlier source was found that {said!r} can stand for"
            notes.append(Note(field=f"claims.{claim.id}.source_name", code="source-unresolved", reason=reason))
    return tuple(claims), tuple(notes)


def nest(drafts: list[Draft]) -> list[int | None]:
    """Return for each draft the index of the smallest content that holds its cue, or None; never a circle."""
    holders: dict[int, list[int]] = {}
    for n, draft in enumerate(drafts):
        for i in draft.content:
            holders.setdefault(i, []).append(n)
    heads = {draft.head: n for n, draft in enumerate(drafts)}
    found: list[int | None] = []
    for n, draft in enumerate(drafts):
        if draft.inside is not None and draft.inside in heads and heads[draft.inside] != n:
            found.append(heads[draft.inside])
            continue
        around = [m for m in holders.get(draft.head, ()) if m != n and drafts[m].head not in draft.content]
        found.append(min(around, key=lambda m: (len(drafts[m].content), m), default=None))
    for n in range(len(found)):  # a forced `inside` could close a circle: cut it
        seen, at = {n}, found[n]
        while at is not None:
            if at in seen:
                found[n] = None
                break
            seen.add(at)
            at = found[at]
    return found


def _known_through(drafts: list[Draft], who: list[Identity], within: list[int | None]) -> list[int | None]:
    via: list[int | None] = []
    for n in range(len(drafts)):
        same = who[n].same
        through = None
        if within[n] is None and same is not None and same < n:
            through = within[same] if within[same] is not None else via[same]
            if through is not None and who[through].name == who[n].name:
                through = None
        via.append(through)
    return via


def _outlet_names(doc: Document) -> frozenset[str]:
    header = doc.header
    given = [field.value for field in (header.outlet, header.agency) if field] if header else []
    return frozenset(_plain(value) for value in (*given, doc.meta.outlet) if value)


def _plain(name: str) -> str:
    return _ARTICLE.sub("", name.strip()).casefold()
