"""The one tree of errors.

DatelineError
├── UsageError            the call itself is wrong (exit status 2)
│   ├── SettingsError     a settings file or variable
│   ├── CodebookError     faults in a codebook: all of them at once, with file and line
│   ├── KnowledgeError    faults in a registry, gazetteer or lexicon file
│   ├── ProjectError      a project that cannot be opened as asked: in use, read-only, of a newer version
│   │   └── ConflictError     what is to be kept collides with what is on record
│   ├── NotAllowedError   somebody may not do or see what they ask for
│   └── TryAgainError     too much is asked for at the moment
├── InputError            one document cannot be read or coded; the run goes on (exit status 1)
├── StoreError            a project's store cannot go on: a full disk, a lost connection (exit status 1)
├── WorkerError           a process for readers or for --jobs cannot be started, or ends before it has any work
└── StageError            stages that do not fit together (a programming error)

Text that is merely uncertain is never an error: it is a null value with a note.
"""


class DatelineError(Exception):
    """Base of every error that dateline raises on purpose; its message says what, where and what to do."""


class UsageError(DatelineError):
    """The call is wrong: an unknown option value, a file that cannot be opened as asked."""


class SettingsError(UsageError):
    """A settings file or an environment variable holds something that cannot be used."""


class CodebookError(UsageError):
    """A codebook has faults; the message lists them all, each with file and line."""


class KnowledgeError(UsageError):
    """A registry, gazetteer or lexicon file cannot be used."""


class InputError(DatelineError):
    """One input cannot be read or coded. ``code`` is one of ``INPUT_ERROR_CODES``."""

    def __init__(self, code: str, message: str) -> None:
        """Refuse a code that is not on the closed list."""
        if code not in INPUT_ERROR_CODES:
            raise StageError(f"unknown input error code {code!r}: add it to INPUT_ERROR_CODES and docs/contract.md")
        super().__init__(message)
        self.code = code


class WorkerError(DatelineError):
    """A process for readers or for ``--jobs`` cannot be started, or ends before it has had any work."""


class ProjectError(UsageError):
    """A project cannot be opened as asked, or holds nothing of the name that was asked for."""


class ConflictError(ProjectError):
    """What is to be kept collides with what is on record: a name or a key that is taken, the last owner."""


class NotAllowedError(UsageError):
    """Somebody may not do or see what they ask for: a queue of others, figures before their own coding is done."""


class TryAgainError(UsageError):
    """Too much is asked for at the moment: the same call may be answered later."""


class StoreError(DatelineError):
    """A project's store cannot go on; what was written before is kept, and the run can be repeated."""


class StageError(DatelineError):
    """Stages that do not fit together: a layer is read before it is written, or written undeclared."""


INPUT_ERROR_CODES = frozenset(
    {
        "missing-file",
        "unreadable-file",
        "no-documents",
        "empty",
        "binary",
        "encoding",
        "too-large",
        "bad-json",
        "no-text",
        "bad-record",
        "unsupported-format",
        "missing-extra",
        "no-columns",
        "damaged",
        "encrypted",
        "unsafe-archive",
        "unsafe-xml",
        "crashed",
        "timed-out",
        "out-of-memory",
        "no-article",
        "internal",
    }
)
