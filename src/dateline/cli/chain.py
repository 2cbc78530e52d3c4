from rich.text import Text
from rich.tree import Tree

from dateline.cli.wording import clip, flat
from dateline.model import Claim, Event
from dateline.report import Report

NOBODY = "somebody not named"
TELLS = frozenset({"asserts", "denies", "doubts", "believes", "knows", "perceives", "blames", "fears"})
CUES = 5  # words of saying that are shown
CLIP = 36  # characters of a name in an event's chain; the tree has it whole


def chain_tree(report: Report) -> Tree:
    """Draw who says what through whom: the outlet, whom it cites, and whom that one cites.

    Claims of one source at one place of the chain are one line, however often it is quoted. Wishes, plans and refusals
    of somebody ("urged", "plans") are what the events are about, not word of what happened: they are left out here.
    """
    header = report.header
    outlet = header.outlet or header.agency
    name = f"{outlet.value} (the outlet)" if outlet else "the outlet (its name was not found)"
    tree = Tree(Text(name), guide_style="dim")
    parents = {claim.id: claim.within or claim.via for claim in report.claims}
    lines: dict[tuple[object, ...], Tree] = {}
    groups: dict[tuple[object, ...], list[Claim]] = {}
    keys: dict[str, tuple[object, ...]] = {}
    for claim in sorted(report.claims, key=lambda claim: len(_above(claim.id, parents))):
        above = keys.get(parents[claim.id] or "", ())
        if claim.stance not in TELLS:
            keys[claim.id] = above
            continue
        key = above if above and above[-1] == _identity(claim) else (*above, _identity(claim))
        keys[claim.id] = key
        groups.setdefault(key, []).append(claim)
        if key not in lines:
            lines[key] = lines.get(key[:-1], tree).add("")
    for key, line in lines.items():
        line.label = _label(report, groups[key])
    if not lines:
        tree.add(Text("cites nobody: everything is its own account", style="dim"))
    return tree


def _identity(claim: Claim) -> object:
    return claim.actor or claim.source_name


def _above(id: str, parents: dict[str, str | None]) -> list[str]:
    above: list[str] = []
    at = parents.get(id)
    while at and at not in above:
        above.append(at)
        at = parents.get(at)
    return above


def _label(report: Report, claims: list[Claim]) -> Text:
    first = claims[0]
    label = Text(flat(first.source_name or NOBODY))
    if first.source_kind:
        label.append(f" ({first.source_kind})", style="dim")
    cues = list(dict.fromkeys(flat(report.evidence(span)) for claim in claims for span in claim.cue))
    if cues:
        label.append("  " + ", ".join(f"“{cue}”" for cue in cues[:CUES]), style="dim")
    stances = [claim.stance for claim in claims if claim.stance != "asserts"]
    if stances:
        label.append("  " + ", ".join(dict.fromkeys(stances)), style="yellow")
    return label


def name_chain(report: Report, event: Event) -> Text:
    """Name who says that an event is so, from the outlet's own source inwards: "says al-Akhbar ← a source"."""
    claims = {claim.id: claim for claim in report.claims}
    chain = [claims[id] for id in reversed(event.claims) if id in claims]
    names = list(dict.fromkeys(_name(claim) for claim in chain if claim.stance in TELLS))
    words = Text("says " + " ← ".join(names) if names else "says the outlet", style="" if names else "dim")
    for position in event.positions:
        who = claims.get(position.claim or "")
        if position.stance != "asserts":
            words.append(f"\n{position.stance}: {_name(who) if who else 'the outlet'}", style="yellow")
    return words


def _name(claim: Claim) -> str:
    return clip(claim.source_name or NOBODY, CLIP)
