from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that could not be coded: its place in the output says why. ``code`` is in ``INPUT_ERROR_CODES``."""

    id: str
    source: str
    code: str
    message: str
