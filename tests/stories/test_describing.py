"""Any group of events is described as the linker would describe it."""

from dataclasses import replace

import pytest
from making_stories import BASRA, DAY, make_document, make_event, party, toll

from dateline.errors import UsageError
from dateline.stories import Describer, link_documents
from dateline.stories.sketch import DocumentSketch

TEXT = "A car bomb killed nine people at a market in Mosul on Tuesday, police said. Ambulances took dozens away. " * 3
DOCUMENTS = (
    make_document("a", make_event(tolls=(toll(9),)), text=TEXT, published=DAY + 1),
    make_document("b", make_event(tolls=(toll(14),)), text=TEXT + "The road was shut.", published=DAY + 2),
    make_document("c", make_event(tolls=(toll(14),), parties=(party("Free Men"),)), make_event(id="e2", place=BASRA)),
    make_document("d", make_event(status="ongoing"), published=None),
    make_document("e", make_event(place=replace(BASRA, precision=4)), outlet=None),
)


def describer(documents: tuple[DocumentSketch, ...] = DOCUMENTS) -> Describer:
    linking = link_documents(documents)
    return Describer(documents, copies=linking.copies, outlets=())


def test_the_linkers_groups_are_described_as_it_describes_them() -> None:
    linking = link_documents(DOCUMENTS)
    assert max(found.reports for found in linking.occurrences) >= 3
    assert linking.copies
    made = describer()
    for found in linking.occurrences:
        members = [(member.document, member.event) for member in found.members]
        assert made.describe(members[::-1]) == found


def test_what_people_put_together_counts_and_contradicts() -> None:
    found = describer().describe([("e", "e1"), ("c", "e1"), ("a", "e1")])
    assert [member.document for member in found.members] == ["a", "c", "e"]
    assert (found.id, found.reports, found.outlets) == ("a#e1", 3, 3)
    assert "killed" in {each.field for each in found.contradictions}


def test_nearness_is_that_of_linking() -> None:
    made = describer()
    assert made.nearness([("a", "e1")], [("b", "e1")]) > made.nearness([("a", "e1")], [("c", "e2")])
    assert made.nearness([("c", "e1")], [("c", "e2")]) == 0
    assert made.nearness([], [("c", "e2")]) == 0


def test_an_event_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="x#e1"):
        describer().describe([("x", "e1")])
