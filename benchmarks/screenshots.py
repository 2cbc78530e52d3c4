"""Pictures of every page of the desk, light, dark and at a phone's width: look at them after each change of a page.

    python benchmarks/screenshots.py project.duckdb pictures/

It works on a copy of the project, in which two people decide a few events of a queue, so that no page is empty.
"""

import argparse
import getpass
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PAGES = ("", "events?q=type:ASSAULT", "documents", "map", "timeline", "stories", "story-decisions", "samples",
         "codebook", "log", "review/pictures", "quality/pictures", "adjudicate/pictures")  # fmt: skip
PASSWORD = "pictures of a desk"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 800}, "color_scheme": "light", "device_scale_factor": 2},
}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--look", choices=(*LOOKS, "all"), default="all")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(given.project, Path(folder) / "project.duckdb"))
        prepare_project(copy)
        looks = LOOKS if given.look == "all" else {given.look: LOOKS[given.look]}
        for work, more in ((take, []), (take_accounts, ["--server"])):
            command = [sys.executable, "-m", "dateline", "desk", str(copy), "--no-browser", *more]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as desk:
                assert desk.stdout is not None
                try:
                    work(desk.stdout.readline().strip(), given.out, looks)
                finally:
                    desk.terminate()


def take(address: str, out: Path, looks: dict[str, dict[str, Any]]) -> None:
    """Take pictures of all pages of the desk at an address."""
    from playwright.sync_api import sync_playwright

    home = address.partition("?")[0]
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for n, (look, options) in enumerate(looks.items()):
            tab = chromium.new_context(**options).new_page()
            tab.goto(address)
            if not n:
                prepare(tab, home)
            for name, path in find_pages(tab, home).items():
                tab.goto(home + path)
                tab.wait_for_load_state("networkidle")
                tab.screenshot(path=out / f"{name}-{look}.png", full_page=look != "phone")
            tab.goto(f"{home}codebook")
            if tab.locator(".try-link").count():
                tab.keyboard.press("1")
                tab.get_by_label("The entry, as YAML").press("Control+Enter")
                tab.get_by_role("heading", name="What would change").wait_for(timeout=120_000)
                tab.screenshot(path=out / f"try-{look}.png", full_page=look != "phone")
            tab.goto(f"{home}review/pictures")
            for key, name in (("3", "correct-status"), ("4", "correct-source"), ("h", "keys")):
                tab.keyboard.press(key)
                tab.locator("dialog[open]").wait_for()
                tab.screenshot(path=out / f"{name}-{look}.png")
                tab.keyboard.press("Escape")
                tab.locator("dialog[open]").wait_for(state="hidden")
        chromium.close()


def take_accounts(address: str, out: Path, looks: dict[str, dict[str, Any]]) -> None:
    """Take pictures of the pages that only a desk on a server has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for look, options in looks.items():
            tab = chromium.new_context(**options).new_page()
            tab.goto(f"{address}/login")
            tab.screenshot(path=out / f"login-{look}.png")
            tab.get_by_label("Name").fill("olga")
            tab.get_by_label("Password").fill(PASSWORD)
            with tab.expect_navigation():
                tab.keyboard.press("Enter")
            for name in ("accounts", "account"):
                tab.goto(f"{address}/{name}")
                tab.screenshot(path=out / f"{name}-{look}.png", full_page=look != "phone")
        chromium.close()


def prepare_project(place: Path) -> None:
    """Draw a queue for two, of which the other one has rejected the first three events; split one story."""
    from dateline.desk.accounts import Accounts
    from dateline.desk.pool import StorePool
    from dateline.desk.regrouping import AskedStory
    from dateline.desk.service import Asked, Desk
    from dateline.project import EventFilter

    desk = Desk(StorePool(place))
    sample = desk.draw("pictures", kind="random", size=60, seed=1, wanted=EventFilter(), by="bob",
                       coders=(getpass.getuser(), "bob"))  # fmt: skip
    for address in sample.addresses[:3]:
        document, _, event = address.rpartition("#")
        desk.decide("bob", Asked(action="reject", document=document, event=event, sample="pictures"))
    accounts = Accounts(desk.pool)
    for name, role in (("olga", "owner"), ("carl", "coder"), ("rita", "reader")):
        accounts.add(name, role=role, password=PASSWORD)
    accounts.change("rita", active=False, by="olga")
    for line in [line for line in desk.stories() if line.occurrence.reports > 2][:1]:
        last = line.occurrence.members[-1]
        asked = AskedStory(action="split", story=line.occurrence.id, members=(f"{last.document}#{last.event}",),
                           why="another day, another place")  # fmt: skip
        desk.regroup(getpass.getuser(), asked, role="owner")
    desk.pool.close()


def prepare(tab: Any, home: str) -> None:
    """Decide a few events of the queue as whoever is here."""
    tab.goto(f"{home}review/pictures")
    for key in "axaf":
        before = tab.locator(".item").get_attribute("data-address")
        tab.keyboard.press(key)
        if key != "f":
            tab.locator(f'.item:not([data-address="{before}"])').wait_for()
    tab.get_by_text("flag: kept").wait_for()
    tab.keyboard.press("3")
    tab.keyboard.press("4")
    tab.keyboard.press("Enter")
    tab.get_by_text("correct status: kept").wait_for()


def find_pages(tab: Any, home: str) -> dict[str, str]:
    """Return the pages by the names of their pictures, with one document and one story."""
    pages = {path.partition("?")[0].replace("/", "-") or "queues": path for path in PAGES}
    for name, link in (
        ("documents", "/document/"),
        ("stories", "/story/"),
        ("stories?contradicted=true", "/story/"),
        ("events", "/event/"),
    ):
        tab.goto(home + name)
        found = tab.locator(f'tbody a[href^="{link}"]')
        if found.count():
            pages[link.strip("/")] = str(found.first.get_attribute("href")).lstrip("/")
    if "story" in pages:
        pages["story-merge"] = f"{pages['story']}?q=type:ASSAULT"
    return pages


if __name__ == "__main__":
    main()
