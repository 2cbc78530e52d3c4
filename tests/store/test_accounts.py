"""Accounts and the record of them, in both databases."""

import threading

import pytest

from dateline.desk.accounts import Accounts
from dateline.desk.pool import StorePool
from dateline.errors import ConflictError, ProjectError

PASSWORD = "correct horse battery"


def test_changes_of_many_at_once_are_all_on_record(place: str) -> None:
    pool = StorePool(place)
    accounts = Accounts(pool)
    for name, role in (("olga", "owner"), ("carl", "coder")):
        accounts.add(name, role=role, password=PASSWORD)
    session = accounts.begin("carl")
    threads = [threading.Thread(target=accounts.end_all, args=(name,)) for name in ("olga", "carl") for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = accounts.changes()
    assert len(told) == 18
    assert sorted(row.account for row in told if row.what == "logged out everywhere") == ["carl"] * 8 + ["olga"] * 8
    assert (told[-1].by, told[-1].account, told[-1].what) == ("command line", "olga", "made as owner")
    assert accounts.find(session.cookie) is None
    assert len(accounts.changes(limit=3)) == 3
    pool.close()


def test_a_change_is_of_what_is_given_and_the_last_owner_stays(place: str) -> None:
    pool = StorePool(place)
    accounts = Accounts(pool)
    accounts.add("olga", role="owner", password=PASSWORD)
    before = accounts.changes()
    for change in ({"role": "coder"}, {"active": False}):
        with pytest.raises(ConflictError, match="last owner"):
            accounts.change("olga", **change)  # type: ignore[arg-type]
    with pytest.raises(ProjectError, match="no account"):
        accounts.change("nobody", active=False)
    assert accounts.changes() == before  # what was refused is not on record as done
    accounts.add("otto", role="owner", password=PASSWORD)
    accounts.change("otto", active=False, by="olga")
    accounts.change("otto", password="another horse", by="otto")
    otto = next(one for one in accounts.list() if one.name == "otto")
    assert (otto.role, otto.active) == ("owner", False)
    assert not accounts.verify("otto", "another horse")
    assert [row.what for row in accounts.changes(limit=2)] == ["own password changed", "locked"]
    pool.close()
