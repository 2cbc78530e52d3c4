"""Contract records made by hand: small, exact, and of every shape that an exporter must stand."""

from typing import Any

from dateline.model.story import Account, Contradiction, Occurrence, OccurrenceMember

TEXT = (
    "Rebels of the North Front 💥 shelled Zorvik near Goma on Monday, killing at least 12 people, Amal Teshik said.\n"
    "The army will attack the camp on Friday. مسلحون قصفوا المدينة. Re\u0301publique 𝔊oma\u200f!"
)
Record = dict[str, Any]


def find(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def make_actor(id: str, name: str, text: str = TEXT, **given: Any) -> Record:
    words = given.pop("words", name)
    form = given.pop("form", "name")
    actor = {"id": id, "name": name, "code": None, "country": None, "role": None, "kind": None, "person_status": None,
             "wikidata": None, "basis": "pattern", "mentions": [{"span": find(text, words), "form": form}]}  # fmt: skip
    return actor | given


def make_event(id: str, trigger: str, text: str = TEXT, **given: Any) -> Record:
    span = find(text, trigger)
    parts = given.pop("participants", [])
    sentence = given.pop("sentence", 0)
    event = {
        "id": id, "sentence": sentence, "trigger": span, "mentions": [{"sentence": sentence, "trigger": span}],
        "type": "ASSAULT", "mode": "heavy-weapons", "contexts": ["military"], "cameo": "194", "quad": 4,
        "goldstein": -10.0, "status": "occurred", "background": False, "standing": "asserted", "positions": [],
        "claims": [], "nature": "act", "phase": None, "outcome": None, "participants": parts,
        "source": [p["actor"] for p in parts if p["role"] == "source"],
        "target": [p["actor"] for p in parts if p["role"] == "target"],
        "source_spans": [p["span"] for p in parts if p["role"] == "source"],
        "target_spans": [p["span"] for p in parts if p["role"] == "target"],
        "source_state": "named", "target_state": "named", "reciprocal": False, "about": None, "where": "p1",
        "locations": [{"place": "p1", "role": "at", "relation": None, "span": find(text, "Zorvik"), "precision": 1}],
        "date": {"start": "2031-03-14", "end": "2031-03-14", "precision": 1, "basis": "relative-to-published",
                 "time": "t1"},
        "count": None, "numbers": [], "conflicts": [], "confidence": 0.8, "rule": "assault.shell#shell",
    }  # fmt: skip
    return event | given


def make_part(actor: str, words: str, role: str, text: str = TEXT, **given: Any) -> Record:
    part = {"actor": actor, "role": role, "span": find(text, words), "certainty": "stated", "part": None,
            "civilian": None, "alternative": None, "claim": None}  # fmt: skip
    return part | given


def make_number(id: str, words: str, event: str | None, text: str = TEXT, **given: Any) -> Record:
    number = {"id": id, "what": "killed", "low": 12, "best": 12, "high": None, "qualifier": "at least",
              "span": find(text, words), "event": event, "actor": None, "where": None, "when": None, "claim": None,
              "side": "unknown", "scope": "event", "part_of": None}  # fmt: skip
    return number | given


def make_place(id: str, name: str, text: str = TEXT, **given: Any) -> Record:
    place = {"id": id, "name": name, "geonameid": 216281, "lat": -1.67409, "lon": 29.22845, "country": "COD",
             "admin1": "Nord Kivu", "admin2": None, "kind": "city", "precision": 1, "disputed": None,
             "candidates": 1, "basis": "population",
             "mentions": [{"span": find(text, name), "form": "name"}]}  # fmt: skip
    return place | given


def make_record(id: str = "r1", **given: Any) -> Record:
    """Return a record with one shelling by the North Front, told by Amal Teshik, and a planned attack."""
    shelling = make_event(
        "e1", "shelled", numbers=["n1"], claims=["c1"], standing="attributed",
        participants=[make_part("a1", "North Front", "source"), make_part("a2", "people", "target", civilian=True)],
    )  # fmt: skip
    attack = make_event(
        "e2", "attack", sentence=1, status="planned", mode=None, where=None, locations=[], date=None,
        participants=[make_part("a4", "army", "source")],
    )  # fmt: skip
    field = {"span": None, "basis": "given"}
    record = {
        "contract": 1, "dateline": "0.1.0", "codebook": {"name": "plover", "version": "1", "hash": "abc"}, "id": id,
        "source": "https://lakeside.example/a", "raw_sha256": "0" * 64, "raw_kind": "text", "language": "en",
        "text": TEXT, "alignment": [[0, len(TEXT), 0, len(TEXT)]], "edits": [],
        "header": {"title": {"value": "Shells fall on Zorvik", **field}, "outlet": {"value": "Lakeside News", **field},
                   "byline": None, "published": {"value": "2031-03-15", **field}, "dateline_place": None,
                   "dateline_date": None, "agency": None},
        "regions": [{"span": [0, len(TEXT)], "kind": "body"}],
        "sentences": [[0, TEXT.index("\n")], find(TEXT, "The army will attack the camp on Friday."),
                      find(TEXT, "مسلحون قصفوا المدينة."), [TEXT.index("Re\u0301"), len(TEXT)]],
        "actors": [
            make_actor("a1", "North Front", code="CODREB", country="COD", role="REB", kind="armed group"),
            make_actor("a2", "people", role="CVL", kind="civilian", form="nominal"),
            make_actor("a3", "Amal Teshik", kind="person", person_status="private", basis="unresolved"),
            make_actor("a4", "army", code="CODMIL", country="COD", role="MIL", kind="military", form="nominal"),
            make_actor("a5", "مسلحون", role="UAF", kind="armed group"),
        ],
        "places": [make_place("p1", "Zorvik"), make_place("p2", "Goma"), make_place("p3", "𝔊oma"),
                   make_place("p4", "Re\u0301publique 𝔊oma\u200f")],
        "times": [{"id": "t1", "span": find(TEXT, "Monday"), "type": "DATE", "value": "2031-03-14", "mod": None,
                   "start": "2031-03-14", "end": "2031-03-14", "precision": 1, "basis": "relative-to-published"}],
        "predicates": [], "claims": [
            {"id": "c1", "source_name": "Amal Teshik", "source_kind": "person", "actor": "a3",
             "source": [find(TEXT, "Amal Teshik")], "cue": [find(TEXT, "said")],
             "content": [[0, TEXT.index(", Amal")]], "within": None, "via": None, "stance": "asserts", "rule": None}],
        "numbers": [make_number("n1", "at least 12", "e1", actor="a2", side="civilian")],
        "events": [shelling, attack], "loaded_terms": [],
        "notes": [{"field": "actors.code", "event": None, "code": "no-code", "reason": "'Amal Teshik' has no code"}],
    }  # fmt: skip
    return record | given


def make_occurrence(id: str = "o1", documents: tuple[str, ...] = ("r1", "r2"), best: str = "r1") -> Occurrence:
    members = tuple(OccurrenceMember(document=document, event="e1", reasons=("same toll",)) for document in documents)
    account = Account(value="Amal Teshik", document="r1", event="e1", claim="c1")
    return Occurrence(
        id=id, members=members, representative=next(m for m in members if m.document == best), reports=len(members),
        outlets=2, origins=1, contradictions=(Contradiction(field="blame", accounts=(account,)),),
    )  # fmt: skip
