import io
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import UsageError
from dateline.ingest import Limits, read_inputs
from dateline.ingest.readers import read_source
from dateline.ingest.source import Reading, open_source
from dateline.ingest.split_plan import parse_split
from dateline.model import Document

NEXIS = """
                              1 of 2 DOCUMENTS


                             The Kivu Courier

                              May 3, 2024 Friday

HEADLINE: Rebels shell Goma

BYLINE: Jane Doe

LENGTH: 50 words

 BODY:
  Rebels shelled Goma on Monday, the army said.

LOAD-DATE: May 4, 2024


                              2 of 2 DOCUMENTS


                             Sahel Observer

                              May 5, 2024 Sunday

Police arrest five in Kano

LENGTH: 40 words

  Police arrested five people in Kano, a spokesman said.
"""
LEXIS = """Rebels shell Goma

The Kivu Courier
May 3, 2024 Friday

Copyright 2024 The Kivu Courier All Rights Reserved
Length: 52 words
Byline: Jane Doe
Body

Rebels shelled Goma on Monday, the army said.

Load-Date: May 4, 2024

End of Document

Police arrest five in Kano

Sahel Observer
May 5, 2024 Sunday

Length: 52 words
Body

Police arrested five people in Kano, a spokesman said.

End of Document
"""
FACTIVA = """Rebels shell Goma

By Jane Doe
52 words
3 May 2024
The Kivu Courier
KIVC
English
Copyright 2024 The Kivu Courier

GOMA, May 3 (Reuters) - Rebels shelled Goma on Monday, the army said.

Document KIVC000020240503ek53000xx

Police arrest five in Kano
40 words
5 May 2024
12:01
Sahel Observer
SAHO
English

Police arrested five people in Kano, a spokesman said.

Document SAHO000020240505ek55000xy

Search Summary
"""


def read(text: str, **options: object) -> list[Any]:
    reading = Reading(limits=Limits(), options=options)
    return list(read_source(open_source(io.BytesIO(text.encode()), "export.txt"), reading))


@pytest.mark.parametrize("export", [NEXIS, LEXIS, FACTIVA], ids=["nexis", "lexis", "factiva"])
def test_export_is_split_and_its_lines_fill_the_metadata(export: str) -> None:
    first, second = read(export)
    assert (first.source, second.source) == ("export.txt#1", "export.txt#2")
    assert (first.meta.title, first.meta.outlet) == ("Rebels shell Goma", "The Kivu Courier")
    assert (first.meta.published, first.meta.authors) == ("2024-05-03", ("Jane Doe",))
    assert (second.meta.title, second.meta.outlet) == ("Police arrest five in Kano", "Sahel Observer")
    assert (second.meta.published, second.meta.authors) == ("2024-05-05", ())
    assert "Kano" not in first.raw
    assert "Goma" not in second.raw
    assert all(doc.raw in export for doc in (first, second))
    reason = next(note.reason for note in second.notes if note.code == "article-split")
    assert "article 2 of 2" in reason
    assert "--split" in reason


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Goma on Monday, the army said.\n\n* * *\n\nPolice arrested five in Kano.",
        "The treaty says:\n\nArticle 1\n\nThe parties cease fire.\n\nArticle 2\n\nThey withdraw.",
        "First page of a report.\fSecond page of the same report, as pdftotext writes it.",
        "He held 1 of 2 DOCUMENTS that the court had asked for.",
    ],
    ids=["stars", "treaty", "form feed", "in a sentence"],
)
def test_one_report_stays_one(text: str) -> None:
    (doc,) = read(text)
    assert (doc.source, doc.raw) == ("export.txt", text)


def test_no_split_where_none_is_wanted() -> None:
    (doc,) = read(LEXIS, split="none")
    assert doc.raw == LEXIS


def test_lines_as_a_person_says() -> None:
    first, second = read("One.\nTwo.\nThree.\n", split="lines:1-2,3")
    assert (first.raw, second.raw) == ("One.\nTwo.", "Three.")


def test_sidecar_wins(tmp_path: Path) -> None:
    file = tmp_path / "export.txt"
    file.write_text(LEXIS)
    (tmp_path / "export.txt.split.yaml").write_text("split: lines:1-15,17-30\n")
    docs = list(read_inputs([str(file)], Reading(), stdin=io.BytesIO()))
    assert [doc.raw.splitlines()[0] for doc in docs if isinstance(doc, Document)] == [
        "Rebels shell Goma",
        "Police arrest five in Kano",
    ]
    (tmp_path / "export.txt.split.yaml").write_text("pages 1 to 3")
    (failure,) = read_inputs([str(file)], Reading(), stdin=io.BytesIO())
    assert "split.yaml" in failure.message  # type: ignore[union-attr]


@pytest.mark.parametrize("given", ["page:1", "pages:", "pages:3-1", "pages:0", "lines:a", "", 7])
def test_plan_that_cannot_be_used_is_refused(given: object) -> None:
    with pytest.raises(UsageError, match=r"split|numbered"):
        parse_split(given)
