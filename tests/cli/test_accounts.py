from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.desk.accounts import Accounts
from dateline.desk.pool import StorePool
from dateline.project import open_store

PASSWORD = "correct horse battery"


@pytest.fixture
def project(tmp_path: Path) -> str:
    place = str(tmp_path / "p.duckdb")
    with open_store(place, writable=True):
        pass
    return place


def run(*args: str, stdin: str = "") -> tuple[int, str]:
    found = CliRunner().invoke(app, ["accounts", *args], input=stdin)
    return found.exit_code, found.stdout + found.stderr


def test_accounts_are_made_listed_changed_and_disabled(project: str) -> None:
    status, said = run("add", project, "olga", "--role", "owner", stdin=f"{PASSWORD}\n")
    assert (status, said.startswith("olga: owner, since ")) == (0, True)
    assert run("add", project, "carl", stdin=f"{PASSWORD}\n")[0] == 0
    assert run("role", project, "carl", "--role", "adjudicator")[1].startswith("carl: adjudicator")
    assert run("disable", project, "carl")[1].startswith("carl: adjudicator, disabled")
    assert run("enable", project, "carl")[0] == 0
    assert run("password", project, "carl", stdin="another battery\n")[0] == 0
    assert len(run("list", project)[1].splitlines()) == 2
    pool = StorePool(project)
    assert Accounts(pool).verify("carl", "another battery")
    assert not Accounts(pool).verify("carl", PASSWORD)
    pool.close()
    assert PASSWORD.encode() not in Path(project).read_bytes()


@pytest.mark.parametrize(
    ("args", "stdin", "message"),
    [
        (["add", "{}", "carl"], "short\n", "10 to 200 characters"),
        (["add", "{}", "carl"], "", "10 to 200 characters"),
        (["add", "{}", "carl", "--role", "king"], f"{PASSWORD}\n", "there is no role"),
        (["add", "{}", "a/b"], f"{PASSWORD}\n", "visible characters"),
        (["add", "{}", "model:x"], f"{PASSWORD}\n", "no people"),
        (["add", "{}", "olga"], f"{PASSWORD}\n", "already"),
        (["disable", "{}", "olga"], "", "last owner"),
        (["role", "{}", "olga", "--role", "reader"], "", "last owner"),
        (["disable", "{}", "nobody"], "", "no account"),
        (["list", "nowhere.duckdb"], "", "no such project"),
    ],
)
def test_what_cannot_be_done_is_said(project: str, args: list[str], stdin: str, message: str) -> None:
    run("add", project, "olga", "--role", "owner", stdin=f"{PASSWORD}\n")
    status, said = run(*(arg.format(project) for arg in args), stdin=stdin)
    assert status == 2
    assert message in said


def test_a_server_needs_an_owner(project: str) -> None:
    found = CliRunner().invoke(app, ["desk", project, "--server"])
    assert found.exit_code == 2
    assert "dateline accounts add" in found.stderr


def test_a_secret_that_is_too_short_is_refused(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DESK_SECRET", "short")
    found = CliRunner().invoke(app, ["desk", project, "--server"])
    assert found.exit_code == 2
    assert "32 characters" in found.stderr
