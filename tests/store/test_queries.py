from pathlib import Path
from typing import Any

import pytest

import dateline
from dateline.errors import ProjectError, UsageError
from dateline.model import Account, Contradiction, CopyGroup, Occurrence, OccurrenceMember
from dateline.store import EventFilter, Store, open_store

from .conftest import Go
from .test_run import write

TEXTS = (
    {
        "id": "goma",
        "outlet": "Lake Post",
        "text": "Rebels shelled Goma on Monday, killing three people, the army said.",
    },
    {
        "id": "goma2",
        "outlet": "Hill Times",
        "text": "Rebels shelled Goma on Monday, killing five people, a doctor said.",
    },
    {"id": "lagos", "text": "Police arrested 12 protesters in Lagos on Tuesday."},
    {"id": "paris", "text": "France will send troops to Niger next month, the president of France said in Paris."},
    {"id": "ziyah", "text": "Saudi Arabia and Iran signed a truce in Geneva on 2 May 2023. Café owners cheered."},
)


@pytest.fixture
def project(go: Go, place: str, tmp_path: Path) -> str:
    go(place, write(tmp_path / "c.jsonl", *TEXTS), published="2024-05-08")
    return place


def found(store: Store, **wanted: Any) -> list[str]:
    values = {
        name: (value,) if isinstance(value, str) and name not in ("since", "until") else value
        for name, value in wanted.items()
    }
    return [f"{event.row['id']}#{event.row['event']}" for event in store.events(EventFilter(**values))]


def test_events_are_filtered(project: str) -> None:
    with open_store(project) as store:
        everything = found(store)
        assert [address.partition("#")[0] for address in everything[:3]] == ["goma", "goma2", "lagos"]
        assert found(store, type="assault") == ["goma#e1", "goma2#e1"]
        assert found(store, type="ASSAULT/aerial") == []
        assert found(store, type=("COERCE/arrest", "ASSAULT")) == ["goma#e1", "goma2#e1", "lagos#e1"]
        assert found(store, actor="police") == ["lagos#e1"]
        assert found(store, target="police") == []
        assert found(store, source="NGA*") == ["lagos#e1"]
        assert found(store, country="cod", since="2024-05-06", until="2024-05-06") == ["goma#e1", "goma2#e1"]
        assert found(store, since="2024-05-08", status="occurred") == []
        assert found(store, place="lag") == ["lagos#e1"]
        assert found(store, document="goma2") == ["goma2#e1"]
        assert set(found(store, status="planned")) == {a for a in everything if a.startswith("paris")} - set(
            found(store, status="occurred")
        )
        assert (
            found(store, actor="100%") == found(store, actor="_") == found(store, country="'; DROP TABLE events") == []
        )
        assert store.count(EventFilter(type=("ASSAULT",))) == {"": 2}
        assert store.count(EventFilter(type=("ASSAULT",)), by="day") == {"2024-05-06": 2}
        assert store.count(by="country")["COD"] == 2
        with pytest.raises(ProjectError, match="cannot be counted by"):
            store.count(by="1; DROP TABLE events")


def test_cursor_goes_on_where_it_was(project: str) -> None:
    with open_store(project) as store:
        whole = [event.address for event in store.events()]
        paged: list[str] = []
        after = -1
        while page := list(store.events(after=after, limit=2)):
            paged += [event.address for event in page]
            after = page[-1].cursor
        assert paged == whole


def test_one_document_and_one_event_are_found_by_key_and_id(project: str) -> None:
    with open_store(project) as store:
        doc = store.document("goma")
        assert store.document(doc.key) == store.document(doc.source) == doc
        assert store.event("goma#e1") == store.event(f"{doc.key}#e1")
        assert store.record("goma").record["events"][0]["type"] == "ASSAULT"
        with pytest.raises(ProjectError, match="no event 'e9'; its events: e1"):
            store.event("goma#e9")
        with pytest.raises(ProjectError, match="no document 'nowhere'"):
            store.document("nowhere")


def test_documents_are_searched_by_words_beginnings_and_phrases(project: str) -> None:
    with open_store(project) as store:

        def ids(words: str) -> list[str]:
            return [doc.id for doc in store.search(words)]

        assert ids("SHELLED goma") == ["goma", "goma2"]
        assert ids("shell") == []
        assert ids("shel*") == ["goma", "goma2"]
        assert ids('"three people"') == ["goma"]
        assert ids('"people three"') == []
        assert ids("cafe") == ids("CAFÉ") == ["ziyah"]
        assert ids("%") == ids("") == ids("_") == []
        assert [doc.id for doc in store.search("goma", limit=1)] == ["goma"]


def test_links_are_written_read_back_and_replaced_bit_by_bit(project: str) -> None:
    with open_store(project, writable=True) as store:
        one, two = store.document("goma").key, store.document("goma2").key
        member, other = (
            OccurrenceMember(document=one, event="e1"),
            OccurrenceMember(document=two, event="e1", reasons=("same place",)),
        )
        toll = Contradiction(field="killed", accounts=(
            Account(value="3", document=one, event="e1", claim="c1"), Account(value="5", document=two, event="e1"),
        ))  # fmt: skip
        occurrence = Occurrence(
            id="o1", members=(member, other), representative=member, reports=2, outlets=2, origins=2,
            origin_keys=("army", "doctor"), contradictions=(toll,),
        )  # fmt: skip
        group = CopyGroup(id=one, documents=(one, two))
        assert store.linked_stamp == -1
        store.replace_links(copies=[group], occurrences=[occurrence], stamp=store.newest_stamp)
        assert (list(store.copies()), list(store.occurrences())) == ([group], [occurrence])
        assert list(store.occurrences(documents=[two])) == [occurrence]
        assert store.linked_stamp == store.newest_stamp == 5
        assert found(store, origins=2) == found(store, contradicted=True) == ["goma#e1", "goma2#e1"]
        assert found(store, reports=3) == []
        assert "goma2#e1" not in [f"{e.row['id']}#{e.row['event']}" for e in store.events(representatives=True)]
        links = {stored.key: stored.links for stored in store.records()}
        assert (links[one]["e1"].representative, links[two]["e1"].representative) == (True, False)
        assert next(store.records(keys=[two])).copies == one
        again = Occurrence(id="o2", members=(member,), representative=member, reports=1, outlets=1, origins=1)
        store.replace_links(copies=[], occurrences=[again], drop_copies=[], drop_occurrences=["o1"])
        assert (list(store.copies()), list(store.occurrences())) == ([group], [again])
        store.replace_links(copies=[], occurrences=[])
        assert (list(store.copies()), list(store.occurrences())) == ([], [])


def test_sketches_are_forgotten_when_their_document_changes(project: str, go: Go, tmp_path: Path) -> None:
    with open_store(project, writable=True) as store:
        new = dict(store.unsketched("minhash"))
        assert [store.document(key).stamp for key in new] == [1, 2, 3, 4, 5]
        store.write_sketches("minhash", ((key, stamp, "1 2 3") for key, stamp in new.items()))
        assert {key: stamp for key, stamp, _ in store.sketches("minhash")} == new
        assert not list(store.unsketched("minhash"))
        assert not list(store.sketches("minhash", beside="pairs"))
        assert store.count_sketches("minhash") == len(list(store.sketches("minhash", without="pairs"))) == 5
        gone = store.document("lagos").key
    go(project, write(tmp_path / "c.jsonl", *(text for text in TEXTS if text["id"] != "lagos")), published="2024-05-08")
    with open_store(project, writable=True) as store:
        assert gone not in {key for key, _, _ in store.sketches("minhash")}
        assert gone not in dict(store.unsketched("minhash"))
        assert [doc.key for doc in store.documents(present=False) if doc.stamp > 5] == [gone]
        assert not found(store, type="COERCE")
        store.forget_sketches("minhash", stale=True)
        assert store.count_sketches("minhash") == 4
        assert store.connection.rows("SELECT count(*) FROM sketches") == [(4,)]
        store.forget_sketches("minhash")
        assert len(list(store.unsketched("minhash"))) == 4


def test_records_come_back_in_order_a_page_at_a_time(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.store.queries.PAGE", 2)
    with open_store(project) as store:
        assert [stored.record["id"] for stored in store.records()] == [text["id"] for text in TEXTS]
        assert [stored.record["id"] for stored in store.records(since_stamp=3)] == ["paris", "ziyah"]
        assert [doc.id for doc in store.documents()] == [text["id"] for text in TEXTS]
        assert [doc.id for doc in store.documents(after=2, limit=2)] == ["lagos", "paris"]


def test_data_frames_have_the_rows_of_the_command_line(project: str) -> None:
    frame = dateline.project_events(project, type="ASSAULT", country=("COD",))
    assert list(frame["address"].str.split("#").str[1]) == ["e1", "e1"]
    assert (str(frame["origins"].dtype), str(frame["lat"].dtype)) == ("Int64", "Float64")
    same = dateline.project_events(project, type="ASSAULT", country=("COD",), library="polars")
    assert same.columns == list(frame.columns)
    assert dateline.project_timeline(project, by="year", country="COD").to_dict("records") == [
        {"year": "2024", "count": 2}
    ]
    assert list(dateline.project_documents(project, search="shelled")["id"]) == ["goma", "goma2"]
    with pytest.raises(UsageError, match="cannot be filtered by colour; use type, actor"):
        dateline.project_events(project, colour="red")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"type": ("ASSAULT/aerial", "assult")}, "type: there is no 'ASSULT'; use AGREE, CONSULT"),
        ({"status": ("occured",)}, "status: there is no 'occured'; use occurred, ongoing"),
        ({"standing": ("asserted", "x", "y")}, "standing: there is no 'x', 'y'; use asserted, attributed"),
    ],
)
def test_word_spelt_wrongly_is_refused_and_does_not_find_nothing(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        EventFilter(**given)


def test_project_is_read_by_several_at_once(project: str) -> None:
    with dateline.open_project(project) as one, dateline.open_project(project) as two:
        assert one.counts() == two.counts()
