"""The accounts of a desk on a server, for its owners; and everybody's own password."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from dateline.desk.accounts import Account, Accounts
from dateline.errors import UsageError
from dateline.web.access import ERRORS, Owner, Reader, cut_page

managing = APIRouter(tags=["accounts"], responses=ERRORS)
RoleName = Literal["reader", "coder", "adjudicator", "owner"]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Password = Annotated[str, Field(min_length=10, max_length=200)]


class AccountIn(BaseModel, extra="forbid"):
    """Somebody who is to use the desk."""

    name: Name
    role: RoleName
    password: Password


class ChangeIn(BaseModel, extra="forbid"):
    """What changes of an account; its sessions end."""

    role: RoleName | None = None
    active: bool | None = None
    password: Password | None = None


class PasswordIn(BaseModel, extra="forbid"):
    """One's own password: the one of now, and the one from now on."""

    now: Annotated[str, Field(max_length=200)]
    new: Password


@managing.get("/accounts", operation_id="listAccounts")
def list_accounts(
    request: Request, identity: Owner, after: Annotated[int, Query(ge=0, le=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> Mapping[str, Any]:  # fmt: skip
    """Return who may use the desk, without anything of their passwords."""
    rows, more = cut_page(_accounts(request).list(), after=after, limit=limit)
    return {"accounts": [asdict(row) for row in rows], "next": more}


@managing.post("/accounts", status_code=201, operation_id="addAccount")
def add_account(request: Request, identity: Owner, given: AccountIn) -> Account:
    """Make an account."""
    return _accounts(request).add(given.name, role=given.role, password=given.password)


@managing.patch("/accounts/{name}", operation_id="changeAccount")
def change_account(request: Request, identity: Owner, name: str, given: ChangeIn) -> Account:
    """Change somebody's role or password, or disable the account: it is out at once. One owner always stays."""
    return _accounts(request).change(name, role=given.role, active=given.active, password=given.password)


@managing.post("/password", operation_id="changePassword")
def change_password(request: Request, identity: Reader, given: PasswordIn) -> Account:
    """Change one's own password; all of one's sessions end, this one too."""
    gate, accounts = request.app.state.gate, _accounts(request)
    address = request.client.host if request.client else ""
    if gate.logins.wait(identity.name, address):
        raise UsageError("there were too many tries; wait a while")
    gate.logins.failed(identity.name, address)
    if not accounts.verify(identity.name, given.now):
        raise UsageError("the password of now is not right")
    gate.logins.succeeded(identity.name, address)
    return accounts.change(identity.name, password=given.new)


def _accounts(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.gate.accounts
    return accounts
