from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dateline.codebook import Codebook, load_codebook
from dateline.knowledge.agents import load_agents
from dateline.knowledge.word_forms import load_gate_lexicon
from dateline.model import Document, Note, Span
from dateline.stage import Stage
from dateline.stages.gate.screen import Screen
from dateline.stages.gate.segments import find_segments
from dateline.stages.gate.sentence import split_sentences
from dateline.stages.gate.topic import TopicScreen


def gate_stage(codebook: str | Path | Codebook | None = None, *, events_only: bool = False) -> Stage:
    """Build the stage that says which paragraphs are parsed: all of them, or those that can hold an event.

    A paragraph that is kept is parsed as it would be without the gate, so that its tokens are the same.

    Args:
        codebook: whose events are meant, where only events are; it plays no part else.
        events_only: whether to leave out paragraphs in which no trigger of the codebook has the words it needs, and
            reports of a topic that is not coded (sport, markets, show business).
    """
    if not events_only:
        return _stage(_keep_all, "all")
    book = codebook if isinstance(codebook, Codebook) else load_codebook(codebook)
    screen, topics = Screen(book), TopicScreen(book)
    resources = "-".join(["events", book.hash, load_gate_lexicon().hash, load_agents().key])
    return _stage(lambda doc: _keep_events(doc, screen, topics), resources)


def _stage(run: Callable[[Document], Document], resources: str) -> Stage:
    return Stage(
        name="gate",
        version="1",
        reads=frozenset({"text", "regions", "language"}),
        writes=frozenset({"prose"}),
        run=run,
        resources=resources,
    )


def _segments(doc: Document) -> tuple[Span, ...]:
    """Return what can be parsed of a document: nothing of one that is known not to be English."""
    return tuple(find_segments(doc.text or "", doc.regions or ())) if doc.language in (None, "en") else ()


def _keep_all(doc: Document) -> Document:
    return replace(doc, prose=_segments(doc))


def _keep_events(doc: Document, screen: Screen, topics: TopicScreen) -> Document:
    segments, text = _segments(doc), doc.text or ""
    topic = topics.find(span.of(text) for span in segments)
    if topic is not None:
        name, cues = topic
        note = Note(
            field="events",
            code="off-topic",
            reason=f"the report reads as {name} ({', '.join(cues[:6])}) and was not coded for events",
        )
        return replace(doc, prose=()).with_notes([note, *_told(segments, ())])
    able = [any(screen.holds(sentence) for sentence in split_sentences(span.of(text))) for span in segments]
    first = _lede(doc, segments) if any(able) else 0
    prose = tuple(span for i, span in enumerate(segments) if able[i] or i < first)
    return replace(doc, prose=prose).with_notes(_told(segments, prose))


def _lede(doc: Document, segments: Sequence[Span]) -> int:
    """Return how many paragraphs lead the report, title and lede: names and sources are introduced there."""
    titles = [region.span for region in doc.regions or () if region.kind == "title"]
    leading = 0
    while leading < len(segments) and any(title.overlaps(segments[leading]) for title in titles):
        leading += 1
    return leading + 1


def _told(segments: Sequence[Span], prose: Sequence[Span]) -> list[Note]:
    """Say how much was not parsed, if anything was: there, nothing was looked for."""
    left = len(segments) - len(prose)
    if not left:
        return []
    total, kept = (sum(span.end - span.start for span in spans) for spans in (segments, prose))
    share = 100 - 100 * kept // total
    return [
        Note(
            field="text",
            code="not-parsed",
            reason=f"{left} of {len(segments)} paragraphs ({share}% of the text) cannot hold an event "
            "and were not parsed (parse = events): no times, places, actors, claims or numbers were looked for in them",
        )
    ]
