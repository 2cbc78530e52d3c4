"""Groups of options that several commands share."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from inspect import Parameter
from typing import Any


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take options that it shares with another as one parameter: a dataclass, each field of it an option.

    Typer reads what a command takes from its signature; there the fields stand in the place of the dataclass.

    Example:
        ``def timeline(project: Project = None, *, wanted: EventOptions, format: Format = "table")`` takes ``--actor``.
    """
    given = inspect.signature(command)
    groups: dict[str, Any] = {
        name: parameter.annotation for name, parameter in given.parameters.items() if is_dataclass(parameter.annotation)
    }

    @wraps(command)
    def run(**values: Any) -> None:
        made = {name: kind(**{f.name: values.pop(f.name) for f in fields(kind)}) for name, kind in groups.items()}
        command(**values, **made)

    taken = [
        part.replace(kind=Parameter.KEYWORD_ONLY)
        for name, parameter in given.parameters.items()
        for part in (map(_parameter, fields(groups[name])) if name in groups else (parameter,))
    ]
    run.__signature__ = given.replace(parameters=taken)  # type: ignore[attr-defined]
    return run


def _parameter(field: Field[Any]) -> Parameter:
    default = Parameter.empty if field.default is MISSING else field.default
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=field.type)
