from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.stages.actors.finding import Finding
from dateline.stages.actors.linking import Party
from dateline.stages.actors.nominals import ARMED, NO_BODY
from dateline.stages.actors.reading import Reading


def own_people(reading: Reading, parties: Sequence[Party]) -> None:
    """Give people and bodies with a possessive pronoun the code of whom it stands for.

    "Syria offered its troops" is SYRMIL; "our fighters" in what Hezbollah says is LBNREB. Without a role (kin, friends)
    they stay as they are, and so do those whose pronoun stands for nobody known.
    """
    owners = {m.head: party for party in parties for m in party.mentions if m.form == "pronoun"}
    for party in parties:
        owner = _one_owner(reading, party.mentions, owners)
        if owner is None or owner is party or party.who.entry or owner.who.code is None or party.who.code:
            continue
        noun = reading.agents.noun_at(reading.lower, party.mentions[0].head)
        if noun is None or (noun[0].role in (None, "CVL") and not noun[0].weak and not noun[0].plural):
            continue
        body = owner.who.kind not in NO_BODY and (noun[0].weak or (party.who.role in ARMED and party.who.role))
        role = owner.who.role if body else party.who.role or (noun[0].role if noun[0].weak else None)
        party.who = replace(party.who, country=owner.who.country, role=role, basis="coreference")


def _one_owner(reading: Reading, mentions: Iterable[Finding], owners: Mapping[int, Party]) -> Party | None:
    """Return whom the pronouns before all mentions stand for, if it is one."""
    found: list[Party | None] = []
    for mention in mentions:
        token = reading.possessor(mention.head) if mention.noun else None
        if token is not None:
            found.append(owners.get(token.i))
    return found[0] if found and all(owner is found[0] for owner in found) else None
