from dataclasses import replace

from dateline.cli.explain import explanation_parts
from dateline.cli.printing import plain
from dateline.cli.table import report_parts
from dateline.explain import explain_events
from dateline.model import (
    Actor,
    ActorMention,
    Claim,
    Document,
    Edit,
    Event,
    EventDate,
    EventMention,
    Header,
    HeaderField,
    LoadedTerm,
    Location,
    Note,
    Number,
    Participant,
    Place,
    PlaceMention,
    Position,
    Span,
    Time,
    align,
    make_document,
)
from dateline.report import Report

TEXT = (
    "The Gazette quoted a source as saying the Blue Front agreed to resume raids on Redland troops near Vale on Monday."
)
RAW = TEXT.replace("Redland", "Red1and")


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def make_report() -> Report:
    """A report with everything in it, as the stages would fill it."""
    edit = Edit(span=at("Redland"), raw_span=at("Redland"), was="Red1and", now="Redland", rule="ocr.name")
    front = Actor(
        id="a1",
        name="Blue Front",
        code="BLUREB",
        basis="registry",
        mentions=(ActorMention(span=at("Blue Front"), form="name"),),
    )
    troops = Actor(id="a2", name="Redland troops", mentions=(ActorMention(span=at("Redland troops"), form="nominal"),))
    vale = Place(
        id="p1", name="Vale", country="RED", mentions=(PlaceMention(span=at("Vale"), form="name"),), basis="name"
    )
    claims = (
        Claim(
            id="c1",
            source_name="The Gazette",
            source_kind="outlet",
            actor=None,
            source=(at("The Gazette"),),
            cue=(at("quoted"),),
            content=(at(TEXT[19:]),),
        ),
        Claim(
            id="c2",
            source_name="a source",
            source_kind="unnamed",
            actor=None,
            source=(at("a source"),),
            cue=(at("saying"),),
            content=(at(TEXT[38:]),),
            within="c1",
        ),
    )
    base = Event(
        id="e1",
        sentence=0,
        trigger=at("agreed"),
        mentions=(EventMention(sentence=0, trigger=at("agreed")),),
        type="AGREE",
        mode=None,
        contexts=(),
        cameo="030",
        quad=1,
        goldstein=None,
        status="occurred",
        rule="agree#1",
        standing="attributed",
        claims=("c2", "c1"),
        participants=(Participant(actor="a1", role="source", span=at("Blue Front")),),
        source_state="named",
        target_state="not-applicable",
        about="e2",
    )
    inner = replace(
        base,
        id="e2",
        trigger=at("raids"),
        mentions=(EventMention(sentence=0, trigger=at("raids")),),
        type="ASSAULT",
        mode="aerial",
        status="planned",
        about=None,
        where="p1",
        locations=(Location(place="p1", role="at", span=at("Vale"), relation="near"),),
        participants=(
            *base.participants,
            Participant(actor="a2", role="target", span=at("Redland troops"), certainty="claimed"),
        ),
        target_state="unidentified",
        positions=(Position(claim=None, stance="doubts"),),
        date=EventDate(start="2030-01-07", end="2030-01-07", precision=1, basis="relative-to-published", time="t1"),
    )
    past = replace(
        base,
        id="e3",
        about=None,
        background=True,
        claims=(),
        standing="asserted",
        date=EventDate(start=None, end="2030-01-08", precision=None, basis="not-after-publication"),
    )
    doc = make_document(RAW, id="x", source="x.txt")
    doc = replace(
        doc,
        text=TEXT,
        edits=(edit,),
        alignment=align(RAW, (edit,)),
        sentences=(Span(0, len(TEXT)),),
        regions=(),
        tokens=(),
        header=Header(
            outlet=HeaderField(value="Daily Star", span=None, basis="given"),
            published=HeaderField(value="2030-01-08", span=None, basis="given"),
        ),
        actors=(front, troops),
        places=(vale,),
        claims=claims,
        events=(base, inner, past),
        predicates=(),
        times=(
            Time(
                id="t1",
                span=at("Monday"),
                type="DATE",
                value="2030-01-07",
                start="2030-01-07",
                end="2030-01-07",
                precision=1,
                basis="relative-to-published",
            ),
        ),
        numbers=(
            Number(
                id="n1",
                what="troops",
                low=None,
                best=2500,
                high=None,
                span=at("troops"),
                qualifier="nearly",
                where="p1",
                claim="c2",
            ),
        ),
        loaded_terms=(LoadedTerm(span=at("raids"), term="raid", frame="test"),) * 2,
        notes=(
            Note(field="events.where", code="x", reason="no place is named", event="e1"),
            Note(field="events.where", code="x", reason="no place is named", event="e3"),
        ),
    )
    return Report(item=doc, codebook={"name": "plover", "version": "1", "hash": "0" * 16})


def table() -> str:
    return plain(report_parts(make_report()))


def test_chain_reads_from_the_outlet_inwards() -> None:
    lines = [line.strip() for line in table().splitlines()]
    start = lines.index("Daily Star (the outlet)")
    assert lines[start + 1].startswith("└── The Gazette (outlet)  “quoted”")
    assert lines[start + 2].startswith("└── a source (unnamed)  “saying”")


def test_inner_event_stands_below_its_speech_act_and_background_apart() -> None:
    text = table()
    news, recalled = text.split("What it recalls (background)")
    assert news.index("e1") < news.index("└ e2") < news.index("ASSAULT aerial")
    assert "e3" not in news.split("What it reports")[1]
    assert "e3" in recalled


def test_event_says_who_where_when_and_what_is_doubted() -> None:
    text = " ".join(table().split())
    for words in ("BLUREB", "claimed", "near Vale", "2030-01-07", "not after 2030-01-08", "doubts: the outlet"):
        assert words in text


def test_rest_is_told() -> None:
    text = table()
    assert "troops: nearly 2,500, in Vale, says a source" in text
    assert "“Red1and” → “Redland”  ocr.name" in text
    assert "raids ×2" in text
    assert "events.where of e1, e3: no place is named" in text


def test_table_fits_its_width() -> None:
    assert max(map(len, table().splitlines())) <= 100


def test_failure_has_no_table() -> None:
    doc = make_report().document
    assert isinstance(doc, Document)
    bare = Report(item=make_document("Hello.", source="y.txt"))
    assert "No events were found." in plain(report_parts(bare))


def test_explanation_marks_the_words_and_names_rule_and_basis() -> None:
    report = make_report()
    (one,) = explain_events(report.document, "e2")
    text = " ".join(plain(explanation_parts(report, one)).split())
    assert "[trigger: raids]" in text
    assert "[source: Blue Front]" in text
    assert "[place: Vale]" in text
    assert "[time: Monday]" in text
    assert "[claim cue: saying]" in text
    assert "agree#1" in text
    assert "relative-to-published" in text
    assert "registry" in text
