"""What the reports of one occurrence disagree on, with every account beside the others."""

from collections.abc import Iterator, Sequence
from datetime import date

from dateline.model import Account, Contradiction
from dateline.stories.agreement import agree_place, ranges_meet, whole_tolls
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import DocumentSketch, EventSketch, PartySketch, TollSketch

_DENIED = ("denied", "negated")
Member = tuple[DocumentSketch, EventSketch]


def find_contradictions(members: Sequence[Member], rules: LinkingRules) -> tuple[Contradiction, ...]:
    """Return the contested fields of an occurrence: tolls, responsibility, whether it happened, place and date.

    Nothing is settled. A toll that only grows from report to report is kept with ``grows``: that is news, not
    disagreement, and a reader wants to see both.
    """
    found = [*_contest_tolls(members, rules), *_contest_responsibility(members), *_contest_event(members)]
    found += _contest_place(members, rules)
    found += _contest_date(members, rules)
    return tuple(found)


def _contest_tolls(members: Sequence[Member], rules: LinkingRules) -> Iterator[Contradiction]:
    given: dict[str, list[tuple[DocumentSketch, EventSketch, TollSketch]]] = {}
    for document, event in members:
        for toll in whole_tolls(event):
            given.setdefault(toll.what, []).append((document, event, toll))
    for what, tolls in sorted(given.items()):
        if all(ranges_meet(one[2], other[2], rules) for one in tolls for other in tolls):
            continue
        accounts = [_account(_write_toll(toll), document, event, toll.claim) for document, event, toll in tolls]
        yield Contradiction(field=what, accounts=_unique(accounts), grows=_grows(tolls))


def _grows(tolls: list[tuple[DocumentSketch, EventSketch, TollSketch]]) -> bool:
    """Say whether later reports only raise the figure."""
    if any(document.published is None or toll.best is None for document, _, toll in tolls):
        return False
    ordered = sorted(tolls, key=lambda item: (item[0].published or 0, item[2].best or 0))
    days: dict[int, set[int]] = {}
    for document, _, toll in ordered:
        days.setdefault(document.published or 0, set()).add(toll.best or 0)
    highest = [max(figures) for _, figures in sorted(days.items())]
    lowest = [min(figures) for _, figures in sorted(days.items())]
    return len(days) > 1 and all(later >= earlier for earlier, later in zip(highest, lowest[1:], strict=False))


def _contest_responsibility(members: Sequence[Member]) -> Iterator[Contradiction]:
    given = [(document, event, party) for document, event in members for party in _sources(event)]
    accounts = [_account(_write_party(event, party), document, event, party.claim) for document, event, party in given]
    keys = {_key(party) for _, event, party in given if event.status not in _DENIED}
    denied = any(p.certainty == "denied" or (e.status == "denied" and keys - {_key(p)}) for _, e, p in given)
    identities = {party.identity for _, _, party in given if party.identity}
    loose = {party.certainty for _, _, party in given} - {"stated"}
    if len(given) > 1 and (denied or (len(identities) > 1 and loose)):
        yield Contradiction(field="responsibility", accounts=_unique(accounts))


def _contest_event(members: Sequence[Member]) -> Iterator[Contradiction]:
    """Return who says that it happened and who that it did not.

    An actor who denies having done what others lay to somebody else denies a part in it, not the act.
    """
    doers = {_key(party) for _, event in members if event.status not in _DENIED for party in _sources(event)}
    accounts, stances = [], set()
    for document, event in members:
        for voice in event.voices:
            stance = "denies" if event.status in _DENIED else voice.stance
            if stance == "denies" and _denies_part(event, voice.claim, doers):
                continue
            stances.add(stance)
            accounts.append(_account(stance, document, event, voice.claim))
    if len(stances) > 1:
        yield Contradiction(field="event", accounts=_unique(accounts))


def _denies_part(event: EventSketch, claim: str | None, doers: set[str | None]) -> bool:
    if event.status not in _DENIED:
        return claim is None or any(party.certainty == "denied" for party in event.parties)
    named = [_key(party) for party in _sources(event)]
    return event.status == "denied" and bool(named) and not doers.intersection(named)


def _sources(event: EventSketch) -> list[PartySketch]:
    return [party for party in event.parties if party.side == "source" and (party.identity or party.code)]


def _key(party: PartySketch) -> str | None:
    return party.identity or party.code


def _contest_place(members: Sequence[Member], rules: LinkingRules) -> Iterator[Contradiction]:
    stated = [(document, event) for document, event in members if event.place and event.place.stated]
    points = [(document, event) for document, event in stated if event.place and event.place.precision <= 2]
    differ = any(
        one[1].place is not None
        and other[1].place is not None
        and one[1].place.geonameid != other[1].place.geonameid
        and (agree_place(one[1].place, other[1].place, rules) or (0, ""))[0] < rules.points["place"]["near"]
        for one in points
        for other in points
    )
    if differ:
        yield Contradiction(field="place", accounts=_unique([_account(_place(e), d, e, None) for d, e in points]))


def _contest_date(members: Sequence[Member], rules: LinkingRules) -> Iterator[Contradiction]:
    stated = [(d, e) for d, e in members if e.date and e.date.stated and e.date.start == e.date.end]
    days = {event.date.start for _, event in stated if event.date}
    if len(days) > 1:
        accounts = [_account(_day(event), document, event, None) for document, event in stated]
        yield Contradiction(field="date", accounts=_unique(accounts))


def _account(value: str, document: DocumentSketch, event: EventSketch, claim: str | None) -> Account:
    return Account(value=value, document=document.key, event=event.id, claim=claim)


def _unique(accounts: list[Account]) -> tuple[Account, ...]:
    return tuple(sorted(set(accounts), key=lambda a: (a.value, a.document, a.event, a.claim or "")))


def _write_toll(toll: TollSketch) -> str:
    if toll.low is not None and toll.low == toll.high:
        return str(toll.low)
    if toll.high is None:
        return f"{toll.low if toll.low is not None else toll.best} or more"
    return f"{toll.low if toll.low is not None else 0} to {toll.high}"


def _write_party(event: EventSketch, party: PartySketch) -> str:
    certainty = "denied" if event.status == "denied" else party.certainty
    return party.label if certainty == "stated" else f"{party.label} ({certainty})"


def _place(event: EventSketch) -> str:
    return event.place.name if event.place else ""


def _day(event: EventSketch) -> str:
    return date.fromordinal(event.date.start).isoformat() if event.date and event.date.start else ""
