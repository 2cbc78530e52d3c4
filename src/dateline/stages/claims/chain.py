"""From drafts to claims: which claim lies within which, who the source is, through whom the outlet knows."""

from dateline.knowledge.cue_lexicon import CueLexicon
from dateline.model import Claim, Document
from dateline.stages.claims.draft import Draft, Passage, as_spans


def link_claims(doc: Document, passage: Passage, drafts: list[Draft], lexicon: CueLexicon) -> tuple[Claim, ...]:
    """Return the claims in text order, each with the claim that it lies within."""
    ordered = sorted(drafts, key=lambda d: (min((*d.cue, *d.source, *d.content)), d.head))
    within = _nest(ordered)
    ids = [f"c{n}" for n in range(1, len(ordered) + 1)]
    claims = []
    for n, draft in enumerate(ordered):
        outer = within[n]
        source = as_spans(passage, draft.source)
        claims.append(
            Claim(
                id=ids[n],
                source_name=" ".join(s.of(passage.text) for s in source) or None,
                source_kind=None,
                actor=None,
                source=source,
                cue=as_spans(passage, draft.cue),
                content=as_spans(passage, draft.content),
                within=ids[outer] if outer is not None else None,
                stance=draft.stance,
                rule=draft.rule,
            )
        )
    return tuple(claims)


def _nest(drafts: list[Draft]) -> list[int | None]:
    """Return for each draft the index of the smallest content that holds its cue, or None."""
    holders: dict[int, list[int]] = {}
    for n, draft in enumerate(drafts):
        for i in draft.content:
            holders.setdefault(i, []).append(n)
    found: list[int | None] = []
    for n, draft in enumerate(drafts):
        around = [m for m in holders.get(draft.head, ()) if m != n and len(drafts[m].content) > 0]
        around = [m for m in around if drafts[m].head not in draft.content]
        found.append(min(around, key=lambda m: (len(drafts[m].content), m), default=None))
    return found
