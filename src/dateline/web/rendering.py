"""How a page is made of a template: all that is put into it is escaped."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from dateline.web.identity import Identity

TEMPLATES = Environment(
    loader=PackageLoader("dateline.web"), autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
KEYS = {
    "accept": "a", "reject": "x", "skip": "Space", "flag": "f", "undo": "Backspace", "help": "h", "type": "1",
    "mode": "2", "status": "3", "source": "4", "target": "5", "where": "6", "date": "7", "standing": "8",
    "background": "9", "trigger": "0", "text": "t", "add": "n", "complete": "e",
    "page-back": ",", "page-on": ".", "page-size": "z",
}  # fmt: skip


def render(request: Request, identity: Identity, name: str, **values: Any) -> HTMLResponse:
    """Return a page; everything that is put into it is escaped."""
    state = request.app.state
    page = TEMPLATES.get_template(name).render(
        identity=identity,
        csrf=state.gate.csrf_of(request),
        keys=KEYS,
        place=str(state.desk.pool.place) if identity.may("owner") else "",
        path=request.url.path,
        **values,
    )
    return HTMLResponse(page)
