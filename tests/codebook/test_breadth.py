"""Every type, mode, context and code of the ontology can be reached by some entry, refinement or derived act."""

from collections.abc import Iterator

import pytest

from dateline.codebook import Codebook, load_codebook

CONTEXTS = frozenset(
    """military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic
    legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality
    diplomatic territory peacekeeping health asylum migration disasters natural_resource environment technology
    terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking""".split()
)
LEAST_TRIGGERS = 20  # of a type; a mode may have few words of its own


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_codebook(None)


def _codes(book: Codebook) -> Iterator[str]:
    yield from (entry.cameo for entry in book.entries if entry.cameo)
    yield from (rule.cameo for rule in book.refinements if rule.cameo)
    yield from (rule.entry.cameo for rule in book.derived if rule.entry.cameo)


def unreachable_codes(book: Codebook) -> list[str]:
    """Return the CAMEO codes that nothing can give, without those that version 1 leaves out on purpose.

    Left out are the headings (two digits, and a code with finer ones that are all reached), comments (01), and appeals
    (02): a request takes its 10x code (docs/codebook.md).
    """
    reached = set(_codes(book))
    finer = {code: {c for c in book.codes if c != code and c.startswith(code)} for code in book.codes}
    return sorted(
        code
        for code in set(book.codes) - reached
        if len(code) > 2 and code[:2] not in ("01", "02") and not (finer[code] and finer[code] <= reached)
    )


def test_every_code_can_be_reached(book: Codebook) -> None:
    assert unreachable_codes(book) == []
    assert set(_codes(book)) <= set(book.codes)


def test_every_mode_has_an_entry_or_a_refinement(book: Codebook) -> None:
    given = {(entry.type, entry.mode) for entry in book.entries} | {(r.type, r.mode) for r in book.refinements}
    assert [(name, mode) for name, modes in book.modes.items() for mode in modes if (name, mode) not in given] == []


def test_every_type_has_senses_of_its_own(book: Codebook) -> None:
    counts = dict.fromkeys({entry.type for entry in book.entries}, 0)
    for entry in book.entries:
        counts[entry.type] += len(entry.triggers)
    assert len(counts) == 16
    assert {name: n for name, n in counts.items() if n < LEAST_TRIGGERS} == {}


def test_every_context_has_cue_words_or_an_entry(book: Codebook) -> None:
    named = {context for entry in book.entries for context in entry.contexts}
    cued = {name for name, cues in book.contexts.items() if cues}
    assert named | cued == CONTEXTS
    assert named <= CONTEXTS


REACHED = [
    ("Manila lodged a formal protest with Beijing over the reef.", "ACCUSE", "114"),
    ("Norway consulted its allies before the decision.", "CONSULT", "040"),
    ("Militias drove thousands of villagers from their homes in the west.", "ASSAULT", "201"),
    ("Vietnam set up a cyber command of 10,000 people.", "MOBILIZE", "155"),
    ("Washington suspended military aid to Pakistan.", "SANCTION", "1622"),
    ("Sweden suspended food aid to Chad in May.", "SANCTION", "1623"),
    ("Baghdad expelled the weapons inspectors.", "SANCTION", "1662"),
    ("Teachers in Lome went on strike for early elections.", "PROTEST", "1434"),
    ("Monks in Mandalay began a hunger strike for democracy.", "PROTEST", "1424"),
    ("The junta threatened to impose a curfew in Conakry.", "THREATEN", "1323"),
    ("A bomb exploded in a hotel in Medellin on Friday.", "ASSAULT", "1834"),
    ("Israeli jets struck the port with guided bombs.", "ASSAULT", "1951"),
    ("Ecuador refused to extradite the former minister to Peru.", "REJECT", "1213"),
    ("Oman offered to mediate between the two governments.", "AGREE", "039"),
]


@pytest.mark.parametrize(("text", "kind", "code"), REACHED, ids=[code for _, _, code in REACHED])
def test_fine_codes_are_given_in_news_prose(text: str, kind: str, code: str, run_until: object) -> None:
    doc = run_until("events", text)  # type: ignore[operator]
    assert (kind, code) in {(event.type, event.cameo) for event in doc.events}, [
        (event.type, event.cameo, event.rule) for event in doc.events
    ]
