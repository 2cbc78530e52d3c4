"""Coded records given on: in another format, or as a page."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from dateline.digest import Summary, summarize, write_page
from dateline.export import Job, Outcome, Selection, Unusable, export_records, find_format
from dateline.export.inputs import open_coded
from dateline.export.reviewing import describe_review
from dateline.sharing import Profile


def export_coded(
    input: str, *, format: str, out: Path, selection: Selection, profile: Profile | None = None,
    complain: Callable[[Unusable], None] = lambda unusable: None, stdin: BinaryIO | None = None,
) -> Outcome:  # fmt: skip
    """Write coded records in another format, with a codebook and a manifest beside it (docs/exports.md).

    Args:
        input: a JSONL file of records, or ``-`` for ``stdin``.
        format: a name of export/data/formats.yaml.
        out: the file to write; a folder for formats of several files.
        selection: which events become rows.
        profile: what is left out of records that are given on; None for all of them as they are (docs/sharing.md).
        complain: called with each record that cannot be used.
        stdin: what ``-`` means.

    Raises:
        UsageError: the format is not known, the input cannot be read or the output cannot be written.
    """
    kind = find_format(format)
    with open_coded(input, stdin or io.BytesIO()) as found:
        given = found.shared(profile) if profile else found
        return export_records(
            Job(source=given.source, format=kind, out=out, selection=selection, provenance=given.provenance,
                sharing=profile.as_dict() if profile else None, complain=complain, linked=given.linked)
        )  # fmt: skip


def report_coded(
    input: str, *, title: str | None = None, profile: Profile | None = None, stdin: BinaryIO | None = None
) -> tuple[str, Summary]:
    """Return one self-contained page of HTML on coded records, and what it counts.

    Args:
        input: a project, a JSONL file of records, or ``-`` for ``stdin``.
        title: what the page is called; the input's name if None.
        profile: what is left out of a page that is given on.
        stdin: what ``-`` means.

    Raises:
        UsageError: the input cannot be read.
    """
    with open_coded(input, stdin or io.BytesIO()) as found:
        given = found.shared(profile) if profile else found
        summary = summarize(given.source, linked=given.linked)
    told = "Shared under a profile: private persons by their role, texts as snippets." if profile else None
    name = title or given.provenance.get("name") or "Events"
    review = describe_review(given.provenance.get("review"))
    return write_page(summary, title=name, shared=told, review=review), summary
