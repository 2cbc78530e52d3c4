"""The bound that every reader keeps: how many characters a text may have (``--max-chars``)."""

from dateline.errors import InputError


def check_length(text: str, where: str, max_chars: int) -> None:
    """Raise InputError (``too-large``) where a text is longer than ``max_chars``; ``where`` names it in the message."""
    if len(text) > max_chars:
        raise too_long(where, max_chars)


def too_long(where: str, max_chars: int) -> InputError:
    """Return the fault of a text that is longer than ``max_chars``, or certainly will be."""
    return InputError(
        "too-large",
        f"{where}: the text is longer than {max_chars:,} characters; split it into its reports, or allow more with "
        "--max-chars",
    )
