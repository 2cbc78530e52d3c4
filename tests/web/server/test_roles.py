"""Every route of the application, with every role and with none, against the table of what is allowed."""

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import iter_route_contexts

ORDER = ("reader", "coder", "adjudicator", "owner")
WHO = {"reader": "rita", "coder": "carl", "adjudicator": "adam", "owner": "olga"}
ENTRY = "assault.heavy.shell"  # of the codebook
OPEN = "open"  # for anybody, with or without an account
ALLOWED = {
    "GET /api/openapi.json": "reader",
    "GET /static": OPEN,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "POST /logout": OPEN,
    "POST /api/v1/login": OPEN,
    "GET /api/v1/me": "reader",
    "GET /api/v1/events": "reader",
    "GET /api/v1/events/{document}/{event}": "reader",
    "POST /api/v1/decisions": "coder",
    "POST /api/v1/decisions/bulk": "coder",
    "POST /api/v1/undo": "coder",
    "GET /api/v1/decisions": "adjudicator",
    "GET /api/v1/decisions/last": "coder",
    "GET /api/v1/log": "adjudicator",
    "GET /api/v1/samples": "coder",
    "POST /api/v1/samples": "adjudicator",
    "GET /api/v1/samples/{name}/open": "coder",
    "GET /api/v1/samples/{name}/quality": "reader",
    "GET /api/v1/samples/{name}/agreement": "adjudicator",
    "GET /api/v1/samples/{name}/disagreements": "adjudicator",
    "GET /api/v1/suggestions": "adjudicator",
    "GET /api/v1/documents": "reader",
    "GET /api/v1/documents/{document}/pages": "coder",
    "GET /api/v1/documents/{document}/pages/{number}": "coder",
    "GET /api/v1/lookup/{what}": "coder",
    "GET /api/v1/accounts": "owner",
    "POST /api/v1/accounts": "owner",
    "PATCH /api/v1/accounts/{name}": "owner",
    "GET /api/v1/accounts/changes": "owner",
    "GET /accounts": "owner",
    "GET /account": "reader",
    "POST /api/v1/password": "reader",
    "POST /api/v1/logout-everywhere": "reader",
    "GET /": "reader",
    "GET /review/{name}": "coder",
    "GET /review/{name}/item": "coder",
    "GET /last": "coder",
    "GET /event/{document}/{event}": "reader",
    "GET /events": "reader",
    "GET /documents": "reader",
    "GET /document/{key}": "reader",
    "GET /samples": "adjudicator",
    "GET /quality/{name}": "coder",
    "GET /adjudicate/{name}": "adjudicator",
    "GET /codebook": "coder",
    "GET /log": "coder",
    "GET /codebook/try": "coder",
    "GET /codebook/trials/{trial}": "coder",
    "GET /api/v1/codebook/draft": "coder",
    "POST /api/v1/codebook/trials": "coder",
    "GET /api/v1/codebook/trials/{trial}": "coder",
    "POST /api/v1/codebook/trials/{trial}/stop": "coder",
    "GET /api/v1/codebook/trials/{trial}/file": "coder",
    "GET /api/v1/map": "reader",
    "GET /api/v1/timeline": "reader",
    "GET /api/v1/stories": "reader",
    "GET /api/v1/stories/{occurrence:path}": "reader",
    "GET /map": "reader",
    "GET /timeline": "reader",
    "GET /stories": "reader",
    "GET /story/{occurrence:path}": "reader",
    "GET /story-decisions": "coder",
    "GET /api/v1/story-decisions": "coder",
    "GET /api/v1/story-candidates": "coder",
    "POST /api/v1/story-decisions/split": "coder",
    "POST /api/v1/story-decisions/merge": "coder",
}


def walk(app: Any) -> list[str]:
    found = []
    for route in iter_route_contexts(app.routes):
        methods = sorted((route.methods or {"GET"}) - {"HEAD", "OPTIONS"})
        found += [f"{method} {route.path}" for method in methods]
    return sorted(found)


NOT_BLIND = ("POST /api/v1/story-decisions/split", "POST /api/v1/story-decisions/merge")  # for coders who code openly


def body_of(call: str, address: str) -> dict[str, Any]:
    document, _, event = address.rpartition("#")
    decision = {"action": "skip", "document": document, "event": event}
    return {
        "POST /api/v1/decisions": decision,
        "POST /api/v1/decisions/bulk": {"decisions": [decision]},
        "POST /api/v1/samples": {"name": "drawn", "size": 2},
        "POST /api/v1/accounts": {"name": "new", "role": "reader", "password": "long enough for this"},
        "PATCH /api/v1/accounts/{name}": {"active": True},
        "POST /api/v1/codebook/trials": {"entry": ENTRY, "text": "- id: something else"},
        "POST /api/v1/story-decisions/split": {"story": address, "members": [address]},
        "POST /api/v1/story-decisions/merge": {"story": address, "other": address},
        "POST /api/v1/password": {"now": "this is not it", "new": "long enough for this"},
    }.get(call, {})


def ask(team: Any, call: str, who: str | None) -> int:
    method, path = call.split(" ")
    document, _, event = team.addresses[0].rpartition("#")
    with team.desk.pool.store() as store:
        story = store.told_most()[0].id
    path = path.replace("{occurrence:path}", quote(story, safe=""))
    name = "otto" if "accounts" in path else "open"
    who_asks = WHO.get(who or "", "nobody")
    trial = team.app.state.trials.begin(ENTRY, "- id: none", coder=who_asks, role="coder") if "trial}" in path else None
    path = path.format(document=document, event=event, name=name, key=document, what="types", trial=trial and trial.id,
                       number=1)  # fmt: skip
    path += {
        "/review/open/item": f"?address={document}%23{event}", "/static": "/desk.css",
        "/api/v1/story-candidates": f"?story={document}%23{event}",
        "/codebook/try": f"?entry={ENTRY}", "/api/v1/codebook/draft": f"?entry={ENTRY}",
    }.get(path, "")  # fmt: skip
    browser = team.client(WHO[who]) if who else team.nobody()
    more = {} if method == "GET" or path in ("/login", "/logout") else {"json": body_of(call, team.addresses[0])}
    return int(browser.request(method, path, **more).status_code)


def test_every_route_is_in_the_table(team: Any) -> None:
    assert walk(team.app) == sorted(ALLOWED)


def test_a_call_is_for_its_role_and_higher_ones(team: Any) -> None:
    for call in [call for call, role in ALLOWED.items() if role != OPEN]:
        lowest = ORDER.index(ALLOWED[call])
        page = call.startswith("GET") and "/api/" not in call
        assert ask(team, call, None) == (303 if page else 401)
        for number, role in enumerate(ORDER):
            status = ask(team, call, role)
            if call.endswith("/logout-everywhere"):
                del team.clients[WHO[role]]
            if role == "coder" and call in NOT_BLIND:
                assert status == 403
                continue
            assert status == 403 if number < lowest else status not in (401, 403, 404, 422, 500), (call, role, status)


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/docs", "/redoc", "/openapi.json"])
def test_who_is_not_logged_in_does_not_learn_what_there_is(team: Any, path: str) -> None:
    assert team.nobody().get(path).status_code == (401 if path.startswith("/api") else 303)
    assert team.client("rita").get(path).status_code == 404


def test_a_role_is_looked_up_for_every_request(team: Any) -> None:
    coder, owner = team.client("cora"), team.client("olga")
    assert coder.get("/api/v1/samples").status_code == 200
    assert owner.patch("/api/v1/accounts/cora", json={"active": False}).status_code == 200
    assert coder.get("/api/v1/samples").status_code == 401
    assert owner.patch("/api/v1/accounts/cora", json={"active": True}).status_code == 200
    assert coder.get("/api/v1/samples").status_code == 401  # the session has ended for good
    del team.clients["cora"]
    owner.patch("/api/v1/accounts/cora", json={"role": "reader"})
    assert team.client("cora").get("/api/v1/samples").status_code == 403


def test_an_owner_always_stays(team: Any) -> None:
    owner = team.client("olga")
    assert owner.patch("/api/v1/accounts/otto", json={"role": "coder"}).status_code == 200
    for change in ({"role": "coder"}, {"active": False}):
        answer = owner.patch("/api/v1/accounts/olga", json=change)
        assert answer.status_code == 409
        assert "last owner" in answer.json()["error"]
    assert owner.get("/api/v1/accounts").status_code == 200


def test_accounts_are_shown_without_their_hashes(team: Any) -> None:
    answer = team.client("olga").get("/api/v1/accounts")
    assert [row["name"] for row in answer.json()["accounts"]] == ["adam", "carl", "cora", "olga", "otto", "rita"]
    assert "argon2" not in answer.text


READERS = ("/api/v1/events", "/events", "/api/v1/documents", "/documents", "/map", "/timeline", "/stories", "/",
           "/api/v1/map", "/api/v1/timeline", "/api/v1/stories")  # fmt: skip
ORACLES = (
    "/api/v1/events?actor=Velloso", "/events?q=Velloso", "/events?q=place:Goma", "/api/v1/documents?q=Velloso",
    "/documents?q=nurse", "/map?q=Velloso", "/timeline?q=actor:Velloso", "/events?q=document:victim",
)  # fmt: skip


def test_a_reader_sees_a_private_person_nowhere(team: Any) -> None:
    reader, coder = team.client("rita"), team.client("carl")
    assert "Velloso" in coder.get("/api/v1/documents").text
    document = next(row["key"] for row in coder.get("/api/v1/documents?q=velloso").json()["documents"])
    events = [row["event"] for row in coder.get("/api/v1/events").json()["events"] if row["document"] == document]
    assert events
    own = [f"/document/{document}", *(f"/event/{document}/{event}" for event in events)]
    own += [f"/api/v1/events/{document}/{event}" for event in events]
    for path in (*READERS, *own):
        answer = reader.get(path)
        assert answer.status_code == 200, path
        assert "Joana" not in answer.text, path
        assert "Velloso" not in answer.text.replace('value="Velloso"', ""), path
    for path in ORACLES:
        answer = reader.get(path)
        assert answer.status_code == 400, path
        assert document not in answer.text
        assert coder.get(path).status_code == 200, path


def test_a_reader_sees_what_may_be_shared(team: Any) -> None:
    rows = team.client("rita").get("/api/v1/events?type=ASSAULT&country=COD").json()["events"]
    assert any(row["place_name"] == "Goma" for row in rows)
    assert len(team.client("rita").get("/api/v1/documents").json()["documents"]) == 6


@pytest.mark.parametrize("name", ["goma", "reports.jsonl", "no-such-document"])
def test_a_reader_cannot_try_out_names_of_documents(team: Any, name: str) -> None:
    for path in (f"/document/{name}", f"/event/{name}/e1", f"/api/v1/events/{name}/e1"):
        assert team.client("rita").get(path).status_code == 404


def test_a_party_that_a_coder_typed_in_stays_hidden_from_readers(team: Any, decision: Any) -> None:
    after = [{"name": "Marta Quiroga", "code": None}]
    given = decision("correct", field="target", after=after)
    assert team.client("carl").post("/api/v1/decisions", json=given).status_code == 201
    path = f"/event/{given['document']}/{given['event']}"
    assert "Marta Quiroga" in team.client("adam").get(path).text
    for url in (path, f"/api/v1/events/{given['document']}/{given['event']}", f"/document/{given['document']}"):
        assert "Quiroga" not in team.client("rita").get(url).text


def test_whoever_codes_blind_sees_nobody_elses_work(team: Any, decision: Any) -> None:
    given = decision("correct", field="status", after="denied", why="secretly so", sample="blind")
    assert team.client("carl").post("/api/v1/decisions", json=given).status_code == 201
    document, event = given["document"], given["event"]
    paths = (f"/event/{document}/{event}", f"/document/{document}", f"/api/v1/events/{document}/{event}",
             "/review/blind", f"/review/blind/item?address={document}%23{event}")  # fmt: skip
    for path in paths:
        shown = team.client("cora").get(path)
        assert shown.status_code == 200
        assert "carl" not in shown.text, path
        assert "secretly" not in shown.text, path
    assert "secretly" in team.client("adam").get(f"/api/v1/events/{document}/{event}").text
    for path in ("/quality/blind", "/api/v1/samples/blind/quality"):
        assert team.client("cora").get(path).status_code == 403
        assert team.client("adam").get(path).status_code == 200
