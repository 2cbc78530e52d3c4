"""What the places of a document say of each other: lists, containment, and the outlet's home."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

from dateline.knowledge.gazetteer import Entry
from dateline.knowledge.gazetteer.contexts import Contexts
from dateline.model import Document
from dateline.stages.places.judgement import Verdict
from dateline.stages.places.toponym import Toponym

PROMINENT = 5.6  # a city of four hundred thousand needs no other place beside it


def settle(text: str, toponyms: list[Toponym], verdicts: list[Verdict], contexts: Contexts) -> None:
    """Turn open verdicts into yes, in place: a name that is a place elsewhere in the document, or stands among places.

    "Tacloban and Babatngon": the second is a place because the first is. Two sweeps, forward and back.
    """
    pairs = list(zip(toponyms, verdicts, strict=True))
    sure = Counter(t.key for t, verdict in pairs if verdict is Verdict.YES and t.form == "name")
    doubted = Counter(t.key for t, verdict in pairs if verdict in (Verdict.OPEN, Verdict.LIKELY))
    meant = {t.entries[0].id for t, verdict in pairs if verdict is Verdict.YES and t.entries}
    for number, toponym in enumerate(toponyms):
        if verdicts[number] is Verdict.LIKELY and _is_at_home(toponym, pairs):
            verdicts[number] = Verdict.YES
        elif verdicts[number] in (Verdict.OPEN, Verdict.LIKELY):
            known = toponym.form == "abbreviation" and toponym.entries[0].id in meant
            if known or 2 * sure[toponym.key] >= doubted[toponym.key]:
                verdicts[number] = Verdict.YES
    order = range(len(toponyms))
    for sweep in (order, reversed(order)):
        for number in sweep:
            if verdicts[number] in (Verdict.OPEN, Verdict.LIKELY) and _stands_among(
                text, toponyms, verdicts, number, contexts
            ):
                verdicts[number] = Verdict.YES
                if number and toponyms[number - 1].anchored:
                    toponyms[number] = replace(toponyms[number], anchored=True)


def _is_at_home(toponym: Toponym, pairs: Sequence[tuple[Toponym, Verdict]]) -> bool:
    """Say whether the document names another place of the country that a town of this name lies in."""
    if toponym.entries[0].score >= PROMINENT:
        return True
    countries = {e.country for e in _likely_entries(toponym)}
    return any(
        other.entries[0].country in countries
        for other, verdict in pairs
        if verdict is Verdict.YES and other.entries and other.entries[0].score >= 4 and other.key != toponym.key
    )


def _likely_entries(toponym: Toponym) -> tuple[Entry, ...]:
    return tuple(e for e in toponym.entries[:3] if e.form == "name" and e.score >= 3.5)


def _stands_among(
    text: str, toponyms: Sequence[Toponym], verdicts: Sequence[Verdict], number: int, contexts: Contexts
) -> bool:
    toponym = toponyms[number]
    if number + 1 < len(toponyms):
        right = toponyms[number + 1]
        gap = text[toponym.span.end : right.span.start].strip()
        if verdicts[number + 1] is Verdict.YES and right.form != "demonym":
            owner = text[right.span.end : right.span.end + 2] in (
                "'s",
                "’s",
            )  # "Karim Said, Algeria's best-known judge"
            if gap in contexts.inside_gaps and not owner and (toponym.entries == () or _might_lie_in(toponym, right)):
                return True
            if gap in contexts.list_gaps and toponym.entries:
                return True
    if number:
        left = toponyms[number - 1]
        gap = text[left.span.end : toponym.span.start].strip()
        if verdicts[number - 1] is Verdict.YES and left.form != "demonym" and gap in contexts.list_gaps:
            return bool(toponym.entries) or left.anchored or gap not in (",", "to")
    return False


def _might_lie_in(inner: Toponym, outer: Toponym) -> bool:
    return any(e.country == o.country for o in outer.entries[:6] for e in inner.entries)


def find_containers(
    text: str, toponyms: Sequence[Toponym], contexts: Contexts
) -> tuple[list[Toponym], dict[int, tuple[Entry, ...]]]:
    """Return which places the text puts others in ("X, Y", "X in Y", "X (Y)"), by position in the list.

    "Buffalo, New York" also says that this New York is the state: such toponyms come back with their kind set.
    """
    found: dict[int, tuple[Entry, ...]] = {}
    marked = list(toponyms)
    for number, (inner, outer) in enumerate(pairwise(toponyms)):
        if "demonym" in (inner.form, outer.form) or not outer.entries or not inner.entries:
            continue
        gap = text[inner.span.end : outer.span.start].strip().lower()
        words = gap.lstrip(", ").split()
        if gap not in contexts.inside_gaps and not (
            words and words[0] == "in" and len(words) <= 3 and "," not in gap[1:]
        ):
            continue
        if gap == "," and inner.entries[0].kind in ("country", "continent", "macro-region", "sea", "ocean"):
            continue
        peers = inner.entries[0].kind == "admin1" and inner.entries[0].score > 6 and outer.entries[0].kind != "country"
        if gap == "," and peers:
            continue  # "Vermont, Illinois and Ohio" is a list
        if inner.entries[0].score >= 7 and gap not in (",", "("):
            continue
        found[number] = tuple(e for e in outer.entries[:12] if e.kind != "city" or e.id == outer.entries[0].id)
        state = next((e for e in outer.entries if e.kind == "admin1" and e.score > 5.8), None)
        if state and outer.kind is None and outer.form == "name" and gap == ",":
            inside = any(
                e.country == state.country and e.admin1 == state.admin1 and e.id != state.id and e.form == "name"
                for e in inner.entries
            )
            if inside and outer.entries[0].kind in ("city", "country"):
                marked[number + 1] = replace(outer, kind="admin1")
    return marked, found


def find_home(doc: Document, contexts: Contexts) -> tuple[str, ...]:
    """Return the country of the outlet's web address ("…co.uk"), if it has one."""
    host = urlsplit(doc.meta.url).hostname if doc.meta.url else None
    country = contexts.web_domains.get(host.rsplit(".", 1)[-1]) if host else None
    return (country,) if country else ()
