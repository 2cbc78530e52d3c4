"""A blind test of actor codes: 300 clauses by a reader who had not seen the registry, never tuned to the coder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from dateline.model import Document

ITEMS = Path(__file__).parent / "blind_300.yaml"
THRESHOLD = 0.70  # measured on writing: 0.790 (rounded down to a twentieth, less another)


def _codes(doc: Document, words: tuple[int, int]) -> list[str | None]:
    """Codes of the actors whose mention overlaps the words best: the most shared characters, then the fewest others.

    An actor without a country has no code by the contract: its role ("UAF") is what there is to compare, beside None.
    """
    fits: list[tuple[int, int, str | None]] = []
    for actor in doc.actors or ():
        for mention in actor.mentions:
            shared = min(mention.span.end, words[1]) - max(mention.span.start, words[0])
            if shared > 0:
                extra = mention.span.end - mention.span.start - shared
                fits.append((shared, -extra, actor.code))
                if actor.code is None and actor.role is not None:
                    fits.append((shared, -extra, actor.role))
    best = max((fit[:2] for fit in fits), default=None)
    return [code for *fit, code in fits if tuple(fit) == best]


def _got(item: dict[str, Any], run_until: Callable[..., Document]) -> list[str | None]:
    doc = run_until("actors", item["phrase"], published=item["date"].isoformat())
    start = (doc.text or "").index(item["mention"])
    return _codes(doc, (start, start + len(item["mention"]))) or [None]


def test_blind_items_are_coded(run_until: Callable[..., Document]) -> None:
    items = yaml.safe_load(ITEMS.read_text(encoding="utf8"))
    failures = []
    for item in items:
        accepted = {item["code"], *item.get("also", ())}
        got = _got(item, run_until)
        if accepted.isdisjoint(got):
            failures.append(
                f"{item['code']}\t{'/'.join(map(str, got))}\t{item['date']}\t{item['mention']}\t{item['phrase']}"
            )
    share = 1 - len(failures) / len(items)
    print(f"\nblind actors: {share:.3f} of {len(items)} right")
    assert share >= THRESHOLD, "wanted\tgot\tdate\tmention\tphrase\n" + "\n".join(failures)
