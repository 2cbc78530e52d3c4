"""Whose account a report gives: the claim chains of an event, followed to their far end."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from dateline.knowledge.layout_lexicon import load_agencies
from dateline.stories.sketch import VoiceSketch

Record = Mapping[str, Any]
_NAME = r"[A-Z][\w'’&.-]*(?:\s+(?:(?:of|de|el|al)\s+)?[A-Z][\w'’&-]*){0,4}"
_TOLD = re.compile(rf"\s+(?:to\s+)?(?:the\s+)?({_NAME})")
_CARRIED = re.compile(
    r"\b(?:quoted|cited|carried|published|aired|broadcast)\s+(?:by|on|in)\s+(?:the\s+)?"
    rf"({_NAME})"
)


def find_voices(
    event: Record, text: str, claims: Mapping[str, Record], actors: Mapping[str, Record]
) -> tuple[VoiceSketch, ...]:
    """Return every position on an event with the origin of that account.

    The chain of a claim is followed from the speaker outwards, first ``within``, then ``via``. An outlet or agency in
    it is the origin, however many speakers it quotes; so is one that a source told, or by which it is quoted ("a
    security source told Reuters"). Without one, a person or body with a
    name is ("the Interior Ministry said"): who repeats one spokesman adds no origin. Police, witnesses and unnamed
    sources whom the report itself cites leave it the report's own account (``origin`` None).
    """
    voices = []
    for position in event["positions"]:
        claim = claims.get(position["claim"] or "")
        if claim is None:
            voices.append(VoiceSketch(claim=None, stance=position["stance"], label="the outlet", origin=None))
            continue
        chain = _follow(claim, claims)
        voices.append(
            VoiceSketch(
                claim=claim["id"],
                stance=position["stance"],
                label=claim["source_name"],
                origin=_find_origin(chain, text, actors),
                names=_list_names(chain, text),
            )
        )
    return tuple(voices)


def name_origin(publisher: str) -> str:
    """Return the key of an account that a publisher vouches for: the same for "AFP" as agency and as cited source."""
    folded = fold_name(publisher)
    return f"by:{_fold_agencies().get(folded, folded)}"


@cache
def _fold_agencies() -> dict[str, str]:
    """Return the agencies by every form of their names, folded; "AFP reported" is the agency, not an army."""
    return {fold_name(form): fold_name(name) for form, name in load_agencies().items()}


def fold_name(name: str) -> str:
    """Return a name without case, article and punctuation: "The Gulf Post" and "Gulf Post" are one."""
    return " ".join(re.findall(r"\w+", name.casefold())).removeprefix("the ")


def _follow(claim: Record, claims: Mapping[str, Record]) -> list[Record]:
    """Return a claim and those through which it is known, innermost first; a circle is left where it closes."""
    chain, waiting, seen = [], [claim["id"]], set()
    while waiting:
        id = waiting.pop(0)
        if id in seen or id not in claims:
            continue
        seen.add(id)
        chain.append(claims[id])
        waiting += [step for step in (claims[id]["within"], claims[id]["via"]) if step]
    return chain


def _find_origin(chain: list[Record], text: str, actors: Mapping[str, Record]) -> str | None:
    for claim in chain:
        agency = next((name for name in _list_names([claim], text) if name in _fold_agencies()), None)
        if agency:
            return f"by:{_fold_agencies()[agency]}"
        if _is_outlet(claim, actors):
            return name_origin(_name(claim, actors))
        audience = _find_audience(claim, text, actors)
        if audience:
            return name_origin(audience)
    for claim in chain:
        actor = actors.get(claim["actor"] or "")
        if actor and claim["source_kind"] in ("person", "organization", "document") and is_named(actor):
            return f"who:{actor.get('wikidata') or fold_name(actor['name'])}"
    return None


def _list_names(chain: list[Record], text: str) -> tuple[str, ...]:
    """Return what the chain's sources and those to whom they spoke are called in the text, folded."""
    names = []
    for claim in chain:
        names += [text[start:end] for start, end in claim["source"]]
        told = [_TOLD.match(text[end : end + 80]) for _, end in claim["cue"]]
        carried = [_CARRIED.match(text[end : end + 80].lstrip(" ,")) for _, end in claim["source"]]
        names += [found[1] for found in (*told, *carried) if found]
    return tuple(dict.fromkeys(fold_name(name) for name in names if any(char.isupper() for char in name)))


def _find_audience(claim: Record, text: str, actors: Mapping[str, Record]) -> str | None:
    """Return the outlet to which a source spoke: the one named right after the cue, or by which it is quoted."""
    for start, end in claim["cue"]:
        for actor in actors.values():
            for mention in actor["mentions"] if actor["role"] == "MED" else ():
                between = text[end : mention["span"][0]]
                if 0 < len(between) < 40 and between.strip() in ("", "the", "to", "to the", "state news agency"):
                    return str(actor["name"])
        if text[start:end].casefold() in ("quoted", "cited"):
            return None
    for _, end in claim["source"]:
        carried = _CARRIED.match(text[end : end + 80].lstrip(" ,"))
        if carried:
            return carried[1]
    return None


def _is_outlet(claim: Record, actors: Mapping[str, Record]) -> bool:
    actor = actors.get(claim["actor"] or "")
    return claim["source_kind"] == "outlet" or bool(actor and actor["role"] == "MED" and is_named(actor))


def is_named(actor: Record) -> bool:
    """Say whether an actor is known by a name: "the Rally for Justice", not "gunmen" or "police"."""
    forms = {mention["form"] for mention in actor["mentions"]}
    return bool(actor.get("wikidata")) or bool(forms & {"name", "alias"})


def _name(claim: Record, actors: Mapping[str, Record]) -> str:
    actor = actors.get(claim["actor"] or "")
    return str(actor["name"] if actor else claim["source_name"])
