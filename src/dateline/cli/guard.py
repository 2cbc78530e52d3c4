import functools
import logging
import os
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec

import typer

from dateline.errors import DatelineError, UsageError

P = ParamSpec("P")
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
    """Say something on standard error, marked as ours."""
    sys.stderr.write(f"dateline: {message}\n")


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
    if not any(isinstance(handler, _Lines) for handler in logger.handlers):
        logger.addHandler(_Lines())
        logger.propagate = False


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        debug = bool(os.environ.get("DATELINE_DEBUG"))
        if record.exc_info and not debug:
            return  # the document's own error says it
        complain(f"{'warning: ' if record.levelno < logging.ERROR else ''}{record.getMessage()}")
        if record.exc_info:
            sys.stderr.write(logging.Formatter().formatException(record.exc_info) + "\n")
