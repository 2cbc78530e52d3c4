"""What a process of its own is asked to do in test_quarantine: documents whose text says what they do to it."""

import json
import os
import signal
import time
from dataclasses import replace

from dateline.model import Document, Failure

HELD: list[bytearray] = []


def code(chunk: list[Document | Failure], finish: object) -> list[Document | Failure]:
    return [_one(item) if isinstance(item, Document) else item for item in chunk]


def _one(doc: Document) -> Document:
    match doc.raw.split():
        case ["segfault"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["exit"]:
            os._exit(3)
        case ["hang"]:
            time.sleep(3600)
        case ["swell"]:
            while True:
                HELD.append(bytearray(os.urandom(1 << 20)) * 20)
        case ["once", path]:  # crashes the first time only
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                pass
            else:
                os.abort()
        case ["raise"]:
            raise KeyError("poison")
    return replace(doc, text=doc.raw.upper())


def code_records(chunk: list[Document | Failure], finish: object, recipe: object) -> list[str | Failure]:
    """Code as a shard's process does, with records that are only their text."""
    return [item if isinstance(item, Failure) else json.dumps({"text": item.text}) for item in code(chunk, finish)]
