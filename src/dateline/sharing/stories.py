"""The stories of shared events: counts, figures and members stay; words do not, and documents go by what they go by."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from dateline.model.story import Account, Contradiction, Occurrence, OccurrenceMember
from dateline.sharing.redaction import Redaction
from dateline.sharing.wording import load_wording

Ids = Mapping[str, str]  # the id of a document → what it goes by where it is shared
FIGURE = re.compile(r"\d{1,7}(?:\s*[-–]\s*\d{1,7})?")
Naming = Callable[[str], str]


def share_occurrences(
    occurrences: Mapping[str, Occurrence], record: Mapping[str, Any], *, ids: Ids | None = None
) -> dict[str, Occurrence]:
    """Return the occurrences of a shared record's events: contradictions keep figures and statuses, not words.

    Args:
        occurrences: by the ids of the record's events.
        record: as it is shared; events that it withholds have no occurrence.
        ids: what documents go by, where occurrences know them by their ids; others go by a hash. None: by keys.
    """
    kept = {event["id"] for event in record["events"]} if "error" not in record else set()
    name: Naming = str if ids is None else partial(name_document, ids=ids)
    return {event: _share_occurrence(found, name) for event, found in occurrences.items() if event in kept}


def share_stories(
    record: Mapping[str, Any], shared: Mapping[str, Any], *, ids: Ids | None, redaction: Redaction
) -> dict[str, dict[str, Any]]:
    """Return the stories that a reviewed record tells of its shared events, as ``share_occurrences`` does occurrences.

    No id of another document stays that tells a name which this record hides.
    """
    kept = {event["id"] for event in shared["events"]}

    def name(document: str) -> str:
        if document == record["id"]:
            return str(shared["id"])
        known = name_document(document, ids=ids or {})
        return hash_id(document) if known == document and redaction.tells(known) else known

    told = record["review"]["stories"] or {}
    return {event: _share_story(story, name) for event, story in told.items() if event in kept}


def name_document(document: str, *, ids: Ids) -> str:
    """Return what a document goes by: a hash of its id where nobody knows whether that tells a name."""
    return ids.get(document) or hash_id(document)


def hash_id(document: str) -> str:
    """Return what stands for an id that is not told."""
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _share_occurrence(found: Occurrence, name: Naming) -> Occurrence:
    def member(one: OccurrenceMember) -> OccurrenceMember:
        return replace(one, document=name(one.document), reasons=())

    def account(of: Contradiction, one: Account) -> Account:
        return replace(one, value=_share_value(of.field, one.value), document=name(one.document))

    return replace(
        found, id=_name_story(found.id, name), members=tuple(map(member, found.members)), origin_keys=(),
        representative=member(found.representative),
        contradictions=tuple(
            replace(each, accounts=tuple(account(each, one) for one in each.accounts)) for each in found.contradictions
        ),
    )  # fmt: skip


def _share_story(story: Mapping[str, Any], name: Naming) -> dict[str, Any]:
    document, event = story["representative"]
    shared = {
        "id": _name_story(story["id"], name), "reports": story["reports"], "outlets": story["outlets"],
        "origins": story["origins"], "representative": [name(document), event],
    }  # fmt: skip
    if "members" not in story:
        return shared
    return {
        **shared, "members": [[name(key), id, []] for key, id, _ in story["members"]], "origin_keys": [],
        "contradictions": [
            {
                "field": each["field"], "grows": each["grows"],
                "accounts": [
                    [_share_value(each["field"], value), name(key), id, claim]
                    for value, key, id, claim in each["accounts"]
                ],
            }
            for each in story.get("contradictions", ())
        ],
    }  # fmt: skip


def _share_value(field: str, value: str) -> str:
    plain = FIGURE.fullmatch(value) or field in ("status", "event")
    return value if plain else str(load_wording()["withheld"])


def _name_story(id: str, name: Naming) -> str:
    """Name a story, which is called by its first report, ``document#event``."""
    document, sign, event = id.rpartition("#")
    return f"{name(document)}#{event}" if sign else id
