"""Logging in and out: passwords, sessions, forged cookies, lockout."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from dateline.desk.accounts import Accounts, check_name
from dateline.errors import UsageError
from dateline.web.accounts import read_public_url
from dateline.web.app import create_app
from dateline.web.gate import LocalGate
from dateline.web.limits import MOST_KEPT, Limit, LoginLimits

PASSWORD = "correct horse battery"
LOGIN = "/api/v1/login"


def form_token(browser: Any) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/login").text)
    assert found
    return found[1]


def log_in(browser: Any, name: str = "carl", password: str = PASSWORD) -> Any:
    return browser.post("/login", data={"csrf": form_token(browser), "name": name, "password": password})


def test_the_form_lets_in_and_logging_out_ends_the_session_on_the_server(team: Any) -> None:
    browser = team.nobody()
    answer = log_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("__Host-"))
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    kept = browser.cookies.get("__Host-dateline_desk")
    page = browser.get("/")
    csrf = re.search(r'name="desk-csrf" content="([^"]+)"', page.text)
    assert csrf
    assert browser.post("/logout", data={"csrf": "wrong"}).status_code == 403
    assert browser.get("/").status_code == 200
    assert browser.post("/logout", data={"csrf": csrf[1]}).status_code == 303
    again = team.nobody()
    again.cookies.set("__Host-dateline_desk", kept, domain="desk.example.org")
    assert again.get("/").status_code == 303


def test_a_script_logs_in_and_says_who_it_is(team: Any) -> None:
    browser = team.nobody()
    answer = browser.post(LOGIN, json={"name": "carl", "password": PASSWORD})
    assert answer.status_code == 200
    browser.headers = {"X-Desk-CSRF": answer.json()["csrf"]}
    assert browser.get("/api/v1/me").json() == {"name": "carl", "role": "coder", "csrf": answer.json()["csrf"]}
    assert browser.post("/api/v1/undo", json={}).status_code == 200


def test_wrong_names_and_wrong_passwords_are_told_alike(team: Any) -> None:
    team.gate.accounts.change("cora", active=False)
    told = []
    for name in ("carl", "nobody-of-this-name", "cora", "x" * 80, "ca\u202erl"):
        answer = team.nobody().post(LOGIN, json={"name": name, "password": "this is not the one"})
        told.append((answer.status_code, answer.text, sorted(answer.headers)))
    assert told[0][0] == 401
    assert all(one == told[0] for one in told)
    assert team.nobody().post(LOGIN, json={"name": "cora", "password": PASSWORD}).status_code == 401


def test_five_failures_lock_out_known_and_unknown_names_alike(team: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    monkeypatch.setattr(Accounts, "verify", lambda *given: checked.append(given[1]) or given[2] == PASSWORD)
    for name in ("carl", "nobody"):
        browser = team.nobody()
        for _ in range(5):
            assert browser.post(LOGIN, json={"name": name, "password": "wrong"}).status_code == 401
        locked = browser.post(LOGIN, json={"name": name, "password": PASSWORD})
        assert (locked.status_code, int(locked.headers["retry-after"]) > 600) == (429, True)
        assert log_in(browser, name).status_code == 429
    assert checked == ["carl"] * 5 + ["nobody"] * 5  # whoever is locked out costs no work
    elsewhere = team.nobody(address="198.51.100.9")
    assert elsewhere.post(LOGIN, json={"name": "carl", "password": PASSWORD}).status_code == 200


def test_a_checked_password_takes_as_long_for_nobody(team: Any) -> None:
    calls = []
    accounts = team.gate.accounts
    hasher = accounts._hasher

    class Counting:
        def hash(self, password: str) -> str:
            return str(hasher.hash(password))

        def verify(self, hashed: str, password: str) -> bool:
            calls.append(hashed[:30])
            return bool(hasher.verify(hashed, password))

    accounts._hasher = Counting()
    assert not accounts.verify("carl", "wrong wrong")
    assert not accounts.verify("nobody", "wrong wrong")
    assert not accounts.verify("carl", PASSWORD + "x" * 1_000)
    assert len(calls) == 3
    assert len(set(calls)) == 1  # the same kind and cost of hash
    assert calls[0].startswith("$argon2id$")


FORGED = (
    "", ".", "x.y", "token", "a" * 5_000, "é.ü", "\u202e.x", "../../etc/passwd", "' OR 1=1 --", "null.null",
    "eyJhbGciOiJub25lIn0.e30.",
)  # fmt: skip


@pytest.mark.parametrize("cookie", FORGED)
def test_forged_cookies_are_nobodys(team: Any, cookie: str) -> None:
    assert team.gate.accounts.find(cookie) is None
    header = f"__Host-dateline_desk={cookie}".encode()
    assert team.nobody().get("/api/v1/me", headers={b"Cookie": header}).status_code == 401


def test_a_cookie_with_another_signature_or_token_is_nobodys(team: Any) -> None:
    cookie = team.gate.accounts.begin("carl").cookie
    token, _, signature = cookie.partition(".")
    assert team.gate.accounts.find(cookie) is not None
    other = Accounts(team.desk.pool, secret="another secret that is long enough", clock=team.clock)
    for forged in (f"{token}.{'0' * 64}", f"{token[:-1]}A.{signature}x", f"{token}.", f"x{token}.{signature}"):
        assert team.gate.accounts.find(forged) is None
    assert other.find(cookie) is None
    assert team.gate.accounts.find(f"{token}.{other.sign(token)}") is None


def test_the_store_holds_no_cookie_that_lets_in(team: Any) -> None:
    cookie = team.gate.accounts.begin("carl").cookie
    with team.desk.pool.store() as store:
        rows = store.connection.rows("SELECT session FROM sessions")
    assert rows
    assert not any(row[0] in cookie for row in rows)


def test_a_session_expires(team: Any) -> None:
    carl = team.client("carl")
    assert carl.get("/api/v1/me").status_code == 200
    team.clock.now += timedelta(hours=12, seconds=1)
    assert carl.get("/api/v1/me").status_code == 401


def test_logging_in_takes_over_no_cookie_that_was_planted(team: Any) -> None:
    browser = team.nobody()
    planted = team.gate.accounts.begin("rita").cookie
    browser.cookies.set("__Host-dateline_desk", planted, domain="desk.example.org", path="/")
    assert log_in(browser).status_code == 303
    assert browser.cookies.get("__Host-dateline_desk") != planted
    assert team.gate.accounts.find(planted) is None


def test_the_form_has_a_token_that_belongs_to_its_own_browser(team: Any) -> None:
    mine, theirs = team.nobody(), team.nobody()
    token, _ = form_token(mine), form_token(theirs)
    given = {"name": "carl", "password": PASSWORD}
    assert theirs.post("/login", data={**given, "csrf": token}).status_code == 403
    assert team.nobody().post("/login", data={**given, "csrf": token}).status_code == 403
    assert mine.post("/login", data=given).status_code == 403
    answer = mine.post("/login", data={**given, "csrf": token}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert mine.cookies.get("__Host-dateline_desk") is None


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"name=a&" * 200, b"csrf=%00&name=%ff", b"[" * 5_000])
def test_forms_that_are_none(team: Any, body: bytes) -> None:
    for path in ("/login", "/logout"):
        answer = team.nobody().post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status_code in (303, 403)


def test_ones_own_password_is_changed_with_the_one_of_now(team: Any) -> None:
    carl = team.client("carl")
    assert carl.post("/api/v1/password", json={"now": "wrong", "new": "another horse"}).status_code == 400
    assert carl.post("/api/v1/password", json={"now": PASSWORD, "new": "another horse"}).status_code == 200
    assert carl.get("/api/v1/me").status_code == 401
    assert team.gate.accounts.verify("carl", "another horse")
    assert not team.gate.accounts.verify("carl", PASSWORD)


def test_too_many_requests_of_one_account_wait(team: Any) -> None:
    for _ in range(2_000):
        team.gate.requests.count("carl")
    answer = team.client("carl").get("/api/v1/me")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 60
    assert team.client("cora").get("/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    "name", ["", " ", "a/b", "a\\b", "..", "a\nb", "a\x00", "a\u202eb", "x" * 81, "\ud800", "a\u00a0b"]
)
def test_names_that_could_trick_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="visible characters"):
        check_name(name)


def test_names_of_all_languages_are_kept() -> None:
    assert [check_name(name) for name in ("Noël", "عمر", "小明", "Anna Maria")] == ["Noël", "عمر", "小明", "Anna Maria"]


def test_limits_pass_with_time_and_forget_the_oldest() -> None:
    now = 0.0
    limit = Limit(2, 10, clock=lambda: now)
    limit.count("a")
    assert limit.wait("a") == 0
    limit.count("a")
    assert limit.wait("a") == 10
    now = 10.5
    assert limit.wait("a") == 0
    for number in range(MOST_KEPT + 10):
        limit.count(str(number))
    assert len(limit._seen) == MOST_KEPT
    logins = LoginLimits(clock=lambda: now)
    for number in range(50):
        logins.failed("carl", f"192.0.2.{number}")
    assert logins.wait("carl", "203.0.113.1") > 0
    assert logins.wait("cora", "203.0.113.1") == 0


def test_public_addresses() -> None:
    assert read_public_url("https://desk.example.org") == (
        frozenset({"desk.example.org", "desk.example.org:443"}),
        True,
    )
    assert read_public_url("http://10.0.0.1:8000") == (frozenset({"10.0.0.1:8000"}), False)
    assert read_public_url("http://[::1]:8000/")[0] == {"[::1]:8000"}
    for wrong in ("desk.example.org", "ftp://x", "https://", "https://x:99999", "https://x/desk", "javascript:1"):
        with pytest.raises(UsageError, match="not the address"):
            read_public_url(wrong)


# ---- accounts --------------------------------------------------------------------------------------------------------


def test_trying_out_ones_own_password_has_to_wait(team: Any) -> None:
    carl = team.client("carl")
    for _ in range(5):
        answer = carl.post("/api/v1/password", json={"now": "a wrong guess", "new": "another horse"})
        assert answer.status_code == 400
    answer = carl.post("/api/v1/password", json={"now": PASSWORD, "new": "another horse"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert team.gate.accounts.verify("carl", PASSWORD)


def test_logging_out_everywhere_ends_all_of_ones_sessions_and_no_others(team: Any) -> None:
    other = team.gate.accounts.begin("carl").cookie
    carl, cora = team.client("carl"), team.client("cora")
    assert carl.post("/api/v1/logout-everywhere", json={}, headers={"X-Desk-CSRF": "wrong"}).status_code == 403
    assert team.gate.accounts.find(other) is not None
    assert carl.post("/api/v1/logout-everywhere", json={}).status_code == 200
    assert carl.get("/api/v1/me").status_code == 401
    assert team.gate.accounts.find(other) is None
    assert cora.get("/api/v1/me").status_code == 200


def test_an_owner_sets_others_passwords_and_no_own_one_without_the_old(team: Any) -> None:
    olga, carl = team.client("olga"), team.client("carl")
    answer = olga.patch("/api/v1/accounts/olga", json={"password": "a stolen session"})
    assert answer.status_code == 400
    assert "the one of now" in answer.json()["error"]
    assert team.gate.accounts.verify("olga", PASSWORD)
    assert olga.patch("/api/v1/accounts/carl", json={"password": "given by olga"}).status_code == 200
    assert carl.get("/api/v1/me").status_code == 401
    assert team.gate.accounts.verify("carl", "given by olga")


def test_what_is_done_to_accounts_is_on_record_without_passwords(team: Any) -> None:
    olga = team.client("olga")
    new = {"name": "nina", "role": "reader", "password": "for nina alone"}
    assert olga.post("/api/v1/accounts", json=new).status_code == 201
    assert olga.post("/api/v1/accounts", json=new).status_code == 409
    olga.patch("/api/v1/accounts/nina", json={"role": "coder", "active": False})
    olga.patch("/api/v1/accounts/nina", json={"password": "for nina again"})
    team.client("carl").post("/api/v1/password", json={"now": PASSWORD, "new": "a third horse"})
    team.client("cora").post("/api/v1/logout-everywhere", json={})
    answer = olga.get("/api/v1/accounts/changes?limit=5").json()
    assert [(row["by"], row["account"], row["what"]) for row in answer["changes"]] == [
        ("cora", "cora", "logged out everywhere"), ("carl", "carl", "own password changed"),
        ("olga", "nina", "password set anew"), ("olga", "nina", "role reader to coder, locked"),
        ("olga", "nina", "made as reader"),
    ]  # fmt: skip
    assert answer["next"] == 5
    assert olga.get("/api/v1/accounts/changes?after=5").json()["changes"][0]["by"] == "command line"
    page = olga.get("/accounts").text
    for secret in ("for nina", "third horse", PASSWORD, "argon2"):
        assert secret not in page
        assert secret not in json.dumps(answer)


def test_no_account_can_pass_for_the_command_line(team: Any) -> None:
    for name in ("command line", "Command Line "):
        given = {"name": name, "role": "reader", "password": "long enough for it"}
        assert team.client("olga").post("/api/v1/accounts", json=given).status_code == 400


def test_there_are_no_pages_of_accounts_on_ones_own_machine(team: Any) -> None:
    gate = LocalGate(name="ada", hosts=frozenset({"desk.example.org"}))
    browser = type(team.nobody())(create_app(team.desk, gate))
    browser.cookies.set("dateline_desk", gate.token, domain="desk.example.org")
    for path in ("/accounts", "/account", "/api/v1/accounts/changes"):
        assert browser.get(path).status_code == 404
    assert "/account" not in browser.get("/events").text
