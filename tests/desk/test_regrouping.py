"""Stories split and merged by people: what views, records and figures say after it, after linking anew, after undo."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.desk.pool import StorePool
from dateline.desk.regrouping import AskedStory
from dateline.desk.service import Asked, Desk
from dateline.errors import ConflictError, NotAllowedError, ProjectError, UsageError
from dateline.model.story import Occurrence, OccurrenceMember
from dateline.project import ProjectRun, link_project, open_store
from dateline.store import EventFilter
from dateline.store.links import replace_links
from dateline.workspace import Workspace, load_settings

REPORTS = [
    {
        "id": "a",
        "outlet": "Lakeside Wire",
        "text": "Gunmen attacked a market in Bukavu on Friday, killing at least 12 people, a trader said.",
    },
    {
        "id": "b",
        "outlet": "Harbour Post",
        "text": "On Friday armed men attacked traders at a market in Bukavu; 31 people were killed, a nurse said.",
    },
    {
        "id": "c",
        "outlet": "Valley Times",
        "text": "Witnesses in Bukavu said gunmen attacked the town's market on Friday and left 12 people dead.",
    },
    {"id": "d", "outlet": "Hill Courier", "text": "Gunmen attacked a bank in Goma on Thursday, killing two guards."},
]
LATER = {
    "id": "e",
    "outlet": "River Sun",
    "text": "Gunmen who attacked the market in Bukavu on Friday killed 31 people, said a priest who saw it.",
}


def write(folder: Path, *reports: dict[str, str]) -> Path:
    for report in reports:
        row = {"published": "2031-03-15", **report}
        (folder / f"{report['id']}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return folder


def run(place: Path, corpus: Path, **options: object) -> None:
    with open_store(place, writable=True) as store:
        for _ in ProjectRun(Workspace(load_settings(**options)), store, [str(corpus)]):  # type: ignore[arg-type]
            pass
        link_project(store)


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which three reports tell of one attack and a fourth of another."""
    folder = tmp_path_factory.mktemp("linked")
    (folder / "corpus").mkdir()
    run(folder / "p.duckdb", write(folder / "corpus", *REPORTS))
    return folder


@pytest.fixture
def place(linked: Path, tmp_path: Path) -> Path:
    """A copy of the project, with its corpus."""
    (tmp_path / "corpus").mkdir()
    for file in (linked / "corpus").iterdir():
        (tmp_path / "corpus" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "p.duckdb").write_bytes((linked / "p.duckdb").read_bytes())
    return tmp_path / "p.duckdb"


def opened(place: Path, day: int = 16) -> Desk:
    moments = iter(datetime(2031, 3, day, tzinfo=UTC) + timedelta(seconds=n) for n in range(100_000))
    return Desk(StorePool(place), clock=lambda: next(moments))


@pytest.fixture
def desk(place: Path) -> Iterator[Desk]:
    """A desk whose clock goes on by one second with every decision."""
    made = opened(place)
    yield made
    made.pool.close()


def told(desk: Desk) -> list[frozenset[str]]:
    """Return the stories of two and more reports, each as the outlets that tell it, and twice what is listed twice."""
    found = (desk.story(row.occurrence.id).members for row in desk.stories())
    return sorted((frozenset(member.outlet for member in members) for members in found), key=sorted)


def at(desk: Desk, outlet: str) -> str:
    """Return the address of an outlet's attack."""
    rows = desk.events(EventFilter(type=("ASSAULT",)))
    return next(row.address for row in rows if row.row["outlet"] == outlet)


ALL = frozenset({"Lakeside Wire", "Harbour Post", "Valley Times"})


def test_a_report_is_taken_out_and_back(desk: Desk) -> None:
    (line,) = desk.stories()
    assert told(desk) == [ALL]
    assert (line.occurrence.reports, line.occurrence.origins) == (3, 3)
    harbour = at(desk, "Harbour Post")
    made = desk.regroup("ada", AskedStory(action="split", story=line.occurrence.id, members=(harbour,), why="a raid"))
    assert told(desk) == [ALL - {"Harbour Post"}]
    (left,) = desk.stories()
    assert (left.occurrence.reports, left.occurrence.origins, left.occurrence.contradictions) == (2, 2, ())
    alone = desk.story(harbour)
    assert [member.outlet for member in alone.members] == ["Harbour Post"]
    assert [row.why for row in alone.decisions] == ["a raid"]
    assert {row.row["outlet"] for row in desk.find_events("reports:2")} == ALL - {"Harbour Post"}
    assert desk.view(harbour).stored.link.reports == 1  # type: ignore[union-attr]
    assert desk.undo("ada", made.key) is not None
    assert told(desk) == [ALL]
    assert [row["action"] for row in desk.log_rows()] == ["split", "undo"]


def test_reports_are_split_off_together_and_merged_with_another_story(desk: Desk) -> None:
    harbour, valley, hill = (at(desk, name) for name in ("Harbour Post", "Valley Times", "Hill Courier"))
    desk.regroup("ada", AskedStory(action="split", story=harbour, members=(harbour, valley)))
    assert told(desk) == [frozenset({"Harbour Post", "Valley Times"})]
    desk.regroup("ada", AskedStory(action="merge", story=hill, other=at(desk, "Lakeside Wire"), why="one gang"))
    assert told(desk) == [frozenset({"Harbour Post", "Valley Times"}), frozenset({"Lakeside Wire", "Hill Courier"})]
    document, _, event = at(desk, "Lakeside Wire").partition("#")
    desk.decide("ada", Asked(action="reject", document=document, event=event))
    assert told(desk) == [frozenset({"Harbour Post", "Valley Times"})]
    desk.undo("ada")
    assert told(desk) == [frozenset({"Harbour Post", "Valley Times"}), frozenset({"Lakeside Wire", "Hill Courier"})]
    merged = desk.story(hill)
    assert (merged.occurrence.reports, merged.occurrence.origins) == (2, 2)
    assert "joined by hand" in merged.members[1].reasons
    desk.regroup("ada", AskedStory(action="merge", story=hill, other=valley))
    assert told(desk) == [ALL | {"Hill Courier"}]
    for _ in range(3):
        desk.undo("ada")
    assert told(desk) == [ALL]


def test_what_was_said_holds_after_linking_anew(place: Path) -> None:
    desk = opened(place)
    harbour, hill = at(desk, "Harbour Post"), at(desk, "Hill Courier")
    desk.regroup("ada", AskedStory(action="split", story=harbour, members=(harbour,)))
    desk.regroup("ada", AskedStory(action="merge", story=hill, other=harbour))
    before = told(desk)
    desk.pool.close()
    run(place, write(place.parent / "corpus", LATER))
    desk = opened(place)
    assert before == [frozenset({"Harbour Post", "Hill Courier"}), frozenset({"Lakeside Wire", "Valley Times"})]
    found = {outlet: group for group in told(desk) for outlet in group}
    assert found["Harbour Post"] == found["Hill Courier"]
    assert found["Lakeside Wire"] == found["Valley Times"]
    assert found["Lakeside Wire"].isdisjoint(found["Harbour Post"])
    assert "River Sun" in found  # it goes with the one or the other, and with one only
    assert sum(len(group) for group in told(desk)) == 5
    desk.undo("ada")
    desk.undo("ada")
    assert told(desk) == [ALL | {"River Sun"}]
    desk.pool.close()


def test_a_report_that_is_gone_wants_another_look(tmp_path: Path) -> None:
    place = tmp_path / "p.duckdb"
    (tmp_path / "corpus").mkdir()
    run(place, write(tmp_path / "corpus", *REPORTS))
    desk = opened(place)
    harbour = at(desk, "Harbour Post")
    desk.regroup("ada", AskedStory(action="split", story=harbour, members=(harbour,)))
    assert [look for _, look in desk.story_decisions(coder="ada", role="owner")] == [None]
    desk.pool.close()
    (place.parent / "corpus" / "b.jsonl").unlink()
    run(place, place.parent / "corpus")
    desk = opened(place)
    ((_, look),) = desk.story_decisions(coder="ada", role="owner")
    assert look is not None
    assert look.reason == "gone"
    assert told(desk) == [ALL - {"Harbour Post"}]
    desk.pool.close()


def test_stories_are_shown_while_the_report_that_stands_for_one_is_gone(tmp_path: Path) -> None:
    place = tmp_path / "p.duckdb"
    (tmp_path / "corpus").mkdir()
    run(place, write(tmp_path / "corpus", *REPORTS))
    desk = opened(place)
    (line,) = desk.stories()
    harbour, first = at(desk, "Harbour Post"), line.occurrence.representative.document
    desk.pool.close()
    with open_store(place, writable=True) as store:
        (tmp_path / "corpus" / f"{store.document(first).id}.jsonl").unlink()
        for _ in ProjectRun(Workspace(load_settings()), store, [str(tmp_path / "corpus")]):
            pass  # not linked anew yet
    desk = opened(place)
    assert [line.occurrence.reports for line in desk.stories()] == [3]
    assert desk.stories(role="reader") == []  # what its rows may tell is not known
    assert len(desk.story(harbour, role="reader").members) == 2
    assert first not in {row.row["document"] for row in desk.events(EventFilter(), role="reader")}
    desk.pool.close()


def test_the_later_of_two_people_stands_and_an_adjudicator_over_both(desk: Desk) -> None:
    from dateline.store.accounts import AccountRow

    harbour = at(desk, "Harbour Post")
    with desk.pool.store() as store:
        store.write_account(AccountRow(name="adam", role="adjudicator", password="-", active=True, made="2031"))
    desk.regroup("adam", AskedStory(action="split", story=harbour, members=(harbour,)))
    desk.regroup("bob", AskedStory(action="merge", story=harbour, other=at(desk, "Valley Times")))
    assert told(desk) == [ALL - {"Harbour Post"}]
    rows = desk.story_decisions(coder="ada", role="owner")
    looks = [(row.coder, look.reason if look else None) for row, look in rows]
    assert looks == [("adam", None), ("bob", "overruled")]
    desk.undo("adam")
    assert told(desk) == [ALL]
    assert [look for _, look in desk.story_decisions(coder="ada", role="owner")] == [None]


def test_a_rejected_report_leaves_its_story_and_a_corrected_one_changes_it(desk: Desk) -> None:
    harbour, valley = at(desk, "Harbour Post"), at(desk, "Valley Times")
    document, _, event = harbour.partition("#")
    desk.decide("ada", Asked(action="reject", document=document, event=event))
    assert told(desk) == [ALL - {"Harbour Post"}]
    assert desk.stories()[0].occurrence.contradictions == ()
    with pytest.raises(ProjectError, match="no story"):
        desk.story(harbour)
    assert desk.view(harbour).stored.link is None
    desk.undo("ada")
    assert told(desk) == [ALL]
    document, _, event = valley.partition("#")
    day = ["2031-03-01", "2031-03-01"]
    desk.decide("ada", Asked(action="correct", document=document, event=event, field="date", after=day))
    assert "date" in {each.field for each in desk.stories()[0].occurrence.contradictions}


def test_an_added_event_is_a_story_that_can_be_merged(desk: Desk) -> None:
    hill = at(desk, "Hill Courier")
    desk.decide("ada", Asked(action="add", document=hill.partition("#")[0], after={"type": "CONSULT", "span": [0, 6]}))
    added = hill.partition("#")[0] + "#r1"
    assert [row.address for row in desk.find_events("type:CONSULT")] == [added]
    assert desk.view(added).event["type"] == "CONSULT"
    desk.regroup("ada", AskedStory(action="merge", story=added, other=hill))
    assert {member.event for member in desk.story(hill).members} == {hill.partition("#")[2], "r1"}


def test_what_cannot_be_split_or_merged_is_refused(desk: Desk) -> None:
    harbour, hill = at(desk, "Harbour Post"), at(desk, "Hill Courier")
    story = desk.stories()[0].occurrence.id
    everything = tuple(f"{one.document}#{one.event}" for one in desk.story(story).members)
    for asked, message in (
        (AskedStory(action="split", story=story, members=(hill,)), "not of this story"),
        (AskedStory(action="split", story=story), "name some"),
        (AskedStory(action="split", story=story, members=everything), "not all"),
        (AskedStory(action="merge", story=story, other=harbour), "one story already"),
        (AskedStory(action="merge", story=story), "cannot be"),
        (AskedStory(action="tear", story=story), "cannot be"),
    ):
        with pytest.raises(UsageError, match=message):
            desk.regroup("ada", asked)
    with pytest.raises(ProjectError, match="no story"):
        desk.regroup("ada", AskedStory(action="merge", story=story, other="nowhere#e1"))
    assert desk.log_rows() == []


def test_more_pairs_than_are_settled_at_once_are_refused(desk: Desk) -> None:
    def story(name: str) -> Occurrence:
        members = tuple(OccurrenceMember(document=f"{name}{n}", event="e1") for n in range(300))
        return Occurrence(id=f"{name}0#e1", members=members, reports=300, outlets=1, origins=1,
                          representative=members[0], origin_keys=(), contradictions=())  # fmt: skip

    with desk.pool.store() as store:
        replace_links(store.connection, copies=(), occurrences=(story("x"), story("y")))
    half = tuple(f"x{n}#e1" for n in range(150))
    with pytest.raises(UsageError, match=r"33,675 pairs .* take fewer out at a time"):
        desk.regroup("ada", AskedStory(action="split", story="x0#e1", members=half))
    with pytest.raises(UsageError, match=r"90,000 pairs .* not merged"):
        desk.regroup("ada", AskedStory(action="merge", story="x0#e1", other="y0#e1"))
    with pytest.raises(UsageError, match="no longer coded"):  # few enough
        desk.regroup("ada", AskedStory(action="split", story="x0#e1", members=half[:20]))


def test_what_is_sent_twice_is_kept_once(desk: Desk) -> None:
    asked = AskedStory(action="split", story=at(desk, "Harbour Post"), members=(at(desk, "Harbour Post"),), key="k")
    first = desk.regroup("ada", asked)
    assert desk.regroup("ada", asked).serial == first.serial
    with pytest.raises(ConflictError):
        desk.regroup("bob", asked)
    assert len(desk.log_rows()) == 1


def test_whoever_codes_blind_splits_nothing_and_sees_the_machines_stories(desk: Desk) -> None:
    desk.draw("s", kind="random", size=5, seed=1, wanted=EventFilter(), by="ada", coders=("bob",))
    harbour = at(desk, "Harbour Post")
    asked = AskedStory(action="split", story=harbour, members=(harbour,))
    with pytest.raises(NotAllowedError, match="blind"):
        desk.regroup("bob", asked)
    desk.regroup("ada", asked)
    assert [line.occurrence.reports for line in desk.stories(coder="bob")] == [3]
    assert len(desk.story(harbour, coder="bob").members) == 3
    assert [line.occurrence.reports for line in desk.stories(coder="ada")] == [2]


def test_whoever_codes_blind_sees_nothing_of_others_decisions_about_stories(desk: Desk) -> None:
    harbour, valley, hill = (at(desk, name) for name in ("Harbour Post", "Valley Times", "Hill Courier"))
    story = desk.story(harbour).occurrence.id
    before = desk.words_near(harbour, coder="bob", role="coder")
    desk.regroup("bob", AskedStory(action="merge", story=hill, other=harbour))
    desk.draw("s", kind="random", size=5, seed=1, wanted=EventFilter(), by="ada", coders=("bob",))
    desk.regroup("ada", AskedStory(action="split", story=harbour, members=(harbour, valley), why="a raid"))
    for address in (f"{m.document}#{m.event}" for m in desk.story(story, coder="bob").members):
        document, _, event = address.rpartition("#")
        desk.decide("ada", Asked(document=document, action="correct", event=event, field="type", after="PROTEST"))
    assert "type:ASSAULT" in before
    assert desk.words_near(harbour, coder="bob", role="coder") == before
    assert "type:PROTEST" in desk.words_near(harbour, coder="ada", role="owner")
    seen = desk.story_decisions(coder="bob", role="coder")
    assert [(row.coder, look) for row, look in seen] == [("bob", None)]
    assert {row.coder for row, _ in desk.story_decisions(coder="ada", role="owner")} == {"ada", "bob"}


def test_exports_count_the_stories_that_people_left(place: Path, tmp_path: Path) -> None:
    desk = opened(place)
    harbour = at(desk, "Harbour Post")
    desk.regroup("ada", AskedStory(action="split", story=harbour, members=(harbour,)))
    desk.pool.close()
    run = CliRunner().invoke

    def rows(name: str, *more: str) -> list[tuple[str, str]]:
        gold, out = tmp_path / f"{name}.jsonl", tmp_path / f"{name}.csv"
        made = run(app, ["review", "records", str(place), "--every", "-o", str(gold), *more])
        assert made.exit_code == 0, made.output
        assert run(app, ["validate", str(gold)]).exit_code == 0
        options = ["--as", "polecat", "--out", str(out), "--flag", "--type", "ASSAULT", "--standing", "denied"]
        assert run(app, ["export", str(gold), *options]).exit_code == 0
        table = csv.DictReader(out.read_text(encoding="utf-8").splitlines(), delimiter=delimiter(out))
        return sorted((row["dateline_reports"], row["dateline_origins"]) for row in table)

    assert rows("after") == [("1", "1"), ("1", "1"), ("2", "2")]
    assert rows("before", "--until", "2031-03-15T00:00:00Z") == [("1", "1"), ("3", "3")]


def delimiter(path: Path) -> str:
    """Return what parts the columns of a table."""
    return "\t" if "\t" in path.read_text(encoding="utf-8").splitlines()[0] else ","
