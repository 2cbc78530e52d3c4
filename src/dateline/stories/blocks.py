"""Blocks: which events may be compared with one another."""

import hashlib

from dateline.stories.rules import BlockRules
from dateline.stories.sketch import EventSketch


def hash_key(*parts: object) -> int:
    """Return the 64-bit name of a block; the same on every machine."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def name_event_blocks(event: EventSketch, family: str, status: str, rules: BlockRules) -> list[int]:
    """Return the blocks of an event: its days, crossed with its division, its named parties and its tolls.

    Days fall into buckets, and an event stands in those of its own days and of the day after, so that two dates a day
    apart always meet. The country alone with the type is a block, too, for reports that say no more.
    """
    if event.date is None or event.date.start is None:
        return []
    buckets = range(event.date.start // rules.days, (event.date.end + 1) // rules.days + 1)
    if len(buckets) > rules.buckets:
        return []
    place = event.place
    named = {party.identity for party in event.parties if party.identity}
    keys: list[tuple[object, ...]] = [("who", name) for name in sorted(named)[:6]]
    countries = {place.country} if place and place.country else {p.country for p in event.parties if p.country}
    for country in sorted(countries)[:2]:
        keys.append(("country", country, event.type))
        keys += [("toll", country, toll.what, toll.best) for toll in event.tolls[:3] if toll.best and toll.best > 1]
    if place and place.admin1 and place.precision < 6:
        keys.append(("division", place.country, place.admin1))
    return [hash_key(family, status, bucket, *key) for bucket in buckets for key in keys]
