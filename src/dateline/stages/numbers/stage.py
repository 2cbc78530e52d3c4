from dataclasses import replace

from dateline.knowledge.number_words import NumberWords, load_number_words
from dateline.model import Document, Note, Number, Span
from dateline.stage import Stage
from dateline.stages.numbers.breakdown import find_among_dead, find_whole
from dateline.stages.numbers.counting import Counted, find_counted
from dateline.stages.numbers.figures import Figure, find_figures
from dateline.stages.numbers.linking import Links
from dateline.stages.numbers.phrase import counted_noun
from dateline.stages.numbers.tolls import find_toll, is_cumulative, is_replaced
from dateline.syntax import Tree

Row = tuple[Figure, Counted, Number]
_ELLIPSIS = 14
_BEFELL = frozenset({"killed", "injured", "missing", "abducted", "arrested", "released", "rescued"})
_HARM = frozenset({"killed", "injured", "casualties"})
_UNLINKED = "no event in the sentence, nor a single fitting one before it, is said to have caused this figure"
_REPLACED = "the report gives this figure up for the new one beside it"


def numbers_stage(words: NumberWords | None = None) -> Stage:
    """Build the stage that reads quantities of people and arms, with their bounds, their event and who gives them."""
    tables = words or load_number_words()
    return Stage(
        name="numbers",
        version="2",
        reads=frozenset({"text", "tokens", "sentences", "times", "places", "actors", "claims", "predicates", "events"}),
        writes=frozenset({"numbers"}),
        run=lambda doc: find_numbers(doc, tables),
        resources=tables.hash,
    )


def find_numbers(doc: Document, words: NumberWords) -> Document:
    """Find the quantities of a document.

    Example: "The army said at least 12 people were killed" gives killed, low and best 12, no upper bound, with the
    army's claim. One claim's figure is never mixed with another's: each figure is an entry of its own. A figure that
    the report itself gives up ("up from 30") keeps its entry, with a note.
    """
    tree = Tree(doc)
    figures = find_figures(tree, words)
    if not figures:
        return replace(doc, numbers=())
    links = Links(doc, tree)
    rows: list[Row] = []
    notes: list[Note] = []
    for figure in figures:
        read = _count(tree, figure, rows, words)
        if read is None:
            continue
        counted, whole = read
        number = _number(links, f"n{len(rows) + 1}", figure, counted, whole, words)
        if rows and number.span.start < rows[-1][2].span.end:
            continue  # a count of one whose phrase the figure before has taken in
        rows.append((figure, counted, number))
        notes += _notes(tree, figure, number, words)
    return replace(doc, numbers=tuple(number for _, _, number in rows)).with_notes(notes)


def _count(tree: Tree, figure: Figure, rows: list[Row], words: NumberWords) -> tuple[Counted, Number | None] | None:
    """Return what a figure counts and the figure it is a part of."""
    toll = find_toll(tree, figure, words) if figure.kind == "figure" else None
    counted = toll or find_counted(tree, figure, words)
    if figure.kind != "figure":
        return (counted, None) if counted else None
    if counted is None and rows:
        counted = _elliptical(tree, figure, rows[-1], words)
    held = find_whole(tree, figure, counted, rows, words)
    if held is not None:
        whole, above = held
        if counted is not None and _stands_apart(figure, counted, whole):
            return counted, None
        noun = counted_noun(tree, figure, words)
        return Counted(what=whole.what, noun=noun, governor=above.governor), whole
    counted = counted or find_among_dead(tree, figure, words)
    return (counted, None) if counted else None


def _stands_apart(figure: Figure, counted: Counted, whole: Number) -> bool:
    """Tell whether something else befell the part, in its own clause: "of the 150 detained, 90 were released"."""
    return counted.what in _BEFELL and counted.what != whole.what and counted.governor.i > figure.last.i


def _elliptical(tree: Tree, figure: Figure, last: Row, words: NumberWords) -> Counted | None:
    """What a bare figure shares with the one before: "900 troops in Syria and 2,500 in Iraq"; "up from 30"."""
    before, counted, number = last
    if before.first.sent != figure.first.sent or figure.first.i - before.last.i > _ELLIPSIS:
        return None
    if is_replaced(tree, figure, words):
        return counted
    noun = counted_noun(tree, figure, words)
    if noun.i > figure.last.i or number.part_of is not None:
        return None
    between = tree.tokens[before.last.i + 1 : figure.first.i]
    after = tree.tokens[figure.last.i + 1 : figure.last.i + 2]
    joined = bool(between) and between[-1].lower in ("and", ",", "but", "or")
    placed = bool(after) and after[0].lower in ("in", "at", "near", "from", "on", "by", "more", "others")
    if joined and placed and not any(t.pos == "VERB" for t in between[-3:]):
        return counted
    return None


def _number(
    links: Links, name: str, figure: Figure, counted: Counted, whole: Number | None, words: NumberWords
) -> Number:
    cumulative = is_cumulative(links.tree, figure, counted, words) or bool(whole and whole.scope == "cumulative")
    event = links.event(counted, figure, cumulative=cumulative)
    single = figure.kind != "figure" and counted.noun.i > figure.last.i
    actor = links.actor(counted.noun)
    claim = links.claim(figure)
    event_id = whole.event if whole is not None else event.id if event else None
    return Number(
        id=name,
        what=counted.what,
        low=figure.low,
        best=figure.best,
        high=figure.high,
        qualifier=figure.qualifier,
        span=Span(figure.span.start, counted.noun.end) if single else figure.span,
        event=event_id,
        actor=actor.id if actor else None,
        where=links.place(figure, counted, event),
        when=links.time(counted, event),
        claim=claim.id if claim else None,
        side=links.side(counted, event, actor, words) if counted.what in _HARM else None,
        scope="cumulative" if cumulative else "event",
        part_of=whole.id if whole is not None else None,
    )


def _notes(tree: Tree, figure: Figure, number: Number, words: NumberWords) -> list[Note]:
    notes = []
    if is_replaced(tree, figure, words):
        notes.append(Note(field=f"numbers.{number.id}", code="figure-replaced", reason=_REPLACED, event=number.event))
    if number.event is None and number.what in _HARM and number.scope == "event":
        notes.append(Note(field=f"numbers.{number.id}.event", code="event-unlinked", reason=_UNLINKED))
    return notes
