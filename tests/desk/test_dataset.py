"""Lists, map and timeline show the data set: the machine's coding plus the decisions."""

from dateline.desk.accounts import Accounts
from dateline.desk.pool import StorePool
from dateline.desk.service import Asked, Desk
from dateline.engine.dataset import refresh_data_set
from dateline.store import EventFilter
from dateline.store.accounts import AccountRow
from dateline.store.stored import StoredEvent


def find(desk: Desk, words: str, **more: str) -> list[StoredEvent]:
    return desk.find_events(words, **more)  # type: ignore[arg-type]


def decide(desk: Desk, row: StoredEvent, action: str, *, who: str = "ada", **more: object) -> None:
    asked = {"action": action, "document": row.row["document"], "event": row.row["event"], **more}
    desk.decide(who, Asked(**asked))  # type: ignore[arg-type]


LAGOS = {"name": "Lagos", "geonameid": 2332459, "lat": 6.45, "lon": 3.39, "country": "NGA", "precision": 1}


def test_corrections_are_listed_searched_drawn_and_counted(desk: Desk) -> None:
    (shelling,) = [row for row in find(desk, "type:ASSAULT") if row.row["place_name"] == "Goma"]
    decide(desk, shelling, "correct", field="type", after="COERCE")
    decide(desk, shelling, "correct", field="where", after=LAGOS)
    decide(desk, shelling, "correct", field="date", after=["2031-01-02", "2031-01-02"])
    decide(desk, shelling, "correct", field="source", after=[{"name": "Lake Front", "code": "NGAREB"}])
    assert find(desk, "type:ASSAULT country:COD") == []
    (row,) = find(desk, 'type:COERCE country:NGA place:lagos source:"lake front" until:2031-01-31')
    assert row.address == shelling.address
    assert (row.row["type"], row.row["place_name"], row.row["source_names"]) == ("COERCE", "Lagos", "Lake Front")
    assert [row.address for row in find(desk, "NGAREB")] == [shelling.address]
    places = {place.name: place.events for place in desk.map("type:COERCE").places}
    assert places["Lagos"] == 1
    assert desk.timeline("country:NGA").counts == {"2031-01": 1}
    for _ in range(4):
        desk.undo("ada")
    assert [row.row for row in find(desk, "type:ASSAULT country:COD")] == [shelling.row]
    assert find(desk, "country:NGA") == []


def test_rejected_events_are_left_out_and_added_ones_are_there(desk: Desk) -> None:
    before = find(desk, "")
    gone = before[0]
    decide(desk, gone, "reject")
    assert gone.address not in {row.address for row in find(desk, "")}
    assert desk.map("").events == len(before) - 1
    decide(desk, gone, "accept", who="bob")  # the last word counts
    assert len(find(desk, "")) == len(before)
    key = gone.row["document"]
    desk.decide("ada", Asked(action="add", document=key, after={"type": "AID", "span": [0, 4], "where": LAGOS}))
    (added,) = find(desk, "type:AID")
    assert (added.row["event"], added.row["place_name"], added.row["rule"]) == ("r1", "Lagos", "review:ada")
    rows = find(desk, "")
    assert [row.cursor for row in rows] == sorted(row.cursor for row in rows)
    assert rows == [*rows[:2], *desk.events(EventFilter(), after=rows[1].cursor)]


def test_figures_and_queues_stay_with_what_the_machine_said(desk: Desk) -> None:
    queue = desk.draw("s", kind="random", size=50, seed=1, wanted=EventFilter(), by="ada")
    rows = {row.address: row for row in find(desk, "")}
    first, second = (rows[address] for address in queue.addresses[:2])
    decide(desk, first, "reject", sample="s")
    decide(desk, second, "correct", field="type", after="AID", sample="s")
    again = desk.draw("t", kind="random", size=50, seed=1, wanted=EventFilter(), by="ada")
    assert again.addresses == queue.addresses
    quality = desk.quality("s")
    assert (quality.judged, sum(row.right for row in quality.rows)) == (2, 0)
    assert {row.stratum for row in quality.rows} >= {first.row["type"], second.row["type"]}


def test_whoever_codes_blind_sees_the_machines_values_in_lists(desk: Desk) -> None:
    desk.draw("s", kind="random", size=50, seed=1, wanted=EventFilter(), by="ada", coders=("bob", "cora"))
    (row,) = [row for row in find(desk, "type:ASSAULT") if row.row["place_name"] == "Goma"]
    decide(desk, row, "reject", who="bob", sample="s")
    assert row.address in {one.address for one in find(desk, "type:ASSAULT", coder="cora")}
    assert row.address not in {one.address for one in find(desk, "type:ASSAULT", coder="dora")}
    assert desk.map("type:ASSAULT", coder="cora").events == desk.map("type:ASSAULT", coder="dora").events + 1


def test_a_reader_sees_the_data_set_as_it_may_be_shared(desk: Desk) -> None:
    (row,) = [row for row in find(desk, "type:ASSAULT") if row.row["place_name"] == "Goma"]
    decide(desk, row, "correct", field="source", after=[{"name": "Joana Velloso", "code": None}])
    decide(desk, row, "correct", field="type", after="COERCE")
    (seen,) = [one for one in find(desk, "type:COERCE", role="reader") if one.address == row.address]
    assert "Velloso" not in str(seen.row)
    assert seen.row["type"] == "COERCE"
    assert row.address not in {one.address for one in find(desk, "type:ASSAULT", role="reader")}


def test_rows_are_made_anew_after_a_change_of_roles_and_from_nothing(desk: Desk) -> None:
    row = find(desk, "")[0]
    decide(desk, row, "reject")
    decide(desk, row, "accept", who="bob")
    assert row.address in {one.address for one in find(desk, "")}
    with desk.pool.store() as store:
        store.write_account(AccountRow(name="ada", role="adjudicator", password="-", active=True, made="2031"))
        assert refresh_data_set(store) == 1
    assert row.address not in {one.address for one in find(desk, "")}  # an adjudicator's word counts over a coder's
    with desk.pool.store() as store:
        kept = store.connection.rows("SELECT * FROM reviewed_events ORDER BY serial")
        store.connection.run("DELETE FROM reviewed_events")
        store.connection.run("DELETE FROM reviewed_documents")
        assert refresh_data_set(store) == 1
        assert store.connection.rows("SELECT * FROM reviewed_events ORDER BY serial") == kept
        assert refresh_data_set(store) == 0


def test_a_change_of_roles_changes_the_data_set_at_once(desk: Desk) -> None:
    row = find(desk, "")[0]
    decide(desk, row, "reject")
    decide(desk, row, "accept", who="bob")
    accounts = Accounts(desk.pool)

    def listed() -> bool:
        return row.address in {one.address for one in find(desk, "")}

    assert listed()
    accounts.add("ada", role="adjudicator", password="correct horse battery")
    assert not listed()
    accounts.add("olga", role="owner", password="correct horse battery")
    accounts.change("ada", role="coder")
    assert listed()
    accounts.change("ada", role="owner")
    assert not listed()


def test_opening_the_desk_makes_what_is_missing(desk: Desk) -> None:
    row = find(desk, "")[0]
    decide(desk, row, "reject")
    place = desk.pool.place
    with desk.pool.store() as store:
        store.connection.run("DELETE FROM reviewed_documents")  # as a run that codes the document anew leaves it
        store.connection.run("DELETE FROM reviewed_events")
        assert row.address in {one.address for one in store.data_set.events()}
    desk.pool.close()
    pool = StorePool(place)
    assert row.address not in {one.address for one in Desk(pool).find_events("")}
    pool.close()
