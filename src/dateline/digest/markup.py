import re
from html import escape

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Markup(str):
    """Text that is HTML already; every other string is escaped when it goes into an element."""

    __slots__ = ()


def tag(name: str, *inside: str | Markup | None, **attributes: str | float | None) -> Markup:
    """Return an element. Strings are escaped, Markup is taken as it is; an attribute that is None is left out.

    Attribute names lose an underscore at the end and get hyphens for others: ``class_``, ``aria_label``.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{clean(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>{''.join(_safe(part) for part in inside if part is not None)}</{name}>")


def clean(text: str) -> str:
    """Escape a text, and put a sign for characters that HTML does not allow."""
    return escape(CONTROL.sub("\ufffd", text), quote=True)


def join(parts: list[Markup]) -> Markup:
    """Put elements one after another."""
    return Markup("\n".join(parts))


def quoted(text: str) -> Markup:
    """Return words of a report, set apart so that their direction and marks cannot reach what stands around them."""
    return tag("bdi", text)


def _safe(part: str) -> str:
    return part if isinstance(part, Markup) else clean(part)
