"""From a record of the output contract to the sketch that linking keeps of it."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from dateline.stories.provenance import find_voices, fold_name, is_named
from dateline.stories.rules import LinkingRules, load_rules
from dateline.stories.signature import sign_text
from dateline.stories.sketch import DateSketch, DocumentSketch, EventSketch, PartySketch, PlaceSketch, TollSketch

_WORD = re.compile(r"[^\W\d_]{3,}")
_SIDES = {"source": "source", "target": "target", "victim": "target", "associate": "source", "mediator": "mediator"}
_MOST = (
    12  # parties, tolls and mentions of one event: what lies beyond is a list, and says no more of which event it is
)
_WORDS = 32
Record = Mapping[str, Any]


def sketch_record(
    record: Record, *, key: str | None = None, rules: LinkingRules | None = None, signed: bool = True
) -> DocumentSketch:
    """Return what linking needs of a record; ``key`` is the store's name of the document, by default its id.

    Without ``signed`` the signature of the text is left out: only finding copies needs it, and it takes the most time.

    A record that failed is a sketch without events, so that nothing is lost on the way.
    """
    rules = rules or load_rules()
    key = record["id"] if key is None else key
    if record.get("error"):
        return DocumentSketch(key=key)
    header = record.get("header") or {}
    published = _read_day(_value(header, "published"))
    title = _value(header, "title") or ""
    return DocumentSketch(
        key=key,
        outlet=_value(header, "outlet"),
        agency=_value(header, "agency"),
        published=published,
        signature=sign_text(_body(record), rules.copies) if signed else None,
        title=find_words([title], rules)[0],
        events=tuple(_Reading(record, published, rules).events()),
    )


def find_words(passages: Iterable[str], rules: LinkingRules) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the content words of passages, roughly stemmed, and the sites among them (a market, a checkpoint)."""
    words: dict[str, None] = {}
    sites = set()
    for passage in passages:
        for word in _WORD.findall(passage.casefold()):
            singular = word.removesuffix("s") if word not in rules.sites else word
            if singular in rules.sites:
                sites.add(singular)
            if word not in rules.stopwords and len(words) < _WORDS:
                words[sys.intern(_stem(word))] = None
    return tuple(sorted(words)), tuple(sorted(sites))


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ers", "ed", "er", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


class _Reading:
    """One record with the look-ups that its events share."""

    def __init__(self, record: Record, published: int | None, rules: LinkingRules) -> None:
        self.record, self.published, self.rules = record, published, rules
        self.actors = {actor["id"]: actor for actor in record["actors"]}
        self.places = {place["id"]: place for place in record["places"]}
        self.numbers = {number["id"]: number for number in record["numbers"]}
        self.claims = {claim["id"]: claim for claim in record["claims"]}
        self.dateline = self._find_dateline()

    def events(self) -> Iterator[EventSketch]:
        for event in self.record["events"]:
            words, sites = find_words(self._sentences(event), self.rules)
            yield EventSketch(
                id=event["id"],
                type=event["type"],
                mode=event["mode"],
                status=event["status"],
                background=event["background"],
                trigger=self.record["text"][slice(*event["trigger"])].casefold(),
                parties=tuple(self._parties(event)),
                place=self._place(event),
                date=self._date(event),
                published=self.published,
                tolls=tuple(self._tolls(event)),
                voices=find_voices(event, self.record["text"], self.claims, self.actors),
                words=words,
                sites=sites,
            )

    def _sentences(self, event: Record) -> Iterator[str]:
        for number in sorted({mention["sentence"] for mention in event["mentions"]})[:2]:
            yield self.record["text"][slice(*self.record["sentences"][number])]

    def _parties(self, event: Record) -> Iterator[PartySketch]:
        for part in event["participants"][:_MOST]:
            actor, side = self.actors.get(part["actor"]), _SIDES.get(part["role"])
            if actor and side:
                yield PartySketch(
                    side=side,
                    identity=name_identity(actor),
                    label=actor["name"],
                    code=actor["code"],
                    country=actor["country"],
                    role=actor["role"],
                    certainty=part["certainty"],
                    claim=part["claim"],
                )

    def _place(self, event: Record) -> PlaceSketch | None:
        place = self.places.get(event["where"] or "")
        if place is None:
            near = self._find_near(event)
            return near or (None if event["background"] else self.dateline)
        at = [where for where in event["locations"] if where["place"] == place["id"]]
        return _sketch_place(place, at[0]["precision"] if at else place["precision"], stated=True)

    def _find_near(self, event: Record) -> PlaceSketch | None:
        """Return the finest place of the event's first sentence, if all its places lie in one another."""
        start, end = self.record["sentences"][event["sentence"]]
        found = [
            place
            for place in self.record["places"]
            if any(start <= mention["span"][0] < end and mention["form"] != "demonym" for mention in place["mentions"])
        ]
        if not found or len({place["country"] for place in found}) > 1:
            return None
        finest = min(found, key=lambda place: (place["precision"] or 9, place["id"]))
        points = {place["geonameid"] for place in found if (place["precision"] or 9) == (finest["precision"] or 9)}
        return _sketch_place(finest, finest["precision"], stated=False) if len(points) == 1 else None

    def _date(self, event: Record) -> DateSketch | None:
        given = event["date"] or {}
        start, end = _read_day(given.get("start")), _read_day(given.get("end"))
        stated = start is not None
        end = end or start or self.published
        if end is None:
            return None
        if not stated:
            start = None if event["background"] else end - self.rules.look_back
        if event["status"] == "ongoing" and self.published:
            end = max(end, self.published)
        return DateSketch(start=start, end=end, stated=stated)

    def _tolls(self, event: Record) -> Iterator[TollSketch]:
        for id in event["numbers"][:_MOST]:
            number = self.numbers.get(id)
            if number and number["scope"] == "event" and not number.get("part_of"):
                yield TollSketch(
                    what=number["what"],
                    low=_whole(number["low"]),
                    best=_whole(number["best"]),
                    high=_whole(number["high"]),
                    claim=number["claim"],
                )

    def _find_dateline(self) -> PlaceSketch | None:
        found = (self.record.get("header") or {}).get("dateline_place")
        if not found or not found["span"]:
            return None
        start, end = found["span"]
        for place in self.record["places"]:
            if any(start <= mention["span"][0] < end for mention in place["mentions"]):
                return _sketch_place(place, place["precision"], stated=False)
        return None


def name_identity(actor: Record) -> str | None:
    """Return what an actor with a name is known by across documents; None for "gunmen" and "police"."""
    if actor.get("wikidata"):
        return str(actor["wikidata"])
    return fold_name(actor["name"]) if is_named(actor) else None


def _sketch_place(place: Record, precision: int | None, *, stated: bool) -> PlaceSketch:
    return PlaceSketch(
        name=place["name"],
        geonameid=place["geonameid"],
        country=place["country"],
        admin1=place["admin1"],
        admin2=place["admin2"],
        lat=place["lat"],
        lon=place["lon"],
        precision=precision or place["precision"] or 6,
        stated=stated,
    )


def _body(record: Record) -> str:
    """Return the text without headline, dateline and boilerplate: that is where copies of one text differ."""
    text = record["text"]
    parts = [text[slice(*part["span"])] for part in record["regions"] if part["kind"] in ("body", "quote-block")]
    return "\n".join(parts) or text


def _value(header: Record, name: str) -> str | None:
    field = header.get(name)
    return field["value"] if field else None


def _read_day(value: str | None) -> int | None:
    try:
        return date.fromisoformat(value[:10]).toordinal() if value else None
    except ValueError:
        return None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
