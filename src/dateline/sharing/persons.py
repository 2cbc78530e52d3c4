from collections.abc import Mapping
from typing import Any

from dateline.sharing.redaction import Redaction
from dateline.sharing.wording import load_wording

NAMING = ("name", "alias", "title")


def is_private(actor: Mapping[str, Any]) -> bool:
    """Say whether an actor is a person who is not public; whoever nobody resolved may be one."""
    public = actor["person_status"] in load_wording()["public"]
    unknown = actor["kind"] is None and actor["basis"] == "unresolved"
    return not public and (actor["kind"] == "person" or actor["person_status"] is not None or unknown)


def name_role(actor: Mapping[str, Any]) -> str:
    """Return what stands for a person: "a minor", "a victim", "a suspect", else by role, "a health worker"."""
    wording = load_wording()
    return str(
        wording["persons"].get(actor["person_status"]) or wording["roles"].get(actor["role"]) or wording["person"]
    )


def hide_persons(record: Mapping[str, Any], redaction: Redaction) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """Return the actors with private persons by their role, and the spans in which they are named."""
    titles, text = load_wording()["titles"], record["text"]
    actors, spans = [], []
    for actor in record["actors"]:
        if not is_private(actor):
            actors.append(dict(actor))
            continue
        role = name_role(actor)
        if _names(actor["name"]):
            redaction.hide(actor["name"], role, titles=titles)
        for mention in actor["mentions"]:
            words = text[slice(*mention["span"])]
            if mention["form"] in NAMING or (mention["form"] != "pronoun" and _names(words, after_first=True)):
                spans.append(mention["span"])
                redaction.hide(words, role, titles=titles)
        plain = not _names(actor["name"]) and len(actor["name"].split()) <= 2 and actor["person_status"] != "minor"
        actors.append({**actor, "name": actor["name"] if plain else role, "wikidata": None})
    return actors, spans


def describe_source(description: str) -> str:
    """Return what stands for the description of an unnamed source: "a medical source" for a doctor at a hospital."""
    wording = load_wording()
    words = {word.strip(".,'’\"").casefold() for word in description.split()}
    for stand_in, cues in wording["unnamed"].items():
        if any(cue.casefold() in words for cue in cues):
            return str(stand_in)
    return str(wording["unnamed_other"])


def hide_sources(record: Mapping[str, Any], redaction: Redaction) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """Return the claims with unnamed sources described more coarsely, and the spans of the descriptions.

    A person whom no actor stands for is not known to be public, and goes by "a private person".
    """
    wording, text = load_wording(), record["text"]
    private = {actor["id"]: name_role(actor) for actor in record["actors"] if is_private(actor)}
    claims, spans = [], []
    for claim in record["claims"]:
        name, kind = claim["source_name"], claim["source_kind"]
        body = kind in ("outlet", "organization", "document")
        public = claim["actor"] not in private and (body or (kind == "person" and claim["actor"] is not None))
        if name is None or public:
            claims.append(dict(claim))
        elif kind == "person":
            role = private.get(claim["actor"], wording["person"])
            redaction.hide(name, role, titles=wording["titles"])
            spans += claim["source"]
            claims.append({**claim, "source_name": role})
        else:
            coarse = describe_source(name)
            detailed = len(name.split()) > 2 or _names(name, after_first=True)
            if detailed:
                redaction.hide_whole(name, coarse)
                spans += [span for span in claim["source"] if text[slice(*span)].strip()]
            claims.append({**claim, "source_name": coarse})
    return claims, spans


def _names(words: str, *, after_first: bool = False) -> bool:
    """Say whether words hold a capital (or a letter of a script without case): they may be a name."""
    rest = words[1:] if after_first else words
    return any(char.isalpha() and not char.islower() for char in rest)
