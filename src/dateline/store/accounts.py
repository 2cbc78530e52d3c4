"""Who may use the desk on a server, and who is logged in to it."""

import json
import secrets
from dataclasses import asdict, dataclass

from dateline.errors import ConflictError
from dateline.store.connection import Connection, one

SECRET = "desk-secret"
CHANGES = "account-change:"  # how the rows of the record of accounts are named


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """Somebody who may use the desk on a server. ``password`` is an argon2id hash."""

    name: str
    role: str
    password: str
    active: bool
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """Somebody who is logged in. ``session`` is the hash of what the cookie holds; times are UTC, ISO 8601."""

    session: str
    name: str
    csrf: str
    made: str
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What was done to an account, on record: who (an account, or "command line"), when (UTC), to whom, what.

    ``what`` is made, role, locked, unlocked, password, own-password or logged-out, several joined by commas; of a role
    the old and the new one. A password is never in it.
    """

    at: str
    by: str
    account: str
    what: str


def read_accounts(connection: Connection) -> tuple[AccountRow, ...]:
    """Return the accounts, by name."""
    sql = "SELECT name, role, password, active, made FROM accounts ORDER BY name"
    return tuple(
        AccountRow(name=name, role=role, password=password, active=bool(active), made=made)
        for name, role, password, active, made in connection.rows(sql)
    )


def write_account(
    connection: Connection, account: AccountRow, *, new: bool = False, told: AccountChange | None = None
) -> None:
    """Keep an account, in place of one of the same name; its sessions end.

    Args:
        connection: an open project.
        account: what is kept from now on.
        new: refuse one of a name that is there.
        told: what is put on record of it, in the same transaction.

    Raises:
        ConflictError: the name is there (``new``), or no active owner would be left; nothing was changed.
    """
    values = [account.role, account.password, account.active, account.made, account.name]
    with connection.writing():
        there = one(connection, "SELECT count(*) FROM accounts WHERE name = ?", [account.name])
        if there and new:
            raise ConflictError(f"there is an account {account.name!r} already; choose another name")
        owners = _owners(connection)
        if there:
            connection.run("UPDATE accounts SET role = ?, password = ?, active = ?, made = ? WHERE name = ?", values)
        else:
            connection.run("INSERT INTO accounts (role, password, active, made, name) VALUES (?, ?, ?, ?, ?)", values)
        if owners and not _owners(connection):
            raise ConflictError(f"{account.name!r} is the last owner; make another account owner first")
        connection.run("DELETE FROM sessions WHERE name = ?", [account.name])
        if told:
            _append_change(connection, told)


def end_sessions(connection: Connection, told: AccountChange) -> None:
    """End all sessions of an account, and put it on record."""
    with connection.writing():
        connection.run("DELETE FROM sessions WHERE name = ?", [told.account])
        _append_change(connection, told)


def read_changes(connection: Connection, *, limit: int = 100) -> tuple[AccountChange, ...]:
    """Return what was done to accounts, the newest first."""
    sql = "SELECT value FROM project WHERE name LIKE ? ORDER BY name DESC LIMIT ?"
    return tuple(AccountChange(**json.loads(row[0])) for row in connection.rows(sql, [f"{CHANGES}%", limit]))


def _append_change(connection: Connection, change: AccountChange) -> None:
    """Append a row to the record of accounts: rows of the table ``project``, which are never changed."""
    last = one(connection, "SELECT max(name) FROM project WHERE name LIKE ?", [f"{CHANGES}%"])
    number = int(str(last).removeprefix(CHANGES)) + 1 if last else 1
    connection.run("INSERT INTO project VALUES (?, ?)", [f"{CHANGES}{number:010}", json.dumps(asdict(change))])


def write_session(connection: Connection, session: SessionRow) -> None:
    """Keep a session, and drop those that have expired."""
    with connection.writing():
        connection.run("DELETE FROM sessions WHERE expires <= ?", [session.made])
        connection.run(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
            [session.session, session.name, session.csrf, session.made, session.expires],
        )


def read_session(connection: Connection, session: str, *, now: str) -> tuple[SessionRow, str] | None:
    """Return a session with the role that its account has now; None where it has ended or the account is disabled."""
    sql = (
        "SELECT s.session, s.name, s.csrf, s.made, s.expires, a.role FROM sessions s JOIN accounts a "
        "ON a.name = s.name WHERE s.session = ? AND s.expires > ? AND a.active"
    )
    for key, name, csrf, made, expires, role in connection.rows(sql, [session, now]):
        return SessionRow(session=key, name=name, csrf=csrf, made=made, expires=expires), str(role)
    return None


def end_session(connection: Connection, session: str) -> None:
    """Forget a session."""
    with connection.writing():
        connection.run("DELETE FROM sessions WHERE session = ?", [session])


def read_secret(connection: Connection) -> str:
    """Return the secret that signs the project's cookies; it is made when it is first asked for."""
    with connection.writing():
        found = one(connection, "SELECT value FROM project WHERE name = ?", [SECRET])
        if found is None:
            found = secrets.token_urlsafe(32)
            connection.run("INSERT INTO project VALUES (?, ?)", [SECRET, found])
    return str(found)


def _owners(connection: Connection) -> int:
    return int(one(connection, "SELECT count(*) FROM accounts WHERE role = 'owner' AND active") or 0)
