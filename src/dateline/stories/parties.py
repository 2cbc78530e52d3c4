"""How well the parties of two events agree: named and unnamed, states and their bodies, blamed and known."""

from dateline.stories.agreement import Points
from dateline.stories.rules import LinkingRules
from dateline.stories.sketch import EventSketch, PartySketch

_LOOSE = frozenset({"suspected", "blamed", "claimed", "denied"})
_CROWD = frozenset({"CVL", None})
_STATE = frozenset({None, "GOV", "MIL"})
Parties = tuple[PartySketch, ...]


def agree_parties(one: EventSketch, other: EventSketch, rules: LinkingRules) -> Points:
    """Compare who acted and on whom; where the parties act together, whoever stands first.

    Unnamed and named fit ("gunmen", "fighters of Islamic State"). Named ones that differ speak against one occurrence,
    unless one is only suspected or blamed: that is a contradiction of one occurrence, not another one.
    """
    if one.type in rules.undirected or other.type in rules.undirected:
        return _agree_together(one.parties, other.parties, rules)
    points, reasons = 0, []
    for side in ("source", "target"):
        mine = [party for party in one.parties if party.side == side]
        theirs = [party for party in other.parties if party.side == side]
        given, reason = _agree_side(mine, theirs, rules)
        points += given
        reasons += [reason] if reason else []
    return points, ", ".join(reasons)


def _agree_side(mine: list[PartySketch], theirs: list[PartySketch], rules: LinkingRules) -> Points:
    if not mine or not theirs:
        return 0, ""
    return max((_compare(one, other, rules) for one in mine for other in theirs), key=lambda found: found[0])


def _agree_together(mine: Parties, theirs: Parties, rules: LinkingRules) -> Points:
    """Match every party of the smaller set: "X met Y" is not "X met Z"; "delegates" of nobody say nothing."""
    mine, theirs = (tuple(p for p in parties if p.identity or p.code or p.country) for parties in (mine, theirs))
    if not mine or not theirs:
        return 0, ""
    if (len(mine), [p.label for p in mine]) > (len(theirs), [p.label for p in theirs]):
        mine, theirs = theirs, mine
    table: dict[str, int] = rules.points["party"]
    found = [max((_compare(one, other, rules) for other in theirs), key=lambda pair: pair[0]) for one in mine[:4]]
    reasons = [reason for points, reason in found if points > 0 and reason]
    others = sum(points < table["foreign"] for points, _ in found)
    return sum(points for points, _ in found) + others * table["other_partner"], ", ".join(dict.fromkeys(reasons))


def _compare(one: PartySketch, other: PartySketch, rules: LinkingRules) -> Points:
    table: dict[str, int] = rules.points["party"]
    if one.identity and one.identity == other.identity:
        return table["same"], f"{one.side} {one.label}"
    if one.identity and other.identity:
        return _compare_named(one, other, table)
    if one.code and one.code == other.code:
        crowd = one.role in _CROWD
        return table["generic" if crowd else "code"], "" if crowd else f"{one.side} {one.code}"
    if one.country and other.country and one.country != other.country:
        states = {one.role, other.role} <= _STATE and bool(one.identity or other.identity)
        return table["conflict" if states else "foreign"], ""
    if _is_body_of(one, other):
        return table["code"], f"{one.side} {one.country}"
    if one.role and other.role and one.role != other.role and not {one.role, other.role} & _CROWD:
        return table["other_role"], ""
    return 0, ""


def _compare_named(one: PartySketch, other: PartySketch, table: dict[str, int]) -> Points:
    if {one.certainty, other.certainty} & _LOOSE:
        return table["blame"], ""
    if _is_body_of(one, other) or _share_name(one, other):
        return table["code"], f"{one.side} {min(one.code or '', other.code or '')}".rstrip()
    return table["conflict"], ""


def _is_body_of(one: PartySketch, other: PartySketch) -> bool:
    """Say whether one may speak or act for the other: a state and its minister, a government and its army."""
    return bool(one.country) and one.country == other.country and {one.role, other.role} <= _STATE


def _share_name(one: PartySketch, other: PartySketch) -> bool:
    short, long = sorted((one.label.casefold().split(), other.label.casefold().split()), key=len)
    return bool(short) and short[-1] == long[-1] and len(short) < len(long)
