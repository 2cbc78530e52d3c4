"""One question to an OpenAI-compatible endpoint: no redirects, no waiting for ever, no answer without an end."""

import http.client
import ipaddress
import json
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dateline.errors import SettingsError

LONGEST = 200_000  # bytes of an answer


class NoAnswerError(Exception):
    """An endpoint gave no answer that can be used; ``reason`` is what is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a second coder is: the address up to ``/v1``, the model, and the key, if it wants one.

    The key comes from the environment alone. It is never sent in the clear to another machine.
    """

    url: str
    model: str
    key: str | None = None
    seconds: float = 60.0

    def __post_init__(self) -> None:
        """Refuse an address that cannot be used. Raises SettingsError."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise SettingsError(f"second_coder_url: {self.url!r} is no address; write it as http://127.0.0.1:8080/v1")
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise SettingsError("DATELINE_SECOND_CODER_KEY holds characters that no key has")
        if self.key and parts.scheme == "http" and not _is_here(parts.hostname):
            raise SettingsError("second_coder_url: a key is not sent over http to another machine; use https")

    def ask(self, messages: list[dict[str, str]]) -> str:
        """Return what the model says.

        Raises:
            NoAnswerError: it cannot be reached, takes too long, or answers something else.
        """
        body = json.dumps({"model": self.model, "messages": messages, "temperature": 0, "stream": False})
        try:
            answer: Any = json.loads(self._post(body.encode()))
            content = answer["choices"][0]["message"]["content"]
        except TimeoutError:
            raise NoAnswerError("time-out") from None
        except (OSError, http.client.HTTPException):
            raise NoAnswerError("not reached") from None
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise NoAnswerError("invalid answer") from None
        if not isinstance(content, str):
            raise NoAnswerError("invalid answer")
        return content

    def _post(self, body: bytes) -> bytes:
        parts, end = urlsplit(self.url), time.monotonic() + self.seconds
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        host, path = str(parts.hostname), f"{parts.path.rstrip('/')}/chat/completions"
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(
                host, parts.port, timeout=self.seconds, context=ssl.create_default_context()
            )
        else:
            connection = http.client.HTTPConnection(host, parts.port, timeout=self.seconds)
        try:
            connection.request("POST", path, body=body, headers=headers)
            answer = connection.getresponse()
            if answer.status != 200:  # a redirect, too: what is sent goes to the named address alone
                raise NoAnswerError(f"status {answer.status}")
            found = b""
            while chunk := answer.read1(65_536):
                found += chunk
                if len(found) > LONGEST:
                    raise NoAnswerError("invalid answer")
                if time.monotonic() > end:
                    raise TimeoutError
            return found
        finally:
            connection.close()


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
