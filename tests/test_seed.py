"""The article that the project started from, against what a careful human coder takes from it (seed/expected.md)."""

from pathlib import Path

import pytest

import dateline
from dateline.model import Document, Event, Span, to_raw

pytestmark = pytest.mark.shared
OUTLET_ONLY = ("11", "12", "13", "14", "15")  # rows after the last quotation: the outlet's own word
QUOTED = ("3", "5", "6", "8", "9", "10")


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return next((shared / "seed").glob("*.txt"))


@pytest.fixture(scope="module")
def report(file: Path) -> dateline.Report:
    return dateline.code(file, published="2024-08-26")


class Seed:
    """The coded article, with the words by which expected.md names its rows."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.text = " ".join((doc.text or "").split())
        self.codes = {actor.id: actor.code for actor in doc.actors or ()}
        self.names = {actor.id: actor.name for actor in doc.actors or ()}

    def told_in(self, event: Event, words: str) -> bool:
        """Whether a mention of the event stands in a sentence with these words."""
        return any(words in " ".join(self.doc.sentence_text(m.sentence).split()) for m in event.mentions)

    def find(self, types: str, words: str, **values: object) -> list[Event]:
        return [
            event
            for event in self.doc.events or ()
            if event.type in types.split()
            and self.told_in(event, words)
            and all(getattr(event, key) == value for key, value in values.items())
        ]

    def describe(self) -> str:
        """All events, a line each, for whoever has to find out why a row is missing."""
        return "\n" + "\n".join(
            f"{e.id:4} {e.type}/{e.mode} {e.status}{' background' if e.background else ''} about={e.about} "
            f"{self.side(e, 'source')} -> {self.side(e, 'target')} claims={e.claims} "
            f"{e.trigger.of(self.doc.text or '')!r} in {' '.join(self.doc.sentence_text(e.sentence).split())[:60]!r}"
            for e in self.doc.events or ()
        )

    def about(self, event: Event) -> Event | None:
        return next((other for other in self.doc.events or () if other.id == event.about), None)

    def side(self, event: Event, role: str) -> list[str]:
        """The codes of one side; a party without a code by its name."""
        parties = [p for p in event.participants if p.role == role]
        return [self.codes.get(p.actor) or self.names.get(p.actor, p.actor) for p in parties]

    def acts(self, event: Event, source: str | None, target: str | None = None) -> bool:
        """Whether the parties have these codes, as beginnings: "USA" is met by USAMIL."""
        return all(
            want is None or any(have.startswith(tuple(want.split("|"))) for have in self.side(event, role))
            for want, role in ((source, "source"), (target, "target"))
        )


@pytest.fixture(scope="module")
def seed(report: dateline.Report) -> Seed:
    return Seed(report.document)


def row_1(seed: Seed) -> list[Event]:
    return [
        event
        for event in seed.find("AGREE", "reached an agreement", status="occurred", background=False)
        if (inner := seed.about(event))
        and (inner.type, inner.status) == ("ASSAULT", "planned")
        and seed.acts(event, "IRQREB")
        and seed.acts(inner, "IRQREB", "USAMIL")
    ]


def row_3(seed: Seed) -> list[Event]:
    found = seed.find("CONSULT", "have lately held a meeting", status="occurred", background=False)
    return [event for event in found if seed.acts(event, "IRQREB")]


def row_5(seed: Seed) -> list[Event]:
    return [
        event
        for event in seed.find("AGREE", "most of the leaders", status="occurred", background=False)
        if (inner := seed.about(event))
        and (inner.type, inner.status) == ("ASSAULT", "planned")
        and seed.acts(event, "IRQREB")
        and seed.acts(inner, "IRQREB")
    ]


def row_6(seed: Seed) -> list[Event]:
    found = []
    for event in seed.find("AGREE", "agreed on the resumption", status="occurred", background=False):
        inner = seed.about(event)
        if not inner or (inner.type, inner.status) != ("ASSAULT", "planned") or not seed.acts(event, "IRQREB"):
            continue
        targets = [p for p in inner.participants if p.role == "target"]
        joined = {p.alternative for p in targets}
        if (
            seed.acts(inner, "IRQREB", "USAMIL")
            and seed.acts(inner, None, "ISR")
            and len(joined) == 1
            and None not in joined
        ):
            found.append(event)
    return found


def row_8(seed: Seed) -> list[Event]:
    words = "will not rest as long as"
    attacks = [
        event
        for event in seed.find("ASSAULT", words, status="ongoing", background=False)
        if event.claims and any("Popular Mobili" in seed.names[id] for id in _ids(event, "target"))
    ]
    threats = [
        event
        for event in seed.find("THREATEN", words, status="occurred", background=False)
        if seed.acts(event, "IRQREB", "foreign forces|USA")
    ]
    return threats if attacks else []


def row_9(seed: Seed) -> list[Event]:
    words = "will press ahead"
    aid = [
        event
        for event in seed.find("AID SUPPORT", words, status="ongoing", background=False)
        if event.claims and seed.acts(event, "USA", "ISR")
    ]
    threats = [e for e in seed.find("THREATEN", words, status="occurred", background=False) if seed.acts(e, "IRQREB")]
    return threats if aid else []


def row_10(seed: Seed) -> list[Event]:
    words = "intend to carry out"
    found = seed.find("ASSAULT", words, status="planned", background=False)
    return [event for event in found if seed.acts(event, "IRQREB", "USAMIL")]


def row_11(seed: Seed) -> list[Event]:
    found = seed.find("REQUEST", "have been pressing for", background=False)
    return [
        event
        for event in found
        if event.status in ("ongoing", "occurred")
        and seed.acts(event, "IRQREB")
        and ((inner := seed.about(event)) is None or inner.status == "demanded")
    ]


def row_12(seed: Seed) -> list[Event]:
    found = seed.find("ASSAULT", "invaded the country", status="occurred", background=True)
    return [event for event in found if seed.acts(event, "USA", "IRQ")]


def row_13(seed: Seed) -> list[Event]:
    found = seed.find("ASSAULT", "defeated the Takfiri", status="occurred", background=True)
    return [
        e
        for e in found
        if any(name in seed.names[id] for id in _ids(e, "target") for name in ("Daesh", "Islamic State"))
    ]


def row_14(seed: Seed) -> list[Event]:
    return [
        event
        for event in seed.find("REQUEST SANCTION", "voted in favor", status="occurred", background=True)
        if seed.acts(event, "IRQLEG|IRQGOV") and ((inner := seed.about(event)) is None or inner.status == "demanded")
    ]


def row_15(seed: Seed) -> list[Event]:
    found = seed.find("ASSAULT", "assassinated", status="occurred", background=True, mode="targeted")
    return [event for event in found if seed.acts(event, "USA", "IRNMIL") and seed.acts(event, None, "IRQ")]


def row_19(seed: Seed) -> list[Event]:
    found = seed.find("MOBILIZE", "military parade", background=True)
    return [event for event in found if any("Hezbollah" in seed.names[id] for id in _ids(event, "source"))]


def _ids(event: Event, role: str) -> list[str]:
    return [p.actor for p in event.participants if p.role == role]


ROWS = {name.removeprefix("row_"): find for name, find in list(globals().items()) if name.startswith("row_")}


@pytest.mark.parametrize("name", list(ROWS))
def test_row(seed: Seed, name: str) -> None:
    assert ROWS[name](seed), seed.describe()


@pytest.mark.parametrize("name", QUOTED)
def test_quoted_rows_carry_the_chain(seed: Seed, name: str) -> None:
    claims = {claim.id: claim for claim in seed.doc.claims or ()}
    for event in ROWS[name](seed)[:1] or pytest.fail("the row is not coded"):
        chain = [claims[id] for id in event.claims]
        assert [claim.source_kind for claim in chain] == ["unnamed", "outlet"]
        assert "al-Akhbar" in (chain[1].source_name or "")
        assert event.standing == "attributed"


@pytest.mark.parametrize("name", OUTLET_ONLY)
def test_rows_after_the_last_quotation_are_the_outlets_own(seed: Seed, name: str) -> None:
    for event in ROWS[name](seed)[:1] or pytest.fail("the row is not coded"):
        assert event.claims == ()
        assert event.standing == "asserted"


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("1", None, "2024-08-26"),
        ("3", None, "2024-08-26"),
        ("12", None, "2004-08-26"),
        ("13", "2017-07-01", "2017-12-31"),
        ("14", "2020-01-01", "2020-12-31"),
        ("15", None, "2020-12-31"),
    ],
)
def test_dates_are_bounds_or_what_the_text_says(seed: Seed, name: str, start: str | None, end: str) -> None:
    for event in ROWS[name](seed)[:1] or pytest.fail("the row is not coded"):
        date = event.date
        assert date is None or date.start != "2024-08-26", "nothing happened on the day of the report"
        assert start is None or (date and date.start and date.start >= start)
        assert date and date.end and date.end <= end


def test_nothing_is_told_to_have_happened_that_day(seed: Seed) -> None:
    wrong = [
        (event.id, event.status, event.trigger.of(seed.doc.text or ""))
        for event in seed.doc.events or ()
        if event.type == "ASSAULT" and event.status in ("occurred", "ongoing") and not event.background
        if not (event.claims and (seed.told_in(event, "will not rest as long") or seed.told_in(event, "our strikes")))
    ]
    assert wrong == []


def test_presence_of_troops_is_no_event(seed: Seed) -> None:
    assert not [event for event in seed.doc.events or () if seed.told_in(event, "has maintained its presence, although")
                and event.trigger.of(seed.doc.text or "").startswith(("maintain", "presence"))]  # fmt: skip


def test_header(seed: Seed) -> None:
    header = seed.doc.header
    assert header
    found = {name: getattr(header, name) and getattr(header, name).value for name in header.__dataclass_fields__}
    title = "Iraqi resistance groups agree to resume operations against American forces"
    assert " ".join(found["title"].split()) == title
    assert (found["outlet"], found["agency"], found["published"]) == ("RHC", "RHC", "2024-08-26")
    assert (found["dateline_place"], found["dateline_date"]) == ("Baghdad", "2024-08-26")


def test_year_is_not_guessed_without_a_publication_date(file: Path) -> None:
    doc = dateline.code(file)
    day = doc.header.dateline_date
    assert day
    assert (day.value, day.basis) == ("XXXX-08-26", "unresolved")
    assert any(note.field == "header.dateline_date" for note in doc.notes)
    assert not [event.id for event in doc.events if event.date and (event.date.start or "").startswith("2024")]


def test_caption_credit_and_dateline_are_not_body(seed: Seed) -> None:
    kinds = {kind: [] for kind in ("caption", "credit", "dateline", "body")}  # type: dict[str, list[str]]
    for region in seed.doc.regions or ():
        kinds.setdefault(region.kind, []).append(" ".join(region.span.of(seed.doc.text or "").split()))
    assert any(text.startswith("In this photo, Iraqi fighters") for text in kinds["caption"])
    assert any("Photo by AFP" in text for text in kinds["credit"])
    assert any(text.startswith("Baghdad, August 26") for text in kinds["dateline"])
    assert not [text for text in kinds["body"] if "Photo by AFP" in text or "August 26" in text]


def test_pmu_has_its_aliases(seed: Seed) -> None:
    wanted = {"Popular Mobilization Units", "PMU", "Hashd al-Sha’abi"}
    for actor in seed.doc.actors or ():
        said = {" ".join(mention.span.of(seed.doc.text or "").split()) for mention in actor.mentions}
        if all(any(want in name for name in said) for want in wanted):
            return
    pytest.fail("no actor has all three names")


def test_garbled_names_are_repaired_and_mapped_back(seed: Seed) -> None:
    doc = seed.doc
    assert doc.text
    repaired = {edit.was.strip("’s") for edit in doc.edits or () if edit.now.startswith("Iraq")}
    assert {"lragl", "Iraqgi", "Iragi", "Irag"} <= repaired
    assert not [word for word in ("lragl", "Iraqgi", "Iragi", "Irag’s") if word in doc.text]
    for edit in doc.edits or ():
        assert edit.span.of(doc.text) == edit.now
        assert edit.raw_span.of(doc.raw) == edit.was
        if edit.now:
            assert to_raw(doc.alignment or (), edit.span) == edit.raw_span


def test_loaded_terms_are_marked(seed: Seed) -> None:
    terms = (
        "anti-terror", "resistance", "occupation troops", "occupiers", "Zionist regime", "Israeli enemy",
        "Takfiri terrorist group", "blatant violation", "false claims", "Washington claims",
    )  # fmt: skip
    text = seed.doc.text or ""
    marked = [
        term
        for term in terms
        if any(
            Span(text.index(term), text.index(term) + len(term)).overlaps(t.span) for t in seed.doc.loaded_terms or ()
        )
    ]
    assert len(marked) >= 7, marked


def test_troops_are_counted_with_their_places(seed: Seed) -> None:
    places = {place.id: place.name for place in seed.doc.places or ()}
    found = {(number.what, number.best, places.get(number.where or "")) for number in seed.doc.numbers or ()}
    assert {("troops", 2500, "Iraq"), ("troops", 900, "Syria")} <= found


def test_record_keeps_the_contract(report: dateline.Report) -> None:
    from dateline.contract.validate import find_record_faults

    assert list(find_record_faults(report.to_dict())) == []
