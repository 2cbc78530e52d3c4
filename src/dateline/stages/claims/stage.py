from dataclasses import replace

from dateline.knowledge.cue_lexicon import CueLexicon, load_cue_lexicon
from dateline.model import Claim, Document, Note
from dateline.stage import Stage
from dateline.stages.claims.adjuncts import find_adjunct_claims
from dateline.stages.claims.chain import link_claims
from dateline.stages.claims.draft import make_passage
from dateline.stages.claims.labels import find_label_claims
from dateline.stages.claims.nouns import find_adjective_claims, find_noun_claims
from dateline.stages.claims.quoting import cite_sources, find_quoting_claims, resume_speakers
from dateline.stages.claims.speech import attach_speech
from dateline.stages.claims.verbs import find_verb_claims


def claims_stage() -> Stage:
    """Build the stage that finds who says, thinks or wants what."""
    lexicon = load_cue_lexicon()
    return Stage(
        name="claims",
        version="1",
        reads=frozenset({"text", "header", "regions", "tokens", "sentences", "places", "actors"}),
        writes=frozenset({"claims"}),
        run=lambda doc: _with_claims(doc, lexicon),
        resources=lexicon.resources,
    )


def _with_claims(doc: Document, lexicon: CueLexicon) -> Document:
    claims, notes = find_claims(doc, lexicon)
    return replace(doc, claims=claims).with_notes(notes)


def find_claims(doc: Document, lexicon: CueLexicon) -> tuple[tuple[Claim, ...], tuple[Note, ...]]:
    """Return the claims of a parsed document, in text order, and notes on the sources that stay unresolved."""
    if not doc.tokens:
        return (), ()
    passage = make_passage(doc)
    finders = (find_verb_claims, find_adjunct_claims, find_noun_claims, find_adjective_claims, find_label_claims)
    quoting = list(find_quoting_claims(passage, lexicon))
    taken = {draft.head for draft in quoting}
    found = [draft for find in finders for draft in find(passage, lexicon) if draft.head not in taken]
    drafts = resume_speakers(passage, sorted([*quoting, *found], key=lambda draft: draft.head), lexicon)
    drafts = cite_sources(passage, drafts, lexicon)
    drafts = attach_speech(passage, drafts)
    return link_claims(doc, passage, drafts, lexicon)
