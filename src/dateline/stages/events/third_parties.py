"""Whom an act concerns that neither does it nor suffers it."""

from collections.abc import Iterator, Mapping

from dateline.codebook import Codebook
from dateline.stages.events.candidate import Candidate
from dateline.stages.events.parties import Company, Word
from dateline.stages.events.party_finder import PartyFinder
from dateline.stages.events.reading import Reading
from dateline.syntax import arguments, conjuncts

_TOPIC = ("about", "regarding", "concerning", "over")


def find_third_parties(
    reading: Reading, codebook: Codebook, finder: PartyFinder, candidate: Candidate, inner: Mapping[int, Candidate]
) -> Company:
    """Return the third parties of an act.

    Three kinds: for whom it is done ("in solidarity with *Chile*", "on behalf of *the rebels*"); whom words are about
    ("talks about *Libya*"); and, of a speech act, the parties of the act that it is about which are not its own
    ("France condemned Russia's attack on *Ukraine*"). The state on whose soil an act takes place is in ``locations``,
    as a place.
    """
    parties = candidate.parties
    known = {
        party.actor.id
        for party in (*parties.source, *parties.target, *parties.mediator, *parties.victim, *parties.associate)
    }
    words = [*_for_whom(reading, codebook, candidate), *_about_whom(reading, finder, candidate)]
    act = inner.get(candidate.inner) if candidate.inner is not None else None
    theirs = (*act.parties.source, *act.parties.target) if act is not None and candidate.type in finder.spoken else ()
    return finder.company(words, without=known, more=theirs)


def _for_whom(reading: Reading, codebook: Codebook, candidate: Candidate) -> Iterator[Word]:
    """Yield the nouns of "on behalf of", "in support of", "in the interests of", each with those it is for."""
    tree = reading.tree
    behalf = codebook.classes.get("BEHALF", frozenset())
    sources = (party.head for party in candidate.parties.source if party.head.sent == candidate.match.token.sent)
    for head in (candidate.match.token, *candidate.match.filled, *sources):
        for prep in tree.children(head, "prep"):
            for noun in tree.children(prep, "pobj") if prep.lower in ("in", "on") else ():
                if noun.lemma.lower() in behalf:
                    yield noun, (*arguments(tree, noun).after("of", "with", "for"), *tree.children(noun, "poss"))


def _about_whom(reading: Reading, finder: PartyFinder, candidate: Candidate) -> Iterator[Word]:
    """Yield whom talks and words are about, where the frame does not make them the target."""
    match = candidate.match
    if candidate.type not in finder.spoken:
        return
    places = match.entry.frame.noun_target if match.noun else match.entry.frame.verb_target
    topics = tuple(prep for prep in _TOPIC if prep not in places)
    yield match.token, match.args.after(*topics)
    for noun in match.filled:
        if noun.pos == "NOUN" and noun.i != match.token.i:
            for prep in reading.tree.children(noun, "prep"):
                for topic in reading.tree.children(prep, "pobj") if prep.lower in topics else ():
                    yield match.token, conjuncts(reading.tree, topic)
