"""The accounts of a desk on a server, for its owners; and everybody's own password and sessions."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from dateline.desk.accounts import LONGEST, ROLES, SHORTEST, Account, Accounts
from dateline.errors import UsageError
from dateline.web.access import ERRORS, Owner, Reader, cut_page
from dateline.web.rendering import render

managing = APIRouter(tags=["accounts"], responses=ERRORS)
managing_pages = APIRouter(include_in_schema=False)
RoleName = Literal["reader", "coder", "adjudicator", "owner"]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Password = Annotated[str, Field(min_length=10, max_length=200)]
RECORDED = 100  # changes that the page shows
Offset = Annotated[int, Query(ge=0, le=2**31)]
Limit = Annotated[int, Query(ge=1, le=1_000)]


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


@managing_pages.get("/accounts")
def show_accounts(request: Request, identity: Owner) -> HTMLResponse:
    """Show who may use the desk, with what an owner may do about it, and what was done."""
    accounts = _accounts(request)
    return render(request, identity, "accounts.html", accounts=accounts.list(), roles=ROLES, shortest=SHORTEST,
                  longest=LONGEST, changes=accounts.changes(limit=RECORDED))  # fmt: skip


@managing_pages.get("/account")
def show_account(request: Request, identity: Reader) -> HTMLResponse:
    """Show one's own account: the password can be changed, and all sessions ended."""
    return render(request, identity, "account.html", shortest=SHORTEST, longest=LONGEST)


@managing.get("/accounts", operation_id="listAccounts")
def list_accounts(request: Request, identity: Owner, after: Offset = 0, limit: Limit = 100) -> Mapping[str, Any]:
    """Return who may use the desk, without anything of their passwords."""
    rows, more = cut_page(_accounts(request).list(), after=after, limit=limit)
    return {"accounts": [asdict(row) for row in rows], "next": more}


@managing.get("/accounts/changes", operation_id="listAccountChanges")
def list_changes(request: Request, identity: Owner, after: Offset = 0, limit: Limit = 100) -> Mapping[str, Any]:
    """Return what was done to accounts, the newest first: who, when, to whom, what (the last ten thousand)."""
    rows, more = cut_page(_accounts(request).changes(limit=10_000), after=after, limit=limit)
    return {"changes": [asdict(row) for row in rows], "next": more}


@managing.post("/accounts", status_code=201, operation_id="addAccount")
def add_account(request: Request, identity: Owner, given: AccountIn) -> Account:
    """Make an account."""
    return _accounts(request).add(given.name, role=given.role, password=given.password, by=identity.name)


@managing.patch("/accounts/{name}", operation_id="changeAccount")
def change_account(request: Request, identity: Owner, name: str, given: ChangeIn) -> Account:
    """Change somebody's role or password, or disable the account: it is out at once. One owner always stays.

    One's own password is changed with the one of now: `POST /password`.
    """
    if given.password is not None and name == identity.name:
        raise UsageError("change your own password with the one of now (POST /password)")
    return _accounts(request).change(
        name, role=given.role, active=given.active, password=given.password, by=identity.name
    )


@managing.post("/password", operation_id="changePassword")
def change_password(request: Request, identity: Reader, given: PasswordIn) -> Account:
    """Change one's own password; all of one's sessions end, this one too."""
    gate, accounts = request.app.state.gate, _accounts(request)
    address = request.client.host if request.client else ""
    if wait := gate.logins.wait(identity.name, address):
        raise HTTPException(429, "there were too many tries; wait a while", headers={"Retry-After": str(wait)})
    gate.logins.failed(identity.name, address)
    if not accounts.verify(identity.name, given.now):
        raise UsageError("the password of now is not right")
    gate.logins.succeeded(identity.name, address)
    return accounts.change(identity.name, password=given.new, by=identity.name)


@managing.post("/logout-everywhere", operation_id="logOutEverywhere")
def log_out_everywhere(request: Request, identity: Reader) -> Mapping[str, Any]:
    """End all of one's sessions, on every device, this one too."""
    _accounts(request).end_all(identity.name)
    return {"name": identity.name}


def _accounts(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.gate.accounts
    return accounts
