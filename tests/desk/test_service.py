import pytest

from dateline.desk.searching import read_search
from dateline.desk.service import Asked, Desk
from dateline.errors import ProjectError, UsageError
from dateline.store import EventFilter
from dateline.store.accounts import AccountRow


def draw(desk: Desk, name: str = "s", *, kind: str = "random", coders: tuple[str, ...] = ()) -> tuple[str, ...]:
    return desk.draw(name, kind=kind, size=50, seed=1, wanted=EventFilter(), by="ada", coders=coders).addresses


def asked(address: str, action: str = "accept", **more: object) -> Asked:
    document, _, event = address.rpartition("#")
    return Asked(**{"action": action, "document": document, "event": event, "sample": "s", **more})  # type: ignore[arg-type]


def test_a_queue_is_worked_off_and_skipped_events_come_again(desk: Desk) -> None:
    addresses = draw(desk)
    assert len(addresses) >= 4
    assert desk.open_addresses("s", "ada") == list(addresses)
    desk.decide("ada", asked(addresses[0], "skip"))
    desk.decide("ada", asked(addresses[1]))
    assert desk.open_addresses("s", "ada") == [*addresses[2:], addresses[0]]
    assert desk.undo("ada") is not None
    assert desk.open_addresses("s", "ada") == [*addresses[1:], addresses[0]]


def test_what_is_decided_is_seen_with_its_document(desk: Desk) -> None:
    address = draw(desk)[0]
    before = desk.view(address)
    assert "".join(piece.text for piece in before.pieces) == before.reviewed.record["text"]
    decision = desk.decide("ada", asked(address, "correct", field="status", after="denied", why="the rebels deny it"))
    assert decision.serial == 1
    assert decision.before == before.fields["status"]
    after = desk.view(address)
    assert after.event["status"] == "denied"
    assert after.reviewed.reviews[after.event["id"]].changed == ("status",)
    assert [one.why for one in after.decisions] == ["the rebels deny it"]
    desk.undo("ada", decision.key)
    assert desk.view(address).event["status"] == before.event["status"]


def test_the_last_decisions_are_at_hand_and_a_repeat_counts_once(desk: Desk) -> None:
    one, two = draw(desk)[:2]
    first = desk.decide("ada", asked(one, key="k1"))
    assert desk.decide("ada", asked(one, key="k1")).serial == first.serial
    desk.decide("ada", asked(two, "reject"))
    assert [row.action for row in desk.last("ada")] == ["reject", "accept"]
    assert desk.last("bob") == []
    desk.undo("ada")
    assert [row.action for row in desk.last("ada")] == ["accept"]
    desk.undo("ada")
    assert desk.undo("ada") is None


def test_blind_coders_do_not_see_one_another(desk: Desk) -> None:
    addresses = draw(desk, coders=("ada", "bob"))
    for n, address in enumerate(addresses):
        desk.decide("ada", asked(address, "accept" if n else "reject"))
        assert desk.view(address, coder="bob", blind=True).decisions == ()
        desk.decide("bob", asked(address))
    assert desk.open_addresses("s", "ada") == []
    (only,) = desk.disagreements("s")
    assert only.address == addresses[0]
    assert only.fields == {"verdict": {"ada": "reject", "bob": "accept"}}
    verdict = desk.agreement("s")[0]
    assert (verdict.field, verdict.agreement.units) == ("verdict", len(addresses))
    assert verdict.agreement.percent == pytest.approx(1 - 1 / len(addresses))


def test_figures_come_from_random_samples_only(desk: Desk) -> None:
    addresses = draw(desk)
    for address in addresses[1:]:
        desk.decide("ada", asked(address))
    desk.decide("ada", asked(addresses[0], "reject"))
    quality = desk.quality("s")
    assert quality.judged == len(addresses)
    assert sum(row.right for row in quality.rows) == len(addresses) - 1
    assert quality.whole is not None
    assert quality.whole.value == pytest.approx(1 - 1 / len(addresses))
    draw(desk, "u", kind="uncertain")
    with pytest.raises(UsageError, match="only a random one"):
        desk.quality("u")
    assert [one.kinds for one in desk.suggestions("ada", "coder")] == [{"rejected": 1}]


def test_a_missed_event_is_added_and_counts_against_recall(desk: Desk) -> None:
    address = draw(desk)[0]
    document = address.rpartition("#")[0]
    new = {"type": "CONSULT", "span": [0, 4]}
    desk.decide("ada", Asked(action="add", document=document, after=new))
    for one in desk.sample("s").addresses:
        desk.decide("ada", asked(one))
    assert desk.quality("s").recall is None
    desk.decide("ada", Asked(action="complete", document=document))
    quality = desk.quality("s")
    here = sum(one.startswith(document) for one in desk.sample("s").addresses)
    assert quality.read_in_full == 1
    assert quality.recall is not None
    assert quality.recall.value == pytest.approx(here / (here + 1))
    assert desk.document(document).read_by == ("ada",)
    desk.undo("ada")
    assert desk.quality("s").recall is None
    assert "r1" in desk.view(address).reviewed.reviews


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"action": "explode"}, "no action"),
        ({"action": "undo"}, "no action"),
        ({"action": "correct", "field": "rule"}, "no field"),
        ({"action": "add", "after": {"type": "AID"}}, "span"),
        ({"action": "accept", "event": None}, "name the event"),
    ],
)
def test_what_cannot_be_decided_is_refused(desk: Desk, wrong: dict[str, object], message: str) -> None:
    address = draw(desk)[0]
    with pytest.raises(UsageError, match=message):
        desk.decide("ada", asked(address, **wrong))  # type: ignore[arg-type]
    assert desk.last("ada") == []


def test_unknown_documents_and_events(desk: Desk) -> None:
    address = draw(desk)[0]
    with pytest.raises(ProjectError, match="no event"):
        desk.decide("ada", asked(address.rpartition("#")[0] + "#e99"))
    with pytest.raises(ProjectError, match="no document"):
        desk.decide("ada", asked("nowhere#e1"))


def test_queues_of_what_people_and_reports_have_said(desk: Desk) -> None:
    one, two, three = draw(desk)[:3]
    desk.decide("ada", asked(one, "flag"))
    gone = desk.decide("ada", asked(two, "flag"))
    desk.undo("ada", gone.key)
    desk.decide("ada", asked(three))
    desk.decide("bob", asked(three, "reject"))
    assert draw(desk, "flags", kind="flagged") == (one,)
    assert draw(desk, "differ", kind="disagreement") == (three,)
    with pytest.raises(UsageError, match="contradicted"):
        draw(desk, "c", kind="contradicted")
    with pytest.raises(UsageError, match="another-look"):
        draw(desk, "a", kind="another-look")
    document, _, event = one.rpartition("#")
    stale = {**desk.last("ada")[0].to_dict(), "key": "old", "action": "correct", "field": "status", "before": "offered"}
    with desk.pool.store() as store:
        store.append_decisions([{**stale, "document": document, "event": event, "after": "denied"}])
    assert draw(desk, "look", kind="another-look") in ((one,), (three,))
    assert desk.document(document).stale or draw(desk, "look2", kind="another-look") == (three,)


def test_map_and_timeline_count_what_a_search_finds(desk: Desk) -> None:
    found = desk.map("")
    assert {place.name for place in found.places} >= {"Goma", "Lima", "Cairo"}
    assert sum(place.events for place in found.places) == found.placed <= found.events
    assert [place.name for place in desk.map('place:"goma"').places] == ["Goma"]
    coarse = desk.map("", role="reader")
    assert {place.precision for place in coarse.places} == {4}
    assert all(place.lat == round(place.lat) and place.name == (place.country or "") for place in coarse.places)
    timeline = desk.timeline("type:ASSAULT")
    assert sum(timeline.counts.values()) + timeline.undated == len(desk.find_events("type:ASSAULT"))
    starts = [event.row["start_date"] or "" for event in timeline.events]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize("words", ["army", "actor:army", "place:Goma", "document:x", "rule:assault"])
def test_a_reader_does_not_find_out_by_searching(words: str, desk: Desk) -> None:
    for search in (desk.find_events, desk.map, desk.timeline):
        with pytest.raises(UsageError, match="a reader searches by"):
            search(words, role="reader")
    with pytest.raises(UsageError, match="a reader searches by"):
        desk.events(EventFilter(actor=("army",)), role="reader")
    with pytest.raises(UsageError, match="does not search"):
        desk.search("army", role="reader")
    assert {row.title for row in desk.search("", role="reader")} == {None}


def test_words_of_a_search() -> None:
    assert read_search('type:AID place:"Port Sudan" type:ASSAULT "red cross" origins:2 background:no') == EventFilter(
        type=("AID", "ASSAULT"), place=("Port Sudan",), actor=("red cross",), origins=2, background=False
    )
    with pytest.raises(UsageError, match="the fields are"):
        read_search("colour:red")


def test_the_last_word_and_an_adjudicators_count_for_precision(desk: Desk) -> None:
    one, two, three = draw(desk)[:3]
    with desk.pool.store() as store:
        store.write_account(AccountRow(name="ada", role="adjudicator", password="-", active=True, made="2031"))
    desk.decide("ada", asked(one))
    desk.decide("bob", asked(one, "reject"))
    desk.decide("bob", asked(two))
    desk.decide("bob", asked(three, "correct", field="type", after="AID"))
    desk.decide("bob", asked(three))
    quality = desk.quality("s")
    assert (quality.judged, sum(row.right for row in quality.rows)) == (3, 2)  # a wrong type stays wrong when accepted


def test_an_owner_who_codes_a_queue_disagrees_and_one_who_settles_does_not(desk: Desk) -> None:
    addresses = draw(desk, coders=("olga", "bob"))
    with desk.pool.store() as store:
        for name in ("olga", "adam"):
            store.write_account(AccountRow(name=name, role="owner", password="-", active=True, made="2031"))
    for n, address in enumerate(addresses):
        desk.decide("olga", asked(address, "accept" if n else "reject"), role="owner")
        desk.decide("bob", asked(address))
        desk.decide("adam", asked(address, "reject"), role="owner")
        desk.decide("adam", asked(address, "reject", sample=None), role="owner")
    assert [row.address for row in desk.disagreements("s")] == [addresses[0]]
    assert draw(desk, "differ", kind="disagreement") == (addresses[0],)


def test_whoever_settles_is_no_coder_of_a_queue(desk: Desk) -> None:
    addresses = draw(desk, coders=("bob", "cora"))
    with desk.pool.store() as store:
        store.write_account(AccountRow(name="adam", role="adjudicator", password="-", active=True, made="2031"))
    for n, address in enumerate(addresses):
        desk.decide("bob", asked(address, "accept" if n else "reject"))
        desk.decide("cora", asked(address))
    before, drift = desk.agreement("s"), desk.drift("s")
    desk.decide("adam", asked(addresses[0], "reject", why="adjudicated"), role="adjudicator")
    assert desk.agreement("s") == before
    assert desk.drift("s") == drift
    (only,) = desk.disagreements("s")
    assert only.fields == {"verdict": {"bob": "reject", "cora": "accept"}}
    assert desk.settled("s") == {addresses[0]: "adam"}
    draw(desk, "open")
    desk.decide("bob", asked(addresses[0], sample="open"))
    desk.decide("adam", asked(addresses[0], "reject", sample="open"), role="adjudicator")
    desk.decide("adam", asked(addresses[1], sample="open"), role="adjudicator")
    assert desk.agreement("open")[0].agreement.units == 0
    assert {row.coder for row in desk.drift("open")} == {"adam", "bob"}
