"""Accounts of a desk on a server: passwords as argon2id hashes, sessions that end, and always an owner."""

import hashlib
import hmac
import secrets
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dateline.desk.pool import StorePool
from dateline.engine.dataset import refresh_data_set
from dateline.engine.reviewed import FINAL
from dateline.errors import ProjectError, UsageError
from dateline.review.decision import MODEL, is_model
from dateline.store.accounts import AccountChange, AccountRow, SessionRow, change_account, end_sessions, read_changes

if TYPE_CHECKING:
    from argon2 import PasswordHasher

ROLES = ("reader", "coder", "adjudicator", "owner")
SHORTEST, LONGEST = 10, 200  # characters of a password
NAME_LENGTH = 80
COMMAND = "command line"  # who changes accounts there: whoever may write to the project; no account may be called so
AT_ONCE = 2  # passwords that are checked at the same time: each check takes 64 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may use the desk, as it may be shown: without the hash."""

    name: str
    role: str
    active: bool
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is logged in, with the role that they have at this moment."""

    name: str
    role: str
    csrf: str
    cookie: str
    expires: str


class Accounts:
    """The accounts of one project and who is logged in."""

    def __init__(
        self, pool: StorePool, *, hours: float = 12.0, secret: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        """Take open stores.

        Args:
            pool: of the project.
            hours: after a log-in a session ends.
            secret: what signs cookies; the project's own if none.
            clock: gives the moment.
        """
        self._pool, self._clock, self._hours = pool, clock, hours
        self._secret = secret
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._hasher = _make_hasher()
        self._nobody = ""  # what passwords of nobody's are compared with

    @property
    def secret(self) -> bytes:
        """What signs cookies and the tokens of the log-in form."""
        if self._secret is None:
            with self._pool.store() as store:
                self._secret = store.secret()
        return self._secret.encode()

    def list(self) -> tuple[Account, ...]:
        """Return the accounts, by name."""
        with self._pool.store() as store:
            return tuple(_shown(row) for row in store.accounts())

    def changes(self, *, limit: int = 100) -> tuple[AccountChange, ...]:
        """Return what was done to accounts, the newest first: who, when, to whom, what."""
        with self._pool.store() as store:
            return read_changes(store.connection, limit=limit)

    def add(self, name: str, *, role: str, password: str, by: str = COMMAND) -> Account:
        """Make an account; ``by`` is who makes it, for the record. The data set follows where their word is final.

        Raises:
            UsageError: a name, role or password that cannot be used.
            ConflictError: the name is taken.
        """
        if check_name(name).casefold() == COMMAND:
            raise UsageError(f"{COMMAND!r} stands for the command in the record of accounts; choose another name")
        if is_model(name):
            raise UsageError(f"a name that begins with {MODEL} is for second coders that are no people")
        row = AccountRow(
            name=check_name(name), role=_check_role(role), password=self._hash(password), active=True, made=self._now()
        )
        with self._pool.store() as store:
            store.write_account(row, new=True, told=self._told(by, row.name, f"made as {role}"))
            if role in FINAL:
                refresh_data_set(store)  # they may have decided before they had an account
        return _shown(row)

    def change(
        self, name: str, *, role: str | None = None, active: bool | None = None, password: str | None = None,
        by: str = COMMAND,
    ) -> Account:  # fmt: skip
        """Change an account: its sessions end at once, it is on record who changed what, and the data set follows.

        Raises:
            UsageError: a role or password that cannot be used.
            ProjectError: there is no such account.
            ConflictError: no owner would be left.
        """
        hashed = None if password is None else self._hash(password)
        role = None if role is None else _check_role(role)
        with self._pool.store() as store:
            row = change_account(
                store.connection, name, role=role, active=active, password=hashed,
                told=lambda was, now: self._told(by, name, _what_changed(was, now, own=by == name)),
            )  # fmt: skip
            if row and role:
                refresh_data_set(store)  # it goes on at the next opening where it is stopped
        if row is None:
            raise ProjectError(f"there is no account {name!r}")
        return _shown(row)

    def end_all(self, name: str) -> None:
        """End all sessions of an account, on every device."""
        with self._pool.store() as store:
            end_sessions(store.connection, self._told(name, name, "logged out everywhere"))

    def verify(self, name: str, password: str) -> bool:
        """Tell whether a name and password are those of an active account; it takes as long where there is none."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        with self._pool.store() as store:
            row = next((one for one in store.accounts() if one.name == name), None)
        known = row is not None and row.active and len(password) <= LONGEST
        with self._turns:
            try:
                self._nobody = self._nobody or self._hasher.hash(secrets.token_urlsafe(16))
                self._hasher.verify(row.password if row and known else self._nobody, password[:LONGEST])
            except (Argon2Error, InvalidHashError, UnicodeEncodeError):
                return False
        return known

    def begin(self, name: str) -> Session:
        """Begin a session of somebody whose password was right; its cookie is a new one, whatever was sent."""
        token, now = secrets.token_urlsafe(32), self._clock()
        row = SessionRow(
            session=_digest(token), name=name, csrf=secrets.token_urlsafe(32), made=_write(now),
            expires=_write(now + timedelta(hours=self._hours)),
        )  # fmt: skip
        with self._pool.store() as store:
            store.write_session(row)
        return Session(name=name, role="", csrf=row.csrf, cookie=f"{token}.{self.sign(token)}", expires=row.expires)

    def find(self, cookie: str) -> Session | None:
        """Return the session of a cookie; a forged, ended or expired one is None, and so is a disabled account's."""
        token = self._token(cookie)
        if token is None:
            return None
        with self._pool.store() as store:
            found = store.session(_digest(token), now=self._now())
        if found is None or found[1] not in ROLES:
            return None
        row, role = found
        return Session(name=row.name, role=role, csrf=row.csrf, cookie=cookie, expires=row.expires)

    def end(self, cookie: str) -> None:
        """End the session of a cookie."""
        token = self._token(cookie)
        if token is not None:
            with self._pool.store() as store:
                store.end_session(_digest(token))

    def sign(self, text: str) -> str:
        """Return the signature of a text."""
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()

    def signed(self, text: str, signature: str) -> bool:
        """Tell whether a text was signed here."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode("utf-8", "replace"))

    def _token(self, cookie: str) -> str | None:
        token, dot, signature = cookie.partition(".")
        fits = dot and token.isascii() and len(cookie) < 200 and self.signed(token, signature)
        return token if fits else None

    def _hash(self, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"a password has {SHORTEST} to {LONGEST} characters")
        try:
            with self._turns:
                return self._hasher.hash(password)
        except UnicodeEncodeError:
            raise UsageError("a password is made of characters; this one has half of one") from None

    def _told(self, by: str, account: str, what: str) -> AccountChange:
        return AccountChange(at=self._now(), by=by, account=account, what=what)

    def _now(self) -> str:
        return _write(self._clock())


def check_name(name: str) -> str:
    """Return a name of a person or a queue as it may be kept: visible characters, no ``/``, no tricks of direction.

    Raises:
        UsageError: it cannot be used.
    """
    name = unicodedata.normalize("NFC", name.strip())
    tricks = any(unicodedata.category(char)[0] in "CZ" and char != " " for char in name)
    if not name or len(name) > NAME_LENGTH or tricks or name in (".", "..") or {"/", "\\"} & set(name):
        raise UsageError(f"a name has 1 to {NAME_LENGTH} visible characters, without / and \\")
    return name


def _check_role(role: str) -> str:
    if role not in ROLES:
        raise UsageError(f"there is no role {role!r}; the roles are {', '.join(ROLES)}")
    return role


def _make_hasher() -> "PasswordHasher":
    try:
        from argon2 import PasswordHasher, Type
    except ImportError as error:
        raise UsageError(f"accounts need {error.name}; install it with `pip install 'dateline[desk]'`") from None
    return PasswordHasher(type=Type.ID)


def _shown(row: AccountRow) -> Account:
    return Account(name=row.name, role=row.role, active=row.active, made=row.made)


def _what_changed(was: AccountRow, now: AccountRow, *, own: bool) -> str:
    parts = [f"role {was.role} to {now.role}"] if was.role != now.role else []
    if was.active != now.active:
        parts.append("unlocked" if now.active else "locked")
    if was.password != now.password:
        parts.append("own password changed" if own else "password set anew")
    return ", ".join(parts) or "nothing; sessions ended"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
