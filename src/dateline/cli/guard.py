import functools
import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn, ParamSpec

import typer

from dateline.errors import DatelineError, UsageError

P = ParamSpec("P")
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
CLICK_OWN = (typer.Exit, typer.Abort, typer.BadParameter)


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what may end a command into one line on standard error and an exit status; never a traceback.

    2: the call is wrong. 1: dateline could not go on. 130: Ctrl-C. 141: whoever read the output has gone (as a program
    ended by SIGPIPE would show).
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        show_warnings()
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except KeyboardInterrupt:
            complain("stopped")
            quiet_exit(130)
        except BrokenPipeError:
            quiet_exit(141)
        except UsageError as error:
            complain(str(error))
            quiet_exit(2)
        except DatelineError as error:
            complain(str(error))
            quiet_exit(1)
        except Exception as error:
            if os.environ.get("DATELINE_DEBUG") or isinstance(error, CLICK_OWN):
                raise
            complain(
                f"internal error ({type(error).__name__}: {error}); please report it, with what DATELINE_DEBUG=1 adds"
            )
            quiet_exit(1)

    return run


def complain(message: str) -> None:
    """Say something on standard error, marked as ours; as JSON where that was chosen."""
    for handler in logging.getLogger("dateline").handlers:
        if isinstance(handler, _Objects):
            handler.say("info", "dateline.cli", message, {})
            return
    sys.stderr.write(f"dateline: {message}\n")


def choose_log(form: str) -> None:
    """Choose what is said on standard error: text for people, or json for programs.

    Raises:
        UsageError: there is no such form.
    """
    if form not in ("text", "json"):
        raise UsageError(f"there is no log format {form!r}; the formats are text and json")
    logger = logging.getLogger("dateline")
    for handler in list(logger.handlers):
        if isinstance(handler, _Lines | _Objects):
            logger.removeHandler(handler)
    logger.addHandler(_Objects() if form == "json" else _Lines())
    logger.setLevel(logging.INFO if form == "json" else logging.WARNING)
    logger.propagate = False


def quiet_exit(status: int) -> NoReturn:
    """Leave without waiting for anything; what is still buffered for a closed pipe is dropped."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    raise SystemExit(status)


def show_warnings() -> None:
    """Send the library's warnings to standard error, one line each; DATELINE_DEBUG=1 adds tracebacks."""
    logger = logging.getLogger("dateline")
    if not any(isinstance(handler, _Lines | _Objects) for handler in logger.handlers):
        logger.addHandler(_Lines())
        logger.propagate = False


class _Objects(logging.Handler):
    """Writes one JSON object a line: time, level, logger, message, and whatever else was logged by name."""

    def emit(self, record: logging.LogRecord) -> None:
        extra = {name: value for name, value in vars(record).items() if name not in _PLAIN}
        self.say(record.levelname.lower(), record.name, record.getMessage(), extra)

    def say(self, level: str, logger: str, message: str, extra: dict[str, object]) -> None:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": moment, "level": level, "logger": logger, "message": message, **extra}
        sys.stderr.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        debug = bool(os.environ.get("DATELINE_DEBUG"))
        if record.exc_info and not debug:
            return  # the document's own error says it
        complain(f"{'warning: ' if record.levelno < logging.ERROR else ''}{record.getMessage()}")
        if record.exc_info:
            sys.stderr.write(logging.Formatter().formatException(record.exc_info) + "\n")
