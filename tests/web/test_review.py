"""The real work of the desk, in a real browser: by keys alone, with two coders, and with figures that agree."""

import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dateline.desk.service import Asked, Desk
from dateline.project import open_store

Open = Callable[..., Any]
FIELD_OF = {"1": "type", "2": "mode", "3": "status", "8": "standing", "9": "background", "0": "trigger"}


def draw(tab: Any, name: str, **fields: str) -> None:
    tab.goto(f"{tab.home}/samples")
    for field, value in {"size": "50", **fields}.items():
        control = tab.locator(f"#draw [name={field}]")
        control.select_option(value) if field == "kind" else control.fill(value)
    tab.fill("#draw [name=name]", name)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/review/*")


def wait_for_next(tab: Any, address: str) -> None:
    tab.locator(f'.item:not([data-address="{address}"]), .done').first.wait_for()


def address_of(tab: Any) -> str:
    return str(tab.locator(".item").get_attribute("data-address"))


def press_and_wait(tab: Any, key: str) -> str:
    address = address_of(tab)
    tab.keyboard.press(key)
    wait_for_next(tab, address)
    return address


WATCH = """() => {
  window.waits = [];
  let pressed = 0;
  addEventListener("keydown", () => { pressed = performance.now(); }, true);
  new MutationObserver(() => requestAnimationFrame(() => {
    if (pressed) waits.push(performance.now() - pressed);
    pressed = 0;
  }))
    .observe(document.getElementById("item"), { childList: true });
}"""


def test_fifty_events_by_keys_alone(project: Path, opened: Open, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dateline", "desk", str(project), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as desk:
        assert desk.stdout is not None
        tab = opened(desk.stdout.readline().strip())
        assert tab.title().startswith("Queues")
        draw(tab, "fifty")
        assert tab.locator("#left").inner_text() == "50"
        tab.evaluate(WATCH)
        seen = []
        for n in range(50):
            seen.append(press_and_wait(tab, "x" if n % 10 == 3 else "a"))
            if n == 1:  # a screen reader is where the next event is
                assert tab.evaluate("document.activeElement.matches('.item')")
            if n == 20:
                tab.keyboard.press("Backspace")
                tab.locator(f'.item[data-address="{seen[-1]}"]').wait_for()
                assert press_and_wait(tab, "x") == seen[-1]
            if n == 30:
                waits = sorted(tab.evaluate("window.waits"))
        assert len(set(seen)) == 50
        tab.get_by_text("Nothing is left in this queue").wait_for()
        assert tab.locator(".last li").count() == 10
        tab.goto(f"{tab.home}/quality/fifty")
        assert "50 judged" in tab.locator("main").inner_text()
        with tab.expect_download() as got:
            tab.goto(f"{tab.home}/log")
            tab.get_by_text("The whole record").click()
        got.value.save_as(tmp_path / "log.jsonl")
        desk.terminate()
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["serial"] for row in rows] == list(range(1, 53))
    assert Counter(row["action"] for row in rows) == {"accept": 45, "reject": 6, "undo": 1}
    assert [f"{row['document']}#{row['event']}" for row in rows if row["action"] != "undo"][:21] == seen[:21]
    with open_store(project) as store:
        assert [row["key"] for row in store.decisions()] == [row["key"] for row in rows]
    print("next event, ms:", [round(wait) for wait in (waits[len(waits) // 2], waits[-1])])
    assert waits[len(waits) // 2] < 100


def field(tab: Any, name: str) -> str:
    return str(tab.locator(f'.fields [data-field="{name}"] dd').inner_text()).split("\n")[0]


def correct(tab: Any, key: str, *presses: str) -> None:
    tab.keyboard.press(key)
    tab.locator("#editor[open]").wait_for()
    for press in presses:
        if press.startswith("type:"):
            tab.keyboard.type(press[5:])
        else:
            tab.keyboard.press(press)
    tab.locator("#editor:not([open])").wait_for(state="attached")
    tab.get_by_text(f"correct {FIELD_OF[key]}: kept").wait_for()


def test_every_kind_of_field_is_corrected_by_keys(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    draw(tab, "all", kind="filter")
    address = address_of(tab)
    correct(tab, "1", "type:coer", "Enter")
    correct(tab, "2", "type:arrest", "Enter")
    correct(tab, "3", "4", "Enter")
    tab.keyboard.press("4")  # a party that the registry does not know
    tab.get_by_label("Name").fill("Lake Front")
    tab.get_by_label("Code").fill("CODREB")
    tab.get_by_text("Add as written").click()
    tab.locator("#editor-save").press("Enter")
    tab.locator('[data-field="source"] dd', has_text="Lake Front").wait_for()
    tab.keyboard.press("5")  # one that it knows
    tab.get_by_label("Look up").fill("United Nations")
    tab.locator(".found button").first.wait_for()
    tab.keyboard.press("Enter")
    tab.locator(".parties li", has_text="United Nations").wait_for()
    tab.keyboard.press("Enter")
    tab.locator('[data-field="target"] dd', has_text="United Nations").wait_for()
    tab.keyboard.press("6")
    tab.get_by_label("Look up").fill("Bukavu")
    tab.locator(".found button").first.wait_for()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    tab.locator('[data-field="where"] dd', has_text="Bukavu").wait_for()
    tab.keyboard.press("7")
    tab.get_by_label("From").fill("2031-03-01")
    tab.get_by_label("to", exact=True).fill("2031-03-03")
    tab.keyboard.press("Enter")
    tab.locator('[data-field="date"] dd', has_text="2031-03-01 to 2031-03-03").wait_for()
    correct(tab, "8", "4", "Enter")
    correct(tab, "9", "2", "Enter")
    tab.keyboard.press("t")  # into the text, on the trigger; the next word, and one character more
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Shift+ArrowLeft")
    words = tab.evaluate("getSelection().toString()")
    correct(tab, "0", "Enter")
    view = desk.view(address)
    assert field(tab, "status") == view.fields["status"] == "planned"
    assert {name: view.fields[name] for name in ("type", "mode", "standing", "background", "date", "trigger")} == {
        "type": "COERCE", "mode": "arrest", "standing": "denied", "background": True,
        "date": ["2031-03-01", "2031-03-03"],
        "trigger": words,
    }  # fmt: skip
    assert {"name": "Lake Front", "code": "CODREB"} in view.fields["source"]
    assert "United Nations" in [party["name"] for party in view.fields["target"]]
    assert view.fields["where"]["name"] == "Bukavu"
    assert {row.field for row in view.decisions} == {
        "type", "mode", "status", "source", "target", "where", "date", "standing", "background", "trigger",
    }  # fmt: skip
    tab.keyboard.press("Control+z")
    tab.get_by_text("taken back: correct trigger").wait_for()
    assert desk.view(address).fields["trigger"] != words
    assert desk.view(address).fields["type"] == "COERCE"


def test_a_missed_event_is_added_from_the_text(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    draw(tab, "all", kind="filter")
    document = address_of(tab).partition("#")[0]
    tab.goto(f"{tab.home}/document/{document}")
    before = tab.locator(".coding li").count()
    tab.keyboard.press("n")
    tab.get_by_text("first mark the word").wait_for()
    tab.keyboard.press("t")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("n")
    tab.get_by_label("Search").fill("consult")
    tab.keyboard.press("Enter")
    tab.get_by_text("added").wait_for()
    tab.keyboard.press("e")
    tab.get_by_text("Read in full by ada").wait_for()
    assert tab.locator(".coding li").count() >= before
    _, row = desk.last("ada")
    text = desk.view(desk.sample("all").addresses[0]).reviewed.record["text"]
    assert (row.action, row.after["type"], text[slice(*row.after["span"])]) == ("add", "CONSULT", row.after["words"])


def agreement_by_hand(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Percent agreement and Krippendorff's nominal alpha of two coders, from the textbook's coincidence matrix."""
    same = sum(one == two for one, two in pairs) / len(pairs)
    totals = Counter(value for pair in pairs for value in pair)
    n = sum(totals.values())
    chance = 1 - sum(count * (count - 1) for count in totals.values()) / (n * (n - 1))
    return same, 1 - (1 - same) / chance


def test_two_coders_blind_and_the_figures_agree_with_a_computation_outside(
    desk: Desk, serve: Open, opened: Open
) -> None:
    ada = opened(serve("ada"))
    draw(ada, "shared", coders="ada bob", size="12", seed="7")
    bob = opened(serve("bob", role="coder"))
    bob.goto(f"{bob.home}/review/shared")
    verdicts: dict[str, dict[str, str]] = {"ada": {}, "bob": {}}
    for name, tab, rejected in (("ada", ada, {2, 5}), ("bob", bob, {2, 7, 8})):
        for n in range(12):
            key = "x" if n in rejected else "a"
            assert tab.locator(".verdict").count() == 0  # nothing of the other is seen
            verdicts[name][press_and_wait(tab, key)] = "reject" if key == "x" else "accept"
        tab.get_by_text("Nothing is left").wait_for()
    assert list(verdicts["ada"]) == list(verdicts["bob"])
    pairs = list(zip(verdicts["ada"].values(), verdicts["bob"].values(), strict=True))
    percent, alpha = agreement_by_hand(pairs)
    ada.goto(f"{ada.home}/quality/shared")
    cells = ada.locator("tr", has=ada.locator("th", has_text="verdict")).locator("td").all_inner_texts()
    assert cells[0] == "12"
    assert cells[1] == f"{100 * percent:.0f} %"
    assert cells[2].startswith(f"{alpha:.2f} [")
    ada.goto(f"{ada.home}/adjudicate/shared")
    assert ada.locator(".case").count() == 3
    ada.locator(".case").first.get_by_text("take bob’s").click()
    ada.locator(".case.settled").wait_for()
    judged = desk.quality("shared").judged
    assert judged == 12


def test_precision_on_the_page_is_what_one_computes_from_the_log(desk: Desk, serve: Open, opened: Open) -> None:
    tab = opened(serve())
    draw(tab, "honest", size="30", seed="3")
    addresses = desk.sample("honest").addresses
    wrong = set(addresses[::7])
    desk.decide_all("ada", [
        Asked(action="reject" if at in wrong else "accept", document=at[:-3], event=at[-2:], sample="honest")
        for at in addresses
    ])  # fmt: skip
    with open_store_of(desk) as store:
        types = {event.address: event.row["type"] for event in store.events()}
    sizes, right, judged = Counter(types.values()), Counter[str](), Counter[str]()
    for line in desk.log_lines():
        row = json.loads(line)
        type = types[f"{row['document']}#{row['event']}"]
        judged[type] += 1
        right[type] += row["action"] == "accept"
    covered = sum(sizes[type] for type in judged)
    whole = sum(sizes[type] / covered * right[type] / judged[type] for type in judged)
    tab.goto(f"{tab.home}/quality/honest")
    assert f"{whole:.2f}" in tab.locator("main strong").first.inner_text()
    for type, n in judged.items():
        cells = tab.locator("tr", has=tab.locator("th", has_text=type)).locator("td").all_inner_texts()
        assert cells[:3] == [str(sizes[type]), str(n), str(right[type])]
        low, high = wilson_by_hand(right[type], n)
        assert cells[3] == f"{right[type] / n:.2f} [{low:.2f}, {high:.2f}]"


def wilson_by_hand(hits: int, n: int) -> tuple[float, float]:
    """Solve (p - p0)² = z² p0 (1 - p0) / n for p0."""
    z, p = 1.959963984540054, hits / n
    a, b, c = 1 + z * z / n, -(2 * p + z * z / n), p * p
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def open_store_of(desk: Desk) -> Any:
    return desk.pool.store()


def test_a_decision_that_is_not_kept_brings_its_event_back(serve: Open, opened: Open, desk: Desk) -> None:
    tab = opened(serve())
    draw(tab, "all", kind="filter")
    address = address_of(tab)
    tab.route("**/api/v1/decisions", lambda route: route.fulfill(status=503, body='{"error": "the disk is full"}'))
    tab.keyboard.press("a")
    tab.get_by_text("not kept: the disk is full").wait_for()
    tab.locator(f'.item[data-address="{address}"]').wait_for()
    assert desk.last("ada") == []
    tab.wrong.clear()  # the browser's own line about the answer 503


def test_keys_can_be_set_and_are_shown(serve: Open, opened: Open) -> None:
    key = "q"
    tab = opened(serve())
    draw(tab, "all", kind="filter")
    tab.keyboard.press("h")
    tab.get_by_label("accept", exact=True).fill(key)
    tab.get_by_text("Close").click()
    assert tab.locator(".b-accept kbd").inner_text() == key
    address = press_and_wait(tab, key)
    assert address_of(tab) != address
