"""Accounts in a real browser: the log-in page, an owner's work by keys alone, everybody's own password."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe

from dateline.desk.accounts import Accounts
from dateline.desk.service import Desk
from dateline.web.accounts import AccountGate
from dateline.web.app import create_app

PASSWORD = "correct horse battery"
LOOKS = (
    {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True, "color_scheme": "light"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
)
Open = Callable[..., Any]


@pytest.fixture
def server(desk: Desk) -> Iterator[tuple[str, Accounts]]:
    """A desk for a team, over plain http, with an owner and a coder."""
    accounts = Accounts(desk.pool)
    for name, role in (("olga", "owner"), ("carl", "coder")):
        accounts.add(name, role=role, password=PASSWORD)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(desk, AccountGate(accounts=accounts, hosts=frozenset({host}), secure=False))
    running = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://{host}", accounts
    running.should_exit = True
    thread.join(timeout=20)


def log_in(tab: Any, name: str, password: str = PASSWORD) -> None:
    """Log in by keys alone: the field of the name has the focus when the page opens."""
    tab.keyboard.type(name)
    tab.keyboard.press("Tab")
    tab.keyboard.type(password)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


def tab_to(tab: Any, name: str) -> None:
    """Press Tab until the control of a name has the focus."""
    wanted = "e => [e.getAttribute('aria-label'), e.innerText, e.labels && e.labels[0] && e.labels[0].innerText]"
    for _ in range(80):
        tab.keyboard.press("Tab")
        if name in str(tab.evaluate(f"({wanted})(document.activeElement)")):
            return
    raise AssertionError(f"no key leads to {name!r}")


def press(tab: Any, name: str, told: str) -> None:
    tab_to(tab, name)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.get_by_text(told).wait_for()


@pytest.mark.parametrize("options", LOOKS)
def test_the_pages_of_accounts_are_accessible_and_no_wider_than_the_screen(
    options: dict[str, Any], server: tuple[str, Accounts], opened: Open
) -> None:
    home, _ = server
    tab = opened(f"{home}/login", bypass_csp=True, **options)
    faults = {}

    def look(name: str) -> None:
        if tab.evaluate("document.documentElement.scrollWidth") > options["viewport"]["width"]:
            faults[name] = "wider than the screen"
        found = Axe().run(tab, options={"resultTypes": ["violations"]})
        if found.violations_count:
            faults[name] = found.generate_report()

    look("log-in")
    log_in(tab, "olga", "this is not the word")
    look("log-in, refused")
    assert "not right" in tab.get_by_role("alert").inner_text()
    log_in(tab, "olga")
    for path in ("/accounts", "/account"):
        assert tab.goto(home + path).status == 200
        look(path)
    tab.wrong.clear()  # the browser's own line about the answer 401
    assert faults == {}, "\n".join(map(str, faults.items()))


def test_an_owner_does_all_of_it_by_keys_alone(server: tuple[str, Accounts], opened: Open) -> None:
    home, accounts = server
    tab = opened(f"{home}/login")
    log_in(tab, "olga")
    tab.goto(f"{home}/accounts")
    tab_to(tab, "Name")
    tab.keyboard.type("nina")
    tab.keyboard.press("Tab")
    tab.keyboard.type("reader")
    tab.keyboard.press("Tab")
    tab.keyboard.type("made for nina")
    press(tab, "Add", "nina was added")
    tab_to(tab, "role of nina")
    tab.keyboard.type("adjudicator")
    press(tab, "change the role of nina", "nina is adjudicator now")
    press(tab, "lock nina", "nina is locked now")
    assert not accounts.verify("nina", "made for nina")
    press(tab, "unlock nina", "nina is open now")
    tab_to(tab, "new password of nina")
    tab.keyboard.type("another for nina")
    press(tab, "set the password of nina", "nina has a new password")
    assert accounts.verify("nina", "another for nina")
    assert {one.name: one.role for one in accounts.list()}["nina"] == "adjudicator"
    tab_to(tab, "lock olga")
    tab.keyboard.press("Enter")
    tab.get_by_text("last owner").wait_for()
    tab.wrong.clear()  # the browser's own line about the answer 409
    told = tab.locator("caption", has_text="changes of accounts").locator("xpath=..").inner_text()
    assert told.index("password set anew") < told.index("unlocked") < told.index("made as reader")


def test_ones_own_password_and_all_of_ones_sessions(server: tuple[str, Accounts], opened: Open) -> None:
    home, accounts = server
    tab, other = opened(f"{home}/login"), opened(f"{home}/login")
    for each in (tab, other):
        log_in(each, "carl")
    tab.goto(f"{home}/account")
    fields = (
        ("The password of now", PASSWORD),
        ("The new one,", "a new long one"),
        ("The new one again", "a new long wrong"),
    )
    for label, text in fields:
        tab.get_by_label(label).fill(text)
    tab.keyboard.press("Enter")
    tab.get_by_text("not the same").wait_for()
    tab.get_by_label("The new one again").fill("a new long one")
    with tab.expect_navigation(url="**/login"):
        tab.keyboard.press("Enter")
    assert accounts.verify("carl", "a new long one")
    other.goto(f"{home}/account")
    assert other.url.endswith("/login")
    for each in (tab, other):
        each.goto(f"{home}/login")
        log_in(each, "carl", "a new long one")
    tab.goto(f"{home}/account")
    with tab.expect_navigation(url="**/login"):
        tab.get_by_role("button", name="Log out everywhere").last.click()
    other.goto(f"{home}/account")
    assert other.url.endswith("/login")
    assert other.goto(f"{home}/accounts").url.endswith("/login")
