"""Other people's decisions: nobody reads, alters or takes them back."""

from typing import Any

from .conftest import quoted, rows_of


def test_a_key_of_somebody_elses_decision_reveals_and_alters_nothing(team: Any, decision: Any) -> None:
    carl, cora = team.client("carl"), team.client("cora")
    first = carl.post("/api/v1/decisions", json=decision(key="k", why="carls own reason"))
    before = rows_of(team)
    again = carl.post("/api/v1/decisions", json=decision(key="k", why="carls own reason"))
    assert again.json() == first.json()
    for given in (decision(key="k"), decision("reject", key="k"), decision(key="k", why="carls own reason")):
        replayed = cora.post("/api/v1/decisions", json=given)
        assert replayed.status_code == 409
        assert "carl" not in replayed.text
        bulk = cora.post("/api/v1/decisions/bulk", json={"decisions": [decision(), given]})
        assert bulk.status_code == 409
    assert cora.post("/api/v1/undo", json={"key": "k"}).json() == {"undone": None}
    assert carl.post("/api/v1/decisions", json=decision("reject", key="k")).status_code == 409
    elsewhere = decision(key="k", why="carls own reason", address=team.addresses[-1])
    assert carl.post("/api/v1/decisions", json=elsewhere).status_code == 409
    assert rows_of(team) == before


def test_only_ones_own_decisions_are_taken_back(team: Any, decision: Any) -> None:
    carl, cora, adam = team.client("carl"), team.client("cora"), team.client("adam")
    key = carl.post("/api/v1/decisions", json=decision()).json()["key"]
    for other in (cora, adam):
        assert other.post("/api/v1/undo", json={"key": key}).json() == {"undone": None}
        assert other.post("/api/v1/undo", json={}).json() == {"undone": None}
    assert len(rows_of(team)) == 1
    assert carl.post("/api/v1/undo", json={"key": key}).json()["undone"]["key"] == key


def test_a_queue_takes_decisions_of_its_coders_on_its_events_only(team: Any, decision: Any) -> None:
    olga, cora = team.client("olga"), team.client("cora")
    one, other = team.addresses[:2]
    with team.desk.pool.store() as store:
        from dateline.store.decisions import Sample

        store.write_sample(Sample(sample="hers", kind="random", seed=1, wanted={}, made="2031", made_by="adam",
                                  coders=("cora", "dora"), addresses=(one,)))  # fmt: skip
    carl = team.client("carl")
    assert carl.post("/api/v1/decisions", json=decision(address=one, sample="hers")).status_code == 403
    for path in ("/review/hers", f"/review/hers/item?address={quoted(one)}", "/api/v1/samples/hers/open"):
        assert carl.get(path).status_code == 403
    assert "hers" not in carl.get("/api/v1/samples").text
    assert cora.post("/api/v1/decisions", json=decision(address=other, sample="hers")).status_code == 403
    elsewhere = {**decision("add", sample="hers", after={"type": "AID", "span": [0, 4]}), "event": None}
    elsewhere["document"] = next(a for a in team.addresses if a[:20] != one[:20])[:20]
    assert cora.post("/api/v1/decisions", json=elsewhere).status_code == 403
    assert cora.post("/api/v1/decisions", json=decision(sample="no such queue")).status_code == 404
    assert rows_of(team) == []
    assert cora.post("/api/v1/decisions", json=decision(address=one, sample="hers")).status_code == 201
    assert olga.post("/api/v1/decisions", json=decision(address=one, sample="hers")).status_code == 201
