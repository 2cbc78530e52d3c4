from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dateline.errors import ConflictError, ProjectError
from dateline.store import open_store
from dateline.store.accounts import AccountRow
from dateline.store.decisions import Sample


def row(key: str, **more: Any) -> dict[str, Any]:
    base = {"key": key, "coder": "ada", "at": "2031-03-14T10:00:00Z", "document": "d1", "event": "e1",
            "action": "accept", "sample": None, "after": "naïve 🙂"}  # fmt: skip
    return base | more


def test_decisions_are_appended_and_a_repeat_is_kept_once(place: str) -> None:
    with open_store(place, writable=True) as store:
        assert store.append_decisions([row("a"), row("b", coder="bob", document="d2")]) == [1, 2]
        assert store.append_decisions([row("b", action="reject", coder="bob"), row("c", sample="s")]) == [2, 3]
    with open_store(place) as store:
        assert [(d["serial"], d["key"], d["action"]) for d in store.decisions()] == [
            (1, "a", "accept"), (2, "b", "accept"), (3, "c", "accept"),
        ]  # fmt: skip
        assert [d["key"] for d in store.decisions(coder="ada")] == ["a", "c"]
        assert [d["key"] for d in store.decisions(document="d2")] == ["b"]
        assert [d["key"] for d in store.decisions(sample="s")] == ["c"]
        assert [d["key"] for d in store.decisions(after=2)] == ["c"]
        assert [d["key"] for d in store.last_decisions("ada", limit=1)] == ["c"]
        assert next(iter(store.decisions()))["after"] == "naïve 🙂"


def test_a_key_of_another_coder_tells_and_changes_nothing(place: str) -> None:
    with open_store(place, writable=True) as store:
        store.append_decisions([row("a", coder="bob")])
        with pytest.raises(ConflictError) as refused:
            store.append_decisions([row("z"), row("a", action="reject")])
        assert "bob" not in str(refused.value)
        assert [(one["key"], one["coder"], one["action"]) for one in store.decisions()] == [("a", "bob", "accept")]


def test_a_batch_is_kept_whole_or_not_at_all(place: str) -> None:
    with open_store(place, writable=True) as store:
        with pytest.raises(KeyError):
            store.append_decisions([row("a"), {"key": "b"}])
        assert list(store.decisions()) == []


def test_many_writers_at_once_lose_and_double_nothing(database: str) -> None:
    with open_store(database, writable=True):
        pass

    def work(coder: int) -> list[int]:
        with open_store(database, writable=True) as store:
            return [store.append_decisions([row(f"{coder}-{n}", coder=str(coder))])[0] for n in range(20)]

    with ThreadPoolExecutor(8) as pool:
        given = [serial for serials in pool.map(work, range(8)) for serial in serials]
    assert sorted(given) == list(range(1, 161))
    with open_store(database) as store:
        for coder in range(8):
            assert [d["key"] for d in store.decisions(coder=str(coder))] == [f"{coder}-{n}" for n in range(20)]


def test_samples_and_accounts(place: str) -> None:
    sample = Sample(
        sample="march", kind="random", seed=7, wanted={"type": ["ASSAULT"]}, made="2031-03-14", made_by="ada",
        coders=("ada", "bob"), addresses=("d1#e1", "d2#e4"),
    )  # fmt: skip
    account = AccountRow(name="ada", role="coder", password="$argon2id$…", active=True, made="2031-03-14")
    with open_store(place, writable=True) as store:
        store.write_sample(sample)
        with pytest.raises(ProjectError, match="name another"):
            store.write_sample(sample)
        store.write_account(account)
        with pytest.raises(ConflictError, match="choose another"):
            store.write_account(account, new=True)
        store.write_account(AccountRow(name="ada", role="owner", password="x", active=True, made="2031-03-14"))
        with pytest.raises(ConflictError, match="last owner"):
            store.write_account(account)
        assert store.samples() == (sample,)
        assert [(one.role, one.active) for one in store.accounts()] == [("owner", True)]
