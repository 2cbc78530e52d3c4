"""Every example and counterexample of the packaged codebook, through the whole path."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest

from dateline.codebook import load_codebook, read_codebook
from dateline.codebook.examples import check_examples
from dateline.codebook.schema import TYPES
from dateline.model import Document, make_document
from dateline.stage import Stage
from dateline.stages.events import events_stage

Make = Callable[..., Path]
Coder = Callable[[Sequence[str]], Iterable[Document]]


def _coder(stages: Sequence[Stage]) -> Coder:
    def code(texts: Sequence[str]) -> Iterable[Document]:
        docs: Iterable[Document] = [make_document(text) for text in texts]
        for stage in stages:
            docs = stage.apply(docs)
        return docs

    return code


@pytest.fixture(scope="module")
def faults(stages: list[Stage]) -> Callable[[], dict[str, list[str]]]:
    """The faults of each type, from one batch over all examples."""
    upto = [stage.name for stage in stages].index("events") + 1

    @cache
    def run() -> dict[str, list[str]]:
        book = load_codebook()
        found: dict[str, list[str]] = {}
        by_place = {(entry.file, entry.id): entry.type for entry in book.entries}
        for fault in check_examples(book, _coder(stages[:upto])):
            kind = by_place[fault.file, fault.message.split(":")[0]]
            found.setdefault(kind, []).append(str(fault))
        return found

    return run


@pytest.mark.parametrize("kind", TYPES)
def test_examples_of_the_packaged_codebook(kind: str, faults: Callable[[], dict[str, list[str]]]) -> None:
    assert "\n".join(faults().get(kind, ())) == ""


def test_every_entry_has_examples_and_most_types_counterexamples() -> None:
    book = load_codebook()
    assert [entry.id for entry in book.entries if not entry.examples] == []
    counter = {entry.type for entry in book.entries if entry.counterexamples}
    assert counter == set(TYPES)


def test_a_wrong_example_is_a_fault_with_file_and_line(make_codebook: Make, stages: list[Stage]) -> None:
    page = (
        "type: ASSAULT\ncameo: '190'\nentries:\n- id: a\n  verbs: [pelt]\n  examples:\n  - The rain fell.\n"
        "  - {text: Youths pelted the bus., status: planned}\n  counterexamples:\n  - Youths pelted the mayor.\n"
    )
    book, _ = read_codebook(make_codebook({"ASSAULT/pelt.yaml": page}))
    upto = [stage.name for stage in stages].index("events")
    found = check_examples(book, _coder([*stages[:upto], events_stage(book)]))
    assert [(fault.file, fault.line) for fault in found] == [
        ("ASSAULT/pelt.yaml", 4), ("ASSAULT/pelt.yaml", 8), ("ASSAULT/pelt.yaml", 4),
    ]  # fmt: skip
    assert "not coded" in found[0].message
    assert "status occurred, not planned" in found[1].message
    assert "counterexample is coded" in found[2].message
