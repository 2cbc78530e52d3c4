"""Whether a report can hold events at all: match reports, market reports and show business are not coded."""

from dateline.codebook import Codebook
from dateline.model import Note
from dateline.stages.events.reading import Reading

_SIGNS = 2  # different signs of conflict or diplomacy that keep a report, whatever it is about


def off_topic(reading: Reading, codebook: Codebook) -> Note | None:
    """Return the note of a report that is not coded, or None; decided by the codebook's ``relevance.yaml``.

    Example: a report of a cup final in which "rebels" are a team is not coded; one of a riot at the final is. Known
    miss: a short item with few words of its topic is coded like any other.
    """
    words = reading.vocabulary
    if len(words & codebook.relevance.signs) >= _SIGNS:
        return None
    for topic in codebook.relevance.topics:
        found = sorted(words & topic.cues)
        if len(found) < topic.least:
            continue
        told = sum(token.lemma.lower() in topic.cues or token.lower in topic.cues for token in reading.tokens)
        if told >= topic.share * len(reading.tokens):
            return Note(
                field="events",
                code="off-topic",
                reason=f"the report reads as {topic.name} ({', '.join(found[:6])}) and was not coded for events",
            )
    return None
