import getpass
import os
import sys
import webbrowser
from pathlib import Path

from dateline.desk.accounts import Account, Accounts
from dateline.desk.endpoint import Endpoint
from dateline.desk.pool import StorePool
from dateline.desk.second_coder import code_sample
from dateline.desk.service import Desk
from dateline.errors import ProjectError, SettingsError, UsageError
from dateline.settings import load_settings
from dateline.web.serving import ServerOptions, serve_locally, serve_team

KEY = "DATELINE_SECOND_CODER_KEY"  # the name of the variable


def run_desk(project: str, *, port: int, browser: bool, originals: Path | None = None) -> int:
    """Serve the desk of a project until Ctrl-C; return the exit status."""

    def opened(address: str) -> None:
        _say(address)
        sys.stderr.write("The desk is open at this address, for you alone; Ctrl-C closes it.\n")
        if browser:
            webbrowser.open(address)

    serve_locally(project, port=port, opened=opened, originals=originals)
    return 0


def run_server(project: str, options: ServerOptions) -> int:
    """Serve the desk of a project to people with accounts, until Ctrl-C; return the exit status."""

    def opened(address: str) -> None:
        _say(address)
        sys.stderr.write("The desk is open at this address, for whoever has an account; Ctrl-C closes it.\n")

    serve_team(project, options, opened=opened)
    return 0


def run_account_add(project: str, name: str, *, role: str) -> int:
    """Make an account with a password from the terminal, or from standard input; return the exit status."""
    pool = _open(project)
    try:
        _tell(Accounts(pool).add(name, role=role, password=_read_password(name)))
    finally:
        pool.close()
    return 0


def run_account_change(
    project: str, name: str, *, role: str | None = None, active: bool | None = None, password: bool = False
) -> int:
    """Change an account; return the exit status."""
    pool = _open(project)
    try:
        given = _read_password(name) if password else None
        _tell(Accounts(pool).change(name, role=role, active=active, password=given))
    finally:
        pool.close()
    return 0


def run_account_list(project: str) -> int:
    """List the accounts; return the exit status."""
    pool = _open(project)
    try:
        for account in Accounts(pool).list():
            _tell(account)
    finally:
        pool.close()
    return 0


def run_second_coder(project: str, sample: str, *, limit: int | None, settings: Path | None) -> int:
    """Let the second coder of the settings judge a sample; return the exit status."""
    given = load_settings(settings)
    if not given.second_coder_url or not given.second_coder_model:
        raise SettingsError("there is no second coder; set second_coder_url and second_coder_model (docs/settings.md)")
    endpoint = Endpoint(url=given.second_coder_url, model=given.second_coder_model, key=os.environ.get(KEY) or None)
    pool = _open(project)
    try:
        found = code_sample(Desk(pool), endpoint, sample, limit=limit)
    finally:
        pool.close()
    _say(f"{found.coder}: {found.coded} coded, {found.there_already} there already, {found.refused.total()} refused")
    for reason, count in sorted(found.refused.items()):
        _say(f"  refused, {reason}: {count}")
    return 1 if found.refused else 0


def _open(project: str) -> StorePool:
    if "://" not in project and not Path(project).exists():
        raise ProjectError(f"{project}: there is no such project; make one with `dateline run CORPUS --into {project}`")
    return StorePool(project)


def _read_password(name: str) -> str:
    """Return a password: typed twice, or the first line of standard input. It is never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Password of {name}: ")
    if getpass.getpass("Again: ") != first:
        raise UsageError("the two passwords are not the same; nothing was changed")
    return first


def _tell(account: Account) -> None:
    state = "" if account.active else ", disabled"
    _say(f"{account.name}: {account.role}{state}, since {account.made[:10]}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
